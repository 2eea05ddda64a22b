//! `HOST:PORT`, taken apart.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// An address to listen on, as a person writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: Host,
    /// 0 stands for any free port.
    pub(crate) port: u16,
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// This machine only, by whichever of the two loopback addresses a client tries first.
    Localhost,
    /// One address, or every address of the machine (`0.0.0.0`, `::`).
    Ip(IpAddr),
    /// A name that has to be looked up.
    Name(String),
}

impl Address {
    /// Takes `HOST:PORT` apart; an IPv6 address is in brackets. `None` if it is not of that form.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (host, port) = text.rsplit_once(':')?;
        Some(Self {
            host: Host::parse(host)?,
            port: parse_port(port)?,
        })
    }

    /// The same host with the port that was really taken.
    pub(crate) fn with_port(self, port: u16) -> Self {
        Self { port, ..self }
    }
}

impl Host {
    fn parse(text: &str) -> Option<Self> {
        if let Some(inner) = text.strip_prefix('[') {
            let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
            return Some(Self::Ip(address.into()));
        }
        if text.eq_ignore_ascii_case("localhost") {
            return Some(Self::Localhost);
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            // An IPv6 address without brackets: its last group would be taken for the port.
            return address.is_ipv4().then_some(Self::Ip(address));
        }
        is_name(text).then(|| Self::Name(text.to_owned()))
    }
}

/// `str::parse` alone would take `+4000` too.
pub(crate) fn parse_port(text: &str) -> Option<u16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// Letters, digits, `-`, `_` and `.`: enough to keep addresses with a scheme or a path from being
/// looked up as names. A name of digits only would be a mistyped IPv4 address.
fn is_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.port;
        match &self.host {
            Host::Localhost => write!(formatter, "localhost:{port}"),
            Host::Ip(IpAddr::V4(address)) => write!(formatter, "{address}:{port}"),
            Host::Ip(IpAddr::V6(address)) => write!(formatter, "[{address}]:{port}"),
            Host::Name(name) => write!(formatter, "{name}:{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses_are_understood_and_written_the_same_way() {
        for text in [
            "localhost:4000",
            "127.0.0.1:0",
            "0.0.0.0:65535",
            "[::1]:4000",
            "[::]:80",
            "echo.example:4000",
            "my_host-2:4000",
        ] {
            let address = Address::parse(text).expect(text);
            assert_eq!(address.to_string(), text);
        }
        assert_eq!(Address::parse("LocalHost:1"), Address::parse("localhost:1"));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            ":",
            "4000",
            ":4000",
            "localhost",
            "localhost:",
            "localhost:http",
            "localhost:-1",
            "localhost:+1",
            "localhost:65536",
            "::1:4000",
            "[::1]",
            "[::1:4000",
            "[127.0.0.1]:4000",
            "127.0.0:4000",
            "1.2.3.4.5:4000",
            "ws://localhost:4000",
            "localhost:4000/",
            "two words:4000",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }
}
