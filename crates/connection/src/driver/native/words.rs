//! Messages in our words and in those of tungstenite.

use tokio_tungstenite::tungstenite::protocol::CloseFrame as WireCloseFrame;
use tokio_tungstenite::tungstenite::{Bytes, Message as Wire};

use super::ear::Ear;
use crate::{CloseFrame, Message, Signal};

/// The code of an ending that is just that.
const NORMAL: u16 = 1000;

/// What is to be told of a message that came in.
pub(super) fn heard(message: Wire, ear: &Ear) -> Option<Signal> {
    Some(match message {
        Wire::Text(text) => Signal::Received(Message::Text(text.as_str().to_owned())),
        Wire::Binary(bytes) => Signal::Received(Message::Binary(owned(bytes))),
        Wire::Ping(bytes) => Signal::Received(Message::Ping(owned(bytes))),
        Wire::Pong(bytes) => Signal::Received(Message::Pong(owned(bytes))),
        // tungstenite puts another one in the place of one whose code it does not know, or that may not be sent. What a person
        // wants to know is what the peer sent.
        Wire::Close(frame) => match ear.close_frame() {
            Ok(seen) => {
                let told = || frame.map_or_else(CloseFrame::default, ours);
                Signal::Closed(Some(seen.unwrap_or_else(told)))
            }
            Err(failure) => Signal::Error(failure),
        },
        // Only ever written.
        Wire::Frame(_) => return None,
    })
}

/// A message that is to go out.
pub(super) fn said(message: Message) -> Wire {
    match message {
        Message::Text(text) => Wire::text(text),
        Message::Binary(bytes) => Wire::binary(bytes),
        Message::Ping(bytes) => Wire::Ping(bytes.into()),
        Message::Pong(bytes) => Wire::Pong(bytes.into()),
    }
}

/// A close frame that is to go out.
pub(super) fn goodbye(frame: CloseFrame) -> Wire {
    Wire::Close(Some(WireCloseFrame {
        code: frame.code.unwrap_or(NORMAL).into(),
        reason: frame.reason.into(),
    }))
}

fn owned(bytes: Bytes) -> Vec<u8> {
    // Without a copy, if nobody else holds them.
    bytes.into()
}

fn ours(frame: WireCloseFrame) -> CloseFrame {
    CloseFrame {
        code: Some(frame.code.into()),
        reason: frame.reason.as_str().to_owned(),
    }
}
