//! How to connect: everything beside the address.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;
use wire::deflate::Offer;
use wire::handshake::is_token;

use crate::credentials;
use crate::endpoint::{split_scheme, unwrapped};
use crate::limits::{CONNECT_TIMEOUT, MAX_MESSAGE_BYTES};

/// How to connect. Secrets in it are not shown by [`Debug`](fmt::Debug).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether everything is told that can be: [`Step`](crate::Step)s, and what is in close frames.
    pub wants_details: bool,
    /// Whether each frame is told of as it is on the wire.
    pub records_frames: bool,
    /// More headers for the handshake.
    pub headers: Vec<Header>,
    /// What the connection may be used for, the most preferred first (RFC 6455, section 1.9).
    pub subprotocols: Vec<Subprotocol>,
    /// What is offered for the compression of messages (RFC 7692): unless it is told, what browsers offer. ewebsock offers
    /// nothing, whatever this says.
    pub compression: Option<Offer>,
    /// Whose certificates are accepted.
    pub trust: Trust,
    /// What this side shows of itself, if the server asks.
    pub identity: Option<Identity>,
    /// The proxy on the way to the server.
    pub proxy: Proxy,
    /// How long an attempt may take.
    pub connect_timeout: Duration,
    /// The largest message that is accepted, in bytes, at most [`MAX_MESSAGE_BYTES`].
    pub max_message_bytes: usize,
    /// How long it may be silent before a ping asks whether the peer is still there.
    pub keep_alive: Option<Duration>,
    /// Whether a connection that failed or was lost is tried again.
    pub reconnects: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wants_details: false,
            records_frames: false,
            headers: Vec::new(),
            subprotocols: Vec::new(),
            compression: Some(Offer::OF_BROWSERS),
            trust: Trust::System,
            identity: None,
            proxy: Proxy::None,
            connect_timeout: CONNECT_TIMEOUT,
            max_message_bytes: MAX_MESSAGE_BYTES,
            keep_alive: None,
            reconnects: false,
        }
    }
}

impl Options {
    /// Whether something is asked for that only a connection with all details has: ewebsock carries the address alone.
    pub fn needs_details(&self) -> bool {
        let plain = Self::default();
        let here = self.subprotocols != plain.subprotocols;
        let on_native = self.records_frames
            || self.headers != plain.headers
            || self.compression != plain.compression
            || self.trust != plain.trust
            || self.identity != plain.identity
            || self.proxy != plain.proxy
            || self.max_message_bytes != plain.max_message_bytes
            || self.keep_alive != plain.keep_alive;
        // In a browser these are the browser's own.
        here || (on_native && !cfg!(target_arch = "wasm32"))
    }

    /// Whether a connection with these tells all details.
    pub fn shows_details(&self) -> bool {
        self.wants_details || self.needs_details()
    }
}

/// Whose certificates are accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Those that the system trusts.
    #[default]
    System,
    /// Those, and the authorities in this file (PEM) as well.
    Also(PathBuf),
    /// Any. Anyone on the way to the server can read and change everything.
    Anyone,
}

/// A certificate of this side, for servers that ask for one: two files (PEM), which may be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The certificate, and those of the authorities that signed it.
    pub certificates: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// What stands between this side and the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// Nothing.
    #[default]
    None,
    /// What `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    Environment,
    /// This one.
    At(ProxyAddress),
}

/// The address of a proxy, which may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAddress(Url);

/// Why a text is not the address of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyAddressError {
    /// Nothing was typed.
    #[error("the address is empty")]
    Empty,
    /// The scheme is neither `http` nor `socks5` nor `socks5h`.
    #[error("the proxy address must begin with http://, socks5:// or socks5h://")]
    Scheme,
    /// It is no address.
    #[error("not a valid proxy address; a correct one is http://localhost:8080")]
    Malformed,
}

impl ProxyAddress {
    /// Reads `http://host:port` or `socks5://host:port`, with a name and password before the host if the proxy asks for one.
    /// A missing scheme becomes `http://`. `socks5h://` says that the proxy looks names up, which it does after `socks5://` too.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ProxyAddressError> {
        let text = unwrapped(text);
        if text.is_empty() {
            return Err(ProxyAddressError::Empty);
        }
        let url = if split_scheme(text).is_some() {
            Url::parse(text)
        } else {
            Url::parse(&format!("http://{text}"))
        };
        let url = url.map_err(|_error| ProxyAddressError::Malformed)?;
        if !matches!(url.scheme(), "http" | "socks5" | "socks5h") {
            return Err(ProxyAddressError::Scheme);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(ProxyAddressError::Malformed);
        }
        Ok(Self(url))
    }

    /// The whole address, with the password if there is one.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whether it is a SOCKS5 proxy, and not an HTTP proxy.
    pub fn is_socks(&self) -> bool {
        self.0.scheme() != "http"
    }

    /// Scheme, host and port: fit to be shown and stored.
    pub fn without_credentials(&self) -> String {
        let mut url = self.0.clone();
        // A host is there, so both can be taken away.
        url.set_password(None).ok();
        url.set_username("").ok();
        url.as_str().trim_end_matches('/').to_owned()
    }
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ProxyAddress({})", self.without_credentials())
    }
}

/// One header for the handshake. Once there is one, it is valid.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    name: String,
    value: String,
}

/// Why a header cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// There is no colon between name and value.
    #[error("a header consists of a name, a colon and a value")]
    NoColon,
    /// The name has a character that no name may have, or none at all (RFC 9110, section 5.1).
    #[error("“{0}” is not a valid header name")]
    Name(String),
    /// The value has a line break or another control character: what follows would be taken for more headers.
    #[error("the value of {0} contains a line break or another control character")]
    Value(String),
    /// The handshake itself sets it.
    #[error("{0} is set by the WebSocket handshake")]
    Reserved(String),
}

/// What the handshake itself sets, and what would announce a body that never comes.
const RESERVED: [&str; 9] = [
    "connection",
    "content-length",
    "sec-websocket-accept",
    "sec-websocket-extensions",
    "sec-websocket-key",
    "sec-websocket-protocol",
    "sec-websocket-version",
    "transfer-encoding",
    "upgrade",
];

impl Header {
    /// A header from its two parts.
    ///
    /// # Errors
    /// Says which part is wrong.
    pub fn new(name: &str, value: &str) -> Result<Self, HeaderError> {
        let (name, value) = (name.trim(), value.trim_matches([' ', '\t']));
        if !is_token(name.as_bytes()) {
            return Err(HeaderError::Name(name.to_owned()));
        }
        if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
            return Err(HeaderError::Reserved(name.to_owned()));
        }
        if value.chars().any(|c| c.is_control() && c != '\t') {
            return Err(HeaderError::Value(name.to_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }

    /// A header as a person types it: `Name: value`.
    ///
    /// # Errors
    /// Says which part is wrong.
    pub fn parse(line: &str) -> Result<Self, HeaderError> {
        let (name, value) = line.split_once(':').ok_or(HeaderError::NoColon)?;
        Self::new(name, value)
    }

    /// Its name, as it was typed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value. It may be secret.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Header({}: …)", self.name)
    }
}

/// The name of a subprotocol. Once there is one, it is valid.
#[derive(Clone, PartialEq, Eq)]
pub struct Subprotocol {
    name: String,
    /// The name without the credential that it carries, as those of pages do, which cannot set headers.
    shown: String,
}

/// Why subprotocols cannot be offered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubprotocolError {
    /// It has a character that no name may have.
    #[error("“{0}” is not a valid subprotocol name")]
    Name(String),
    /// It is there twice, which RFC 6455, section 4.1, forbids.
    #[error("{0} is listed twice")]
    Twice(String),
}

impl Subprotocol {
    /// Reads a list as a person types it, with commas or white space between the names.
    ///
    /// # Errors
    /// Says which name is wrong.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, SubprotocolError> {
        let mut list: Vec<Self> = Vec::new();
        let names = text.split(|c: char| c == ',' || c.is_whitespace());
        for name in names.filter(|name| !name.is_empty()) {
            if !is_token(name.as_bytes()) {
                return Err(SubprotocolError::Name(name.to_owned()));
            }
            if list.iter().any(|other| other.name == name) {
                return Err(SubprotocolError::Twice(name.to_owned()));
            }
            let before = list.last().map_or("", Self::as_str);
            list.push(Self {
                name: name.to_owned(),
                shown: credentials::redact_subprotocol(name, before).into_owned(),
            });
        }
        Ok(list)
    }

    /// The name. It may be secret.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The name as it may be shown.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether it carries a credential.
    pub fn is_secret(&self) -> bool {
        self.name != self.shown
    }
}

impl fmt::Debug for Subprotocol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Subprotocol({})", self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_cannot_smuggle_another_in() {
        #[track_caller]
        fn check(line: &str, expected: Result<(&str, &str), HeaderError>) {
            let header = Header::parse(line);
            let read = header
                .as_ref()
                .map(|header| (header.name(), header.value()));
            assert_eq!(read, expected.as_ref().map(|parts| *parts), "{line}");
        }
        let name = |name: &str| HeaderError::Name(name.to_owned());
        check("X-Token: secret", Ok(("X-Token", "secret")));
        check(
            "Origin:https://example.org",
            Ok(("Origin", "https://example.org")),
        );
        check("Empty:", Ok(("Empty", "")));
        check("Name: 值", Ok(("Name", "值")));
        check("no colon", Err(HeaderError::NoColon));
        check(": value", Err(name("")));
        check("two words: x", Err(name("two words")));
        check("名: x", Err(name("名")));
        for value in ["a\r\nEvil: b", "a\nb", "a\rb", "a\0b", "a\u{7f}b"] {
            let error = HeaderError::Value("X".to_owned());
            check(&format!("X: {value}"), Err(error));
        }
        for name in ["Upgrade", "sec-websocket-key", "Content-Length"] {
            let error = HeaderError::Reserved(name.to_owned());
            check(&format!("{name}: x"), Err(error));
        }
    }

    #[test]
    fn subprotocols_are_tokens_and_offered_once() {
        #[track_caller]
        fn check(text: &str, expected: Result<&[&str], SubprotocolError>) {
            let list = Subprotocol::parse_list(text);
            let names = list
                .as_ref()
                .map(|list| list.iter().map(Subprotocol::as_str).collect::<Vec<_>>());
            assert_eq!(
                names,
                expected.as_ref().map(|names| names.to_vec()),
                "{text}"
            );
        }
        check("", Ok(&[]));
        check(
            " chat, superchat\nv2.json ",
            Ok(&["chat", "superchat", "v2.json"]),
        );
        check("a/b", Err(SubprotocolError::Name("a/b".to_owned())));
        check("a b a", Err(SubprotocolError::Twice("a".to_owned())));
    }

    #[test]
    fn a_proxy_has_an_address_and_its_password_is_not_shown() {
        #[track_caller]
        fn check(text: &str, expected: Result<&str, ProxyAddressError>) {
            let read = ProxyAddress::parse(text).map(|proxy| proxy.without_credentials());
            assert_eq!(read.as_deref(), expected.as_ref().copied(), "{text}");
        }
        use ProxyAddressError as Error;
        check("localhost:8080", Ok("http://localhost:8080"));
        check("socks5://me:secret@[::1]:1080", Ok("socks5://[::1]:1080"));
        check("http://me:secret@proxy", Ok("http://proxy"));
        check("socks5h://me:secret@proxy:1", Ok("socks5h://proxy:1"));
        check("SOCKS5H://proxy", Ok("socks5h://proxy"));
        check("socks4://proxy", Err(Error::Scheme));
        check(" “proxy:1”", Ok("http://proxy:1"));
        // In a user name it is no scheme.
        check("me:a%3A://b@proxy", Err(Error::Malformed));
        check("", Err(Error::Empty));
        check("https://proxy", Err(Error::Scheme));
        check("ftp://proxy", Err(Error::Scheme));
        check("http://", Err(Error::Malformed));
        check("http://a b", Err(Error::Malformed));
        let proxy = ProxyAddress::parse("me:secret@proxy:1").unwrap();
        assert!(!format!("{proxy:?}").contains("secret"));
        let header = Header::parse("Authorization: Bearer secret").unwrap();
        assert!(!format!("{header:?}").contains("secret"));
    }

    #[test]
    fn what_ewebsock_cannot_carry_needs_another_transport() {
        let plain = Options {
            connect_timeout: Duration::from_secs(1),
            reconnects: true,
            ..Options::default()
        };
        assert!(!plain.shows_details());
        let offering = Options {
            subprotocols: Subprotocol::parse_list("chat").unwrap(),
            ..Options::default()
        };
        assert!(offering.needs_details() && offering.shows_details());
        let without_compression = Options {
            compression: None,
            ..Options::default()
        };
        assert!(without_compression.needs_details());
        let asked = Options {
            wants_details: true,
            ..Options::default()
        };
        assert!(!asked.needs_details() && asked.shows_details());
    }
}
