//! Messages, as they are shown with a failure.

use message_log::{Direction, Kind, Seq};
use payload::visible::{hex_preview, text_preview};
use session::{LogMessage, Session};

use crate::limits::SHOWN_MESSAGES;

/// A message, as it is shown with a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownMessage {
    /// Which way it went.
    pub direction: Direction,
    /// What sort of message it is.
    pub kind: Kind,
    /// The size of its payload, in bytes.
    pub bytes: usize,
    /// The beginning of its payload.
    pub preview: String,
}

impl ShownMessage {
    pub(super) fn new(message: &LogMessage<'_>) -> Self {
        let line = match message.kind {
            Kind::Text => text_preview(message.payload, &[]),
            _ => hex_preview(message.payload, &[]),
        };
        Self {
            direction: message.direction,
            kind: message.kind,
            bytes: message.payload.len(),
            preview: line.text,
        }
    }
}

/// The messages that went over a connection last, the oldest first. It looks at few more entries of the log.
pub(super) fn last(session: &Session) -> Vec<ShownMessage> {
    session.with_log(|log| {
        let kept = log.kept();
        let numbers = (kept.start.get()..kept.end.get()).rev();
        let entries = numbers
            .take(SHOWN_MESSAGES * 16)
            .filter_map(|number| log.get(Seq::new(number)));
        let messages = entries.filter(|entry| entry.kind.is_data());
        let mut last: Vec<_> = messages
            .take(SHOWN_MESSAGES)
            .map(|m| ShownMessage::new(&m))
            .collect();
        last.reverse();
        last
    })
}
