//! The arguments that say how to connect, which every command that connects takes.

use std::time::Duration;

use clap::Args;
use connection::{
    CONNECT_TIMEOUT, EndpointError, Header, HeaderError, Options, Subprotocol, SubprotocolError,
};

use crate::limits::MAX_SECONDS;

/// How to connect.
#[derive(Debug, Args)]
pub(crate) struct ConnectionArguments {
    /// A header for the handshake, as 'Name: value'; may be given several times
    #[arg(short = 'H', long = "header", value_name = "HEADER")]
    headers: Vec<String>,

    /// A subprotocol to offer, or several with commas between them; may be given several times
    #[arg(long = "subprotocol", value_name = "NAME")]
    subprotocols: Vec<String>,

    /// How long connecting may take
    #[arg(long, value_name = "SECONDS", default_value_t = CONNECT_TIMEOUT.as_secs_f64(), value_parser = seconds, allow_negative_numbers = true)]
    timeout: f64,

    /// Do not offer to compress messages (permessage-deflate)
    #[arg(long)]
    no_compression: bool,
}

/// Why arguments cannot be used. None of these quotes an argument that may be secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PlanError {
    #[error("the address cannot be used: {0}")]
    Address(#[from] EndpointError),
    #[error("the header cannot be sent: {0}")]
    Header(#[from] HeaderError),
    #[error("the subprotocols cannot be offered: {0}")]
    Subprotocol(#[from] SubprotocolError),
    #[error(
        "the subprotocols cannot be offered: a name contains a blank; put commas between several of them"
    )]
    BlankInSubprotocol,
}

impl ConnectionArguments {
    /// What they ask for: everything that is told of a connection is recorded.
    pub(crate) fn options(&self) -> Result<Options, PlanError> {
        let headers = self.headers.iter().map(|line| Header::parse(line));
        let defaults = Options::default();
        Ok(Options {
            wants_details: true,
            headers: headers.collect::<Result<_, _>>()?,
            subprotocols: self.subprotocols()?,
            connect_timeout: Duration::from_secs_f64(self.timeout),
            compression: defaults.compression.filter(|_| !self.no_compression),
            ..defaults
        })
    }

    /// The window takes blanks for separators too; in an argument, one within a name is a mistake.
    fn subprotocols(&self) -> Result<Vec<Subprotocol>, PlanError> {
        let list = self.subprotocols.join(",");
        if list
            .split(',')
            .any(|name| name.trim().contains(char::is_whitespace))
        {
            return Err(PlanError::BlankInSubprotocol);
        }
        Ok(Subprotocol::parse_list(&list)?)
    }
}

/// An argument that is a number of seconds.
pub(crate) fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=MAX_SECONDS).contains(&seconds) => Ok(seconds),
        _ => Err(format!(
            "a number of seconds from 0 to {MAX_SECONDS}, such as 0.5, is expected"
        )),
    }
}
