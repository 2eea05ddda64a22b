//! What a scenario does to the opening handshake (RFC 6455, section 4.2.2), and what is remembered of it.

use std::net::SocketAddr;

use axum::http::header::{AUTHORIZATION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_PROTOCOL};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use serde::Serialize;

use super::masking::masked;
use super::{Act, PathError, Scenario};
use crate::refusal::Refusal;

/// An accept key that belongs to no key of a client: that of an empty one.
const WRONG_ACCEPT: &str = "Kfh9QIsMVZcl6xEPYxPHzW8SZ8w=";

/// The handshake as the server saw it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Handshake {
    peer: Option<SocketAddr>,
    http: String,
    path: String,
    query: String,
    /// In the order in which they came, without what is secret in them.
    headers: Vec<(String, String)>,
}

impl Handshake {
    pub(crate) fn of<B>(request: &Request<B>, peer: Option<SocketAddr>) -> Self {
        Self {
            peer,
            http: format!("{:?}", request.version()),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers: masked(request.headers()),
        }
    }
}

impl Scenario {
    /// Changes the answer to a sound handshake, or refuses it.
    pub(crate) fn shake_hands<B>(
        &self,
        request: &Request<B>,
        token: &str,
        answer: &mut HeaderMap,
    ) -> Result<(), Refusal> {
        match &self.act {
            Act::Refuse(status) => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST);
                return Err(Refusal::wished(status));
            }
            Act::Private | Act::Events { .. } if !has_token(request, token) => {
                return Err(Refusal::no_token());
            }
            Act::WrongAccept => {
                answer.insert(SEC_WEBSOCKET_ACCEPT, HeaderValue::from_static(WRONG_ACCEPT));
            }
            Act::Subprotocol(name) => {
                if let Ok(name) = HeaderValue::from_str(name) {
                    answer.insert(SEC_WEBSOCKET_PROTOCOL, name);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether a request shows the token, in a header (RFC 6750, section 2.1) or in the query, since a browser sets no
/// headers. For a WebSocket it is looked at once, and never asked for again.
pub(crate) fn has_token<B>(request: &Request<B>, token: &str) -> bool {
    let in_header = request.headers().get(AUTHORIZATION).is_some_and(|value| {
        let value = value.to_str().unwrap_or_default();
        value
            .split_once(' ')
            .is_some_and(|(scheme, shown)| scheme.eq_ignore_ascii_case("bearer") && shown == token)
    });
    let query = request.uri().query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    in_header || pairs.any(|(name, value)| name == "token" && value == token)
}

impl From<PathError> for Refusal {
    fn from(error: PathError) -> Self {
        let status = match error {
            PathError::Unknown { .. } => StatusCode::NOT_FOUND,
            PathError::Malformed { .. } => StatusCode::BAD_REQUEST,
        };
        Self::new(
            status,
            format!("{error}. GET /scenarios lists what there is."),
        )
    }
}
