//! What the errors of libraries mean. ewebsock tells them as text only, which is given its meaning back.

use std::io;

#[cfg(not(target_arch = "wasm32"))]
use tokio_tungstenite::tungstenite;

use crate::{Cause, Failure};

/// A failure from what ewebsock 0.8, over tungstenite 0.24, says of it.
pub(crate) fn from_text(detail: String) -> Failure {
    let cause = cause_of(&detail);
    Failure { cause, detail }
}

/// A failure to begin at all.
pub(crate) fn no_network(error: io::Error) -> Failure {
    Failure {
        cause: Cause::Other,
        detail: format!("the system has no thread or socket left: {error}"),
    }
}

/// A failure from what a socket says of it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn from_io(error: &io::Error) -> Failure {
    Failure {
        cause: cause_of_kind(error.kind()),
        detail: error.to_string(),
    }
}

/// A failure from what tungstenite 0.30 says of it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn from_error(error: &tungstenite::Error) -> Failure {
    use tungstenite::Error;
    use tungstenite::error::{CapacityError, ProtocolError};
    let cause = match error {
        // rustls speaks through `io::Error`; a peer that just ends is no mistake of the encryption.
        Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => Cause::Tls,
        Error::Io(error) => cause_of_kind(error.kind()),
        Error::Tls(_) => Cause::Tls,
        Error::Capacity(CapacityError::MessageTooLong { .. }) => Cause::MessageTooLarge,
        Error::Protocol(ProtocolError::SecWebSocketAcceptKeyMismatch) => Cause::WrongAccept,
        Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(_)) => Cause::Subprotocol,
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Cause::Dropped,
        Error::Protocol(_) => Cause::ProtocolViolation,
        Error::Utf8(_) => Cause::InvalidUtf8,
        Error::Http(reply) => Cause::HttpStatus(reply.status().as_u16()),
        Error::HttpFormat(_) | Error::Capacity(CapacityError::TooManyHeaders) => {
            Cause::NotWebSocket
        }
        _ => Cause::Other,
    };
    let detail = error.to_string();
    Failure { cause, detail }
}

fn cause_of(detail: &str) -> Cause {
    let (topic, rest) = detail.split_once(": ").unwrap_or((detail, ""));
    match topic {
        "IO error" => io_cause(rest),
        "HTTP error" => status(rest).map_or(Cause::NotWebSocket, Cause::HttpStatus),
        "HTTP format error" => Cause::NotWebSocket,
        "TLS error" => Cause::Tls,
        "URL error" if rest.starts_with("Unable to connect") => Cause::Unreachable,
        "Space limit exceeded" if rest.starts_with("Message too long") => Cause::MessageTooLarge,
        "Space limit exceeded" => Cause::NotWebSocket,
        "UTF-8 encoding error" => Cause::InvalidUtf8,
        // ewebsock's word for an event of the browser, which tells pages nothing about the network they are in.
        "Unknown error" => Cause::Untold,
        _ if detail.contains("SecurityError") => Cause::Insecure,
        "WebSocket protocol error" => protocol_cause(rest),
        _ => Cause::Other,
    }
}

/// `404 Not Found` → 404.
fn status(text: &str) -> Option<u16> {
    text.split(' ').next()?.parse().ok()
}

fn io_cause(text: &str) -> Cause {
    if text.contains("lookup address") || os_error(text) == Some(WINDOWS_HOST_NOT_FOUND) {
        return Cause::UnknownHost;
    }
    // rustls speaks through `io::Error`, without a number.
    if text.contains("without sending TLS close_notify") {
        return Cause::Dropped;
    }
    if is_about_tls(text) {
        return Cause::Tls;
    }
    let kind = os_error(text).map(|code| io::Error::from_raw_os_error(code).kind());
    kind.map_or(Cause::Other, cause_of_kind)
}

/// What an error of a socket means.
fn cause_of_kind(kind: io::ErrorKind) -> Cause {
    use io::ErrorKind as Kind;
    match kind {
        Kind::ConnectionRefused => Cause::Refused,
        Kind::TimedOut => Cause::TimedOut,
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::AddrNotAvailable => {
            Cause::Unreachable
        }
        Kind::ConnectionReset
        | Kind::ConnectionAborted
        | Kind::BrokenPipe
        | Kind::UnexpectedEof => Cause::Dropped,
        _ => Cause::Other,
    }
}

/// `WSAHOST_NOT_FOUND`: Windows tells an unknown name by number only.
const WINDOWS_HOST_NOT_FOUND: i32 = 11001;

/// Whether rustls refuses the peer, or what it says.
fn is_about_tls(text: &str) -> bool {
    const WORDS: [&str; 5] = [
        "certificate",
        "TLS",
        "alert",
        "handshake eof",
        "corrupt message",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// The number in `… (os error 111)`, which says the same in every language of the system.
fn os_error(text: &str) -> Option<i32> {
    let (_, tail) = text.rsplit_once("(os error ")?;
    tail.strip_suffix(')')?.parse().ok()
}

fn protocol_cause(text: &str) -> Cause {
    const HANDSHAKE: [&str; 6] = [
        "Handshake not finished",
        "httparse error",
        "Missing, duplicated or incorrect header",
        "No \"Connection: upgrade\"",
        "No \"Upgrade: websocket\"",
        "HTTP version",
    ];
    if text.starts_with("Connection reset without closing handshake") {
        Cause::Dropped
    } else if text.starts_with("Key mismatch") {
        Cause::WrongAccept
    } else if text.starts_with("SubProtocol error") {
        Cause::Subprotocol
    } else if HANDSHAKE.iter().any(|start| text.starts_with(start)) {
        Cause::NotWebSocket
    } else {
        Cause::ProtocolViolation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(detail: &str, expected: Cause) {
        assert_eq!(from_text(detail.to_owned()).cause, expected, "{detail}");
    }

    #[test]
    fn gives_texts_their_meaning() {
        check("HTTP error: 404 Not Found", Cause::HttpStatus(404));
        check(
            "HTTP error: 500 Internal Server Error",
            Cause::HttpStatus(500),
        );
        check(
            "WebSocket protocol error: Handshake not finished",
            Cause::NotWebSocket,
        );
        check(
            "WebSocket protocol error: httparse error: invalid HTTP version",
            Cause::NotWebSocket,
        );
        check(
            "WebSocket protocol error: Key mismatch in \"Sec-WebSocket-Accept\" header",
            Cause::WrongAccept,
        );
        check(
            "WebSocket protocol error: SubProtocol error: Server sent a subprotocol but none was requested",
            Cause::Subprotocol,
        );
        check(
            "WebSocket protocol error: Reserved bits are non-zero",
            Cause::ProtocolViolation,
        );
        check(
            "WebSocket protocol error: Connection reset without closing handshake",
            Cause::Dropped,
        );
        check(
            "Space limit exceeded: Message too long: 67108865 > 67108864",
            Cause::MessageTooLarge,
        );
        check(
            "Space limit exceeded: Too many headers",
            Cause::NotWebSocket,
        );
        check("UTF-8 encoding error", Cause::InvalidUtf8);
        check(
            "IO error: failed to lookup address information: Name or service not known",
            Cause::UnknownHost,
        );
        check(
            "IO error: invalid peer certificate: UnknownIssuer",
            Cause::Tls,
        );
        check("TLS error: Invalid DNS name", Cause::Tls);
        check(
            "IO error: peer closed connection without sending TLS close_notify: https://docs.rs/…",
            Cause::Dropped,
        );
        check("Unknown error", Cause::Untold);
        check(
            "JsValue(SecurityError: Failed to construct 'WebSocket': An insecure WebSocket connection may not be \
             initiated from a page loaded over HTTPS.\nundefined)",
            Cause::Insecure,
        );
        check("Connection closed normally", Cause::Other);
        check("", Cause::Other);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn reads_the_numbers_of_the_system() {
        check(
            "IO error: Connection refused (os error 111)",
            Cause::Refused,
        );
        check("IO error: Connexion refusée (os error 111)", Cause::Refused);
        check(
            "IO error: Connection reset by peer (os error 104)",
            Cause::Dropped,
        );
        check("IO error: Broken pipe (os error 32)", Cause::Dropped);
        check(
            "IO error: Connection timed out (os error 110)",
            Cause::TimedOut,
        );
        check(
            "IO error: No route to host (os error 113)",
            Cause::Unreachable,
        );
        check("IO error: Permission denied (os error 13)", Cause::Other);
    }
}
