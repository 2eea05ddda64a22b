//! How soon a large file is shown, and how long a frame takes while the list jumps through it.
//!
//! `cargo bench -p wscope --bench open` prints one JSON object a line. `OPEN_MILLIONS` says how many millions of messages the file
//! has, ten unless it is set, and `OPEN_BYTES` how many bytes each; the file lies in the folder for temporary files.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot run fails, and prints its result"
)]

mod memory;
mod window;

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use memory::{forget_peak, peak_bytes};
use message_log::{Direction, Kind, Message, Seq, Timestamp};
use session::files::{FileKind, FileWriter, Header};
use session::{Log, Query};
use window::{Window, quantile};
use wscope::shell::command::Command;

const FRAME: Duration = Duration::from_micros(16_667);
/// Frames in which the list jumps.
const JUMPS: u64 = 300;

fn main() {
    let number = |name: &str, otherwise: u64| {
        let told = std::env::var(name).ok();
        told.map_or(otherwise, |told| told.parse().unwrap())
    };
    let count = number("OPEN_MILLIONS", 10) * 1_000_000;
    let bytes = number("OPEN_BYTES", 64) as usize;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.wscope.jsonl");
    write(&path, count, bytes);
    let size = path.metadata().unwrap().len();
    forget_peak();
    let start = Instant::now();
    let mut window = Window::open("", Some(path));
    let (mut frames, mut first_rows) = (Vec::new(), None);
    let mut next_frame = Instant::now();
    while messages(&window) < count {
        frames.push(window.frame(Vec::new()));
        if messages(&window) > 0 {
            first_rows.get_or_insert_with(|| start.elapsed());
        }
        next_frame += FRAME;
        std::thread::sleep(next_frame.saturating_duration_since(Instant::now()));
    }
    let all = start.elapsed().as_secs_f64();
    let first_rows = first_rows.unwrap().as_secs_f64();
    let budget = window.app.session().snapshot().budget;
    println!(
        r#"{{"bench":"open","messages":{count},"bytes":{bytes},"file_bytes":{size},"first_rows_s":{first_rows:.3},"all_s":{all:.2},"frame_p99_ms":{:.2},"peak_bytes":{},"budget":{budget},"goal_first_s":0.5,"goal_all_s":10}}"#,
        quantile(&mut frames, 0.99),
        peak_bytes(),
    );
    jump(&mut window, count, "all");
    let query = Query {
        text: "77777".to_owned(),
        hides_others: true,
        ..Query::default()
    };
    let start = Instant::now();
    window.app.ask(Command::LookFor(Box::new(query)));
    window.frame(Vec::new());
    while !window.app.tab_mut().view.is_filtered() {
        window.frame(Vec::new());
        std::thread::sleep(FRAME);
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(r#"{{"bench":"open_filter","messages":{count},"seconds":{seconds:.2}}}"#);
    jump(&mut window, count, "filtered");
}

fn messages(window: &Window) -> u64 {
    window.app.with_log(Log::counters).total().messages
}

/// Frames in each of which other rows are shown, all over the file.
fn jump(window: &mut Window, count: u64, rows: &str) {
    let mut frames = Vec::new();
    for jump in 0..JUMPS {
        // As good as at random, and never where it was.
        let number = jump * 2_654_435_761 % count + 1;
        window.app.tab_mut().list.reveal(number);
        frames.push(window.frame(Vec::new()));
    }
    let snapshot = window.app.session().snapshot();
    let longest = quantile(&mut frames, 1.0);
    println!(
        r#"{{"bench":"open_jump","rows":"{rows}","messages":{count},"frame_p50_ms":{:.2},"frame_p99_ms":{:.2},"longest_ms":{longest:.2},"kept_bytes":{},"peak_bytes":{},"goal_p99_ms":16.7}}"#,
        quantile(&mut frames, 0.5),
        quantile(&mut frames, 0.99),
        snapshot.bytes_kept,
        peak_bytes(),
    );
}

/// A recording of so many messages.
fn write(path: &Path, count: u64, bytes: usize) {
    let out = BufWriter::with_capacity(1 << 20, std::fs::File::create(path).unwrap());
    let mut writer = FileWriter::new(FileKind::Session, out, Header::new("bench")).unwrap();
    for number in 1..=count {
        let payload = format!("{number:bytes$}").into_bytes();
        let message = Message {
            seq: Seq::new(number),
            direction: if number % 2 == 0 {
                Direction::Sent
            } else {
                Direction::Received
            },
            kind: Kind::Text,
            at: Timestamp::from_micros(1_700_000_000_000_000 + number),
            payload: &payload,
            event: None,
        };
        writer.write(&message, None).unwrap();
    }
    let (mut out, _) = writer.finish().unwrap();
    out.flush().unwrap();
}
