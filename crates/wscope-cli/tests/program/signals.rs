//! SIGINT, SIGTERM and SIGHUP.
#![cfg(unix)]

use std::io::Write as _;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::support::{PATIENCE, Running, Server, mute, serve};

/// The signals that end the program. Where these tests were started so that SIGHUP is ignored, as by `nohup`, so do the programs
/// that they start.
fn ending_signals() -> impl Iterator<Item = Signal> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    let ignores_hang_up = ignored.is_none_or(|bits| bits & 1 != 0);
    let all = [Signal::INT, Signal::TERM, Signal::HUP];
    all.into_iter()
        .filter(move |signal| *signal != Signal::HUP || !ignores_hang_up)
}

#[test]
fn a_signal_closes_the_connection_and_what_was_read_is_written() {
    for signal in ending_signals() {
        let (url, told) = serve(|socket| {
            let message = socket.read().unwrap();
            socket.send(message).unwrap();
        });
        let mut running = Running::start(&[&url]);
        running.read_to_event("opened");
        running.type_line("hello");
        assert_eq!(running.next()["direction"], "sent");
        assert_eq!(running.next()["direction"], "received");
        running.signal(signal);
        running.wait().check_closed_by_us();
        let frame = told.recv_timeout(PATIENCE).unwrap();
        assert_eq!(frame, Some((1000, String::new())), "{signal:?}");
    }
}

#[test]
fn a_signal_ends_an_attempt() {
    let (url, _listener) = mute();
    let mut running = Running::start(&[&url]);
    running.read_to_event("connecting");
    running.signal(Signal::INT);
    let run = running.wait();
    assert_eq!(run.code, Some(3));
    assert_eq!(
        run.errors,
        "error: interrupted before the connection was open\n"
    );
}

#[test]
fn a_signal_ends_it_though_nobody_reads_the_output() {
    let server = Server::start();
    let mut running = Running::start(&[&server.at("/flood?rate=0&size=1024")]);
    running.read_to_event("opened");
    // Until the pipe is full, and more has come.
    std::thread::sleep(Duration::from_secs(1));
    running.signal(Signal::INT);
    let start = Instant::now();
    let status = running.child.wait().unwrap();
    // The code with which a shell reports such an end.
    assert_eq!(status.code(), Some(130));
    assert!(start.elapsed() < Duration::from_secs(30));
}

/// Whatever ends it, also where it hangs: what comes from a pipe may never come.
#[test]
fn nothing_is_left_of_a_file_that_was_being_written() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"a"}"#;
    let mut running = Vec::new();
    for signal in ending_signals() {
        let own = folder.path().join(format!("{signal:?}"));
        std::fs::create_dir(&own).unwrap();
        let pipe = own.join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let arguments =
            [&pipe, &own.join("out.wscope.jsonl")].map(|path| path.display().to_string());
        let program = Running::start_plain(&["convert", &arguments[0], &arguments[1]]);
        // It is opened when it is read, and read no further than this.
        let mut writer = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
        writeln!(writer, "{line}").unwrap();
        let start = Instant::now();
        let count = || std::fs::read_dir(&own).unwrap().count();
        while count() < 2 && start.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(count(), 2, "{signal:?}");
        // Until it waits for more.
        std::thread::sleep(Duration::from_millis(300));
        program.signal(signal);
        running.push((program, own, writer));
    }
    for (program, own, _writer) in running {
        let run = program.wait();
        // On a machine that has much to do it may not have come to that.
        assert!(matches!(run.code, Some(130 | 5)), "{}", run.errors);
        let names: Vec<_> = std::fs::read_dir(&own).unwrap().collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }
}

/// As `nohup` does: who wants it to go on without its terminal says so.
#[cfg(target_os = "linux")]
#[test]
fn a_hang_up_that_is_ignored_stays_ignored() {
    let (url, told) = serve(|socket| {
        let message = socket.read().unwrap();
        socket.send(message).unwrap();
    });
    let mut command = std::process::Command::new("sh");
    let script = "trap '' HUP; exec \"$0\" --json \"$1\"";
    let mut running = Running::of(command.args(["-c", script, env!("CARGO_BIN_EXE_wsc"), &url]));
    running.read_to_event("opened");
    running.signal(Signal::HUP);
    running.type_line("hello");
    assert_eq!(running.next()["direction"], "sent");
    assert_eq!(running.next()["direction"], "received");
    running.finish().check_closed_by_us();
    let frame = told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(frame, Some((1000, String::new())));
}
