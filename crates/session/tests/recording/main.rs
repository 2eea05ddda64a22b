//! Recording to disk: what is written may leave memory, and is read back from the file.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, in the functions beside it too"
)]

mod framed;
mod killed;
mod opening;
mod watched;
mod wire;

use std::borrow::Cow;
use std::path::Path;
use std::time::{Duration, Instant};

use connection::{LentMessage, Signal};
use message_log::{Kind, Seq};
use session::files::{FileProgress, Header, Report, Sink, read};
use session::{ReadFault, RecordedEvent, RecordingEnd, Session};
use wire::{Wire, opened};

/// A gibibyte would show the same, and take longer.
const BUDGET_BYTES: u64 = 2 << 20;

fn header() -> Header {
    Header::new("test")
}

/// Ends the recording and waits for that.
fn stop(session: &mut Session) -> RecordingEnd {
    session.stop_recording();
    end(session)
}

/// Waits until the recording has ended.
fn end(session: &mut Session) -> RecordingEnd {
    let since = Instant::now();
    loop {
        if let Some(end) = session.take_recording_end() {
            return end;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "it ends");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What a file has.
#[derive(Default)]
struct Texts(Vec<String>);

impl Sink for Texts {
    fn begin(&mut self, _header: Header) {}

    fn entry(&mut self, entry: session::files::FileEntry) -> std::ops::ControlFlow<()> {
        let message = entry.message(Seq::FIRST);
        if message.kind == Kind::Text {
            let text = String::from_utf8(message.payload.to_vec()).unwrap();
            self.0.push(text);
        }
        std::ops::ControlFlow::Continue(())
    }
}

/// The texts in a file.
fn texts(path: &Path) -> (Vec<String>, Report) {
    let mut texts = Texts::default();
    let open = || std::fs::File::open(path);
    let report = read(open, &FileProgress::default(), &mut texts).unwrap();
    (texts.0, report)
}

/// The text messages that the list has, each of them looked at as a window does, and how much memory that took at most.
fn listed(session: &mut Session) -> Vec<String> {
    let kept = session.snapshot().kept;
    let mut texts = Vec::new();
    for seq in kept.start.get()..kept.end.get() {
        session.with_log(|log| {
            let message = log.get(Seq::new(seq)).unwrap();
            assert_eq!(message.seq.get(), seq);
            if message.kind == Kind::Text {
                texts.push(String::from_utf8(message.payload.to_vec()).unwrap());
            }
        });
        if seq % 100 == 0 {
            session.poll();
            assert!(session.snapshot().bytes_kept <= session.snapshot().budget);
        }
    }
    texts
}

/// Whether these are the same; tells where they are not, and not all of them.
#[track_caller]
fn check_same(found: &[String], expected: &[String]) {
    let differ = found.iter().zip(expected).position(|(a, b)| a != b);
    let at = |list: &[String]| differ.and_then(|index| list.get(index).cloned());
    assert_eq!(at(found), at(expected), "at {differ:?}");
    assert_eq!(found.len(), expected.len());
}

fn number(number: u64) -> String {
    format!("{number:040}")
}

/// Messages that are many times the budget, one by one or as they arrive together.
fn flood(wire: &Wire, numbers: std::ops::Range<u64>, together: usize) {
    let observer = wire.observer();
    let texts: Vec<String> = numbers.map(number).collect();
    for part in texts.chunks(together.max(1)) {
        let text = |text: &String| LentMessage::Text(Cow::Owned(text.clone()));
        if together == 0 {
            part.iter()
                .map(text)
                .for_each(|text| observer.observe(Signal::Received(text)));
        } else {
            observer.observe_received(&mut part.iter().map(text));
        }
    }
}

#[test]
fn everything_is_in_the_file_and_in_the_list() {
    #[track_caller]
    fn check(budget: u64, count: u64, together: usize) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("flood.wscope.jsonl");
        let (mut session, wire) = opened(budget);
        // What is in the list when it begins comes first.
        flood(&wire, 0..100, 0);
        session.record_to(&path, header()).unwrap();
        assert!(session.record_to(&path, header()).is_err(), "it records");
        flood(&wire, 100..count, together);
        let snapshot = session.snapshot();
        assert!(snapshot.bytes_kept <= snapshot.budget);
        let end = stop(&mut session);
        assert!(end.failure.is_none() && end.path == path);
        assert_eq!(end.bytes, path.metadata().unwrap().len());
        let expected: Vec<String> = (0..count).map(number).collect();
        check_same(&texts(&path).0, &expected);
        check_same(&listed(&mut session), &expected);
        let total = session.snapshot().counters.total();
        assert_eq!(total.dropped_messages, 0);
        assert_eq!(session.take_read_fault(), None);
        // Some of it is not in memory.
        let is_in_memory = session.with_log(|log| log.is_in_memory(Seq::new(1)));
        assert!(!is_in_memory);
        // A file is not written over.
        assert!(session.record_to(&path, header()).is_err());
    }
    check(BUDGET_BYTES, 100_000, 0);
    check(BUDGET_BYTES, 100_000, 300);
    // So large that what arrives together is recorded together.
    check(16 << 20, 400_000, 300);
}

#[test]
fn a_second_recording_begins_where_the_first_one_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (mut session, wire) = opened(BUDGET_BYTES);
    session
        .record_to(&path("1.wscope.jsonl"), header())
        .unwrap();
    flood(&wire, 0..60_000, 100);
    stop(&mut session);
    flood(&wire, 60_000..70_000, 100);
    session
        .record_to(&path("2.wscope.jsonl"), header())
        .unwrap();
    flood(&wire, 70_000..130_000, 100);
    stop(&mut session);
    let expected = |numbers: std::ops::Range<u64>| numbers.map(number).collect::<Vec<_>>();
    // The first one ends where it was stopped or a little later.
    let first = texts(&path("1.wscope.jsonl")).0;
    let second = texts(&path("2.wscope.jsonl")).0;
    assert!(first.len() >= 60_000);
    check_same(&[first, second].concat(), &expected(0..130_000));
    check_same(&listed(&mut session), &expected(0..130_000));
}

#[test]
fn what_is_cleared_is_in_the_file_and_can_be_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cleared.wscope.jsonl");
    let (mut session, wire) = opened(BUDGET_BYTES);
    session.record_to(&path, header()).unwrap();
    let mut begin = 0;
    for round in 0..5 {
        flood(&wire, begin..begin + 30_000, 0);
        begin += 30_000;
        if round % 2 == 0 {
            session.clear();
        } else {
            let taken = session.take_log();
            flood(&wire, begin..begin + 20_000, 0);
            begin += 20_000;
            session.put_back(taken);
        }
    }
    assert_eq!(session.snapshot().counters.total().dropped_messages, 0);
    let end = stop(&mut session);
    assert!(end.failure.is_none());
    let expected: Vec<String> = (0..begin).map(number).collect();
    check_same(&texts(&path).0, &expected);
    let taken = session.take_log();
    session.put_back(taken);
    assert_eq!(listed(&mut session), Vec::<String>::new());
}

#[test]
fn a_message_larger_than_the_budget_is_in_the_file_and_can_be_seen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.wscope.jsonl");
    let (mut session, wire) = opened(BUDGET_BYTES);
    session.record_to(&path, header()).unwrap();
    let large = "x".repeat(2 * BUDGET_BYTES as usize);
    for text in ["before", &large, "after"] {
        let text = LentMessage::Text(text.into());
        wire.observer().observe(Signal::Received(text));
    }
    flood(&wire, 0..10_000, 0);
    stop(&mut session);
    assert_eq!(texts(&path).0[1].len(), large.len());
    assert!(session.snapshot().bytes_kept <= BUDGET_BYTES);
    let kept = session.snapshot().kept;
    let sizes = (kept.start.get()..kept.end.get()).filter_map(|seq| {
        session.with_log(|log| {
            let message = log.get(Seq::new(seq)).unwrap();
            (message.kind == Kind::Text).then_some(message.payload.len())
        })
    });
    assert_eq!(sizes.max(), Some(large.len()));
}

#[test]
fn a_file_that_was_cut_is_told_once_and_its_rows_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.wscope.jsonl");
    let (mut session, wire) = opened(BUDGET_BYTES);
    session.record_to(&path, header()).unwrap();
    flood(&wire, 0..100_000, 100);
    stop(&mut session);
    let file = std::fs::OpenOptions::new().write(true).open(&path);
    file.unwrap().set_len(1 << 20).unwrap();
    let kept = session.snapshot().kept;
    let (mut readable, mut unreadable) = (0, 0);
    for seq in kept.start.get()..kept.end.get() {
        session.with_log(|log| {
            let message = log.get(Seq::new(seq)).unwrap();
            if message.event == Some(&RecordedEvent::Unreadable) {
                unreadable += 1;
            } else if message.kind == Kind::Text {
                let text = std::str::from_utf8(message.payload).unwrap();
                let place = log.number_of(message.seq).unwrap();
                assert_eq!(text.parse(), Ok(place - 1), "each is where it was");
                readable += 1;
            }
        });
        session.poll();
    }
    assert_eq!(readable + unreadable, 100_000);
    assert!(readable > 10_000 && unreadable > 10_000);
    let fault = session.take_read_fault();
    assert_eq!(fault, Some((path, ReadFault::Changed)));
    assert_eq!(session.take_read_fault(), None);
}

#[test]
fn the_end_of_a_session_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("end.wscope.jsonl");
    let (mut session, wire) = opened(BUDGET_BYTES);
    session.record_to(&path, header()).unwrap();
    flood(&wire, 0..50_000, 0);
    drop(session);
    assert_eq!(texts(&path).0.len(), 50_000);
    let last = std::fs::read_to_string(&path).unwrap();
    assert!(last.lines().last().unwrap().contains("closed-by-us"));
}

#[test]
fn a_file_that_cannot_be_made_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut session, wire) = opened(BUDGET_BYTES);
    for path in ["", "missing/a.wscope.jsonl", "."] {
        let path = folder.path().join(path);
        assert!(session.record_to(&path, header()).is_err());
        assert_eq!(session.recording(), None);
    }
    // The socket waits for nobody.
    flood(&wire, 0..100_000, 0);
    assert!(session.snapshot().counters.total().dropped_messages > 0);
}
