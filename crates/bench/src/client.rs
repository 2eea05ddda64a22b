//! Command lines side by side: lines through an echo server, and how soon the first one is back.
//!
//! wscat drops the lines that it reads before it is connected, and ends with its input without waiting for answers. So a line is
//! sent again until one is back, and the input stays open until all have come: for every client alike.

use std::io::{BufRead as _, BufReader, BufWriter, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client_options::CliOptions;
use crate::client_rivals::{Client, Kind};
use crate::common::{Result, emit, say};
use crate::process;
use crate::report::{goal, grouped, median, round};
use crate::server::{Contender, Server, build, build_ours};

/// How often a line is sent until the first one is back.
const PROBE_INTERVAL: Duration = Duration::from_millis(20);

/// A client that is silent for so long is stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is sent until something is back. No other line begins so.
const PROBE: &[u8] = b"probe\n";

/// What one client did in one round.
#[derive(Clone, Debug)]
struct Turn {
    kind: Kind,
    /// From the start of the program to its first echo.
    first_echo: Duration,
    lines_per_second: f64,
    cpu: Option<Duration>,
    peak_bytes: Option<u64>,
}

/// Lets each client have its turns, and compares them.
pub(crate) fn run(options: &CliOptions) -> Result<()> {
    let (ours, server) = match &options.programs {
        Some(folder) => {
            let server = Contender::Program(folder.join("echo-server"));
            (Client::ours(folder.join("wsc")), server)
        }
        None => {
            build_ours()?;
            build("wscope-cli", &[])?;
            let beside = std::env::current_exe()?.with_file_name("wsc");
            (Client::ours(beside), Contender::Ours)
        }
    };
    let mut clients = vec![ours];
    clients.extend_from_slice(&options.rivals);
    let server = Server::start(server)?;
    let address = server.address();
    let mut rounds = Vec::new();
    for number in 1..=options.rounds {
        let mut turns = Vec::new();
        for client in &clients {
            let turn = turn(client, address, options)
                .map_err(|error| format!("{}: {error}", client.kind().name()))?;
            say(format_args!("round {number}: {}", line(&turn)));
            emit(&to_json(&turn, number))?;
            turns.push(turn);
        }
        rounds.push(turns);
    }
    for client in clients.iter().skip(1) {
        compare(client.kind(), &rounds)?;
    }
    Ok(())
}

fn line(turn: &Turn) -> String {
    let peak = turn.peak_bytes.map_or(f64::NAN, |bytes| bytes as f64 / 1e6);
    let cpu = turn.cpu.map_or(f64::NAN, |time| time.as_secs_f64());
    format!(
        "{:<9} {:>10} lines/s, {cpu:.2} s of processor time, {peak:.1} MB at most, first echo after {:.1} ms",
        turn.kind.name(),
        grouped(turn.lines_per_second),
        turn.first_echo.as_secs_f64() * 1e3
    )
}

fn to_json(turn: &Turn, number: u32) -> serde_json::Value {
    json!({
        "round": number,
        "client": turn.kind.name(),
        "lines_per_second": turn.lines_per_second.round(),
        "cpu_seconds": turn.cpu.map(|time| time.as_secs_f64()),
        "peak_bytes": turn.peak_bytes,
        "first_echo_ms": round(turn.first_echo.as_secs_f64() * 1e3),
    })
}

/// Ours to another one: taken in each round, then the median of the rounds.
fn compare(other: Kind, rounds: &[Vec<Turn>]) -> Result<()> {
    let ratio = |figure: fn(&Turn) -> f64| {
        let of = |turns: &[Turn], kind| turns.iter().find(|turn| turn.kind == kind).map(figure);
        let ratios = rounds.iter().filter_map(|turns| {
            let (ours, theirs) = (of(turns, Kind::Ours)?, of(turns, other)?);
            Some(ours / theirs)
        });
        median(ratios).unwrap_or(f64::NAN)
    };
    let speed = ratio(|turn| turn.lines_per_second);
    let start = ratio(|turn| turn.first_echo.as_secs_f64());
    let speed_goal = other.goal();
    let start_goal = other.start_goal();
    let name = other.name();
    let is_fast = speed_goal.map(|goal| speed >= goal);
    let is_soon = start_goal.map(|goal| start <= goal);
    say(format_args!(
        "lines/s, ratio to {name}: {speed:.2} ×{}",
        goal(speed_goal.map(|goal| format!("≥ {goal} ×")), is_fast)
    ));
    say(format_args!(
        "start to first echo, ratio to {name}: {start:.2} ×{}",
        goal(start_goal.map(|goal| format!("≤ {goal} ×")), is_soon)
    ));
    emit(&json!({
        "rival": name,
        "speed_ratio": round(speed),
        "speed_met": is_fast,
        "start_ratio": round(start),
        "start_met": is_soon,
    }))
}

/// Starts a client several times, then sends it all lines.
fn turn(client: &Client, address: SocketAddr, options: &CliOptions) -> Result<Turn> {
    let mut starts = Vec::new();
    for _ in 0..options.starts {
        let started = Started::start(client, address)?;
        starts.push(started.first_echo.as_secs_f64());
    }
    let first_echo = median(starts.into_iter()).ok_or("it was not started")?;
    let started = Started::start(client, address)?;
    let id = started.child.id();
    let before = process::cpu_time(id);
    let took = started.exchange(options.lines, usize::from(options.size))?;
    let cpu = process::cpu_time(id).zip(before);
    let turn = Turn {
        kind: client.kind(),
        first_echo: Duration::from_secs_f64(first_echo),
        lines_per_second: options.lines as f64 / took.elapsed.as_secs_f64(),
        cpu: cpu.map(|(after, before)| after.saturating_sub(before)),
        peak_bytes: process::peak_bytes(id),
    };
    drop(took.child);
    Ok(turn)
}

/// A client that runs. Dropping it kills it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl Running {
    fn id(&self) -> u32 {
        self.0.id()
    }
}

/// A client that has echoed.
struct Started {
    child: Running,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    first_echo: Duration,
}

/// How long it took, and who it was.
struct Exchanged {
    child: Running,
    elapsed: Duration,
}

impl Started {
    /// Starts it, and sends lines until one is back.
    fn start(client: &Client, address: SocketAddr) -> Result<Self> {
        let start = Instant::now();
        let mut command = client.command(&format!("ws://{address}/"));
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("it cannot be started: {error}"))?;
        let mut child = Running(child);
        let mut input = child.0.stdin.take().ok_or("it has no input")?;
        let output = child.0.stdout.take().ok_or("it has no output")?;
        let echoed = first_line(BufReader::with_capacity(1 << 20, output))?;
        let mut sent = 0_u32;
        let (mut output, first_echo) = loop {
            input.write_all(PROBE)?;
            sent += 1;
            match echoed.recv_timeout(PROBE_INTERVAL) {
                Ok(output) => break (output?, start.elapsed()),
                Err(RecvTimeoutError::Timeout) if start.elapsed() < PATIENCE => {}
                Err(_) => return Err("no line is back".into()),
            }
        };
        // Of the others some may have been dropped; what comes is told from them by how it begins.
        if client.kind() != Kind::Wscat {
            for _ in 1..sent {
                output.read_until(b'\n', &mut Vec::new())?;
            }
        }
        Ok(Self {
            child,
            input,
            output,
            first_echo,
        })
    }

    /// Sends all lines, and waits until all are back.
    fn exchange(self, lines: u64, size: usize) -> Result<Exchanged> {
        let Self {
            child,
            input,
            mut output,
            ..
        } = self;
        let start = Instant::now();
        let writer = thread::Builder::new().name("writer".to_owned());
        let writer = writer.spawn(move || {
            let written = write(&input, lines, size);
            // The input stays open until all have come.
            (written, input)
        })?;
        let mut expected = Vec::new();
        let mut line = Vec::new();
        let mut number = 0;
        while number < lines {
            line.clear();
            if output.read_until(b'\n', &mut line)? == 0 {
                return Err(format!("it ended after {number} lines").into());
            }
            let said = without_prompts(&line);
            if said == PROBE {
                continue;
            }
            numbered(number, size, &mut expected);
            if said != expected {
                return Err(format!("line {number} is not back as it was sent").into());
            }
            number += 1;
        }
        let elapsed = start.elapsed();
        let (written, _input) = writer.join().map_err(|_panic| "the writer failed")?;
        written?;
        Ok(Exchanged { child, elapsed })
    }
}

/// wscat writes its prompt before what comes, in a pipe too. No line begins so.
fn without_prompts(mut line: &[u8]) -> &[u8] {
    while let Some(rest) = line.strip_prefix(b"> ") {
        line = rest;
    }
    line
}

/// Reads one line beside, and gives the reader back.
fn first_line<R: Read + Send + 'static>(
    mut output: BufReader<R>,
) -> Result<Receiver<std::io::Result<BufReader<R>>>> {
    let (tell, told) = sync_channel(1);
    let reader = thread::Builder::new().name("reader".to_owned());
    reader.spawn(move || {
        let read = output.read_until(b'\n', &mut Vec::new());
        // Who has waited for it may have given up.
        tell.send(read.map(|_count| output)).ok();
    })?;
    Ok(told)
}

fn write(input: &ChildStdin, lines: u64, size: usize) -> std::io::Result<()> {
    let mut input = BufWriter::with_capacity(64 << 10, input);
    let mut line = Vec::new();
    for number in 0..lines {
        numbered(number, size, &mut line);
        input.write_all(&line)?;
    }
    input.flush()
}

/// The line with this number, of this size: digits, with zeros before them.
fn numbered(number: u64, size: usize, line: &mut Vec<u8>) {
    line.clear();
    line.resize(size, b'0');
    let mut rest = number;
    for digit in line.iter_mut().rev() {
        if rest == 0 {
            break;
        }
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    line.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn lines_have_their_size_and_number() {
        let mut line = Vec::new();
        for (number, expected) in [(0, "0000\n"), (7, "0007\n"), (1234, "1234\n")] {
            numbered(number, 4, &mut line);
            assert_eq!(line, expected.as_bytes());
        }
    }
}
