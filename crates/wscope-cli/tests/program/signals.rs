//! SIGINT and SIGTERM.
#![cfg(unix)]

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::support::{PATIENCE, Running, Server, mute, serve};

#[test]
fn a_signal_closes_the_connection_and_what_was_read_is_written() {
    for signal in [Signal::INT, Signal::TERM] {
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
