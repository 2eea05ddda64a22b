//! Latency and integrity of a connection that echoes.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{PATIENCE, Server, mute, output, serve};

/// The result of a measurement, and the exit code.
#[track_caller]
fn probe(url: &str, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = output(&[&["probe", url, "--json"], arguments].concat());
    assert_eq!(output.errors, "");
    (output.code, serde_json::from_str(&output.out).unwrap())
}

const FAST: [&str; 2] = ["--rate", "500"];

#[test]
fn an_echo_is_whole() {
    let server = Server::start();
    let (code, result) = probe(
        &server.url,
        &["--count", "50", "--size", "100", "--rate", "500"],
    );
    assert_eq!(code, Some(0), "{result}");
    let expected = json!({
        "sent": 50, "echoed": 50, "pending": 0, "lost": 0, "corrupted": 0, "duplicated": 0, "reordered": 0,
        "count": 50, "size": 100, "rate": 500, "interrupted": false,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&result[name], value, "{name} {result}");
    }
    let latency =
        ["p50", "p95", "p99", "max"].map(|name| result["latency_micros"][name].as_u64().unwrap());
    assert!(latency.is_sorted() && latency[0] > 0, "{result}");
    let bars = result["histogram_micros"].as_array().unwrap();
    assert_eq!(
        bars.iter()
            .map(|bar| bar["count"].as_u64().unwrap())
            .sum::<u64>(),
        50
    );
    let output = output(&["probe", &server.url, "--count", "2", "--rate", "100"]);
    assert_eq!((output.code, &*output.errors), (Some(0), ""));
    assert!(
        output.out.contains("2 of 2 messages of 64 bytes sent in"),
        "{}",
        output.out
    );
    assert!(
        output
            .out
            .contains("\nechoed           2  100.00 %\nlost             0    0.00 %\n"),
        "{}",
        output.out
    );
    assert!(output.out.contains("\nlatency p50 "), "{}", output.out);
}

#[test]
fn what_is_wrong_is_counted_and_told_by_the_exit_code() {
    let server = Server::start();
    let check = |path: &str, count: &str, name: &str| {
        let arguments = [&FAST[..], &["--count", count]].concat();
        let (code, result) = probe(&server.at(path), &arguments);
        assert_eq!(code, Some(1), "{result}");
        assert!(result[name].as_u64().unwrap() > 0, "{name} {result}");
    };
    check("/duplicate/100%25/echo", "20", "duplicated");
    // The last one too.
    check("/duplicate/100%25/echo", "1", "duplicated");
    check("/reorder/50%25/echo?seed=7", "100", "reordered");
    check("/drop/50%25/echo?seed=7", "20", "lost");
    let (url, told) = serve(|socket| {
        for altered in [false, true, false] {
            let Message::Text(text) = socket.read().unwrap() else {
                continue;
            };
            let end = if altered { "!" } else { "" };
            socket.send(Message::text(format!("{text}{end}"))).unwrap();
        }
    });
    let (code, result) = probe(&url, &["--count", "3", "--rate", "100"]);
    assert_eq!(
        (code, &result["corrupted"], &result["echoed"]),
        (Some(1), &json!(1), &json!(3))
    );
    assert_eq!(
        told.recv_timeout(PATIENCE).unwrap().map(|frame| frame.0),
        Some(1000)
    );
}

#[test]
fn a_connection_that_fails_or_ends_is_told() {
    let check = |arguments: &[&str], code: i32, errors: &str, lost: Option<u64>| {
        let output = output(&[&["probe", "--json"], arguments].concat());
        assert_eq!(output.code, Some(code), "{}", output.errors);
        assert!(output.errors.contains(errors), "{}", output.errors);
        let result = serde_json::from_str::<Value>(&output.out);
        assert_eq!(
            result
                .ok()
                .map(|result| result["lost"].as_u64().unwrap() > 0),
            lost.map(|lost| lost > 0)
        );
    };
    check(&["ws://127.0.0.1:1"], 3, "connection refused", None);
    let (url, _listener) = mute();
    check(&[&url, "--timeout", "0.2"], 3, "timed out", None);
    let closing = |code| {
        serve(move |socket| {
            socket.read().unwrap();
            let frame = tokio_tungstenite::tungstenite::protocol::CloseFrame {
                code,
                reason: "".into(),
            };
            socket.close(Some(frame)).unwrap();
        })
    };
    let (url, _told) = closing(1011.into());
    check(
        &[&url],
        4,
        "the server closed the connection with code 1011",
        Some(1),
    );
    let (url, _told) = closing(1000.into());
    check(
        &[&url],
        4,
        "the server closed the connection before all messages came back",
        Some(1),
    );
    for bad in [
        ["--count", "0"],
        ["--count", "100001"],
        ["--size", "28"],
        ["--size", "65537"],
        ["--rate", "0"],
        ["--rate", "1001"],
    ] {
        check(
            &["ws://localhost:1", bad[0], bad[1]],
            2,
            "invalid value",
            None,
        );
    }
    check(
        &["http://h"],
        2,
        "a WebSocket address begins with ws://",
        None,
    );
}

#[cfg(unix)]
#[test]
fn a_signal_gives_the_result_so_far() {
    use std::io::BufRead as _;
    use std::time::Duration;

    use crate::support::Running;

    let (send, came) = std::sync::mpsc::sync_channel(1);
    let (url, told) = serve(move |socket| {
        let message = socket.read().unwrap();
        socket.send(message).unwrap();
        // This one is not answered.
        socket.read().unwrap();
        send.send(()).unwrap();
    });
    let mut running = Running::start(&["probe", &url, "--json", "--rate", "20"]);
    came.recv_timeout(PATIENCE).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    running.signal(rustix::process::Signal::INT);
    let mut line = String::new();
    running
        .output
        .as_mut()
        .unwrap()
        .read_line(&mut line)
        .unwrap();
    let result: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(result["interrupted"], true);
    assert_eq!((&result["echoed"], &result["lost"]), (&json!(1), &json!(0)));
    assert!(result["pending"].as_u64().unwrap() >= 1, "{result}");
    let run = running.wait();
    let words = match result["pending"].as_u64() {
        Some(1) => "1 message".to_owned(),
        count => format!("{} messages", count.unwrap()),
    };
    let told_last = format!("error: interrupted before {words} came back\n");
    assert_eq!((run.code, run.errors), (Some(4), told_last));
    assert_eq!(
        told.recv_timeout(PATIENCE).unwrap().map(|frame| frame.0),
        Some(1000)
    );
}
