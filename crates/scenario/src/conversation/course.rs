//! The exercises of the course.

use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::talk::Conversation;
use crate::reply::Reply;

/// How many numbers are sent: as many as in the course.
const NUMBERS: u16 = 10_000;

/// The answers of the course.
pub(crate) fn answers() -> Conversation {
    Conversation::answering(|message| vec![answer(&message)])
}

fn answer(message: &Message) -> Reply {
    match message.to_text() {
        Ok("helloworld") => Reply::text("Hello World"),
        Ok("close") => Reply::close(1000, "you asked for it"),
        Ok(_) | Err(_) => Reply::text("我不认识这条消息 · I know only helloworld and close"),
    }
}

/// Many numbers for each message.
pub(crate) fn numbers() -> Conversation {
    // Made once: a message that asks for them may have a single byte.
    let numbers = Reply::Message(Message::Binary(float32s()));
    Conversation::answering(move |_| vec![numbers.clone()])
}

/// 0.0, 1.0, 2.0, … as little-endian float32, the order in which a `Float32Array` reads them nearly everywhere.
fn float32s() -> Bytes {
    (0..NUMBERS)
        .flat_map(|number| f32::from(number).to_le_bytes())
        .collect()
}
