//! Which server a request is for. It has to say so, once and in a sound way, whatever it asks for (RFC 9112, section 3.2):
//! two programs on the way could read two different hosts out of one request, which attacks make use of.

use std::net::Ipv6Addr;

use axum::http::header::HOST;
use axum::http::{HeaderMap, Method, Request, StatusCode, Uri, Version};

use crate::address::parse_port;
use crate::refusal::Refusal;

/// What is wrong with a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum BadHost {
    #[error("it is empty")]
    Empty,
    #[error("it names a user")]
    User,
    #[error("its port is not a number up to 65535")]
    Port,
    #[error("an IPv6 address has to be in brackets, as in [::1]:4000")]
    Address,
    #[error("it has to be HOST or HOST:PORT")]
    Name,
}

/// Refuses a request that does not say which server it is for, or says it twice or badly.
pub(crate) fn check<B>(request: &Request<B>) -> Result<(), Refusal> {
    check_host_header(request.headers(), request.version())?;
    check_target(request.method(), request.uri())
}

fn check_host_header(headers: &HeaderMap, version: Version) -> Result<(), Refusal> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) if version < Version::HTTP_11 => Ok(()),
        (None, _) => Err(bad("There is no Host header.".to_owned())),
        (Some(_), Some(_)) => Err(bad("There is more than one Host header.".to_owned())),
        (Some(host), None) => check_host(host.as_bytes())
            .map_err(|error| bad(format!("The Host header is wrong: {error}."))),
    }
}

/// A path, or an address with a scheme (section 3.2.2), whose host then counts instead of the header.
fn check_target(method: &Method, uri: &Uri) -> Result<(), Refusal> {
    // Methods that are not answered have targets of other forms.
    if matches!(*method, Method::CONNECT | Method::OPTIONS) {
        return Ok(());
    }
    let Some(host) = uri.authority() else {
        return if uri.path().starts_with('/') {
            Ok(())
        } else {
            Err(bad("The request asks for no path.".to_owned()))
        };
    };
    if !matches!(uri.scheme_str(), Some("http" | "https" | "ws" | "wss")) {
        let reason = "The request asks neither for a path nor for an address of http or https.";
        return Err(bad(reason.to_owned()));
    }
    check_host(host.as_str().as_bytes())
        .map_err(|error| bad(format!("The host in the address is wrong: {error}.")))
}

fn bad(reason: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, reason)
}

/// Checks a host with or without a port (RFC 9110, section 7.2; RFC 3986, section 3.2).
fn check_host(text: &[u8]) -> Result<(), BadHost> {
    let text = str::from_utf8(text).map_err(|_| BadHost::Name)?;
    if text.contains('@') {
        return Err(BadHost::User);
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (address, after) = rest.split_once(']').ok_or(BadHost::Address)?;
        let port = after.strip_prefix(':').or(after.is_empty().then_some(""));
        address.parse::<Ipv6Addr>().map_err(|_| BadHost::Address)?;
        return check_port(port.ok_or(BadHost::Address)?);
    }
    let (host, port) = text.split_once(':').unwrap_or((text, ""));
    if port.contains(':') {
        return Err(BadHost::Address);
    }
    if host.is_empty() {
        return Err(BadHost::Empty);
    }
    if !is_name(host.as_bytes()) {
        return Err(BadHost::Name);
    }
    check_port(port)
}

/// After a colon there may be nothing.
fn check_port(port: &str) -> Result<(), BadHost> {
    if port.is_empty() || parse_port(port).is_some() {
        Ok(())
    } else {
        Err(BadHost::Port)
    }
}

/// Whether these are the characters of a name (RFC 3986, section 3.2.2: `reg-name`), to which IPv4 addresses belong.
fn is_name(mut text: &[u8]) -> bool {
    loop {
        match text {
            [] => return true,
            [b'%', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                text = rest;
            }
            [byte, rest @ ..]
                if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte) =>
            {
                text = rest;
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_perhaps_a_port() {
        for (host, expected) in [
            ("localhost", Ok(())),
            ("LOCALHOST:4000", Ok(())),
            ("example.org:", Ok(())),
            ("example.org:0443", Ok(())),
            ("127.0.0.1:65535", Ok(())),
            ("[::1]", Ok(())),
            ("[::1]:4000", Ok(())),
            ("[::ffff:127.0.0.1]:80", Ok(())),
            ("xn--fsq.example", Ok(())),
            ("a%20b_c", Ok(())),
            ("", Err(BadHost::Empty)),
            (":4000", Err(BadHost::Empty)),
            ("me@localhost", Err(BadHost::User)),
            ("me:secret@localhost:80", Err(BadHost::User)),
            ("localhost:65536", Err(BadHost::Port)),
            ("localhost:http", Err(BadHost::Port)),
            ("localhost:-1", Err(BadHost::Port)),
            ("localhost:+80", Err(BadHost::Port)),
            ("localhost: 80", Err(BadHost::Port)),
            ("[::1]:99999", Err(BadHost::Port)),
            ("::1", Err(BadHost::Address)),
            ("fe80::1:4000", Err(BadHost::Address)),
            ("localhost:80:80", Err(BadHost::Address)),
            ("[::1", Err(BadHost::Address)),
            ("[localhost]", Err(BadHost::Address)),
            ("[fe80::1%25eth0]", Err(BadHost::Address)),
            ("[]", Err(BadHost::Address)),
            ("[::1]x", Err(BadHost::Address)),
            ("two words", Err(BadHost::Name)),
            ("a, b", Err(BadHost::Name)),
            ("http//localhost", Err(BadHost::Name)),
            ("localhost/path", Err(BadHost::Name)),
            ("localhost?query", Err(BadHost::Name)),
            ("a\\b", Err(BadHost::Name)),
            ("100%", Err(BadHost::Name)),
            ("例子", Err(BadHost::Name)),
        ] {
            assert_eq!(check_host(host.as_bytes()), expected, "{host}");
        }
        assert_eq!(check_host(b"caf\xe9"), Err(BadHost::Name));
    }

    #[test]
    fn a_target_is_a_path_or_an_address_of_http() {
        for (method, target, is_sound) in [
            ("GET", "/", true),
            ("GET", "/echo?x=http://a", true),
            ("GET", "http://localhost:4000/echo", true),
            ("GET", "HTTPS://[::1]/echo", true),
            ("GET", "ws://localhost/echo", true),
            ("GET", "ftp://localhost/echo", false),
            ("GET", "http://me@localhost/echo", false),
            ("GET", "http://localhost:99999/echo", false),
            ("GET", "localhost:4000", false),
            ("GET", "echo", false),
            ("GET", "*", false),
            ("POST", "localhost:4000", false),
            // Refused for the method.
            ("OPTIONS", "*", true),
            ("CONNECT", "localhost:4000", true),
        ] {
            let method: Method = method.parse().expect("a method");
            // What the parser takes for no address at all never comes here.
            let checked = target.parse::<Uri>().map(|uri| check_target(&method, &uri));
            let is_taken = matches!(checked, Ok(Ok(())));
            assert_eq!(is_taken, is_sound, "{method} {target}: {checked:?}");
        }
    }
}
