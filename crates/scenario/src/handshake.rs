//! The handshake of a client, as a scenario tells it.

use std::net::SocketAddr;

use serde::Serialize;

use crate::masking::{masked, masked_query};

/// The handshake as the server saw it, without what is secret in it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Handshake {
    peer: Option<SocketAddr>,
    http: String,
    path: String,
    query: String,
    /// In the order in which they came.
    headers: Vec<(String, String)>,
}

impl Handshake {
    /// From the parts of a request: the version of HTTP as it is told, and the headers in the order in which they came.
    pub fn new<'a>(
        peer: Option<SocketAddr>,
        http: String,
        (path, query): (&str, &str),
        headers: impl Iterator<Item = (&'a str, &'a [u8])>,
    ) -> Self {
        Self {
            peer,
            http,
            path: path.to_owned(),
            query: masked_query(query),
            headers: masked(headers),
        }
    }
}
