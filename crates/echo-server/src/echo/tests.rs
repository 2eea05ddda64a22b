//! The order of reads, writes and flushes, against a socket that follows a script.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Sink, Stream};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{Socket, Tally, echo};
use crate::limits::MAX_ECHO_FRAME_SIZE;

/// What the peer does next.
#[derive(Clone)]
enum Step {
    Message(Message),
    /// Nothing, for one poll.
    Pending,
}

/// What was done to the socket.
#[derive(Clone, Debug, PartialEq)]
enum Done {
    Fed(Message),
    Flushed,
}

#[derive(Default)]
struct Script {
    steps: VecDeque<Step>,
    done: Vec<Done>,
}

impl Stream for Script {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.steps.pop_front() {
            Some(Step::Message(message)) => Poll::Ready(Some(Ok(message))),
            Some(Step::Pending) => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            None => Poll::Ready(None),
        }
    }
}

impl Sink<Message> for Script {
    type Error = Error;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Error> {
        self.done.push(Done::Fed(message));
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.done.push(Done::Flushed);
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.poll_flush(context)
    }
}

/// One that does nothing by itself.
impl Socket for Script {
    fn poll_fast_echo(&mut self, _: &mut Context<'_>, _: &mut Tally) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }
}

/// Plays the steps, and returns what the server did meanwhile.
async fn play(steps: impl IntoIterator<Item = Step>) -> (Vec<Done>, Tally) {
    let mut script = Script {
        steps: steps.into_iter().collect(),
        ..Script::default()
    };
    let mut tally = Tally::default();
    match echo(&mut script, MAX_ECHO_FRAME_SIZE, &mut tally).await {
        Ok(_) | Err(Error::ConnectionClosed) => (script.done, tally),
        Err(error) => panic!("{error}"),
    }
}

fn message(text: &str) -> Step {
    Step::Message(Message::text(text))
}

fn fed(text: &str) -> Done {
    Done::Fed(Message::text(text))
}

#[tokio::test]
async fn a_burst_is_answered_with_one_flush() {
    let (done, tally) = play([message("a"), message("b"), message("c"), Step::Pending]).await;
    assert_eq!(done, [fed("a"), fed("b"), fed("c"), Done::Flushed]);
    assert_eq!(
        tally,
        Tally {
            messages: 3,
            bytes: 3
        }
    );
}

#[tokio::test]
async fn messages_one_at_a_time_are_answered_at_once() {
    let (done, _) = play([message("a"), Step::Pending, message("b"), Step::Pending]).await;
    assert_eq!(done, [fed("a"), Done::Flushed, fed("b"), Done::Flushed]);
}

#[tokio::test]
async fn a_ping_in_a_burst_makes_its_pong_leave_at_once() {
    let ping = Step::Message(Message::Ping("?".into()));
    let pong = Step::Message(Message::Pong("!".into()));
    let (done, tally) = play([message("a"), ping, pong, message("b"), Step::Pending]).await;
    assert_eq!(done, [fed("a"), Done::Flushed, fed("b"), Done::Flushed]);
    assert_eq!(tally.messages, 2);
}

#[tokio::test]
async fn a_close_frame_is_answered_and_ends_the_echo() {
    let (done, _) = play([Step::Message(Message::Close(None)), message("too late")]).await;
    assert_eq!(done, [Done::Flushed]);
}

#[tokio::test]
async fn a_large_message_comes_back_in_frames() {
    let size = MAX_ECHO_FRAME_SIZE * 2 + 1;
    let (done, tally) = play([Step::Message(Message::binary(vec![0; size]))]).await;
    assert_eq!(
        tally,
        Tally {
            messages: 1,
            bytes: size as u64
        }
    );
    assert_eq!(done.len(), 3);
}

#[tokio::test]
async fn a_long_burst_lets_others_have_a_turn() {
    let burst = vec![message("a"); crate::limits::MESSAGES_PER_TURN as usize];
    tokio::select! {
        biased;
        _ = play(burst) => panic!("the whole burst was handled in one turn"),
        () = std::future::ready(()) => {}
    }
}
