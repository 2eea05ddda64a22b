//! What a scenario sends.

use serde::Serialize;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// What a scenario sends.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// A message.
    Message(Message),
    /// The close frame with which the scenario ends.
    Close(CloseFrame),
}

impl Reply {
    /// A text message.
    pub fn text(text: impl Into<Utf8Bytes>) -> Self {
        Self::Message(Message::Text(text.into()))
    }

    /// A close frame with this code and reason.
    pub fn close(code: u16, reason: impl Into<Utf8Bytes>) -> Self {
        Self::Close(CloseFrame {
            code: code.into(),
            reason: reason.into(),
        })
    }

    pub(crate) fn json(value: &impl Serialize) -> Self {
        // What is handed over here has no keys but strings, so it can be written.
        Self::text(serde_json::to_string(value).unwrap_or_default())
    }
}
