//! Messages in the types of this program and in those of tungstenite.

use connection::{CloseFrame, LentMessage, Message, Signal};
use tokio_tungstenite::tungstenite::Message as Wire;
use tokio_tungstenite::tungstenite::protocol::CloseFrame as WireCloseFrame;

use super::frame_observer::FrameObserver;

/// The code of an ending that is just that.
const NORMAL: u16 = 1000;

/// What is to be told of a message that came in.
pub(super) fn signal_of<'a>(message: &'a Wire, frames: &FrameObserver) -> Option<Signal<'a>> {
    Some(match message {
        Wire::Text(text) => Signal::Received(LentMessage::Text(text.as_str().into())),
        Wire::Binary(bytes) => Signal::Received(LentMessage::Binary(bytes[..].into())),
        Wire::Ping(bytes) => Signal::Received(LentMessage::Ping(bytes[..].into())),
        Wire::Pong(bytes) => Signal::Received(LentMessage::Pong(bytes[..].into())),
        // tungstenite puts another one in the place of one whose code it does not know, or that may not be sent. What a person
        // wants to know is what the peer sent.
        Wire::Close(frame) => match frames.close_frame() {
            Ok(seen) => {
                let told = || {
                    frame
                        .as_ref()
                        .map_or_else(CloseFrame::default, close_frame_of)
                };
                Signal::Closed(Some(seen.unwrap_or_else(told)))
            }
            Err(failure) => Signal::Error(failure),
        },
        // Only ever written.
        Wire::Frame(_) => return None,
    })
}

/// A message that is to go out.
pub(super) fn wire_message(message: Message) -> Wire {
    match message {
        Message::Text(text) => Wire::text(text),
        Message::Binary(bytes) => Wire::binary(bytes),
        Message::Ping(bytes) => Wire::Ping(bytes.into()),
        Message::Pong(bytes) => Wire::Pong(bytes.into()),
    }
}

/// A close frame that is to go out.
pub(super) fn close_message(frame: CloseFrame) -> Wire {
    Wire::Close(Some(WireCloseFrame {
        code: frame.code.unwrap_or(NORMAL).into(),
        reason: frame.reason.into(),
    }))
}

fn close_frame_of(frame: &WireCloseFrame) -> CloseFrame {
    CloseFrame {
        code: Some(frame.code.into()),
        reason: frame.reason.as_str().to_owned(),
    }
}
