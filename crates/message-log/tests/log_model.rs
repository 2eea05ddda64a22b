//! The log against a plain list: whatever is done to it, the log says what the list says.

use std::borrow::Cow;

use message_log::{Batch, Counts, Direction, Entry, Kind, MessageLog, Seq, Timestamp};
use proptest::prelude::*;

/// Enough for several pages of the smallest size in one message.
const MAX_PAYLOAD_BYTES: usize = 14_000;

#[derive(Clone, Debug)]
enum Op {
    Append(Entry, usize),
    /// Messages of one direction and time, with the kind and the size of each.
    AppendAll(Entry, Vec<(Kind, usize)>),
    SetBudget(u64),
    Clear,
}

fn op() -> impl Strategy<Value = Op> {
    let bytes = prop_oneof![4 => 0..20_usize, 3 => 0..3000_usize, 1 => 0..MAX_PAYLOAD_BYTES];
    let kind = prop::sample::select(vec![Kind::Text, Kind::Binary, Kind::Ping, Kind::Pong]);
    let message = (prop_oneof![4 => Just(Kind::Text), 1 => kind], bytes.clone());
    prop_oneof![
        10 => (entry(), prop::collection::vec(message, 0..20)).prop_map(|(entry, messages)| Op::AppendAll(entry, messages)),
        30 => (entry(), bytes).prop_map(|(entry, bytes)| Op::Append(entry, bytes)),
        2 => budget().prop_map(Op::SetBudget),
        1 => Just(Op::Clear),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let direction = prop::sample::select(&Direction::ALL[..]);
    let kind = prop::sample::select(&Kind::ALL[..]);
    // Mostly a clock that goes on, now and then one that jumps.
    let micros = prop_oneof![20 => 1000..2000_u64, 1 => any::<u64>()];
    (direction, kind, micros).prop_map(|(direction, kind, micros)| Entry {
        // An event is always local.
        direction: if kind == Kind::Event {
            Direction::Local
        } else {
            direction
        },
        kind,
        at: Timestamp::from_micros(micros),
    })
}

fn budget() -> impl Strategy<Value = u64> {
    // The last has pages so large that a batch becomes one of its own.
    prop_oneof![2 => 0..1000_u64, 8 => 1000..60_000_u64, 1 => 600_000..1_500_000_u64]
}

/// All that was ever appended, and the log under test.
struct Model {
    log: MessageLog<Vec<u8>>,
    appended: Vec<(Entry, Vec<u8>)>,
    /// What was refused since the log was last cleared.
    refused: Vec<(Entry, usize)>,
    /// How many messages had been appended when the log was last cleared.
    cleared_at: usize,
}

impl Model {
    fn new(budget_bytes: u64) -> Self {
        Self {
            log: MessageLog::new(budget_bytes),
            appended: Vec::new(),
            refused: Vec::new(),
            cleared_at: 0,
        }
    }

    fn apply(&mut self, op: &Op) {
        match *op {
            Op::Append(entry, bytes) => self.append(entry, bytes),
            Op::AppendAll(entry, ref messages) => self.append_all(entry, messages),
            Op::SetBudget(budget_bytes) => self.log.set_budget(budget_bytes),
            Op::Clear => {
                self.log.clear();
                self.cleared_at = self.appended.len();
                self.refused.clear();
            }
        }
    }

    fn append(&mut self, entry: Entry, bytes: usize) {
        let number = self.appended.len();
        let payload: Vec<u8> = (number..number + bytes).map(|byte| byte as u8).collect();
        let before = self.log.kept();
        // What an event takes in its place is not part of what it says of itself.
        let place = match entry.kind {
            Kind::Event => 64,
            _ => 0,
        };
        let oldest = self.log.oldest_after(bytes as u64 + place);
        let appended = if entry.kind == Kind::Event {
            self.log
                .append_event(entry.at, payload.clone(), bytes as u64)
        } else {
            self.log.append(entry, Cow::Owned(payload.clone()))
        };
        match appended {
            Ok(seq) => {
                assert_eq!(seq, Seq::new(number as u64 + 1));
                assert!(self.log.kept().contains(&seq));
                assert!(
                    self.log.kept().start <= oldest,
                    "no more goes than was said"
                );
                self.appended.push((entry, payload));
            }
            Err(error) => {
                assert_eq!(error.bytes, bytes as u64);
                assert!(error.bytes > error.limit || error.limit == 0);
                assert_eq!(self.log.kept(), before);
                self.refused.push((entry, bytes));
            }
        }
    }

    fn append_all(&mut self, entry: Entry, messages: &[(Kind, usize)]) {
        let mut batch = Batch::new(entry.direction, entry.at);
        let mut last = None;
        for (kind, bytes) in messages {
            let number = self.appended.len();
            let payload: Vec<u8> = (number..number + bytes).map(|byte| byte as u8).collect();
            assert!(batch.push(*kind, &payload));
            let entry = Entry {
                kind: *kind,
                ..entry
            };
            let limit = self.log.largest_payload();
            if limit.is_some_and(|limit| *bytes as u64 <= limit) {
                self.appended.push((entry, payload));
                last = Some(Seq::new(self.appended.len() as u64));
            } else {
                self.refused.push((entry, *bytes));
            }
        }
        assert_eq!(self.log.append_all(batch), last);
    }

    /// Where in `appended` the oldest message is that the log has.
    fn first_kept(&self) -> usize {
        self.log.kept().start.get() as usize - 1
    }

    fn check_bounds(&self) {
        let kept = self.log.kept();
        assert_eq!(kept.end, Seq::new(self.appended.len() as u64 + 1));
        assert!(kept.start <= kept.end && self.first_kept() >= self.cleared_at);
        assert!(self.log.bytes_kept() <= self.log.budget());
        assert_eq!(self.log.get(Seq::new(kept.start.get() - 1)), None);
        assert_eq!(self.log.get(kept.end), None);
    }

    fn check_counters(&self) {
        for direction in Direction::ALL {
            let mut expected = Counts::default();
            let mut count = |entry: Entry, bytes: usize, is_dropped: bool| {
                if entry.direction == direction {
                    expected.messages += 1;
                    let is_control = matches!(entry.kind, Kind::Ping | Kind::Pong);
                    expected.control_frames += u64::from(is_control);
                    expected.bytes += bytes as u64;
                    expected.dropped_messages += u64::from(is_dropped);
                    expected.dropped_bytes += u64::from(is_dropped) * bytes as u64;
                }
            };
            self.refused
                .iter()
                .for_each(|&(entry, bytes)| count(entry, bytes, true));
            for (index, (entry, payload)) in self.appended.iter().enumerate().skip(self.cleared_at)
            {
                count(*entry, payload.len(), index < self.first_kept());
            }
            assert_eq!(self.log.counters().of(direction), expected);
        }
    }

    /// Messages are numbered one after the other, whatever events stand between them.
    fn check_numbers(&self) {
        let is_message = |(entry, _): &&(Entry, Vec<u8>)| entry.kind != Kind::Event;
        let before = |index: usize| {
            let earlier = &self.appended[..index];
            earlier.iter().filter(is_message).count() as u64
        };
        let kept = self.first_kept();
        let numbers = self.log.numbers();
        assert_eq!(numbers, before(kept) + 1..before(self.appended.len()) + 1);
        for (index, (entry, _)) in self.appended.iter().enumerate().skip(kept) {
            let seq = Seq::new(index as u64 + 1);
            let number = (entry.kind != Kind::Event).then_some(before(index) + 1);
            assert_eq!(self.log.number_of(seq), number);
            let shared = self.log.share(seq).expect("it is kept");
            assert_eq!(shared.number(), number);
            let view = self.log.page_from(seq).expect("it is kept");
            assert_eq!(view.number_of(seq), number);
            if let Some(number) = number {
                assert_eq!(self.log.numbered(number), Some(seq));
            }
        }
        for none in [0, numbers.start - 1, numbers.end, u64::MAX] {
            assert_eq!(self.log.numbered(none), None);
        }
        let first = self.appended.get(self.cleared_at);
        assert_eq!(self.log.began(), first.map(|(entry, _)| entry.at));
    }

    fn check_messages(&self) {
        for (index, (entry, payload)) in self.appended.iter().enumerate().skip(self.first_kept()) {
            let seq = Seq::new(index as u64 + 1);
            let found = self.log.get(seq).expect("it is kept");
            assert_eq!((found.seq, found.at), (seq, entry.at));
            assert_eq!((found.direction, found.kind), (entry.direction, entry.kind));
            if entry.kind == Kind::Event {
                assert_eq!((found.payload, found.event), (&[][..], Some(payload)));
            } else {
                assert_eq!((found.payload, found.event), (&payload[..], None));
            }
            assert_eq!(self.log.share(seq).expect("it is kept").message(), found);
            let view = self.log.page_from(seq).expect("it is kept");
            assert_eq!(view.get(seq), Some(found));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_log_says_what_a_list_says(
        budget_bytes in budget(),
        ops in prop::collection::vec(op(), 1..40),
    ) {
        let mut model = Model::new(budget_bytes);
        for op in &ops {
            model.apply(op);
            model.check_bounds();
        }
        model.check_counters();
        model.check_messages();
        model.check_numbers();
    }
}
