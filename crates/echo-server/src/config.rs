//! What the caller of the server may choose.

use std::path::PathBuf;
use std::time::Duration;

use scenario::Bounds;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use wire::deflate::Parameters;
use wire::stream::{Role, StreamConfig};

use crate::compression::Compression;
use crate::limits;
use crate::origin::Origin;

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
    /// The largest frame that is read, in bytes of payload; a larger one ends the connection with
    /// close code 1009. More than [`Self::max_message_size`] means the same as that.
    pub max_frame_size: usize,
    /// The most bytes of answers that wait for a peer that does not read; with a full buffer,
    /// nothing more is read from it. Below [`limits::MIN_WRITE_BUFFER_SIZE`] means the same as that.
    pub max_write_buffer: usize,
    /// The most connections at one time, counted from the accepted TCP connection on. Any more are
    /// answered with HTTP status 503.
    pub max_connections: usize,
    /// The most connections of one address at one time; for IPv6, of one /64 network. Any more are
    /// answered with HTTP status 429.
    ///
    /// `None` stands for [`limits::MAX_CONNECTIONS_PER_ADDRESS`], but leaves out loopback addresses: what comes from
    /// this machine is its owner's, or has been counted by a proxy.
    pub max_connections_per_address: Option<usize>,
    /// How many threads serve the connections at the most. `None` for one for each processor but one.
    pub threads: Option<usize>,
    /// How long a peer may take for a request, the handshake or another. A connection without one
    /// is closed after the same time.
    pub handshake_timeout: Duration,
    /// How long a WebSocket may carry no message, in either direction, before it is closed with
    /// code 1001; pings are no messages. `None` for any time. It may take longer by a
    /// [`Self::ping_interval`].
    pub idle_timeout: Option<Duration>,
    /// After how long a silence a peer is sent a ping: at the latest after two such intervals.
    /// `None` for never.
    pub ping_interval: Option<Duration>,
    /// How long a peer that was sent a ping may send nothing at all. Then it is dropped, with close code 1008 if it takes
    /// one. The same goes for a peer that does not take what is being sent to it, be it an answer over HTTP.
    pub pong_timeout: Duration,
    /// The pages that may use the server and read what it answers: any request with another `Origin`, a handshake or not, is
    /// answered with HTTP status 403. A request without `Origin` comes from no page, and is answered.
    ///
    /// Empty for any; then pages from elsewhere may open WebSockets, and read `/scenarios` and `/events/…`, but no files and
    /// no `/metrics`.
    pub allowed_origins: Vec<Origin>,
    /// Which connections compress their messages.
    pub compression: Compression,
    /// What scenarios may ask for.
    pub scenarios: Bounds,
    /// The token that `/private` and `/events` ask for.
    pub token: String,
    /// A folder with an `index.html`, to be served over HTTP on the same port. Everything in it can
    /// be read by everyone who can connect. Without one, the root is a page that says what this server
    /// is.
    pub web: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            max_message_size: limits::MAX_MESSAGE_SIZE,
            max_frame_size: limits::MAX_FRAME_SIZE,
            max_write_buffer: limits::MAX_WRITE_BUFFER_SIZE,
            max_connections: limits::MAX_CONNECTIONS,
            max_connections_per_address: None,
            threads: None,
            handshake_timeout: limits::HANDSHAKE_TIMEOUT,
            idle_timeout: Some(limits::IDLE_TIMEOUT),
            ping_interval: Some(limits::PING_INTERVAL),
            pong_timeout: limits::PONG_TIMEOUT,
            allowed_origins: Vec::new(),
            compression: Compression::default(),
            scenarios: Bounds::default(),
            token: "secret".to_owned(),
            web: None,
        }
    }
}

impl Config {
    /// How long an answer over HTTP may wait without anything of it being taken: as long as a WebSocket has,
    /// [`Self::pong_timeout`], short enough to be added to a point in time.
    pub(crate) fn write_timeout(&self) -> Duration {
        self.pong_timeout.min(limits::MAX_WAIT)
    }

    /// How long a scenario may last that neither pings nor expects messages.
    pub(crate) fn unwatched_time(&self) -> Duration {
        let idle_timeout = self.idle_timeout.unwrap_or(limits::MAX_UNWATCHED_TIME);
        idle_timeout.min(limits::MAX_UNWATCHED_TIME)
    }

    /// [`Self::handshake_timeout`], short enough to be added to a point in time.
    pub(crate) fn request_timeout(&self) -> Duration {
        self.handshake_timeout.min(limits::MAX_WAIT)
    }

    /// How many bytes of answers are collected before they are written.
    fn write_buffer_size(&self) -> usize {
        limits::WRITE_BUFFER_SIZE.min(self.write_buffer_bound() / 2)
    }

    fn write_buffer_bound(&self) -> usize {
        self.max_write_buffer.max(limits::MIN_WRITE_BUFFER_SIZE)
    }

    /// The largest payload that is sent in one frame: with it, a full write buffer is still within its bound.
    pub(crate) fn echo_frame_size(&self) -> usize {
        let rest =
            self.write_buffer_bound() - self.write_buffer_size() - limits::WRITE_BUFFER_RESERVE;
        rest.min(limits::MAX_ECHO_FRAME_SIZE)
    }

    /// The largest payload of a frame that is taken.
    pub(crate) fn frame_bound(&self) -> usize {
        self.max_frame_size.min(self.max_message_size)
    }

    /// How frames pass the layer below that compresses them as it was agreed. It cuts what is larger than a piece, so that
    /// what is larger than a frame may be has to pass whole, to be refused.
    pub(crate) fn frame_stream(&self, agreed: Parameters) -> StreamConfig {
        StreamConfig {
            role: Role::Server,
            compression: Some(agreed),
            max_frame_size: self.frame_bound(),
        }
    }

    /// The same, in the terms of the WebSocket library.
    pub(crate) fn web_socket(&self) -> WebSocketConfig {
        WebSocketConfig::default()
            .max_message_size(Some(self.max_message_size))
            .max_frame_size(Some(self.frame_bound()))
            .read_buffer_size(limits::READ_BUFFER_SIZE)
            .write_buffer_size(self.write_buffer_size())
            .max_write_buffer_size(self.write_buffer_bound())
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, limits};

    /// How large a frame may be when this many bytes of answers may wait.
    fn check(max_write_buffer: usize, echo_frame_size: usize) {
        let config = Config {
            max_write_buffer,
            ..Config::default()
        };
        assert_eq!(
            config.echo_frame_size(),
            echo_frame_size,
            "{max_write_buffer}"
        );
        let fits = config.write_buffer_size() + echo_frame_size + limits::WRITE_BUFFER_RESERVE;
        assert!(fits <= config.write_buffer_bound(), "{max_write_buffer}");
    }

    #[test]
    fn a_frame_always_fits_into_the_write_buffer() {
        check(limits::MAX_WRITE_BUFFER_SIZE, limits::MAX_ECHO_FRAME_SIZE);
        check(usize::MAX, limits::MAX_ECHO_FRAME_SIZE);
        check(256 << 10, (256 << 10) - (64 << 10) - 1024);
        check(16 << 10, (8 << 10) - 1024);
        check(0, (8 << 10) - 1024);
    }
}
