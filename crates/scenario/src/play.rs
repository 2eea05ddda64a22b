//! A scenario that exchanges messages, on a connection.

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _, stream};
use tokio::task::consume_budget;
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use crate::act::Messages;
use crate::context::Context;
use crate::conversation::Conversation;
use crate::limits;
use crate::messages::{MessageStream, feed, next_message};
use crate::reply::Reply;
use crate::send_queue::SendQueue;
use crate::step::Step;

/// A scenario that exchanges messages.
#[derive(Clone, Copy)]
pub struct Play<'a> {
    pub(crate) messages: &'a Messages,
    pub(crate) steps: &'a [Step],
    pub(crate) seed: Option<u64>,
}

/// How a scenario was over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The client began the closing handshake, which is done.
    ByClient(Option<CloseFrame>),
    /// The scenario ends with this close frame, which is still to be sent.
    ByScenario(CloseFrame),
}

impl Play<'_> {
    /// How many bytes in a second are written, if a step says so: the slowest counts. The stream below has to be a
    /// [`ThrottledStream`](crate::ThrottledStream) then.
    pub fn bytes_per_second(&self) -> Option<usize> {
        let rates = self.steps.iter().filter_map(|step| step.bytes_per_second());
        rates.min()
    }

    pub(crate) fn begin(&self, context: &mut Context) -> Conversation {
        match self.messages {
            Messages::Echo => Conversation::answering(|message| vec![Reply::Message(message)]),
            Messages::Events(_) => {
                let events = context.events.take();
                Conversation::pushing(events.unwrap_or_else(|| stream::pending().boxed()))
            }
            Messages::Conversation(begin) => begin(context),
        }
    }

    /// Plays it until it is over. `on_message` is given each text and binary message that is received.
    ///
    /// May be dropped at any point.
    ///
    /// # Errors
    /// Those of the socket, at which the connection is over too.
    pub async fn play(
        &self,
        socket: &mut (impl MessageStream + Unpin),
        mut context: Context,
        mut on_message: impl FnMut(&Message),
    ) -> Result<Ended, Error> {
        let queue = SendQueue::new(self.steps, self.seed);
        let max_frame_size = context.max_frame_size;
        let frame_size = queue
            .frame_size()
            .map_or(max_frame_size, |size| size.min(max_frame_size));
        let mut exchange = Exchange {
            socket,
            queue,
            frame_size,
            conversation: self.begin(&mut context),
        };
        loop {
            if let Some(frame) = exchange.send_due().await? {
                return Ok(Ended::ByScenario(frame));
            }
            // Without room nothing is read, so that a client which sends faster than it reads has to wait.
            let has_room = exchange.has_room();
            if !has_room {
                exchange.socket.flush().await?;
            }
            let due = exchange.queue.next_due();
            tokio::select! {
                received = next_message(exchange.socket), if has_room => {
                    let message = received.unwrap_or(Err(Error::ConnectionClosed))?;
                    if let Some(ended) = exchange.receive(message, &mut on_message).await? {
                        return Ok(ended);
                    }
                }
                reply = exchange.conversation.pushes.next(), if has_room => exchange.push(reply).await,
                () = sleep_until_due(due) => {}
            }
        }
    }
}

/// A conversation over a socket.
struct Exchange<'a, S> {
    socket: &'a mut S,
    conversation: Conversation,
    /// What is still to be sent.
    queue: SendQueue,
    /// The largest payload of a frame.
    frame_size: usize,
}

impl<S: MessageStream + Unpin> Exchange<'_, S> {
    fn has_room(&self) -> bool {
        self.queue.bytes() < limits::MAX_QUEUED_BYTES
            && self.queue.len() < limits::MAX_QUEUED_MESSAGES
    }

    /// Feeds all messages that are due. Returns the close frame with which the scenario ends, if it is due.
    async fn send_due(&mut self) -> Result<Option<CloseFrame>, Error> {
        while let Some(message) = self.queue.pop(Instant::now().into_std()) {
            if let Message::Close(Some(frame)) = message {
                return Ok(Some(frame));
            }
            spend_turn(message.len()).await;
            feed(self.socket, message, self.frame_size).await?;
        }
        Ok(None)
    }

    /// Answers a message.
    async fn receive(
        &mut self,
        message: Message,
        on_message: &mut impl FnMut(&Message),
    ) -> Result<Option<Ended>, Error> {
        match message {
            Message::Close(frame) => {
                self.socket.flush().await?;
                return Ok(Some(Ended::ByClient(frame)));
            }
            message @ (Message::Text(_) | Message::Binary(_)) => {
                on_message(&message);
                let message = with_own_memory(message);
                spend_turn(message.len()).await;
                for reply in (self.conversation.answers)(message) {
                    self.put(reply);
                }
                // A member of a room who sends fast receives in between, and so misses nothing.
                if let Some(Some(reply)) = self.conversation.pushes.next().now_or_never() {
                    self.put(reply);
                }
            }
            // Answered by the socket itself: the answer only has to leave.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => self.socket.flush().await?,
        }
        Ok(None)
    }

    /// Takes what is sent without being asked. After the last of it there is nothing more to wait for.
    async fn push(&mut self, reply: Option<Reply>) {
        match reply {
            Some(reply) => {
                spend_turn(0).await;
                self.put(reply);
            }
            None => self.conversation.pushes = stream::pending().boxed(),
        }
    }

    fn put(&mut self, reply: Reply) {
        let message = match reply {
            Reply::Message(message) => message,
            Reply::Close(frame) => Message::Close(Some(frame)),
        };
        self.queue.push(message, Instant::now().into_std());
    }
}

/// Waits for the next message that is due, or for ever.
async fn sleep_until_due(due: Option<std::time::Instant>) {
    match due {
        Some(due) => sleep_until(due.into()).await,
        None => std::future::pending().await,
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
