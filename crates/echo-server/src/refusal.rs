//! What a peer is told that does not get a WebSocket: a short page over plain HTTP.

use std::fmt;

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tracing::debug;

use crate::limits;

/// An HTTP response after which the connection is closed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: &'static str,
    /// Whole lines, each with its end.
    headers: &'static str,
    /// Why, in a sentence.
    reason: String,
}

impl Refusal {
    /// The answer to a request that is no WebSocket handshake. `None` if the peer does not speak
    /// HTTP, or is gone: there is nothing that it would understand.
    pub(crate) fn of(error: &Error) -> Option<Self> {
        let (status, headers) = match error {
            Error::Protocol(
                ProtocolError::HttparseError(_) | ProtocolError::HandshakeIncomplete,
            ) => {
                return None;
            }
            Error::Protocol(
                ProtocolError::MissingConnectionUpgradeHeader
                | ProtocolError::MissingUpgradeWebSocketHeader
                | ProtocolError::MissingSecWebSocketVersionHeader,
            ) => (
                // RFC 9110, section 15.5.22, and RFC 6455, section 4.4.
                "426 Upgrade Required",
                "Connection: close, upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
            ),
            Error::Protocol(ProtocolError::WrongHttpMethod) => (
                "405 Method Not Allowed",
                "Connection: close\r\nAllow: GET\r\n",
            ),
            Error::Capacity(CapacityError::TooManyHeaders) => (
                "431 Request Header Fields Too Large",
                "Connection: close\r\n",
            ),
            Error::Protocol(_) | Error::HttpFormat(_) => {
                ("400 Bad Request", "Connection: close\r\n")
            }
            _ => return None,
        };
        Some(Self {
            status,
            headers,
            reason: format!("Not a WebSocket handshake: {error}."),
        })
    }

    /// The answer when there are as many connections as are allowed.
    pub(crate) fn full(max_connections: usize) -> Self {
        Self {
            status: "503 Service Unavailable",
            headers: "Connection: close\r\n",
            reason: format!("All {max_connections} connections are taken. Try again later."),
        }
    }

    /// Writes the answer, within a bound.
    pub(crate) async fn send(&self, stream: &mut (impl AsyncWrite + Unpin)) {
        let response = self.to_string();
        match timeout(limits::CLOSE_TIMEOUT, stream.write_all(response.as_bytes())).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => debug!(%error, "the refusal could not be sent"),
            Err(_) => debug!("the peer did not take the refusal in time"),
        }
    }
}

/// The whole response, as it is sent.
impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            status,
            headers,
            reason,
        } = self;
        let body = format!(
            "This is a WebSocket echo server: it sends every message back.\n\
             {reason}\n\
             Connect with a WebSocket client, at ws:// and this host and port.\n"
        );
        write!(
            formatter,
            "HTTP/1.1 {status}\r\n\
             {headers}\
             Content-Type: text/plain; charset=utf-8\r\n\
             Content-Length: {}\r\n\
             \r\n\
             {body}",
            body.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{CapacityError, Error, ProtocolError, Refusal};

    #[test]
    fn each_mistake_has_its_status() {
        let status = |error: Error| Refusal::of(&error).map(|refusal| &refusal.status[..3]);
        for (error, expected) in [
            (ProtocolError::MissingConnectionUpgradeHeader, Some("426")),
            (ProtocolError::MissingUpgradeWebSocketHeader, Some("426")),
            (ProtocolError::MissingSecWebSocketVersionHeader, Some("426")),
            (ProtocolError::WrongHttpMethod, Some("405")),
            (ProtocolError::WrongHttpVersion, Some("400")),
            (ProtocolError::MissingSecWebSocketKey, Some("400")),
            (ProtocolError::JunkAfterRequest, Some("400")),
            (ProtocolError::HandshakeIncomplete, None),
        ] {
            assert_eq!(status(Error::Protocol(error.clone())), expected, "{error}");
        }
        assert_eq!(status(CapacityError::TooManyHeaders.into()), Some("431"));
        assert_eq!(status(Error::AttackAttempt), None);
    }

    #[test]
    fn a_response_announces_the_length_of_its_body() {
        let response = Refusal::full(7).to_string();
        let (head, body) = response.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 503 "));
        assert!(head.ends_with(&format!("Content-Length: {}", body.len())));
        assert!(body.contains("All 7 connections"));
    }
}
