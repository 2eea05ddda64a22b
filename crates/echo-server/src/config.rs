//! What the caller of the server may choose.

use std::path::PathBuf;
use std::time::Duration;

use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::limits;

/// How the server treats its connections.
///
/// The defaults are in [`limits`], with their reasons:
///
/// ```
/// let config = echo_server::Config { max_connections: 10, ..Default::default() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The largest message that is echoed, in bytes of payload. A larger one ends the connection
    /// with close code 1009 (RFC 6455, section 7.4.1).
    pub max_message_size: usize,
    /// The most connections at one time, counted from the accepted TCP connection on. Any more are
    /// answered with HTTP status 503.
    pub max_connections: usize,
    /// How long a peer may take for a request, the handshake or another. A connection without one
    /// is closed after the same time.
    pub handshake_timeout: Duration,
    /// What `/private` wants to be shown at the handshake.
    pub token: String,
    /// A folder with an `index.html`, to be served over HTTP on the same port. Everything in it can
    /// be read by whoever can connect. Without one, the root is a page that says what this server
    /// is.
    pub web: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_message_size: limits::MAX_MESSAGE_SIZE,
            max_connections: limits::MAX_CONNECTIONS,
            handshake_timeout: limits::HANDSHAKE_TIMEOUT,
            token: "secret".to_owned(),
            web: None,
        }
    }
}

impl Config {
    /// [`Self::handshake_timeout`], short enough to be added to a point in time.
    pub(crate) fn request_timeout(&self) -> Duration {
        self.handshake_timeout.min(limits::MAX_HANDSHAKE_TIMEOUT)
    }

    /// The same, in the terms of the WebSocket library.
    pub(crate) fn web_socket(&self) -> WebSocketConfig {
        WebSocketConfig::default()
            .max_message_size(Some(self.max_message_size))
            // A message may come as a single frame, whatever its size.
            .max_frame_size(Some(self.max_message_size))
            .read_buffer_size(limits::READ_BUFFER_SIZE)
            .write_buffer_size(limits::WRITE_BUFFER_SIZE)
            .max_write_buffer_size(limits::MAX_WRITE_BUFFER_SIZE)
    }
}
