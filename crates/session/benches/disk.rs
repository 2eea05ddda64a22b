//! Recording to disk, and showing a file that is larger than memory, without a window.
//!
//! `cargo bench -p session --bench disk` prints one JSON object a line. `DISK_MILLIONS` says how many millions of messages there
//! are, ten unless it is set; the file lies in the folder for temporary files, with some 150 bytes a message. `DISK_FILE` names one
//! that is there: then nothing is recorded, and it is opened.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot run fails, and prints its result"
)]

#[path = "../tests/recording/wire.rs"]
mod wire;

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use connection::LentMessage;
use message_log::Seq;
use message_log::search::Words;
use session::files::{
    AttachedFile, FileArchive, FileEntry, FilePage, FileProgress, Header, PageSink, Record, Sink,
    open,
};
use session::{Log, Query, Session, View};
use wire::{Wire, opened};

/// What may be in memory, in bytes.
const BUDGET_BYTES: u64 = 64 << 20;
/// So many messages arrive with one read of the socket.
const TOGETHER: u64 = 1000;
/// Pages that are read back, all over the file.
const JUMPS: u64 = 2000;

fn main() {
    let told = std::env::var("DISK_MILLIONS").ok();
    let count = told.map_or(10, |told| told.parse::<u64>().unwrap()) * 1_000_000;
    if let Some(path) = std::env::var_os("DISK_FILE") {
        show(Path::new(&path));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.wscope.jsonl");
    record(&path, count);
    show(&path);
}

/// How fast messages of 64 bytes are recorded by a thread that does nothing else, to disk as well in the end.
fn record(path: &Path, count: u64) {
    for file in [None, Some(path)] {
        forget_peak();
        let (mut session, wire) = opened(BUDGET_BYTES);
        let observer = wire.observer();
        if let Some(file) = file {
            session.record_to(file, Header::new("bench")).unwrap();
        }
        let (start, cpu) = (Instant::now(), cpu_seconds());
        let texts: Vec<String> = (0..TOGETHER).map(|number| format!("{number:64}")).collect();
        for _ in 0..count / TOGETHER {
            let mut messages = texts.iter().map(|text| LentMessage::Text((&**text).into()));
            observer.observe_received(&mut messages);
        }
        let received = start.elapsed().as_secs_f64();
        let used = cpu_seconds() - cpu;
        session.stop_recording();
        while file.is_some() && session.take_recording_end().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let all = start.elapsed().as_secs_f64();
        let dropped = session.snapshot().counters.total().dropped_messages;
        println!(
            r#"{{"bench":"record","to_disk":{},"messages":{count},"per_second":{:.0},"with_the_rest_per_second":{:.0},"cpu_s":{:.2},"file_bytes":{},"dropped":{dropped},"peak_bytes":{}}}"#,
            file.is_some(),
            count as f64 / received,
            count as f64 / all,
            used,
            file.map_or(0, |file| file.metadata().unwrap().len()),
            peak_bytes(),
        );
    }
}

/// Fills a record, and tells when it has the first rows.
struct Loader {
    record: Record,
    file: Option<AttachedFile>,
    start: Instant,
    first_rows: Option<Duration>,
}

impl Sink for Loader {
    fn begin(&mut self, _header: Header) {}

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
        self.record.append_page(self.file.as_ref().unwrap(), page);
        self.first_rows.get_or_insert_with(|| self.start.elapsed());
        ControlFlow::Continue(())
    }
}

/// How soon a file is shown, how long a page of it takes to be read back, and what memory has of it.
fn show(path: &Path) {
    forget_peak();
    let record = Record::new(BUDGET_BYTES);
    let cpu = cpu_seconds();
    let mut loader = Loader {
        record: record.clone(),
        file: None,
        start: Instant::now(),
        first_rows: None,
    };
    let report = open(path, &FileProgress::default(), &mut loader).unwrap();
    let all = loader.start.elapsed().as_secs_f64();
    let count = report.entries;
    let mut session = Session::with_record(Arc::new(Wire::default()), || {}, record);
    let overhead = session.with_log(Log::overhead_bytes);
    println!(
        r#"{{"bench":"open","messages":{count},"first_rows_s":{:.4},"all_s":{all:.2},"cpu_s":{:.2},"places_bytes":{overhead},"peak_bytes":{},"goal_first_s":0.5,"goal_all_s":10}}"#,
        loader.first_rows.unwrap_or_default().as_secs_f64(),
        cpu_seconds() - cpu,
        peak_bytes(),
    );
    let mut times = Vec::new();
    for jump in 0..JUMPS {
        // As good as at random.
        let seq = Seq::new(jump * 2_654_435_761 % count + 1);
        let start = Instant::now();
        let is_there = session.with_log(|log| log.get(seq).is_some());
        times.push(start.elapsed());
        assert!(is_there);
        session.poll();
    }
    times.sort_unstable();
    let at = |share: f64| {
        let index = (times.len() as f64 * share) as usize;
        times[index.min(times.len() - 1)].as_secs_f64() * 1e3
    };
    println!(
        r#"{{"bench":"page","messages":{count},"p50_ms":{:.3},"p99_ms":{:.3},"longest_ms":{:.3},"kept_bytes":{},"peak_bytes":{}}}"#,
        at(0.5),
        at(0.99),
        at(1.0),
        session.snapshot().bytes_kept,
        peak_bytes(),
    );
    look_for(&session);
}

/// How long it takes until a filter has looked at all of the file, and what memory that needs: a text that is rare, and messages of
/// one direction, which all match.
fn look_for(session: &Session) {
    let rare = Query {
        text: "77777".to_owned(),
        hides_others: true,
        ..Query::default()
    };
    let mut received = Query::default();
    received.set_received_only(true);
    for (name, query) in [("rare", rare), ("received", received)] {
        forget_peak();
        let (start, cpu) = (Instant::now(), cpu_seconds());
        let mut view: View = View::default();
        <View>::look_for(
            &mut view,
            &query,
            None,
            session,
            Words::new(|_| String::new()),
        );
        while !view.is_filtered() {
            view.poll();
            std::thread::sleep(Duration::from_millis(1));
        }
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method is of one lifetime, and rows of any are lent"
        )]
        let rows = view.with_rows(session.snapshot().kept, |rows| rows.len());
        println!(
            r#"{{"bench":"filter","query":"{name}","rows":{rows},"all_s":{:.2},"cpu_s":{:.2},"peak_bytes":{}}}"#,
            start.elapsed().as_secs_f64(),
            cpu_seconds() - cpu,
            peak_bytes(),
        );
    }
}

/// The most memory that this process had since [`forget_peak`], where the system tells.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or_default() * 1024
}

/// Has the system measure the peak anew, where it can.
fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").ok();
}

/// How long this process has had a processor, in seconds, where the system tells. On a busy machine it says more than a clock.
fn cpu_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    let ticks = tasks.flatten().map(|task| {
        let schedule = std::fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        let nanoseconds = schedule.split(' ').next();
        let nanoseconds = nanoseconds.and_then(|time| time.parse::<f64>().ok());
        nanoseconds.unwrap_or_default() / 1e9
    });
    ticks.sum()
}
