//! What is known of each connection: how it came about, what went over it in numbers, and how it ended. It stays when the log
//! has dropped the events that tell the same.

use std::collections::VecDeque;
use std::ops::AddAssign;

use connection::{CloseFrame, Step};
use message_log::{Direction, Kind, Seq, Timestamp};

use wire::deflate::Parameters;

use crate::recorded_event::RecordedEvent;

/// So many connections are known at most: a client that reconnects by itself may make any number.
const MAX_RECORDS: usize = 64;
/// So many steps of one attempt are known at most: more than the addresses of a name and the replies of a proxy and a server.
const MAX_STEPS: usize = 64;

/// Messages and their payloads, counted as the log counts them: with pings and pongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many.
    pub messages: u64,
    /// How many of these are pings and pongs.
    pub control_frames: u64,
    /// Their payloads, in bytes.
    pub bytes: u64,
}

impl Amount {
    /// One message.
    pub(crate) fn of(kind: Kind, bytes: u64) -> Self {
        Self {
            messages: 1,
            control_frames: u64::from(!kind.is_data()),
            bytes,
        }
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.messages += other.messages;
        self.control_frames += other.control_frames;
        self.bytes += other.bytes;
    }
}

/// How long pings took to be answered, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundTrips {
    /// How many were answered.
    pub count: u64,
    /// The last one.
    pub last: u64,
    /// The shortest.
    pub shortest: u64,
    /// The longest.
    pub longest: u64,
}

/// One attempt to connect, and the connection that came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionRecord {
    /// The name of its first event in the log.
    pub first: Seq,
    /// When the attempt began.
    pub began: Timestamp,
    /// Where to, without credentials.
    pub address: String,
    /// How far it came, each with when that was told.
    pub steps: Vec<(Timestamp, Step)>,
    /// When it was open.
    pub opened: Option<Timestamp>,
    /// With what the other side closed it, if the answer was withheld.
    pub unanswered_close: Option<CloseFrame>,
    /// How it ended, and when.
    pub ended: Option<(Timestamp, RecordedEvent)>,
    /// What was sent over it.
    pub sent: Amount,
    /// What was received over it.
    pub received: Amount,
    /// How long pings took.
    pub round_trips: Option<RoundTrips>,
}

impl ConnectionRecord {
    /// What both sides agreed on for compression, if they did.
    pub fn compression(&self) -> Option<&Parameters> {
        self.steps.iter().rev().find_map(|(_, step)| match step {
            Step::Compression { agreed } => Some(agreed),
            _ => None,
        })
    }

    /// What tells how it began, as events of the log do that may be gone.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn beginning(&self) -> impl Iterator<Item = RecordedEvent> {
        let address = self.address.clone();
        let steps = self.steps.iter();
        let steps = steps.map(|(_, step)| RecordedEvent::Step(step.clone()));
        std::iter::once(RecordedEvent::Connecting { address }).chain(steps)
    }

    /// Whether more is known than that it was tried, opened and ended.
    pub fn has_details(&self) -> bool {
        let tells = |(_, step): &(Timestamp, Step)| !matches!(step, Step::Hidden { .. });
        self.steps.iter().any(tells)
    }
}

/// The connections that are known, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct ConnectionRecords(VecDeque<ConnectionRecord>);

impl ConnectionRecords {
    /// The connection to which what has this name in the log belongs; the newest one for `None`.
    pub(crate) fn at(&self, seq: Option<Seq>) -> Option<&ConnectionRecord> {
        let count = seq.map_or(self.0.len(), |seq| {
            self.0.partition_point(|record| record.first <= seq)
        });
        self.0.get(count.checked_sub(1)?)
    }

    /// An event was recorded under this name.
    pub(crate) fn note(&mut self, event: &RecordedEvent, at: Timestamp, seq: Seq) {
        if let RecordedEvent::Connecting { address } = event {
            self.0.push_back(ConnectionRecord {
                first: seq,
                began: at,
                address: address.clone(),
                steps: Vec::new(),
                opened: None,
                unanswered_close: None,
                ended: None,
                sent: Amount::default(),
                received: Amount::default(),
                round_trips: None,
            });
            if self.0.len() > MAX_RECORDS {
                self.0.pop_front();
            }
        }
        let Some(record) = self.0.back_mut() else {
            return;
        };
        match event {
            // What is done over the open connection is no step towards it.
            RecordedEvent::Step(Step::RawFrame(_) | Step::Withheld(_)) => {}
            RecordedEvent::Step(Step::CloseUnanswered { frame }) => {
                record.unanswered_close = Some(frame.clone());
            }
            RecordedEvent::Step(step) if record.steps.len() < MAX_STEPS => {
                record.steps.push((at, step.clone()));
            }
            RecordedEvent::Opened => record.opened = Some(at),
            RecordedEvent::ClosedByUs { .. }
            | RecordedEvent::ClosedByPeer { .. }
            | RecordedEvent::Failed { .. }
            | RecordedEvent::NothingThere { .. }
            | RecordedEvent::Lost { .. } => record.ended = Some((at, event.clone())),
            RecordedEvent::RoundTrip { micros } => record.count_round_trip(*micros),
            RecordedEvent::Connecting { .. }
            | RecordedEvent::Step(_)
            | RecordedEvent::Fragments { .. }
            | RecordedEvent::Probed(_)
            | RecordedEvent::Gap { .. }
            | RecordedEvent::OverBudget { .. }
            | RecordedEvent::Unreadable
            | RecordedEvent::Settings(_)
            | RecordedEvent::Unknown(_) => {}
        }
    }

    /// Messages went over the connection.
    pub(crate) fn count(&mut self, direction: Direction, messages: Amount) {
        let Some(record) = self.0.back_mut() else {
            return;
        };
        match direction {
            Direction::Sent => record.sent += messages,
            Direction::Received => record.received += messages,
            Direction::Local => {}
        }
    }
}

impl ConnectionRecord {
    fn count_round_trip(&mut self, micros: u64) {
        let first = RoundTrips {
            count: 0,
            last: micros,
            shortest: micros,
            longest: micros,
        };
        let trips = self.round_trips.get_or_insert(first);
        trips.count += 1;
        trips.last = micros;
        trips.shortest = trips.shortest.min(micros);
        trips.longest = trips.longest.max(micros);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: u64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    fn connecting(address: &str) -> RecordedEvent {
        RecordedEvent::Connecting {
            address: address.to_owned(),
        }
    }

    #[test]
    fn each_row_belongs_to_the_connection_that_began_last_before_it() {
        let mut records = ConnectionRecords::default();
        assert_eq!(records.at(None), None);
        // What comes before any connection is told of none.
        records.note(&RecordedEvent::Opened, at(1), Seq::new(1));
        records.count(Direction::Sent, Amount::of(Kind::Text, 7));
        assert_eq!(records.at(None), None);

        records.note(&connecting("one"), at(2), Seq::new(2));
        records.note(&RecordedEvent::Opened, at(3), Seq::new(3));
        records.count(Direction::Sent, Amount::of(Kind::Binary, 5));
        records.count(Direction::Received, Amount::of(Kind::Text, 6));
        records.count(Direction::Received, Amount::of(Kind::Pong, 4));
        records.count(Direction::Local, Amount::of(Kind::Event, 100));
        for micros in [30, 10, 20] {
            let round_trip = RecordedEvent::RoundTrip { micros };
            records.note(&round_trip, at(4), Seq::new(6));
        }
        let closed = RecordedEvent::ClosedByPeer { frame: None };
        records.note(&closed, at(9), Seq::new(7));
        records.note(&connecting("two"), at(10), Seq::new(8));

        let first = records.at(Some(Seq::new(5))).unwrap();
        assert_eq!((first.address.as_str(), first.opened), ("one", Some(at(3))));
        assert_eq!(first.ended, Some((at(9), closed)));
        let amount = |messages, control_frames, bytes| Amount {
            messages,
            control_frames,
            bytes,
        };
        let expected = (amount(1, 0, 5), amount(2, 1, 10));
        assert_eq!((first.sent, first.received), expected);
        let trips = first.round_trips.unwrap();
        assert_eq!((trips.count, trips.last), (3, 20));
        assert_eq!((trips.shortest, trips.longest), (10, 30));
        assert_eq!(records.at(Some(Seq::new(8))).unwrap().address, "two");
        assert_eq!(records.at(None).unwrap().address, "two");
        assert_eq!(records.at(Some(Seq::new(1))), None);
    }

    #[test]
    fn what_is_known_is_bounded() {
        let mut records = ConnectionRecords::default();
        for number in 0..1000 {
            records.note(&connecting("x"), at(number), Seq::new(number));
        }
        let step = RecordedEvent::Step(Step::Hidden { micros: 1 });
        for number in 0..1000 {
            records.note(&step, at(number), Seq::new(1000 + number));
        }
        assert_eq!(records.0.len(), MAX_RECORDS);
        let newest = records.at(None).unwrap();
        assert_eq!(newest.steps.len(), MAX_STEPS);
        assert!(!newest.has_details());
        // What belongs to one that is forgotten has no record.
        assert_eq!(records.at(Some(Seq::new(3))), None);
    }
}
