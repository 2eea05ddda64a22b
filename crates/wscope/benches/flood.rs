//! How fast the window records while it stays smooth: another process floods it over a real socket, and the window runs
//! its frames at 60 Hz meanwhile. Over ewebsock and over the transport that records details in turn.
//!
//! `cargo bench -p wscope --bench flood` prints one JSON object a line.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot run fails, and prints its result"
)]

mod memory;
mod window;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use connection::{Endpoint, Options};
use memory::{forget_peak, peak_bytes};
use message_log::{Direction, Kind, Seq};
use session::Log;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use window::{Window, quantile};

/// Enough for a hundred frames.
const MESSAGES: u64 = 20_000_000;
/// Frames before the flood: the first ones lay out every text for the first time.
const FRAMES_BEFORE: usize = 3;
/// Floods over each transport.
const ROUNDS: usize = 8;
/// Pairs of floods, one of each with a recording.
const RECORDED_ROUNDS: usize = 3;
/// How much of a recorded flood may be in memory, in bytes: an eighth of what it comes to.
const RECORDED_BUDGET: u64 = 64 << 20;
/// So many messages are read again at once.
const CHECKED_AT_ONCE: u64 = 10_000;
const FRAME: Duration = Duration::from_micros(16_667);
/// Tells the program to be the other process.
const FLOODER: &str = "--flooder";
/// Tells which transport alone is to be flooded, for a profiler: `ewebsock` or `full`; or that nothing but recording to disk is
/// to be measured.
const ONLY: &str = "FLOOD_ONLY";
const RECORDED: &str = "recorded";

/// What carries the flood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carrier {
    Ewebsock,
    Full,
}

impl Carrier {
    fn name(self) -> &'static str {
        match self {
            Self::Ewebsock => "ewebsock",
            Self::Full => "full",
        }
    }
}

fn main() {
    if std::env::args().any(|argument| argument == FLOODER) {
        flood();
        return;
    }
    // As the program with its window does.
    connection::window_goes_first();
    let only = std::env::var(ONLY).ok();
    if only.as_deref() == Some(RECORDED) {
        compare_recorded();
        return;
    }
    let mut rates = [Vec::new(), Vec::new()];
    for number in 0..ROUNDS {
        // First one, then the other, and the other way round: a machine that gets slower or faster favours none.
        let mut order = [Carrier::Ewebsock, Carrier::Full];
        if number % 2 == 1 {
            order.reverse();
        }
        for carrier in order {
            if only.as_deref().is_none_or(|only| only == carrier.name()) {
                rates[carrier as usize].push(round(carrier));
            }
        }
    }
    let [ewebsock, full] = rates;
    let ratios = full
        .iter()
        .zip(&ewebsock)
        .map(|(full, ewebsock)| full / ewebsock);
    let ratio = median(ratios.collect());
    let (ewebsock, full) = (median(ewebsock), median(full));
    println!(
        r#"{{"bench":"flood_median","ewebsock_per_second":{ewebsock:.0},"full_per_second":{full:.0},"ratio":{ratio:.2},"goal":900000,"goal_ratio":2.5}}"#
    );
    compare_recorded();
}

/// How much slower it is to record to disk as well, with so little memory that nearly all leaves it.
fn compare_recorded() {
    let folder = tempfile::tempdir().unwrap();
    for carrier in [Carrier::Ewebsock, Carrier::Full] {
        let (mut plain, mut recorded, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..RECORDED_ROUNDS {
            let file = folder.path().join(format!("{number}.wscope.jsonl"));
            let rate = flooded(carrier, None);
            let rate_recorded = flooded(carrier, Some(&file));
            std::fs::remove_file(&file).unwrap();
            ratios.push(rate_recorded / rate);
            plain.push(rate);
            recorded.push(rate_recorded);
        }
        let (plain, recorded, ratio) = (median(plain), median(recorded), median(ratios));
        println!(
            r#"{{"bench":"flood_recorded_median","transport":"{}","per_second":{plain:.0},"recorded_per_second":{recorded:.0},"ratio":{ratio:.2},"goal_ratio":0.4}}"#,
            carrier.name()
        );
    }
}

/// 0 if there are none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// One flood. Returns the messages per second that were recorded.
fn round(carrier: Carrier) -> f64 {
    flooded(carrier, None)
}

/// One flood, perhaps recorded to disk as well.
fn flooded(carrier: Carrier, file: Option<&Path>) -> f64 {
    forget_peak();
    let program = std::env::current_exe().unwrap();
    let mut flooder = Command::new(program)
        .arg(FLOODER)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(flooder.stdout.take().unwrap()).lines();
    let address = told.next().unwrap().unwrap();
    let mut window = Window::open("", None);
    // Enough for all of it, or for little of it.
    let budget = file.map_or(1 << 30, |_| RECORDED_BUDGET);
    window.app.session().set_budget(budget);
    if let Some(file) = file {
        let header = session::files::Header::new("bench");
        window.app.session().record_to(file, header).unwrap();
    }
    let options = Options {
        wants_details: carrier == Carrier::Full,
        ..Options::default()
    };
    let endpoint = Endpoint::parse(&address).unwrap();
    for _ in 0..FRAMES_BEFORE {
        window.frame(Vec::new());
    }
    window.app.session().connect(&endpoint, &options);
    let mut frames = Vec::new();
    let mut next_frame = Instant::now();
    while received(&window) < MESSAGES {
        frames.push(window.frame(Vec::new()));
        next_frame += FRAME;
        std::thread::sleep(next_frame.saturating_duration_since(Instant::now()));
    }
    let sender_cpu: f64 = told.next().unwrap().unwrap().parse().unwrap();
    flooder.wait().unwrap();
    let peak = peak_bytes();
    let begun = Instant::now();
    let written = file.map_or(0, |_| end_recording(&mut window));
    let rest_ms = begun.elapsed().as_millis();
    let result = check(&mut window);
    let (p50, p99) = (quantile(&mut frames, 0.5), quantile(&mut frames, 0.99));
    println!(
        r#"{{"bench":"flood","transport":"{}","messages":{MESSAGES},"bytes":16,"messages_per_second":{:.0},"lost":{},"out_of_order":{},"frames":{},"frame_p50_ms":{p50:.2},"frame_p99_ms":{p99:.2},"peak_bytes":{peak},"written_bytes":{written},"rest_ms":{rest_ms},"sender_cpu_share":{:.2}}}"#,
        carrier.name(),
        result.rate,
        result.lost,
        result.out_of_order,
        frames.len(),
        sender_cpu * result.rate / MESSAGES as f64,
    );
    result.rate
}

fn received(window: &Window) -> u64 {
    let counters = window.app.with_log(Log::counters);
    counters.of(Direction::Received).messages
}

struct Outcome {
    rate: f64,
    lost: u64,
    out_of_order: u64,
}

/// Waits until all is written, and says how large the file is.
fn end_recording(window: &mut Window) -> u64 {
    window.app.session().stop_recording();
    loop {
        if let Some(end) = window.app.session().take_recording_end() {
            assert!(end.failure.is_none(), "{end:?}");
            return end.bytes;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Reads the whole record again: is every number there, once, in order?
fn check(window: &mut Window) -> Outcome {
    let kept = window.app.with_log(Log::kept);
    let (mut expected, mut out_of_order) = (0, 0);
    let mut times = Vec::new();
    let mut next = kept.start.get();
    while next < kept.end.get() {
        let end = kept.end.get().min(next + CHECKED_AT_ONCE);
        window.app.with_log(|log| {
            let messages = (next..end).filter_map(|seq| log.get(Seq::new(seq)));
            for message in messages.filter(|message| message.kind == Kind::Text) {
                let text = std::str::from_utf8(message.payload).unwrap();
                let number: u64 = text.trim().parse().unwrap();
                out_of_order += u64::from(number != expected);
                expected += 1;
                if expected == 1 || expected == MESSAGES {
                    times.push(message.at.as_micros());
                }
            }
        });
        // What was read back for this is let go of.
        window.app.session().poll();
        next = end;
    }
    let seconds = (times[times.len() - 1] - times[0]) as f64 / 1e6;
    Outcome {
        rate: MESSAGES as f64 / seconds,
        lost: MESSAGES - expected,
        out_of_order,
    }
}

/// How long the first thread of this process has had a processor, in seconds, where the system tells.
fn cpu_seconds() -> f64 {
    let schedule = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = schedule.split(' ').next();
    let nanoseconds = nanoseconds.and_then(|time| time.parse::<f64>().ok());
    nanoseconds.unwrap_or_default() / 1e9
}

/// The other process: one handshake, then numbered messages as fast as the socket takes them.
fn flood() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("ws://{}", listener.local_addr().unwrap());
    std::io::stdout().flush().unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    let mut request = [0; 4096];
    let length = stream.read(&mut request).unwrap();
    let request = String::from_utf8_lossy(&request[..length]).into_owned();
    let key = request
        .lines()
        .find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "))
        .unwrap();
    let accept = derive_accept_key(key.as_bytes());
    write!(
        stream,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    )
    .unwrap();
    let mut buffer = Vec::with_capacity(1 << 16);
    for number in 0..MESSAGES {
        // FIN and opcode text; no mask, 16 bytes (RFC 6455, section 5.2).
        buffer.extend_from_slice(&[0x81, 16]);
        write!(buffer, "{number:16}").unwrap();
        if buffer.len() + 18 > buffer.capacity() {
            stream.write_all(&buffer).unwrap();
            buffer.clear();
        }
    }
    buffer.extend_from_slice(&[0x88, 0]);
    stream.write_all(&buffer).unwrap();
    println!("{}", cpu_seconds());
    // It is the server that closes TCP first (RFC 6455, section 7.1.1), and not before the window has received the close frame.
    stream.shutdown(Shutdown::Write).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
}
