//! What each act says: a function from what is heard to what is answered, and a stream of what comes by itself.

mod chat;
mod pushes;

use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use serde::Serialize;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::Act;
use super::handshake::Handshake;
use super::play::Place;
use super::rooms::{Full, Seat};
use crate::closing::close_frame;

/// How many numbers [`Act::Numbers`] sends: as many as the course does.
const NUMBERS: u16 = 10_000;

/// Something to send.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reply {
    Message(Message),
    Close(CloseFrame),
}

impl Reply {
    fn text(text: impl Into<String>) -> Self {
        Self::Message(Message::text(text.into()))
    }

    fn json(value: &impl Serialize) -> Self {
        // What is handed over here has no keys but strings, so it can be written.
        Self::text(serde_json::to_string(value).unwrap_or_default())
    }
}

/// What an act answers to a message.
type Answers = Box<dyn FnMut(Message) -> Vec<Reply> + Send>;

/// An act on a connection.
pub(super) struct Actor {
    /// What it answers.
    pub(super) answers: Answers,
    /// What it says by itself.
    pub(super) pushes: BoxStream<'static, Reply>,
}

impl Actor {
    /// The actor for an act that is a conversation.
    pub(super) fn new(act: &Act, place: &Place) -> Self {
        match act {
            Act::Course => Self::answering(|message| vec![course(&message)]),
            Act::Numbers => {
                // Made once: the question may have a single byte.
                let numbers = Reply::Message(Message::Binary(numbers()));
                Self::answering(move |_| vec![numbers.clone()])
            }
            Act::Count => counting(),
            Act::Whoami => whoami(place.handshake.clone()),
            Act::Room { name, hears_itself } => match place.halls.join(name) {
                Ok((seat, hears)) => {
                    let hears = pushes::heard(hears, *hears_itself);
                    room(seat, hears, place.halls.bounds().max_room_message_size)
                }
                Err(full) => Self::full(full),
            },
            Act::Chat => chat::actor(&place.halls),
            Act::Clock { every } => Self::pushing(pushes::clock(*every)),
            Act::Repeat { text, every } => Self::pushing(pushes::repeat(text.clone(), *every)),
            Act::Flood(flood) => Self::pushing(pushes::flood(*flood)),
            Act::Events { since, .. } => Self::pushing(pushes::events(place.run.clone(), *since)),
            Act::Huge(size) => {
                let zeros = Reply::Message(Message::Binary(Bytes::from(vec![0; *size])));
                Self::pushing(stream::iter([zeros]).boxed())
            }
            Act::Close {
                code,
                reason,
                after,
            } => {
                let frame = close_frame((*code).into(), reason.clone());
                Self::pushing(pushes::once(Reply::Close(frame), *after))
            }
            // The others are no conversations, but for the echo.
            _ => Self::answering(|message| vec![Reply::Message(message)]),
        }
    }

    /// Answers, and says nothing by itself.
    fn answering(answers: impl FnMut(Message) -> Vec<Reply> + Send + 'static) -> Self {
        Self {
            answers: Box::new(answers),
            pushes: stream::pending().boxed(),
        }
    }

    /// Says that nobody can enter.
    fn full(why: Full) -> Self {
        let reply = Reply::Close(close_frame(1013.into(), why.to_string()));
        Self::pushing(stream::iter([reply]).boxed())
    }

    /// Says something by itself, and answers nothing.
    fn pushing(pushes: BoxStream<'static, Reply>) -> Self {
        Self {
            answers: Box::new(|_| Vec::new()),
            pushes,
        }
    }
}

fn course(message: &Message) -> Reply {
    match message.to_text() {
        Ok("helloworld") => Reply::text("Hello World"),
        Ok("close") => Reply::Close(close_frame(1000.into(), "you asked for it")),
        _ => Reply::text("我不认识这条消息 · I know only helloworld and close"),
    }
}

/// 0.0, 1.0, 2.0, … as little-endian float32, the order in which a `Float32Array` reads them nearly everywhere.
fn numbers() -> Bytes {
    (0..NUMBERS)
        .flat_map(|number| f32::from(number).to_le_bytes())
        .collect()
}

fn counting() -> Actor {
    let (mut messages, mut bytes) = (0_u64, 0_u64);
    Actor::answering(move |message| {
        messages += 1;
        bytes += message.len() as u64;
        vec![Reply::json(
            &serde_json::json!({ "messages": messages, "bytes": bytes }),
        )]
    })
}

/// Tells the handshake at the beginning, and again for each message.
fn whoami(handshake: Handshake) -> Actor {
    let told = Reply::json(&handshake);
    let pushes = stream::iter([told.clone()])
        .chain(stream::pending())
        .boxed();
    Actor {
        answers: Box::new(move |_| vec![told.clone()]),
        pushes,
    }
}

fn room(
    seat: Seat,
    pushes: impl FnOnce(u64) -> BoxStream<'static, Reply>,
    max_message_size: usize,
) -> Actor {
    Actor {
        pushes: pushes(seat.number()),
        answers: Box::new(move |message| {
            if message.len() > max_message_size {
                return vec![too_long(max_message_size)];
            }
            seat.say(message, None);
            Vec::new()
        }),
    }
}

fn too_long(max_message_size: usize) -> Reply {
    let reason = format!("a room takes messages of up to {max_message_size} bytes");
    Reply::Close(close_frame(1009.into(), reason))
}
