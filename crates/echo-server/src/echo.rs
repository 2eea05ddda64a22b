//! The echo: every message back, unchanged and in order.

use std::future::poll_fn;
use std::task::{Context, Poll, ready};

use futures_util::{SinkExt, StreamExt};
use scenario::messages::{MessageStream, feed};
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::limits;

/// A WebSocket after its handshake, with a fast echo of its own.
pub(crate) trait Socket: MessageStream + Unpin {
    /// Echoes by itself the messages that it can, and counts them. Ready when the next frame is not one of these.
    ///
    /// Everything that was fed must have been flushed.
    fn poll_fast_echo(
        &mut self,
        context: &mut Context<'_>,
        tally: &mut Tally,
    ) -> Poll<Result<(), Error>>;
}

/// A number of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Text and binary messages.
    pub(crate) messages: u64,
    /// Their payloads.
    pub(crate) bytes: u64,
}

impl Tally {
    /// Counts a message, or a frame of one: the last frame counts as the message. Control frames do not count.
    pub(crate) fn add(&mut self, message: &Message) {
        match message {
            Message::Text(_) | Message::Binary(_) => self.add_one(message.len()),
            Message::Frame(frame) => {
                self.messages += u64::from(frame.header().is_final);
                self.bytes += frame.payload().len() as u64;
            }
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => {}
        }
    }

    /// Counts all that another has counted.
    pub(crate) fn add_all(&mut self, other: Self) {
        self.messages += other.messages;
        self.bytes += other.bytes;
    }

    /// Counts a message with so many bytes.
    pub(crate) fn add_one(&mut self, bytes: usize) {
        self.messages += 1;
        self.bytes += bytes as u64;
    }
}

/// Echoes until the peer closes the connection, and returns its close frame; or until something
/// goes wrong. The peer's close frame has been answered then. No frame has a larger payload than given.
///
/// May be dropped at any point; `tally` holds what was done until then.
pub(crate) async fn echo(
    socket: &mut impl Socket,
    max_frame_size: usize,
    tally: &mut Tally,
) -> Result<Option<CloseFrame>, Error> {
    let ended = echo_to_the_end(socket, max_frame_size, tally).await;
    if let Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) = ended {
        // The peer may have ended its own side only, and still wait for answers.
        socket.flush().await?;
    }
    ended
}

async fn echo_to_the_end(
    socket: &mut impl Socket,
    max_frame_size: usize,
    tally: &mut Tally,
) -> Result<Option<CloseFrame>, Error> {
    let mut turn: u32 = 0;
    let mut has_fed = false;
    loop {
        let message = next_special(socket, &mut has_fed, tally)
            .await
            .unwrap_or(Err(Error::ConnectionClosed))?;
        match message {
            Message::Text(_) | Message::Binary(_) => {
                tally.add(&message);
                has_fed = true;
                feed(socket, message, max_frame_size).await?;
            }
            // Waiting for the pong to leave keeps a peer that pings and never reads from filling
            // the write buffer.
            Message::Ping(_) => socket.flush().await?,
            // Not answered (section 5.5.3). A raw frame never comes out of a socket.
            Message::Pong(_) | Message::Frame(_) => {}
            Message::Close(frame) => {
                socket.flush().await?;
                return Ok(frame);
            }
        }
        turn += 1;
        if turn == limits::MESSAGES_PER_TURN {
            turn = 0;
            tokio::task::yield_now().await;
        }
    }
}

/// The next message that the socket does not echo by itself. It does so only while nothing that was
/// fed waits to be flushed, so that no answer overtakes another.
async fn next_special(
    socket: &mut impl Socket,
    has_fed: &mut bool,
    tally: &mut Tally,
) -> Option<Result<Message, Error>> {
    poll_fn(|context| {
        loop {
            if !*has_fed && let Err(error) = ready!(socket.poll_fast_echo(context, tally)) {
                return Poll::Ready(Some(Err(error)));
            }
            if let ready @ Poll::Ready(_) = socket.poll_next_unpin(context) {
                return ready;
            }
            if let Err(error) = ready!(socket.poll_flush_unpin(context)) {
                return Poll::Ready(Some(Err(error)));
            }
            if !std::mem::take(has_fed) {
                return Poll::Pending;
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests;
