//! What a connection runs over, under one name.

use tokio_tungstenite::WebSocketStream;

use super::raw_stream::RawStream;
use super::tcp::Duplex;

/// TCP, with TLS around it or without, whose frames are observed, then decompressed and cut, and between which others are put.
pub(super) type Stream = RawStream<Box<dyn Duplex>>;

/// The same with the frames read and written by tungstenite.
pub(super) type Socket = WebSocketStream<Stream>;
