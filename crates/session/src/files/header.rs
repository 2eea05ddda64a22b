//! The first line of a file: what it is, and of which session.

use std::str::FromStr;

use connection::{Endpoint, Options, Proxy, Trust};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fault::{LineFault, quoted};
use super::fields::{self, Fields};

/// What tells a session from other JSON.
pub(super) const FORMAT: &str = "wscope";

/// The version of the format. Another number says that a program of this version would misread the file; a field more is no
/// reason for one.
pub(super) const VERSION: u32 = 1;

/// The fields of a header that this version knows.
pub(super) const KNOWN: [&str; 6] = [
    "format", "version", "program", "created", "address", "options",
];

/// What is told of a session as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Always `wscope`.
    pub(super) format: &'static str,
    /// Of the format.
    pub(super) version: u32,
    /// What wrote it, with its version.
    pub program: String,
    /// When the session began, in microseconds since 1970 (UTC); 0 if that is not known.
    pub created: u64,
    /// Where it was connected to, without credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The options that it was connected with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<HeaderOptions>,
    /// What this version does not know of it, to be written again.
    #[serde(flatten)]
    pub unknown: Fields,
}

/// How a session was connected, as far as a file may tell. Files of the person's own (certificates, keys) are not named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HeaderOptions {
    /// The subprotocols that were offered; those that hold a credential are masked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subprotocols: Vec<String>,
    /// The names of the headers that were added. Their values may be credentials; they are in the recorded request, masked
    /// where they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// Whether compression was offered.
    pub compression: bool,
    /// Whether any certificate was accepted.
    pub trusts_anyone: bool,
    /// The proxy, without its login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// What this version does not know of them, to be written again.
    #[serde(flatten)]
    pub unknown: Fields,
}

impl Header {
    /// Of a session of which nothing is known.
    pub fn new(program: &str) -> Self {
        Self {
            format: FORMAT,
            version: VERSION,
            program: program.to_owned(),
            created: 0,
            address: None,
            options: None,
            unknown: Fields::new(),
        }
    }

    /// What the fields of a line say that is the header of this format.
    pub(super) fn of(mut fields: Fields) -> Result<Self, HeaderFault> {
        fields.remove("format");
        let version = taken::<Option<u32>>(&mut fields, "version");
        match version? {
            Some(VERSION) => Ok(Self::of_this_version(fields)?),
            Some(version) => Err(HeaderFault::Version(version)),
            None => Err(LineFault::Missing("version").into()),
        }
    }

    fn of_this_version(mut fields: Fields) -> Result<Self, LineFault> {
        let options = match fields.remove("options") {
            Some(options) => fields::of_value(options, "options")?,
            None => None,
        };
        let options = options.map(HeaderOptions::read).transpose()?;
        Ok(Self {
            format: FORMAT,
            version: VERSION,
            program: taken(&mut fields, "program")?,
            created: taken(&mut fields, "created")?,
            address: taken(&mut fields, "address")?,
            options,
            unknown: fields,
        })
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

/// Why a header cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HeaderFault {
    /// It is of another version of the format.
    #[error("it is of version {0} of the format")]
    Version(u32),
    /// It is not as it should be.
    #[error("{0}")]
    Line(#[from] LineFault),
}

/// As it is written, on one line.
impl FromStr for Header {
    type Err = HeaderFault;

    fn from_str(line: &str) -> Result<Self, HeaderFault> {
        Self::of(fields::of_line(line.as_bytes(), &KNOWN)?.0)
    }
}

/// Takes this field out of these; what is not there is what is written where nothing is known.
fn taken<T: DeserializeOwned + Default>(
    fields: &mut Fields,
    name: &'static str,
) -> Result<T, LineFault> {
    let Some(field) = fields.remove(name) else {
        return Ok(T::default());
    };
    serde_json::from_value(field)
        .map_err(|error| LineFault::Field(name, quoted(&error.to_string())))
}

impl HeaderOptions {
    fn read(mut fields: Fields) -> Result<Self, LineFault> {
        Ok(Self {
            subprotocols: taken(&mut fields, "subprotocols")?,
            headers: taken(&mut fields, "headers")?,
            compression: taken(&mut fields, "compression")?,
            trusts_anyone: taken(&mut fields, "trusts_anyone")?,
            proxy: taken(&mut fields, "proxy")?,
            unknown: fields,
        })
    }

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
