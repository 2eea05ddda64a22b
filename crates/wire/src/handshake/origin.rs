//! Where a page comes from (RFC 6454; RFC 6455, section 10.2), as servers compare it.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// Where a page comes from, as its browser says it: `https://example.org` or `http://localhost:8080`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// The text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadOrigin;

impl fmt::Display for BadOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "expected an origin as browsers send it, SCHEME://HOST or SCHEME://HOST:PORT without a path, such as https://example.org",
        )
    }
}

impl Error for BadOrigin {}

impl Origin {
    /// Whether a header says this origin.
    pub fn is(&self, header: &[u8]) -> bool {
        self.0.as_bytes() == header
    }

    /// Whether it is a page that this machine serves itself: from `localhost`, a name under it, or a loopback address.
    pub fn is_loopback(&self) -> bool {
        let host = self.0.split_once("://").map(|(_, place)| split_port(place));
        let Some(Ok((host, _))) = host else {
            return false;
        };
        let inner = host.trim_start_matches('[').trim_end_matches(']');
        match inner.parse::<IpAddr>() {
            Ok(address) => address.to_canonical().is_loopback(),
            Err(_) => host == "localhost" || host.ends_with(".localhost"),
        }
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
            // `str::parse` alone would take `+80` too.
            let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
            let port = port.parse().ok().filter(|_| is_number);
            (host, Some(port.ok_or(BadOrigin)?))
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
    use super::*;

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

    #[test]
    fn pages_of_this_machine_are_known() {
        for (text, expected) in [
            ("http://localhost", true),
            ("https://LOCALHOST:8443", true),
            ("http://app.localhost:3000", true),
            ("http://127.0.0.1:4000", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:4000", true),
            ("http://[::ffff:127.0.0.1]", true),
            ("http://localhost.evil.example", false),
            ("http://evillocalhost", false),
            ("http://127.0.0.1.evil.example", false),
            ("http://192.168.1.2", false),
            ("http://[fe80::1]", false),
            ("https://example.org", false),
            ("null", false),
        ] {
            let origin: Origin = text.parse().expect(text);
            assert_eq!(origin.is_loopback(), expected, "{text}");
        }
    }
}
