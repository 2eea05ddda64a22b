//! The address of a WebSocket server, checked once.

use std::fmt;

use url::{Host, Url};

use crate::credentials::redact_addresses;
use crate::parameters::escaped;
use crate::secret_values::SecretValues;

/// Where to connect to. Once there is one, it is valid.
#[derive(Clone)]
pub struct Endpoint {
    url: Url,
    /// What is not shown of it, wherever it stands, beside what its parameters are called.
    hidden: SecretValues,
}

/// Why a text is not the address of a WebSocket server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Nothing was typed.
    #[error("the address is empty")]
    Empty,
    /// The scheme is neither `ws` nor `wss`.
    #[error("a WebSocket address begins with ws:// or wss://, not {0}://")]
    Scheme(String),
    /// There is no host, or it cannot be one.
    #[error("the host name is missing or malformed")]
    Host,
    /// The port is no number from 1 to 65535.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// A `#fragment`, which RFC 6455, section 3, forbids.
    #[error("a WebSocket address must not contain #")]
    Fragment,
    /// A name or password before the host, which would not be sent.
    #[error("a name and password in the address would not be sent")]
    Credentials,
    /// Anything else that the URL standard does not allow.
    #[error("{0}")]
    Malformed(String),
}

impl Endpoint {
    /// Parses an address as a person types or pastes it: blanks, a byte order mark and quotes around it are dropped, and a
    /// missing scheme becomes `ws://`.
    ///
    /// # Errors
    /// Says which part of the address is wrong.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let text = unwrapped(text);
        if text.is_empty() {
            return Err(EndpointError::Empty);
        }
        let url = if let Some(scheme) = malformed_scheme(text) {
            return Err(EndpointError::Scheme(scheme.to_owned()));
        } else if has_scheme(text) {
            Url::parse(text)
        } else {
            Url::parse(&format!("ws://{text}"))
        }
        .map_err(explain)?;
        check(&url)?;
        let hidden = SecretValues::default();
        Ok(Self { url, hidden })
    }

    /// The same address, of which these values are not shown, and neither is what a connection to it tells of them: a secret
    /// may stand where no name says that it is one.
    #[must_use]
    pub fn hiding(self, hidden: SecretValues) -> Self {
        Self { hidden, ..self }
    }

    /// What it hides.
    pub(crate) fn hidden(&self) -> &SecretValues {
        &self.hidden
    }

    /// The whole address, as it is requested, with the credentials in it.
    pub fn expose(&self) -> &str {
        self.url.as_str()
    }

    /// The address without its query, which is where tokens are put: fit to be stored.
    pub fn without_query(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        url.to_string()
    }
}

impl Endpoint {
    /// The same address with one more parameter, escaped where that is needed.
    #[must_use]
    pub fn with_parameter(&self, name: &str, value: &str) -> Self {
        let mut url = self.url.clone();
        let pair = format!("{}={}", escaped(name), escaped(value));
        let query = match url.query() {
            None | Some("") => pair,
            Some(query) => format!("{query}&{pair}"),
        };
        url.set_query(Some(&query));
        let hidden = self.hidden.clone();
        Self { url, hidden }
    }

    /// The address without path and query, such as `ws://localhost:4000`.
    pub fn origin(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        let port = self.url.port().map(|port| format!(":{port}"));
        format!("{}://{host}{}", self.url.scheme(), port.unwrap_or_default())
    }

    /// The name or number of the host, as a resolver takes it, and the port.
    pub fn host_and_port(&self) -> (String, u16) {
        let host = match self.url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            // It would not have been parsed.
            None => String::new(),
        };
        (host, self.url.port_or_known_default().unwrap_or_default())
    }

    /// The query, if there is one.
    pub(crate) fn query(&self) -> Option<&str> {
        self.url.query()
    }

    /// Whether it asks for an encrypted channel.
    pub fn is_secure(&self) -> bool {
        self.url.scheme() == "wss"
    }

    /// Whether it leads to this machine itself.
    pub fn is_local(&self) -> bool {
        match self.url.host() {
            // RFC 6761, section 6.3.
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Whether messages travel unencrypted through a network. Those to this machine itself do not leave it.
    pub fn is_exposed(&self) -> bool {
        self.url.scheme() == "ws" && !self.is_local()
    }
}

/// Where they lead to counts, not what is shown of them.
impl PartialEq for Endpoint {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url
    }
}

impl Eq for Endpoint {}

/// The address as it may be shown: without credentials.
impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&redact_addresses(&self.hidden.mask(self.expose())))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Endpoint({self})")
    }
}

/// The scheme with which a text begins, and what follows its `://` (RFC 3986, section 3.1). A `://` further on, as in a
/// parameter, is none.
pub fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then_some((scheme, rest))
}

/// Whether it begins as `ws:/host` does, which the URL standard reads like `ws://host`. `ws:4000` is a host and a port.
fn has_scheme_without_slashes(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_known = ["ws", "wss", "http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    let port = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    is_known && !is_port
}

/// Whether an address begins with a scheme, valid or not, so that none needs to be put before it.
pub fn has_scheme(address: &str) -> bool {
    let text = unwrapped(address);
    split_scheme(text).is_some()
        || has_scheme_without_slashes(text)
        || malformed_scheme(text).is_some()
}

/// What stands where a scheme would and cannot be one, as in `1://host`.
fn malformed_scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once("://")?;
    if split_scheme(text).is_some() {
        return None;
    }
    let is_further_on = scheme.contains(['/', '?', '#', '@', '[', ':']);
    (!is_further_on).then_some(scheme)
}

/// What surrounds an address that was copied from a text: the pairs of quotes, and the brackets of RFC 3986, appendix C.
const QUOTES: [(char, char); 10] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('<', '>'),
    ('“', '”'),
    ('‘', '’'),
    ('«', '»'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
];

/// A text without the blanks and the quotes around it. No address begins with a quote, but one may end with it: so a quote at
/// the end goes only if one was there at the beginning.
pub fn unwrapped(text: &str) -> &str {
    let mut text = text.trim_matches(is_blank);
    while let Some(rest) = QUOTES.iter().find_map(|&(open, close)| {
        let rest = text.strip_prefix(open)?;
        Some(rest.strip_suffix(close).unwrap_or(rest))
    }) {
        text = rest.trim_matches(is_blank);
    }
    text
}

/// White space, and what shows as nothing at all: a byte order mark, joiners, spaces without a width.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}'
        )
}

fn explain(error: url::ParseError) -> EndpointError {
    use url::ParseError as Url;
    match error {
        Url::InvalidPort => EndpointError::Port,
        Url::EmptyHost
        | Url::IdnaError
        | Url::InvalidIpv4Address
        | Url::InvalidIpv6Address
        | Url::InvalidDomainCharacter => EndpointError::Host,
        other => EndpointError::Malformed(other.to_string()),
    }
}

fn check(url: &Url) -> Result<(), EndpointError> {
    if !matches!(url.scheme(), "ws" | "wss") {
        return Err(EndpointError::Scheme(url.scheme().to_owned()));
    }
    if !url.has_host() {
        return Err(EndpointError::Host);
    }
    if url.port() == Some(0) {
        return Err(EndpointError::Port);
    }
    if url.fragment().is_some() {
        return Err(EndpointError::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointError::Credentials);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_appended_and_the_others_stay() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!(endpoint.with_parameter("你", "a b&").expose(), expected);
        }
        check("ws://h/a", "ws://h/a?%E4%BD%A0=a%20b%26");
        check("ws://h/a?", "ws://h/a?%E4%BD%A0=a%20b%26");
        check(
            "ws://h/?x=%ff&y=a%20b~c&flag",
            "ws://h/?x=%ff&y=a%20b~c&flag&%E4%BD%A0=a%20b%26",
        );
    }

    #[test]
    fn hidden_values_are_not_shown_wherever_they_stand() {
        #[track_caller]
        fn check(text: &str, hidden: &[&str], expected: &str) {
            let endpoint = Endpoint::parse(text).unwrap();
            let hiding = endpoint
                .clone()
                .hiding(SecretValues::new(hidden.iter().copied()));
            assert_eq!(hiding.to_string(), expected);
            assert_eq!((hiding.expose(), &hiding), (endpoint.expose(), &endpoint));
        }
        check(
            "ws://h/s3cret/a?k=s3cret",
            &["s3cret"],
            "ws://h/•••/a?k=•••",
        );
        check("ws://h/?k=a%20b", &["a b"], "ws://h/?k=•••");
        for value in ["p@ss w/x", "a\"b<c", "é+ü", "x'y z"] {
            let address = format!("ws://h/{value}?k={value}");
            check(&address, &[value], "ws://h/•••?k=•••");
        }
        check("ws://h/?k=secrets", &["secret", "secrets"], "ws://h/?k=•••");
        // In every text.
        check("ws://h/?k=1", &["1"], "ws://h/?k=1");
    }

    #[track_caller]
    fn check(text: &str, expected: Result<&str, EndpointError>) {
        let parsed = Endpoint::parse(text);
        let parsed = parsed.as_ref().map(Endpoint::expose).map_err(Clone::clone);
        assert_eq!(parsed, expected, "{text:?}");
    }

    #[test]
    fn completes_what_a_person_leaves_out() {
        check("ws://localhost:4000", Ok("ws://localhost:4000/"));
        check("localhost:4000", Ok("ws://localhost:4000/"));
        check("  localhost:4000\n", Ok("ws://localhost:4000/"));
        check("127.0.0.1:4000/echo", Ok("ws://127.0.0.1:4000/echo"));
        check("[::1]:4000", Ok("ws://[::1]:4000/"));
        check("wss://example.org/a?b=c", Ok("wss://example.org/a?b=c"));
        check("WS://Example.org", Ok("ws://example.org/"));
        check("中文.example", Ok("ws://xn--fiq228c.example/"));
        // As a server reads it: what is signed must not change.
        check(
            "h/a?b=%ff&c=a%20b~c&d=%C4%E3&flag",
            Ok("ws://h/a?b=%ff&c=a%20b~c&d=%C4%E3&flag"),
        );
    }

    #[test]
    fn a_scheme_stands_at_the_start_or_nowhere() {
        let next = "ws://localhost:4701/cb?next=https://x";
        check("localhost:4701/cb?next=https://x", Ok(next));
        check(next, Ok(next));
        check("localhost?next=ftp://x", Ok("ws://localhost/?next=ftp://x"));
        check("[::1]/ws://x", Ok("ws://[::1]/ws://x"));
        check("me.example/a://b", Ok("ws://me.example/a://b"));
        check("ws:/h", Ok("ws://h/"));
        check("WSS:h/a", Ok("wss://h/a"));
        check("ws:4000", Ok("ws://ws:4000/"));
        check("wss:443/a", Ok("ws://wss:443/a"));
        check("ws:", Err(EndpointError::Host));
        check("ws:/", Err(EndpointError::Host));
        let scheme = |scheme: &str| Err(EndpointError::Scheme(scheme.to_owned()));
        check("http:/h", scheme("http"));
        check("https:h", scheme("https"));
        check("web+ws://h", scheme("web+ws"));
        check("a b://h", scheme("a b"));
    }

    #[test]
    fn what_surrounds_a_pasted_address_is_dropped() {
        for pasted in [
            "\u{feff}ws://h/a",
            "\"ws://h/a\"",
            " \u{a0}'ws://h/a' \r\n",
            "“ws://h/a”",
            "「h/a」",
            "<ws://h/a>",
            "\u{200b}\u{feff} ` \"h/a\" `",
            "\"ws://h/a",
            "\u{3000}h/a\u{3000}",
        ] {
            check(pasted, Ok("ws://h/a"));
        }
        check("h/?q='x'", Ok("ws://h/?q=%27x%27"));
        for nothing in ["\"\"", "\u{feff}", "\u{200b} '' ", "\""] {
            check(nothing, Err(EndpointError::Empty));
        }
    }

    #[test]
    fn explains_what_is_wrong() {
        check("", Err(EndpointError::Empty));
        check(" \t ", Err(EndpointError::Empty));
        check(
            "http://localhost",
            Err(EndpointError::Scheme("http".to_owned())),
        );
        check("1://localhost", Err(EndpointError::Scheme("1".to_owned())));
        check("ws://", Err(EndpointError::Host));
        check("ws://a b", Err(EndpointError::Host));
        check("ws://[::1", Err(EndpointError::Host));
        check("localhost:99999", Err(EndpointError::Port));
        check("localhost:http", Err(EndpointError::Port));
        check("localhost:0", Err(EndpointError::Port));
        check("localhost#part", Err(EndpointError::Fragment));
        check("ws://me:secret@localhost", Err(EndpointError::Credentials));
        check("me@localhost", Err(EndpointError::Credentials));
    }

    #[test]
    fn has_an_origin() {
        for (text, expected) in [
            ("localhost:4000/a?b=c", "ws://localhost:4000"),
            ("wss://example.org/a", "wss://example.org"),
            ("ws://[::1]:9/", "ws://[::1]:9"),
        ] {
            assert_eq!(Endpoint::parse(text).unwrap().origin(), expected);
        }
    }

    #[test]
    fn knows_what_a_browser_would_refuse() {
        let check = |text: &str, expected| {
            assert_eq!(
                Endpoint::parse(text).unwrap().is_exposed(),
                expected,
                "{text}"
            );
        };
        check("ws://example.org", true);
        check("ws://192.168.0.1", true);
        check("wss://example.org", false);
        check("ws://localhost:4000", false);
        check("ws://127.0.0.1", false);
        check("ws://[::1]:4000", false);
    }

    #[test]
    fn leaves_tokens_out_of_what_is_stored() {
        let endpoint = Endpoint::parse("wss://[::1]/chat?token=secret").unwrap();
        assert_eq!(endpoint.without_query(), "wss://[::1]/chat");
    }
}
