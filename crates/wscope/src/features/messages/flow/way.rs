//! From whom to whom the arrow of a row leads.

use connection::Step;
use message_log::Direction;
use session::RecordedEvent;

/// From whom to whom the arrow of a row leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Way {
    /// From the client to the server.
    ToServer,
    /// From the server to the client.
    ToClient,
    /// To nobody: it is noted.
    Nowhere,
}

impl Way {
    /// What belongs to the handshake and to the closing of a connection goes over it too, although it is no message.
    pub(in super::super) fn of(direction: Direction, event: Option<&RecordedEvent>) -> Self {
        match (direction, event) {
            (Direction::Sent, _) => Self::ToServer,
            (Direction::Received, _) => Self::ToClient,
            (Direction::Local, Some(event)) => match event {
                RecordedEvent::Connecting { .. }
                | RecordedEvent::ClosedByUs { .. }
                | RecordedEvent::Step(Step::Requested { .. }) => Self::ToServer,
                RecordedEvent::Opened
                | RecordedEvent::ClosedByPeer { .. }
                | RecordedEvent::Step(Step::Answered { .. } | Step::Interim { .. }) => {
                    Self::ToClient
                }
                _ => Self::Nowhere,
            },
            (Direction::Local, None) => Self::Nowhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_and_a_close_go_over_the_connection_too() {
        #[track_caller]
        fn check(direction: Direction, event: Option<RecordedEvent>, expected: Way) {
            assert_eq!(Way::of(direction, event.as_ref()), expected, "{event:?}");
        }
        let address = "ws://localhost/".to_owned();
        check(Direction::Sent, None, Way::ToServer);
        check(Direction::Received, None, Way::ToClient);
        check(Direction::Local, None, Way::Nowhere);
        for (event, expected) in [
            (RecordedEvent::Connecting { address }, Way::ToServer),
            (RecordedEvent::Opened, Way::ToClient),
            (RecordedEvent::ClosedByUs { frame: None }, Way::ToServer),
            (RecordedEvent::ClosedByPeer { frame: None }, Way::ToClient),
            (RecordedEvent::RoundTrip { micros: 1 }, Way::Nowhere),
            (RecordedEvent::Gap { micros: 1 }, Way::Nowhere),
        ] {
            check(Direction::Local, Some(event), expected);
        }
    }
}
