//! Memory is bounded whatever comes, and nothing is left out.

use std::io::{BufRead as _, Write as _};
use std::thread;
use std::time::Duration;

use crate::support::{Running, Server, run};

/// What is documented for short lines.
#[cfg(target_os = "linux")]
const SHORT_LINES_BYTES: u64 = 100 * 1024 * 1024;

#[cfg(target_os = "linux")]
#[test]
fn many_short_lines_come_back_in_bounded_memory() {
    const LINES: usize = 200_000;
    let server = Server::start();
    let mut running = Running::start(&[&server.url]);
    let mut input = running.input.take().unwrap();
    let writer = thread::Builder::new().name("writer".to_owned());
    let writer = writer.spawn(move || {
        for number in 0..LINES {
            writeln!(input, "{number}").unwrap();
        }
        // It ends with the input, which stays open until it was looked at.
        input
    });
    let mut received = 0;
    while received < LINES {
        let line = running.next();
        if line["direction"] == "received" {
            assert_eq!(line["text"], received.to_string());
            received += 1;
        }
    }
    let peak = running.peak_memory();
    assert!(peak < SHORT_LINES_BYTES, "{peak}");
    drop(writer.unwrap().join().unwrap());
    running.wait().check_closed_by_us();
}

#[cfg(target_os = "linux")]
#[test]
fn a_server_that_does_not_read_stops_the_input() {
    use rustix::process::Signal;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let (hold, held) = std::sync::mpsc::sync_channel::<()>(0);
    let (url, _told) = crate::support::serve(move |_socket| {
        // Until the test is over.
        held.recv().ok();
    });
    let mut running = Running::start(&[&url]);
    let mut input = running.input.take().unwrap();
    let mut output = running.output.take().unwrap();
    let written = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&written);
    let line = format!("{}\n", "x".repeat(100_000));
    let writer = thread::Builder::new().name("writer".to_owned());
    let writer = writer.spawn(move || {
        while input.write_all(line.as_bytes()).is_ok() {
            counter.fetch_add(line.len(), Ordering::Relaxed);
        }
    });
    // Somebody reads the output, so that only the server is in the way.
    let reader = thread::Builder::new().name("reader".to_owned());
    let reader = reader.spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
    let mut last = usize::MAX;
    while last != written.load(Ordering::Relaxed) || last == 0 {
        last = written.load(Ordering::Relaxed);
        thread::sleep(Duration::from_secs(1));
    }
    // The record, what waits to be sent, and what lies in pipes and sockets.
    let peak = running.peak_memory();
    assert!(peak < 256 * 1024 * 1024, "{peak}");
    running.signal(Signal::INT);
    assert_eq!(running.child.wait().unwrap().code(), Some(0));
    drop(hold);
    writer.unwrap().join().unwrap();
    reader.unwrap().join().unwrap().unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn who_reads_slowly_misses_nothing() {
    // Three times the record.
    const MESSAGES: usize = 12_000;
    let server = Server::start();
    let url = server.at(&format!("/flood?rate=0&size=16384&count={MESSAGES}"));
    let mut running = Running::start(&[&url]);
    running.read_to_event("opened");
    thread::sleep(Duration::from_secs(3));
    let peak = running.peak_memory();
    assert!(peak < 256 * 1024 * 1024, "{peak}");
    let mut output = running.output.take().unwrap();
    let mut next = None;
    for _ in 0..MESSAGES {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let number = line.split([':', ',']).nth(1).unwrap();
        let number: u64 = number.parse().unwrap();
        assert!(line.contains("\"received\""));
        assert_eq!(number, *next.get_or_insert(number));
        next = Some(number + 1);
    }
    running.output = Some(output);
    running.finish().check_closed_by_us();
}

#[cfg(target_os = "linux")]
#[test]
fn who_reads_slowly_after_a_signal_gets_everything() {
    use std::io::Read as _;

    // Less than the record holds.
    const MESSAGES: usize = 3_000;
    // Longer than a program may hang.
    const READING: Duration = Duration::from_secs(7);
    const PARTS: u32 = 14;
    let server = Server::start();
    let url = server.at(&format!("/flood?rate=0&size=16384&count={MESSAGES}"));
    let mut running = Running::start(&[&url]);
    running.read_to_event("opened");
    // Until all of it has come; the program cannot write more than the pipe takes.
    let mut last = 0;
    while last < (MESSAGES * 16384) as u64 || last != running.peak_memory() {
        last = running.peak_memory();
        thread::sleep(Duration::from_secs(1));
    }
    running.signal(rustix::process::Signal::INT);
    let mut output = running.output.take().unwrap();
    let mut part = vec![0; MESSAGES * 16384 / PARTS as usize];
    let mut written = Vec::new();
    for _ in 0..PARTS {
        thread::sleep(READING / PARTS);
        output.read_exact(&mut part).unwrap();
        written.extend_from_slice(&part);
    }
    output.read_to_end(&mut written).unwrap();
    let received = memchr::memmem::find_iter(&written, b"\"received\"").count();
    assert_eq!(received, MESSAGES);
    let last = written
        .trim_ascii_end()
        .rsplit(|byte| *byte == b'\n')
        .next();
    let last: serde_json::Value = serde_json::from_slice(last.unwrap()).unwrap();
    assert_eq!(last["event"]["type"], "closed-by-us");
    assert_eq!(running.wait().code, Some(0));
}

#[test]
fn a_line_over_the_limit_is_not_sent() {
    let server = Server::start();
    let mut input = b"first\n".to_vec();
    input.resize(input.len() + connection::MAX_MESSAGE_BYTES + 1, b'x');
    input.extend_from_slice(b"\nlast\n");
    let run = run(&[&server.url], &input);
    assert_eq!(run.code, Some(2), "{}", run.errors);
    assert_eq!(run.texts("received"), ["first"]);
    let told = "error: line 2 of the input is longer than 67108864 bytes, which is the most that is sent; it and what follows was not sent\n";
    assert_eq!(run.errors, told);
}

#[test]
fn the_longest_line_comes_back() {
    let server = Server::start();
    let line = "x".repeat(connection::MAX_MESSAGE_BYTES);
    let run = run(&[&server.url, "--wait=30"], line.as_bytes());
    assert_eq!(run.code, Some(0), "{}", run.errors);
    let received = run.texts("received");
    assert!(received == [line.as_str()], "{}", received.len());
}
