//! What a server of ours can do, tried from the menu.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::servers::{RawServer, Server};
use crate::stage::Stage;

/// As many presses of the button as show what a server does by chance.
const PRESSES: usize = 30;

/// What a row of the list says after the scenario was chosen and the button was pressed for a while.
const SEEN: [(&str, &[&str]); 36] = [
    ("/echo", &["received", "helloworld"]),
    ("/course", &["received", "Hello World"]),
    ("/numbers", &["received", "39.1 KiB"]),
    ("/room/lobby?self=true", &["received", "helloworld"]),
    ("/clock?every=2s", &["received"]),
    ("/chat", &["received"]),
    ("/private?token=secret", &["received", "helloworld"]),
    // Its number, and when it happened.
    ("/events?token=secret", &["received", "16 B"]),
    ("/whoami", &["received", "headers"]),
    ("/subprotocol/chat", &["a subprotocol that was not offered"]),
    ("/count", &["received", "messages"]),
    ("/delay/200ms/echo", &["received", "helloworld"]),
    ("/jitter/0-500ms/echo", &["received", "helloworld"]),
    ("/drip/1KBps/echo", &["received", "helloworld"]),
    ("/repeat/hello/1s", &["received", "hello"]),
    (
        "/flood?rate=10000&size=16&count=100000",
        &["received", "16 B"],
    ),
    (
        "/close/1011?reason=out%20of%20coffee&after=1s",
        &["The server closed the connection"],
    ),
    ("/close/none?after=1s", &["without a close frame (1006)"]),
    ("/reset?after=1s", &["without a close frame (1006)"]),
    ("/refuse/401", &["401"]),
    ("/wrong-accept", &["Wrong Sec-WebSocket-Accept"]),
    ("/stall", &["sent", "helloworld"]),
    ("/silent", &["sent", "helloworld"]),
    ("/drop/10%25/echo", &["received", "helloworld"]),
    ("/duplicate/10%25/echo", &["received", "helloworld"]),
    ("/reorder/10%25/echo", &["received", "helloworld"]),
    ("/fragment/3/echo", &["received", "helloworld"]),
    ("/bad-utf8", &["UTF-8"]),
    ("/reserved-bits", &["Connection lost"]),
    ("/masked", &["Connection lost"]),
    ("/unknown-opcode", &["Connection lost"]),
    ("/oversized-control", &["Connection lost"]),
    ("/huge/64MiB", &["received", "64.0 MiB"]),
    (
        "/delay/2s/close/1013",
        &["The server closed the connection"],
    ),
    (
        "/drop/20%25/delay/100ms/echo?seed=7",
        &["received", "helloworld"],
    ),
    ("/jitter/0-200ms/flood?rate=100&count=1000", &["received"]),
];

#[test]
fn each_scenario_can_be_tried_from_the_menu() {
    let server = Server::start();
    let offered: Vec<_> = echo_server::scenario::catalogue()
        .iter()
        .map(|entry| entry.example)
        .collect();
    assert_eq!(offered, SEEN.map(|(example, _)| example));
    for (example, seen) in SEEN {
        let mut stage = Stage::connected_to(&server.url);
        stage.press("Scenarios");
        stage.wait_until("the list", |stage| stage.button(example).is_some());
        stage.bring_into_view(example);
        stage.press(example);
        // A flood may have pushed its line out of sight already.
        let dialled = stage.harness.state_mut().tab_mut().dialled_address();
        assert_eq!(dialled, format!("{}{example}", server.url));
        let mut presses = 0;
        while stage.count_rows(seen) == 0 && presses < PRESSES {
            stage.press_if_enabled("点击请求");
            presses += 1;
        }
        stage.wait_until(&format!("{example} to show {seen:?}"), |stage| {
            stage.count_rows(seen) > 0
        });
    }
}

#[test]
fn what_the_server_can_do_is_offered_and_tried() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("Scenarios");
    stage.wait_until("the list", |stage| stage.button("/course").is_some());
    stage.press("/course");
    stage.wait_for_rows(2, &["Connected"]);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "Hello World"]);
    // A server that is not ours offers nothing, and says so.
    let stuck =
        RawServer::answering(|_| b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec());
    stage.harness.state_mut().set_address(&stuck.url());
    stage.press("Scenarios");
    stage.wait_for_text("offers no scenarios");
}

/// Frames in which an open menu could ask again.
const FRAMES: usize = 60;

#[test]
fn a_server_without_scenarios_is_asked_once_each_time_the_menu_is_opened() {
    let answers: [&[u8]; 4] = [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"this is not HTTP\r\n\r\n",
        // It hangs up.
        b"",
    ];
    for answer in answers {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let server = RawServer::answering(move |request| {
            if request.starts_with("GET /scenarios ") {
                counter.fetch_add(1, Ordering::Relaxed);
            }
            answer.to_vec()
        });
        let mut stage = Stage::open(&server.url());
        for opened in 1..=3 {
            stage.press("Scenarios");
            stage.wait_for_text("offers no scenarios");
            stage.harness.run_steps(FRAMES);
            stage.wait_for_text("offers no scenarios");
            assert_eq!(asked.load(Ordering::Relaxed), opened);
            stage.harness.key_press(egui::Key::Escape);
            stage.harness.run_steps(3);
            assert!(!stage.shows("offers no scenarios"));
        }
    }
}
