//! A scenario on a connection.

use std::sync::Arc;

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use tokio::task::consume_budget;
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use super::Scenario;
use super::acts::{Actor, Reply};
use super::handshake::Handshake;
use super::pipe::Pipe;
use super::rooms::Halls;
use crate::closing::Ending;
use crate::echo::{Socket, Tally, next_message};
use crate::events::Run;
use crate::fragments::feed;
use crate::limits;

/// Where a scenario is played.
#[derive(Clone)]
pub(crate) struct Place {
    /// The rooms of the server.
    pub(crate) halls: Halls,
    /// What the client asked for.
    pub(crate) handshake: Handshake,
    /// The run whose events are told, if the scenario is about events.
    pub(crate) run: Option<Arc<Run>>,
    /// The largest payload that is sent in one frame.
    pub(crate) max_frame_size: usize,
}

/// Plays a scenario that is a conversation, until it is over. The close frame that the scenario ends with is still to be
/// sent then.
///
/// May be dropped at any point; `tally` holds what was received until then.
pub(crate) async fn play(
    scenario: &Scenario,
    socket: &mut impl Socket,
    place: &Place,
    tally: &mut Tally,
) -> Ending {
    match converse(scenario, socket, place, tally).await {
        Ok(ending) => ending,
        Err(error) => Ending::Failed(error),
    }
}

async fn converse(
    scenario: &Scenario,
    socket: &mut impl Socket,
    place: &Place,
    tally: &mut Tally,
) -> Result<Ending, Error> {
    let mut pipe = Pipe::new(&scenario.steps, scenario.seed);
    let frame_size = pipe
        .frame_size()
        .map_or(place.max_frame_size, |size| size.min(place.max_frame_size));
    let mut actor = Actor::new(&scenario.act, place);
    loop {
        while let Some(message) = pipe.pop(Instant::now().into_std()) {
            if let Message::Close(Some(frame)) = message {
                return Ok(Ending::ClosedByUs(frame));
            }
            spend_turn(message.len()).await;
            feed(socket, message, frame_size).await?;
        }
        // Without room nothing is read, so the pressure goes back to whoever causes it.
        let has_room =
            pipe.bytes() < limits::MAX_PIPE_BYTES && pipe.len() < limits::MAX_PIPE_MESSAGES;
        if !has_room {
            socket.flush().await?;
        }
        let due = pipe.next_due();
        let waits = async {
            match due {
                Some(due) => sleep_until(due.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            heard = next_message(socket), if has_room => {
                match heard.unwrap_or(Err(Error::ConnectionClosed))? {
                    Message::Close(frame) => {
                        socket.flush().await?;
                        return Ok(Ending::ClosedByPeer(frame));
                    }
                    message @ (Message::Text(_) | Message::Binary(_)) => {
                        let message = with_own_memory(message);
                        tally.add(&message);
                        spend_turn(message.len()).await;
                        for reply in (actor.answers)(message) {
                            put(&mut pipe, reply);
                        }
                        // Whoever speaks in a room hears in between, and so misses nothing by speaking fast.
                        if let Some(Some(reply)) = actor.pushes.next().now_or_never() {
                            put(&mut pipe, reply);
                        }
                    }
                    // Answered by the socket itself; see `echo`.
                    Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => socket.flush().await?,
                }
            }
            reply = actor.pushes.next(), if has_room => {
                if let Some(reply) = reply {
                    spend_turn(0).await;
                    put(&mut pipe, reply);
                } else {
                    actor.pushes = futures_util::stream::pending().boxed();
                }
            }
            () = waits => {}
        }
    }
}

/// Counts a message as a part of this turn, a large one as several. When the turn is over, others on this thread have
/// theirs: a scenario may never have to wait for anything.
async fn spend_turn(bytes: usize) {
    for _ in 0..=bytes / limits::BYTES_PER_TURN_UNIT {
        consume_budget().await;
    }
}

/// A small message of those that wait must not keep alive what it was read with: it is a piece of a buffer that may be a
/// thousand times as large.
fn with_own_memory(message: Message) -> Message {
    if message.len() > limits::MAX_COPIED_SIZE {
        return message;
    }
    match message {
        Message::Text(text) => Message::text(text.as_str()),
        Message::Binary(bytes) => Message::Binary(Bytes::copy_from_slice(&bytes)),
        other => other,
    }
}

fn put(pipe: &mut Pipe, reply: Reply) {
    let message = match reply {
        Reply::Message(message) => message,
        Reply::Close(frame) => Message::Close(Some(frame)),
    };
    pipe.push(message, Instant::now().into_std());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_message_does_not_keep_what_it_was_read_with() {
        let read = Bytes::from(vec![b'x'; 1 << 20]);
        for size in [0, 1, 1000, limits::MAX_COPIED_SIZE] {
            let Message::Binary(own) = with_own_memory(Message::Binary(read.slice(..size))) else {
                panic!("it is another kind of message")
            };
            assert_eq!(own, read.slice(..size));
            assert!(own.is_empty() || own.is_unique(), "{size}");
        }
        let text = with_own_memory(Message::text("你好"));
        assert_eq!(text, Message::text("你好"));
    }
}
