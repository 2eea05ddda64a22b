//! The first line of a file: what it is, and of which session.

use connection::{Endpoint, Options, Proxy, Trust};
use serde::{Deserialize, Serialize};

use super::line::Fields;

/// What tells a session from other JSON.
pub(super) const FORMAT: &str = "wscope";

/// The version of the format. Another number says that a program of this version would misread the file; a field more is no
/// reason for one.
pub(super) const VERSION: u32 = 1;

/// What is told of a session as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Always `wscope`.
    pub(super) format: String,
    /// Of the format.
    pub(super) version: u32,
    /// What wrote it, with its version.
    #[serde(default)]
    pub program: String,
    /// When the session began, in microseconds since 1970 (UTC); 0 if that is not known.
    #[serde(default)]
    pub created: u64,
    /// Where it was connected to, without credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The options that it was connected with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<HeaderOptions>,
    /// What this version does not know of it, to be written again.
    #[serde(flatten)]
    pub unknown: Fields,
}

/// How a session was connected, as far as a file may tell. Files of the person's own (certificates, keys) are not named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderOptions {
    /// The subprotocols that were offered; those that hold a credential are masked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subprotocols: Vec<String>,
    /// The names of the headers that were added. Their values may be credentials; they are in the recorded request, masked
    /// where they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// Whether compression was offered.
    #[serde(default)]
    pub compression: bool,
    /// Whether any certificate was accepted.
    #[serde(default)]
    pub trusts_anyone: bool,
    /// The proxy, without its login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// What this version does not know of them, to be written again.
    #[serde(flatten)]
    pub unknown: Fields,
}

impl Header {
    /// Of a session of which nothing is known.
    pub fn new(program: &str) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: program.to_owned(),
            created: 0,
            address: None,
            options: None,
            unknown: Fields::new(),
        }
    }

    /// The same, that tells where it is connected to, and how, without credentials.
    #[must_use]
    pub fn connected_to(self, endpoint: &Endpoint, options: &Options) -> Self {
        Self {
            address: Some(endpoint.to_string()),
            options: Some(HeaderOptions::of(options)),
            ..self
        }
    }
}

impl HeaderOptions {
    fn of(options: &Options) -> Self {
        let names = options.subprotocols.iter();
        let headers = options.headers.iter();
        Self {
            subprotocols: names.map(|name| name.shown().to_owned()).collect(),
            headers: headers.map(|header| header.name().to_owned()).collect(),
            compression: options.compression.is_some(),
            trusts_anyone: options.trust == Trust::Anyone,
            proxy: match &options.proxy {
                Proxy::None => None,
                Proxy::Environment => Some("environment".to_owned()),
                Proxy::At(proxy) => Some(proxy.without_credentials()),
            },
            unknown: Fields::new(),
        }
    }
}
