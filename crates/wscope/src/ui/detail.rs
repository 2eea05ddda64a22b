//! What kinds and directions are called.

use message_log::{Direction, Kind};

use crate::texts::Text;

/// What a kind is called.
pub fn kind_text(kind: Kind) -> Text<'static> {
    match kind {
        Kind::Text => Text::KindText,
        Kind::Binary => Text::KindBinary,
        Kind::Ping => Text::KindPing,
        Kind::Pong => Text::KindPong,
        Kind::Event => Text::KindEvent,
    }
}

/// What a direction is called.
pub fn direction_text(direction: Direction) -> Text<'static> {
    match direction {
        Direction::Sent => Text::DirectionSent,
        Direction::Received => Text::DirectionReceived,
        Direction::Local => Text::DirectionLocal,
    }
}
