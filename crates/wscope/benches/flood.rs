//! How fast the window records while it stays smooth: another process floods it over a real socket, and the window runs
//! its frames at 60 Hz meanwhile.
//!
//! `cargo bench -p wscope --bench flood` prints one JSON object a line.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot run fails, and prints its result"
)]

mod window;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use message_log::{Direction, Kind, Seq};
use session::Log;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use window::{Window, quantile};

const MESSAGES: u64 = 5_000_000;
const ROUNDS: usize = 5;
const FRAME: Duration = Duration::from_micros(16_667);
/// Tells the program to be the other process.
const FLOODER: &str = "--flooder";

fn main() {
    if std::env::args().any(|argument| argument == FLOODER) {
        flood();
    } else {
        let mut rates: Vec<f64> = (0..ROUNDS).map(|_| round()).collect();
        rates.sort_by(f64::total_cmp);
        let median = rates[ROUNDS / 2];
        println!(r#"{{"bench":"flood_median","messages_per_second":{median:.0},"goal":900000}}"#);
    }
}

/// One flood. Returns the messages per second that were recorded.
fn round() -> f64 {
    let program = std::env::current_exe().unwrap();
    let mut flooder = Command::new(program)
        .arg(FLOODER)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(flooder.stdout.take().unwrap())
        .read_line(&mut address)
        .unwrap();
    let mut window = Window::open(address.trim());
    window.app.session().set_budget(1 << 30);
    let mut frames = Vec::new();
    let mut next_frame = Instant::now();
    while received(&window) < MESSAGES {
        frames.push(window.frame(Vec::new()));
        next_frame += FRAME;
        std::thread::sleep(next_frame.saturating_duration_since(Instant::now()));
    }
    flooder.wait().unwrap();
    let result = check(&window);
    let (p50, p99) = (quantile(&mut frames, 0.5), quantile(&mut frames, 0.99));
    println!(
        r#"{{"bench":"flood","messages":{MESSAGES},"bytes":16,"messages_per_second":{:.0},"lost":{},"out_of_order":{},"frames":{},"frame_p50_ms":{p50:.2},"frame_p99_ms":{p99:.2},"resident_bytes":{}}}"#,
        result.rate,
        result.lost,
        result.out_of_order,
        frames.len(),
        resident_bytes(),
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

/// Reads the whole record again: is every number there, once, in order?
fn check(window: &Window) -> Outcome {
    window.app.with_log(check_log)
}

fn check_log(log: &Log) -> Outcome {
    let kept = log.kept();
    let messages = (kept.start.get()..kept.end.get()).filter_map(|seq| log.get(Seq::new(seq)));
    let (mut expected, mut out_of_order) = (0, 0);
    let mut times = Vec::new();
    for message in messages.filter(|message| message.kind == Kind::Text) {
        let number: u64 = std::str::from_utf8(message.payload)
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        out_of_order += u64::from(number != expected);
        expected += 1;
        if expected == 1 || expected == MESSAGES {
            times.push(message.at.as_micros());
        }
    }
    let seconds = (times[times.len() - 1] - times[0]) as f64 / 1e6;
    Outcome {
        rate: MESSAGES as f64 / seconds,
        lost: MESSAGES - expected,
        out_of_order,
    }
}

/// Memory of this process, where the system tells.
fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or_default() * 4096
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
    // It is the server that closes TCP first (RFC 6455, section 7.1.1), and not before the window has received the close frame.
    stream.shutdown(Shutdown::Write).unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
}
