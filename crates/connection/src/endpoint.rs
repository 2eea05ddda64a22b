//! The address of a WebSocket server, checked once.

use std::fmt;

use url::{Host, Url};

/// Where to connect to. Once there is one, it is valid.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
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
    /// Parses an address as a person types it: white space around it is ignored, and a missing
    /// scheme becomes `ws://`.
    ///
    /// # Errors
    /// Says which part of the address is wrong.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EndpointError::Empty);
        }
        let url = if text.contains("://") {
            Url::parse(text)
        } else {
            Url::parse(&format!("ws://{text}"))
        }
        .map_err(|error| explain(text, error))?;
        check(&url)?;
        Ok(Self { url })
    }

    /// The whole address, as it is dialled.
    pub fn as_str(&self) -> &str {
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
    /// The parameters in its query, with their escapes resolved.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        self.url.query_pairs().into_owned().collect()
    }

    /// The same address with these parameters, escaped where that is needed.
    #[must_use]
    pub fn with_query_pairs(&self, pairs: &[(String, String)]) -> Self {
        let mut url = self.url.clone();
        if pairs.is_empty() {
            url.set_query(None);
        } else {
            url.query_pairs_mut().clear().extend_pairs(pairs);
        }
        Self { url }
    }

    /// The address without path and query, such as `ws://localhost:4000`.
    pub fn origin(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        let port = self.url.port().map(|port| format!(":{port}"));
        format!("{}://{host}{}", self.url.scheme(), port.unwrap_or_default())
    }

    /// The name or number of the host, as a resolver takes it, and the port.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn host_and_port(&self) -> (String, u16) {
        let host = match self.url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            // It would not have been parsed.
            None => String::new(),
        };
        (host, self.url.port_or_known_default().unwrap_or_default())
    }

    /// Whether it asks for an encrypted channel.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn is_secure(&self) -> bool {
        self.url.scheme() == "wss"
    }

    /// Whether what is said travels unencrypted through a network. On the way to this machine itself there is none.
    pub fn is_exposed(&self) -> bool {
        let is_here = match self.url.host() {
            // RFC 6761, section 6.3.
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        self.url.scheme() == "ws" && !is_here
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Endpoint({self})")
    }
}

fn explain(text: &str, error: url::ParseError) -> EndpointError {
    use url::ParseError as Url;
    match error {
        Url::InvalidPort => EndpointError::Port,
        Url::EmptyHost
        | Url::IdnaError
        | Url::InvalidIpv4Address
        | Url::InvalidIpv6Address
        | Url::InvalidDomainCharacter => EndpointError::Host,
        Url::RelativeUrlWithoutBase => {
            // Reached for a scheme that is none, such as `1://host`.
            let scheme = text.split("://").next().unwrap_or_default();
            EndpointError::Scheme(scheme.to_owned())
        }
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
    fn parameters_are_read_and_written() {
        let endpoint = Endpoint::parse("ws://localhost/a?x=1&y=%E4%BD%A0+%26").unwrap();
        let mut pairs = endpoint.query_pairs();
        assert_eq!(pairs[1], ("y".to_owned(), "你 &".to_owned()));
        assert_eq!(endpoint.with_query_pairs(&pairs).query_pairs(), pairs);
        pairs.clear();
        let bare = endpoint.with_query_pairs(&pairs);
        assert_eq!(bare.as_str(), "ws://localhost/a");
    }

    #[track_caller]
    fn check(text: &str, expected: Result<&str, EndpointError>) {
        let parsed = Endpoint::parse(text);
        let parsed = parsed.as_ref().map(Endpoint::as_str).map_err(Clone::clone);
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
