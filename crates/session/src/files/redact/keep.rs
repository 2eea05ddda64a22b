//! What of a session goes into a file at all.

use message_log::{Direction, Kind};

use crate::files::{EntryContent, FileEntry};

/// What of a session goes into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Connection events, with the headers of the handshake.
    pub events: bool,
    /// What was sent.
    pub sent: bool,
    /// What was received.
    pub received: bool,
    /// Pings and pongs.
    pub control: bool,
    /// The payloads of binary messages. Without them it is told how large each was.
    pub binary: bool,
}

impl Default for Keep {
    /// Everything.
    fn default() -> Self {
        Self {
            events: true,
            sent: true,
            received: true,
            control: true,
            binary: true,
        }
    }
}

impl Keep {
    /// Whether a message or an event goes into the file.
    pub fn takes(&self, entry: &FileEntry) -> bool {
        let EntryContent::Message {
            direction, kind, ..
        } = &entry.content
        else {
            return self.events;
        };
        let is_kept = match direction {
            Direction::Sent => self.sent,
            Direction::Received => self.received,
            Direction::Local => self.events,
        };
        is_kept && (self.control || kind.is_data())
    }

    /// What of it goes there: without a payload that is to be left out.
    #[must_use]
    pub fn part_of(&self, mut entry: FileEntry) -> FileEntry {
        if let EntryContent::Message { kind, payload, .. } = &mut entry.content
            && *kind == Kind::Binary
            && !self.binary
        {
            *payload = format!("[left out: {} bytes]", payload.len()).into_bytes();
        }
        entry
    }
}

#[cfg(test)]
mod tests {
    use message_log::Timestamp;

    use super::*;
    use crate::files::Fields;
    use crate::recorded_event::RecordedEvent;

    fn entry(content: EntryContent) -> FileEntry {
        FileEntry {
            at: Timestamp::from_micros(1),
            content,
            unknown: Fields::new(),
        }
    }

    fn message(direction: Direction, kind: Kind) -> FileEntry {
        entry(EntryContent::Message {
            direction,
            kind,
            payload: b"abc".to_vec(),
        })
    }

    #[test]
    fn only_what_is_ticked_goes_into_the_file() {
        let entries = [
            entry(EntryContent::Event(Box::new(RecordedEvent::Unreadable))),
            message(Direction::Sent, Kind::Text),
            message(Direction::Received, Kind::Binary),
            message(Direction::Sent, Kind::Ping),
            message(Direction::Received, Kind::Pong),
        ];
        let check = |change: fn(&mut Keep), expected: [bool; 5]| {
            let mut keep = Keep::default();
            change(&mut keep);
            let taken = entries.each_ref().map(|entry| keep.takes(entry));
            assert_eq!(taken, expected, "{keep:?}");
        };
        check(|_| {}, [true; 5]);
        check(|keep| keep.events = false, [false, true, true, true, true]);
        check(|keep| keep.sent = false, [true, false, true, false, true]);
        check(
            |keep| keep.received = false,
            [true, true, false, true, false],
        );
        check(
            |keep| keep.control = false,
            [true, true, true, false, false],
        );
        check(|keep| keep.binary = false, [true; 5]);
    }

    #[test]
    fn of_a_binary_payload_its_size_may_be_all_that_stays() {
        let keep = Keep {
            binary: false,
            ..Keep::default()
        };
        let check = |kind, expected: &str| {
            let entry = keep.part_of(message(Direction::Sent, kind));
            let EntryContent::Message { payload, .. } = entry.content else {
                panic!("it is a message");
            };
            assert_eq!(payload, expected.as_bytes(), "{kind:?}");
        };
        check(Kind::Binary, "[left out: 3 bytes]");
        check(Kind::Text, "abc");
        check(Kind::Ping, "abc");
    }
}
