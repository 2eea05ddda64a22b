//! The log with an archive against a plain list: whatever has left memory, the log says what the list says.
#![expect(
    clippy::unwrap_used,
    reason = "a model that is not what it should be fails the test"
)]

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use message_log::search::{Filter, Pattern, PatternSyntax, Scan};
use message_log::{
    Archive, ArchiveId, ArchivedPage, Counts, Direction, Entry, Kind, MessageLog, PageBuilder,
    Place, Seq, Timestamp,
};
use proptest::prelude::*;

/// How much was read back may exceed the budget by: a page of an archive, with what one message takes at most.
const LOADED_BYTES: u64 = 600 * 1024;

/// An archive in memory: an offset is an index.
#[derive(Debug, Default)]
struct Shelf(Mutex<Vec<(Entry, Vec<u8>)>>);

impl Archive<Vec<u8>> for Shelf {
    fn read(&self, place: Place, page: &mut PageBuilder<Vec<u8>>) {
        let kept = self.0.lock().unwrap();
        let from = kept.iter().skip(place.offset as usize);
        for (entry, payload) in from.take(place.bytes as usize) {
            let is_new = if entry.kind == Kind::Event {
                page.push_event(entry.at, payload.clone(), payload.len() as u64)
            } else {
                page.push(*entry, payload)
            };
            assert!(is_new, "they were pushed into a page before");
        }
    }

    fn unreadable(&self) -> (Vec<u8>, u64) {
        (b"unreadable".to_vec(), 10)
    }
}

#[derive(Clone, Debug)]
enum Op {
    Append(Entry, usize),
    /// What is not written yet is written, up to so many, and the log is told of it.
    Write(usize),
    /// Writing ends, or begins again.
    Hold(bool),
    /// What lies in another archive is appended.
    AppendArchived(Vec<(Entry, usize)>),
    /// Somebody looks at this part of it, in thousandths.
    Look(u64),
    Trim,
    SetBudget(u64),
    Clear,
    /// What is in the log is taken, and put back after so many more appends.
    Take(usize),
}

fn op() -> impl Strategy<Value = Op> {
    let bytes = || prop_oneof![4 => 0..20_usize, 3 => 0..3000_usize, 1 => 0..14_000_usize];
    let archived = prop::collection::vec((entry(), bytes()), 0..20);
    prop_oneof![
        30 => (entry(), bytes()).prop_map(|(entry, bytes)| Op::Append(entry, bytes)),
        12 => (1..20_usize).prop_map(Op::Write),
        2 => any::<bool>().prop_map(Op::Hold),
        3 => archived.prop_map(Op::AppendArchived),
        6 => (0..1000_u64).prop_map(Op::Look),
        2 => Just(Op::Trim),
        1 => (0..60_000_u64).prop_map(Op::SetBudget),
        1 => Just(Op::Clear),
        1 => (0..20_usize).prop_map(Op::Take),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let direction = prop::sample::select(&Direction::ALL[..]);
    let kind = prop::sample::select(&Kind::ALL[..]);
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

/// All that was ever appended, the log under test, and who writes it into an archive.
struct Model {
    log: MessageLog<Vec<u8>>,
    appended: Vec<(Entry, Vec<u8>)>,
    refused: Vec<(Entry, usize)>,
    cleared_at: usize,
    shelf: Arc<Shelf>,
    id: ArchiveId,
    /// What was written comes before this; `None` while nothing is written.
    written_to: Option<Seq>,
    other: Arc<Shelf>,
    other_id: ArchiveId,
}

impl Model {
    fn new(budget_bytes: u64) -> Self {
        let mut log = MessageLog::new(budget_bytes);
        let (shelf, other) = (Arc::new(Shelf::default()), Arc::new(Shelf::default()));
        let id = log.attach(Arc::clone(&shelf) as Arc<dyn Archive<Vec<u8>>>);
        let other_id = log.attach(Arc::clone(&other) as Arc<dyn Archive<Vec<u8>>>);
        Self {
            log,
            appended: Vec::new(),
            refused: Vec::new(),
            cleared_at: 0,
            shelf,
            id,
            written_to: None,
            other,
            other_id,
        }
    }

    fn apply(&mut self, op: &Op) {
        match *op {
            Op::Append(entry, bytes) => self.append(entry, bytes),
            Op::Write(count) => self.write(count),
            Op::Hold(holds) => {
                self.log.hold_unarchived(holds);
                self.written_to = holds.then(|| self.log.archived_to());
            }
            Op::AppendArchived(ref entries) => self.append_archived(entries),
            Op::Look(part) => {
                let kept = self.log.kept();
                let length = kept.end.get() - kept.start.get();
                let seq = Seq::new(kept.start.get() + length * part / 1000);
                assert_eq!(self.log.get(seq).is_some(), kept.contains(&seq));
            }
            Op::Trim => {
                self.log.trim();
                let is_over = self.log.bytes_kept() > self.log.budget() + LOADED_BYTES;
                assert!(!is_over || self.written_to.is_some());
            }
            Op::SetBudget(budget_bytes) => self.log.set_budget(budget_bytes),
            Op::Clear => {
                // Who writes has to write what is cleared before.
                self.write(usize::MAX);
                self.log.clear();
                self.cleared_at = self.appended.len();
                self.refused.clear();
            }
            Op::Take(more) => self.take(more),
        }
    }

    fn append(&mut self, entry: Entry, bytes: usize) {
        let number = self.appended.len();
        let payload: Vec<u8> = (number..number + bytes).map(|byte| byte as u8).collect();
        let appended = if entry.kind == Kind::Event {
            self.log
                .append_event(entry.at, payload.clone(), bytes as u64)
        } else {
            self.log.append(entry, Cow::Owned(payload.clone()))
        };
        match appended {
            Ok(seq) => {
                assert_eq!(seq, Seq::new(number as u64 + 1));
                self.appended.push((entry, payload));
            }
            Err(_) => {
                let is_message = entry.kind != Kind::Event;
                assert!(
                    !(is_message && self.written_to.is_some()),
                    "what is written fits, however large"
                );
                self.refused.push((entry, bytes));
            }
        }
    }

    /// Writes as a thread beside the log does: page by page as it finds them.
    fn write(&mut self, count: usize) {
        let Some(mut next) = self.written_to else {
            return;
        };
        let mut left = count;
        let mut page = ArchivedPage::new(self.shelf.0.lock().unwrap().len() as u64);
        let mut first = None;
        while left > 0
            && let Some(view) = self.log.page_from(next)
        {
            for message in view.messages_from(next).take(left) {
                let entry = Entry {
                    direction: message.direction,
                    kind: message.kind,
                    at: message.at,
                };
                let bytes = view.bytes_of(message.seq);
                if !page.push(entry, bytes, 1) {
                    let offset = page.end();
                    let full = std::mem::replace(&mut page, ArchivedPage::new(offset));
                    let (seq, events) = first.take().unwrap();
                    self.log.set_archived(self.id, seq, events, full);
                    assert!(page.push(entry, bytes, 1));
                }
                first.get_or_insert((message.seq, view.events_before(message.seq)));
                let payload = message
                    .event
                    .map_or_else(|| message.payload.to_vec(), Clone::clone);
                self.shelf.0.lock().unwrap().push((entry, payload));
                next = Seq::new(message.seq.get() + 1);
                left -= 1;
            }
        }
        if let Some((seq, events)) = first {
            self.log.set_archived(self.id, seq, events, page);
        }
        self.written_to = Some(next);
        assert_eq!(self.log.archived_to(), next);
    }

    fn append_archived(&mut self, entries: &[(Entry, usize)]) {
        let mut page = ArchivedPage::new(self.other.0.lock().unwrap().len() as u64);
        let mut added = Vec::new();
        for (entry, bytes) in entries {
            let number = self.appended.len() + added.len();
            let payload: Vec<u8> = (number..number + bytes).map(|byte| byte as u8).collect();
            if !page.push(*entry, *bytes as u64, 1) {
                break;
            }
            added.push((*entry, payload));
        }
        if let Ok(seqs) = self.log.append_archived(self.other_id, page) {
            assert_eq!(seqs.start, Seq::new(self.appended.len() as u64 + 1));
            self.other.0.lock().unwrap().extend(added.iter().cloned());
            self.appended.extend(added);
            assert_eq!(seqs.end, Seq::new(self.appended.len() as u64 + 1));
        }
    }

    fn take(&mut self, more: usize) {
        self.write(usize::MAX);
        let taken = self.log.take();
        // Nothing is left, and so nothing else is lost.
        self.log.clear();
        let kept = self.log.kept();
        assert_eq!(kept.start, kept.end);
        let entry = Entry {
            direction: Direction::Sent,
            kind: Kind::Text,
            at: Timestamp::from_micros(1500),
        };
        for bytes in 0..more {
            self.append(entry, 300 * bytes);
        }
        self.write(more / 2);
        self.log.put_back(taken);
    }

    fn first_kept(&self) -> usize {
        self.log.kept().start.get() as usize - 1
    }

    fn check_bounds(&self) {
        let kept = self.log.kept();
        assert_eq!(kept.end, Seq::new(self.appended.len() as u64 + 1));
        assert!(kept.start <= kept.end && self.first_kept() >= self.cleared_at);
        assert_eq!(self.log.get(Seq::new(kept.start.get() - 1)), None);
        assert_eq!(self.log.get(kept.end), None);
        if let Some(written_to) = self.written_to {
            assert!(kept.start <= written_to, "what is not written is kept");
        }
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
            let since = self.appended.iter().enumerate().skip(self.cleared_at);
            for (index, (entry, payload)) in since {
                count(*entry, payload.len(), index < self.first_kept());
            }
            assert_eq!(self.log.counters().of(direction), expected);
        }
    }

    fn check_messages(&mut self) {
        let kept = self.first_kept();
        let before = |index: usize| {
            let earlier = &self.appended[..index];
            let messages = earlier
                .iter()
                .filter(|(entry, _)| entry.kind != Kind::Event);
            messages.count() as u64
        };
        assert_eq!(
            self.log.numbers(),
            before(kept) + 1..before(self.appended.len()) + 1
        );
        for (index, (entry, payload)) in self.appended.iter().enumerate().skip(kept) {
            let seq = Seq::new(index as u64 + 1);
            let number = (entry.kind != Kind::Event).then_some(before(index) + 1);
            // Without keeping it first, so that both ways are gone.
            let view = self.log.page_from(seq).expect("it is kept");
            assert_eq!(view.number_of(seq), number);
            assert_eq!(self.log.number_of(seq), number);
            if let Some(number) = number {
                assert_eq!(self.log.numbered(number), Some(seq));
            }
            let found = self.log.get(seq).expect("it is kept");
            assert!(self.log.is_in_memory(seq));
            assert_eq!((found.seq, found.at), (seq, entry.at));
            assert_eq!((found.direction, found.kind), (entry.direction, entry.kind));
            let (expected, event) = match entry.kind {
                Kind::Event => (&[][..], Some(payload)),
                _ => (&payload[..], None),
            };
            assert_eq!((found.payload, found.event), (expected, event));
            assert_eq!(view.get(seq), Some(found));
            let shared = self.log.share(seq).expect("it is kept");
            assert_eq!((shared.message(), shared.number()), (found, number));
        }
        self.log.trim();
        if self.written_to.is_none() {
            assert!(self.log.bytes_kept() <= self.log.budget() + LOADED_BYTES);
        }
    }

    /// A search goes through all, wherever it lies.
    fn check_search(&self) {
        let mut scan = Scan::new(
            Filter {
                pattern: Some(Pattern::compile("\u{7}\u{8}", PatternSyntax::Literal)),
                ..Filter::default()
            },
            self.log.kept().start,
        );
        while let Some(view) = self.log.page_from(scan.next()) {
            scan.advance(&view);
        }
        let kept = self.log.kept();
        let messages =
            (kept.start.get()..kept.end.get()).filter_map(|seq| self.log.get(Seq::new(seq)));
        let expected: Vec<Seq> = messages
            .filter(|message| scan.filter().is_match(message))
            .map(|message| message.seq)
            .collect();
        let found: Vec<Seq> = (0..scan.matches().len())
            .filter_map(|index| scan.matches().nth(index))
            .collect();
        assert_eq!(found, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_log_with_an_archive_says_what_a_list_says(
        budget_bytes in prop_oneof![1 => 0..1000_u64, 4 => 1000..60_000_u64],
        ops in prop::collection::vec(op(), 1..60),
    ) {
        let mut model = Model::new(budget_bytes);
        for op in &ops {
            model.apply(op);
            model.check_bounds();
        }
        model.check_counters();
        model.check_search();
        model.check_messages();
    }
}

const TEXT: Entry = Entry {
    direction: Direction::Received,
    kind: Kind::Text,
    at: Timestamp::from_micros(1000),
};

/// A log that has written so many thousand messages of ten bytes into its archive.
fn written(count: usize, budget_bytes: u64) -> Model {
    let mut model = Model::new(budget_bytes);
    model.apply(&Op::Hold(true));
    for _ in 0..count / 1000 {
        (0..1000).for_each(|_| model.append(TEXT, 10));
        model.write(usize::MAX);
    }
    model
}

#[test]
fn places_take_few_bytes_and_what_was_read_back_its_share() {
    let budget = 1 << 20;
    let mut model = written(200_000, budget);
    assert_eq!(model.log.kept(), Seq::FIRST..Seq::new(200_001));
    assert!(model.log.bytes_kept() <= budget);
    // For 100 million, this is less than 16 MB; where pages are full, 6 MB.
    let overhead = model.log.overhead_bytes();
    for part in 0..200 {
        assert!(model.log.get(Seq::new(part * 1000 + 1)).is_some());
        assert!(model.log.is_in_memory(Seq::new(part * 1000 + 1)));
        model.log.trim();
        assert!(model.log.bytes_kept() <= budget, "{part}");
    }
    // What was looked at last is still there, what was looked at first is not.
    assert!(model.log.is_in_memory(Seq::new(199_001)));
    assert!(!model.log.is_in_memory(Seq::FIRST));
    assert!(model.log.overhead_bytes() <= overhead + 64 * 1024);
}

#[test]
fn what_cannot_be_read_is_an_event_that_says_so() {
    let model = written(100_000, 1 << 20);
    // Half of it is gone.
    model.shelf.0.lock().unwrap().truncate(50_500);
    assert_eq!(model.log.get(Seq::new(50_400)).unwrap().kind, Kind::Text);
    let lost = model.log.get(Seq::new(51_000)).unwrap();
    assert_eq!(lost.event, Some(&b"unreadable".to_vec()));
    // It was a message, and is still counted as one.
    assert_eq!(model.log.number_of(Seq::new(51_000)), Some(51_000));
    // What is in memory is still there.
    assert_eq!(model.log.get(Seq::new(100_000)).unwrap().kind, Kind::Text);
    let kept = model.log.kept();
    let all = (kept.start.get()..kept.end.get()).filter_map(|seq| model.log.get(Seq::new(seq)));
    assert_eq!(all.count(), 100_000);
}

#[test]
fn a_message_larger_than_the_budget_is_kept_where_it_is_written() {
    let mut model = Model::new(100_000);
    model.append(TEXT, 200_000);
    assert_eq!(model.refused.len(), 1);
    model.apply(&Op::Hold(true));
    model.append(TEXT, 200_000);
    model.append(TEXT, 10);
    model.write(usize::MAX);
    // It leaves memory with what is appended next.
    model.append(TEXT, 10);
    assert!(model.log.bytes_kept() < 100_000);
    let message = model.log.get(Seq::FIRST).unwrap();
    assert_eq!(message.payload.len(), 200_000);
    model.check_counters();
    model.check_messages();
}
