//! The arguments that say how to connect, which every command that connects takes.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use connection::{
    CONNECT_TIMEOUT, EndpointError, Header, HeaderError, Identity, Options, Proxy, ProxyAddress,
    ProxyAddressError, Subprotocol, SubprotocolError, Trust,
};

use crate::decoding::DecodeError;
use crate::limits::{MAX_SECONDS, MIN_PING_SECONDS};
use crate::secret::{self, Login, LoginError, SecretError};

/// How to connect.
#[derive(Debug, Args)]
pub(crate) struct ConnectionArguments {
    /// A header for the handshake, as 'Name: value', or @FILE with one a line; may be given several times
    #[arg(short = 'H', long = "header", value_name = "HEADER")]
    headers: Vec<String>,

    #[arg(
        long,
        value_name = "USER:PASSWORD",
        conflicts_with = "bearer",
        help = "Log in with HTTP Basic; @FILE reads it from a file. Without a login: the environment variable WSC_BASIC_AUTH"
    )]
    basic_auth: Option<String>,

    #[arg(
        long,
        value_name = "TOKEN",
        help = "Log in with this token; @FILE reads it from a file. Without a login: the environment variable WSC_BEARER"
    )]
    bearer: Option<String>,

    /// A subprotocol to offer, or several with commas between them; may be given several times
    #[arg(long = "subprotocol", value_name = "NAME")]
    subprotocols: Vec<String>,

    /// How long connecting may take
    #[arg(long, value_name = "SECONDS", default_value_t = CONNECT_TIMEOUT.as_secs_f64(), value_parser = seconds, allow_negative_numbers = true)]
    timeout: f64,

    /// Also trust the authorities in this file (PEM)
    #[arg(long, value_name = "FILE", conflicts_with = "insecure")]
    ca: Option<PathBuf>,

    /// Show the server this certificate (PEM); its key is in the same file, or in that of --key
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,

    /// The private key for --cert (PEM, not encrypted)
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,

    /// Accept any certificate of X.509 version 3: everything can be read and changed on the way
    #[arg(short = 'k', long)]
    insecure: bool,

    #[arg(
        long,
        value_name = "URL",
        help = "Connect through this proxy (http://, socks5://), with name:password@ before the host if it asks; @FILE reads it \
                from a file. Without it: the environment variable WSC_PROXY"
    )]
    proxy: Option<String>,

    /// Offer to compress messages (permessage-deflate), as browsers do: the default
    #[arg(long, overrides_with = "no_compression")]
    compress: bool,

    /// Do not offer to compress messages
    #[arg(long, overrides_with = "compress")]
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
    #[error("{0}")]
    Secret(#[from] SecretError),
    #[error("the login cannot be used: {0}")]
    Login(#[from] LoginError),
    #[error("the proxy cannot be used: {0}")]
    Proxy(#[from] ProxyAddressError),
    #[error("{0}")]
    Decode(#[from] DecodeError),
}

impl ConnectionArguments {
    /// What they ask for: everything that is told of a connection is recorded.
    pub(crate) fn options(&self) -> Result<Options, PlanError> {
        let defaults = Options::default();
        Ok(Options {
            wants_details: true,
            headers: self.headers()?,
            subprotocols: self.subprotocols()?,
            trust: self.trust(),
            identity: self.identity(),
            proxy: self.proxy()?,
            connect_timeout: Duration::from_secs_f64(self.timeout),
            compression: defaults.compression.filter(|_| !self.no_compression),
            ..defaults
        })
    }

    /// The files that they name, which are read.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let certificates = [&self.ca, &self.cert, &self.key].into_iter().flatten();
        let secrets = [&self.basic_auth, &self.bearer, &self.proxy]
            .into_iter()
            .flatten()
            .chain(&self.headers);
        let secrets = secrets.filter_map(|secret| secret.strip_prefix('@'));
        certificates
            .cloned()
            .chain(secrets.map(PathBuf::from))
            .collect()
    }

    /// Those that are given, and the login.
    fn headers(&self) -> Result<Vec<Header>, PlanError> {
        let mut headers = Vec::new();
        for argument in &self.headers {
            let text = secret::read(argument)?;
            if argument.starts_with('@') {
                // It may end with an empty line.
                let lines = text.lines().filter(|line| !line.trim().is_empty());
                for line in lines {
                    headers.push(Header::parse(line)?);
                }
            } else {
                headers.push(Header::parse(&text)?);
            }
        }
        let login = Login::of(self.basic_auth.as_deref(), self.bearer.as_deref())?;
        if let Some(login) = login {
            let is_login = |header: &Header| header.name().eq_ignore_ascii_case("authorization");
            if headers.iter().any(is_login) {
                return Err(LoginError::Twice.into());
            }
            headers.push(login.header()?);
        }
        Ok(headers)
    }

    fn trust(&self) -> Trust {
        match &self.ca {
            Some(file) => Trust::Also(file.clone()),
            None if self.insecure => Trust::Anyone,
            None => Trust::System,
        }
    }

    fn identity(&self) -> Option<Identity> {
        let certificates = self.cert.clone()?;
        let key = self.key.clone().unwrap_or_else(|| certificates.clone());
        Some(Identity { certificates, key })
    }

    fn proxy(&self) -> Result<Proxy, PlanError> {
        let address = match &self.proxy {
            Some(argument) => Some(secret::read(argument)?.into_owned()),
            None => secret::from_environment("WSC_PROXY")?,
        };
        let address = address.map(|address| ProxyAddress::parse(&address));
        Ok(address.transpose()?.map_or(Proxy::None, Proxy::At))
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

/// A number of seconds, or -1.
pub(crate) fn wait(text: &str) -> Result<f64, String> {
    if text == "-1" {
        return Ok(-1.0);
    }
    seconds(text).map_err(|error| format!("{error}; or -1"))
}

/// A number of seconds above 0.
pub(crate) fn interval(text: &str) -> Result<f64, String> {
    match seconds(text)? {
        seconds if seconds >= MIN_PING_SECONDS => Ok(seconds),
        _ => Err(format!("at least {MIN_PING_SECONDS} is expected")),
    }
}
