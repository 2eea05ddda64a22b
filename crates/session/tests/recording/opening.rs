//! A file that stays on disk while it is shown.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use message_log::{Direction, Kind, Seq};
use session::files::{
    AttachedFile, FileArchive, FileEntry, FileError, FilePage, FileProgress, Header, PageSink,
    Record, Report, Sink, open,
};
use session::{RecordedEvent, Session};

use crate::wire::{Wire, opened};
use crate::{BUDGET_BYTES, check_same, flood, listed, number, stop};

/// Fills a record, as a window does.
pub(crate) struct Loader {
    record: Record,
    file: Option<AttachedFile>,
    pages: u64,
    header: Option<Header>,
    /// Called before each page.
    before: Box<dyn FnMut(u64)>,
}

impl Sink for Loader {
    fn begin(&mut self, header: Header) {
        self.header = Some(header);
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        self.record.append([entry]);
        ControlFlow::Continue(())
    }
}

impl PageSink for Loader {
    fn archive(&mut self, archive: Arc<FileArchive>) {
        self.file = Some(self.record.attach(archive));
    }

    fn page(&mut self, page: FilePage) -> ControlFlow<()> {
        (self.before)(self.pages);
        self.pages += 1;
        self.record.append_page(self.file.as_ref().unwrap(), page);
        ControlFlow::Continue(())
    }
}

pub(crate) fn load(
    record: &Record,
    path: &Path,
    before: impl FnMut(u64) + 'static,
) -> (Loader, Result<Report, FileError>) {
    let mut loader = Loader {
        record: record.clone(),
        file: None,
        pages: 0,
        header: None,
        before: Box::new(before),
    };
    let report = open(path, &FileProgress::default(), &mut loader);
    (loader, report)
}

pub(crate) fn session_of(record: &Record) -> (Session, Arc<Wire>) {
    let wire = Arc::new(Wire::default());
    let session = Session::with_record(Arc::clone(&wire) as _, || {}, record.clone());
    (session, wire)
}

/// A recording of so many messages, with what belongs to a connection.
fn recorded(path: &Path, count: u64) {
    let (mut session, wire) = opened(BUDGET_BYTES);
    session.record_to(path, Header::new("test")).unwrap();
    flood(&wire, 0..count, 100);
    session.disconnect();
    stop(&mut session);
}

#[test]
fn a_file_that_is_larger_than_the_budget_is_shown_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("opened.wscope.jsonl");
    recorded(&path, 150_000);
    let record = Record::new(BUDGET_BYTES);
    let (loader, report) = load(&record, &path, |_| {});
    assert_eq!(loader.header.unwrap().program, "test");
    let report = report.unwrap();
    // Connecting, opened and closed.
    assert_eq!((report.entries, report.bad), (150_003, 0));
    let (mut session, _) = session_of(&record);
    // Nothing is in memory.
    assert!(session.snapshot().bytes_kept < 1000);
    let total = session.snapshot().counters.total();
    assert_eq!((total.messages, total.dropped_messages), (150_003, 0));
    let known = session.connection_record(None).unwrap();
    assert_eq!(known.received.messages, 150_000);
    assert!(known.opened.is_some() && known.ended.is_some());
    let expected: Vec<String> = (0..150_000).map(number).collect();
    check_same(&listed(&mut session), &expected);
    session.with_log(|log| {
        // The first event is that an attempt began, the second that it was opened.
        assert_eq!(log.numbered(70_001), Some(Seq::new(70_003)));
        let message = log.get(Seq::new(70_003)).unwrap();
        assert_eq!(message.payload, number(70_000).as_bytes());
    });
}

#[test]
fn what_is_received_afterwards_comes_after_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("go-on.wscope.jsonl");
    recorded(&path, 50_000);
    let record = Record::new(BUDGET_BYTES);
    load(&record, &path, |_| {}).1.unwrap();
    let (mut session, wire) = session_of(&record);
    let endpoint = connection::Endpoint::parse("localhost").unwrap();
    session.connect(&endpoint, &connection::Options::default());
    wire.observer().observe(connection::Signal::Opened);
    flood(&wire, 50_000..55_000, 10);
    let expected: Vec<String> = (0..55_000).map(number).collect();
    check_same(&listed(&mut session), &expected);
    // And with a recording, however much it is.
    let more = folder.path().join("more.wscope.jsonl");
    session.record_to(&more, Header::new("test")).unwrap();
    flood(&wire, 55_000..150_000, 10);
    let expected: Vec<String> = (0..150_000).map(number).collect();
    check_same(&listed(&mut session), &expected);
}

#[test]
fn what_arrives_while_a_file_is_opened_stands_between() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("between.wscope.jsonl");
    recorded(&path, 10_000);
    let record = Record::new(BUDGET_BYTES);
    let other = record.clone();
    load(&record, &path, move |pages| {
        if pages == 2 {
            let event = RecordedEvent::Probed(session::Tally::default());
            other.append([FileEntry {
                at: message_log::Timestamp::from_micros(7),
                content: session::files::EntryContent::Event(Box::new(event)),
                unknown: session::files::Fields::new(),
            }]);
        }
    })
    .1
    .unwrap();
    let (mut session, _) = session_of(&record);
    let expected: Vec<String> = (0..10_000).map(number).collect();
    check_same(&listed(&mut session), &expected);
    assert_eq!(session.snapshot().counters.total().messages, 10_004);
}

#[test]
fn lines_that_are_none_cost_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.wscope.jsonl");
    let mut file = String::from("\u{feff}");
    for number in 0..10_000 {
        let kind = ["text", "nothing"][usize::from(number % 1000 == 7)];
        // A clock that jumps, lines that are empty or end as on Windows, and no header.
        let time = if number % 3000 == 0 { 5 } else { 1_000_000_000 };
        let line = format!(
            r#"{{"time":{time},"direction":"sent","kind":"{kind}","text":"{number} \u00e9"}}"#
        );
        let end = ["\n", "\r\n", "\n\n  \n"][number % 3];
        write!(file, "{line}{end}").unwrap();
    }
    file.push_str(r#"{"time":5,"dire"#);
    std::fs::write(&path, &file).unwrap();
    let record = Record::new(BUDGET_BYTES);
    let report = load(&record, &path, |_| {}).1.unwrap();
    assert_eq!((report.entries, report.bad), (9_990, 10));
    assert_eq!(report.truncated, Some(15));
    let (mut session, _) = session_of(&record);
    let listed = listed(&mut session);
    let expected = (0..10_000).filter(|number| number % 1000 != 7);
    let expected: Vec<String> = expected.map(|number| format!("{number} é")).collect();
    check_same(&listed, &expected);
    assert_eq!(session.take_read_fault(), None);
}

#[test]
fn a_message_in_frames_is_named_by_its_place_here() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fragments.wscope.jsonl");
    // Written from a list whose first 99 rows were dropped.
    let mut file = String::new();
    for number in 100..5000 {
        let line = if number % 100 == 50 {
            let message = number - 2;
            format!(
                r#"{{"number":{number},"time":5,"direction":"local","kind":"event","event":{{"type":"fragments","number":{message},"count":3}}}}"#
            )
        } else {
            format!(
                r#"{{"number":{number},"time":5,"direction":"received","kind":"text","text":"{number}"}}"#
            )
        };
        writeln!(file, "{line}").unwrap();
    }
    std::fs::write(&path, &file).unwrap();
    let record = Record::new(BUDGET_BYTES);
    load(&record, &path, |_| {}).1.unwrap();
    let (session, _) = session_of(&record);
    session.with_log(|log| {
        for number in (150..5000).step_by(100) {
            let seq = Seq::new(number - 99);
            let expected = RecordedEvent::Fragments {
                number: Some(number - 99 - 2),
                message: log.number_of(Seq::new(number - 99 - 2)),
                count: 3,
            };
            let event = log.get(seq).unwrap();
            assert_eq!(event.event, Some(&expected));
            assert_eq!(
                (event.kind, event.direction),
                (Kind::Event, Direction::Local)
            );
        }
    });
}

#[test]
fn what_is_no_file_of_a_session_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let record = Record::new(BUDGET_BYTES);
        load(&record, &path, |_| {}).1.unwrap_err()
    };
    assert!(matches!(check("empty", b""), FileError::Empty));
    assert!(matches!(check("other", b"hello"), FileError::Unknown));
    let newer = br#"{"format":"wscope","version":9}"#;
    assert!(matches!(check("newer", newer), FileError::Version(9)));
    let path = folder.path().join("missing");
    let record = Record::new(BUDGET_BYTES);
    let missing = load(&record, &path, |_| {}).1;
    assert!(matches!(missing, Err(FileError::Io(_))));
}
