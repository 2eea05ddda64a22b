//! Whose pages may open a WebSocket here (RFC 6454; RFC 6455, section 10.2).

use std::str::FromStr;

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
        let (scheme, host) = text.split_once("://").ok_or(BadOrigin)?;
        let usual_port = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => "",
        };
        let host = host.strip_suffix(usual_port).unwrap_or(host);
        let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
        if scheme.is_empty()
            || host.is_empty()
            || !scheme.bytes().all(is_scheme)
            || !host.bytes().all(is_host)
        {
            return Err(BadOrigin);
        }
        Ok(Self(format!("{scheme}://{host}")))
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
        ] {
            assert_eq!(text.parse::<Origin>(), Err(BadOrigin), "{text}");
        }
    }
}
