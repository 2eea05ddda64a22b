//! Whose pages may open a WebSocket here (RFC 6454; RFC 6455, section 10.2).

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use crate::address::parse_port;

/// Where a page comes from, as its browser says it: `https://example.org` or `http://localhost:8080`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// The text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an origin as browsers send it, SCHEME://HOST or SCHEME://HOST:PORT without a path, such as https://example.org"
)]
pub struct BadOrigin;

impl Origin {
    /// Whether a header says this origin.
    pub(crate) fn is(&self, header: &[u8]) -> bool {
        self.0.as_bytes() == header
    }
}

impl FromStr for Origin {
    type Err = BadOrigin;

    /// Reads an origin, and writes it as browsers do: in lower case and without the port that the scheme has anyway.
    /// `null` is one too: that of a page from a file, or in a sandbox.
    fn from_str(text: &str) -> Result<Self, BadOrigin> {
        let text = text.to_ascii_lowercase();
        if text == "null" {
            return Ok(Self(text));
        }
        let (scheme, place) = text.split_once("://").ok_or(BadOrigin)?;
        let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        if scheme.is_empty() || !scheme.bytes().all(is_scheme) {
            return Err(BadOrigin);
        }
        let (host, port) = split_port(place)?;
        let usual_port = match scheme {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        };
        let port = port.filter(|port| Some(*port) != usual_port);
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        Ok(Self(format!("{scheme}://{host}{port}")))
    }
}

/// Takes the port off a host, which is a name or an address; one of IPv6 is in brackets.
fn split_port(place: &str) -> Result<(&str, Option<u16>), BadOrigin> {
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => {
            (host, Some(parse_port(port).ok_or(BadOrigin)?))
        }
        _ => (place, None),
    };
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let inner = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_sound = match inner {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(is_host),
    };
    is_sound.then_some((host, port)).ok_or(BadOrigin)
}

/// As browsers write it.
impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadOrigin, Origin};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let origin: Origin = text.parse().expect(text);
        assert!(origin.is(expected.as_bytes()), "{origin:?}");
    }

    #[test]
    fn an_origin_is_compared_as_browsers_write_it() {
        check("https://example.org", "https://example.org");
        check("HTTPS://Example.ORG:443", "https://example.org");
        check("http://localhost:8080", "http://localhost:8080");
        check("http://localhost:80", "http://localhost");
        check("http://[::1]:4000", "http://[::1]:4000");
        check("https://example.org:80", "https://example.org:80");
        check("chrome-extension://abcdef", "chrome-extension://abcdef");
        check("https://example.org:0443", "https://example.org");
        check("null", "null");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "*",
            "example.org",
            "https://",
            "://example.org",
            "https://example.org/",
            "https://example.org/page",
            "https://*.example.org",
            "https://two words",
            "https://例子",
            "http://example.org:80:80",
            "http://example.org:",
            "http://example.org:http",
            "http://example.org:65536",
            "http://:8080",
            "http://[::1",
            "http://[example.org]",
            "http://::1",
        ] {
            assert_eq!(text.parse::<Origin>(), Err(BadOrigin), "{text}");
        }
    }
}
