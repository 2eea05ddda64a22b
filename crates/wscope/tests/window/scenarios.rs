//! What a server of ours can do, tried from the sidebar.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wscope::StartOptions;
use wscope::features::scenarios;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::{RawServer, Server};
use crate::stage::Stage;

/// As many presses of the button as show what a server does by chance.
const PRESSES: usize = 30;

/// What a row of the list says after the scenario was chosen and the button was pressed for a while.
const SEEN: [(&str, &[&str]); 38] = [
    ("/echo", &["received", "helloworld"]),
    ("/course", &["received", "Hello World"]),
    ("/numbers", &["received", "39.1 KiB"]),
    ("/room/lobby?self=true", &["received", "Hello, everyone"]),
    ("/chat", &["received"]),
    ("/private?token=secret", &["received", "helloworld"]),
    ("/whoami", &["received", "headers"]),
    ("/subprotocol/chat", &["a subprotocol that was not offered"]),
    ("/count", &["received", "messages"]),
    (
        "/deflate/echo?server_no_context_takeover&client_max_window_bits=10",
        &["received", "hello hello"],
    ),
    ("/fragment/3/echo", &["received", "helloworld"]),
    ("/clock?every=2s", &["received"]),
    // Its number, and when it happened.
    ("/events?token=secret", &["received", "16 B"]),
    ("/repeat/hello/1s", &["received", "hello"]),
    (
        "/flood?rate=10000&size=16&count=100000",
        &["received", "16 B"],
    ),
    ("/huge/64MiB", &["received", "64.0 MiB"]),
    ("/jitter/0-200ms/flood?rate=100&count=1000", &["received"]),
    ("/delay/200ms/echo", &["received", "helloworld"]),
    ("/jitter/0-500ms/echo", &["received", "helloworld"]),
    ("/drip/1KBps/echo", &["received", "helloworld"]),
    (
        "/close/1011?reason=out%20of%20coffee&after=1s",
        &["The server closed the connection"],
    ),
    ("/close/none?after=1s", &["without a close frame (1006)"]),
    ("/reset?after=1s", &["without a close frame (1006)"]),
    ("/refuse/401", &["401"]),
    ("/stall", &["sent", "helloworld"]),
    ("/silent", &["sent", "helloworld"]),
    ("/drop/10%25/echo", &["received", "helloworld"]),
    ("/duplicate/10%25/echo", &["received", "helloworld"]),
    ("/reorder/10%25/echo", &["received", "helloworld"]),
    (
        "/delay/2s/close/1013",
        &["The server closed the connection"],
    ),
    (
        "/drop/20%25/delay/100ms/echo?seed=7",
        &["received", "helloworld"],
    ),
    ("/wrong-accept", &["Wrong Sec-WebSocket-Accept"]),
    ("/bad-utf8", &["UTF-8"]),
    ("/reserved-bits", &["Connection lost"]),
    ("/masked", &["Connection lost"]),
    ("/unknown-opcode", &["Connection lost"]),
    ("/oversized-control", &["Connection lost"]),
    ("/bomb/1GiB", &["larger than the limit of this connection"]),
];

#[test]
fn each_scenario_can_be_tried_from_the_sidebar() {
    let server = Server::start();
    let catalogue = echo_server::scenario::catalogue();
    let offered: Vec<_> = catalogue.iter().map(|entry| entry.example).collect();
    assert_eq!(offered, SEEN.map(|(example, _)| example));
    for ((example, seen), entry) in SEEN.into_iter().zip(catalogue) {
        let mut stage = Stage::connected_to(&server.url);
        stage.press("Scenarios");
        stage.fill("Search", example);
        stage.click_item(entry.title);
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
fn what_the_server_can_do_is_offered_in_groups_with_what_it_does() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    assert!(!stage.shows("Search"));
    stage.press("Scenarios");
    stage.wait_for_item("Basics");
    for group in ["Push", "Network faults", "Protocol errors"] {
        stage.wait_for_item(group);
    }
    assert!(stage.item("TCP reset").is_none());
    stage.click_item("Chat with names");
    stage.wait_for_text("Join under a name");
    assert_eq!(stage.harness.state_mut().text_mut(), r#"{"join":"Grace"}"#);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "welcome"]);
    // Both languages are searched.
    stage.fill("Search", "重置");
    stage.wait_for_item("TCP reset");
    assert!(stage.item("Basics").is_none());
    stage.press("Clear search");
    stage.press("Hide sidebar");
    assert!(!stage.shows("Search"));
    stage.press("Show sidebar");
    stage.wait_for_item("Basics");
}

#[test]
fn the_messages_of_a_scenario_are_a_way_to_go() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("Scenarios");
    stage.click_item("Course: question, answer");
    let text = |stage: &mut Stage| stage.harness.state_mut().text_mut().clone();
    assert_eq!(text(&mut stage), "helloworld");
    stage.command(Command::Scenarios(scenarios::Command::NextExample));
    assert_eq!(text(&mut stage), "close");
    stage.command(Command::Scenarios(scenarios::Command::NextExample));
    assert_eq!(text(&mut stage), "helloworld");
    stage.command(Command::Scenarios(scenarios::Command::PreviousExample));
    let examples = stage.harness.state().tab().examples().unwrap();
    assert_eq!(examples.position(), (2, 2));
    stage.harness.state_mut().set_address(&server.url);
    assert!(stage.harness.state().tab().examples().is_none());
}

/// Frames in which an open section could ask again.
const FRAMES: usize = 60;

#[test]
fn a_server_without_scenarios_is_asked_once_each_time_the_section_is_opened() {
    const NONE: &str = "This server offers no scenarios";
    const UNREACHED: &str = "Server not reached, or no HTTP response";
    let answers: [(&[u8], &str); 4] = [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", NONE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", NONE),
        (b"this is not HTTP\r\n\r\n", UNREACHED),
        // It hangs up.
        (b"", UNREACHED),
    ];
    for (answer, told) in answers {
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
            stage.wait_for_text(told);
            stage.harness.run_steps(FRAMES);
            stage.wait_for_text(told);
            assert_eq!(asked.load(Ordering::Relaxed), opened);
            stage.press("Hide sidebar");
            stage.harness.run_steps(3);
            assert!(!stage.shows(told));
        }
    }
}

#[test]
fn the_server_of_somebody_else_is_asked_when_the_person_wants_it() {
    let mut stage = Stage::open("ws://host.invalid/");
    stage.press("Scenarios");
    stage.harness.run_steps(FRAMES);
    stage.wait_for_item("Ask host.invalid for scenarios");
    assert!(!stage.shows("Loading scenarios"));
    stage.click_item("Ask host.invalid for scenarios");
    stage.wait_for_text("Server not reached");
}

#[test]
fn a_server_that_was_not_reached_is_asked_again_when_the_tab_is_connected() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut stage = Stage::open(&format!("ws://{address}"));
    stage.press("Scenarios");
    stage.wait_for_text("Server not reached");
    let _server = Server::start_at(&address.to_string());
    stage.press("Connect");
    stage.wait_for_item("Basics");
}

#[test]
fn the_palette_finds_scenarios_though_the_sidebar_was_never_opened() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage
        .harness
        .key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    stage.harness.run_steps(3);
    for character in "TCP reset".chars() {
        let typed = egui::Event::Text(character.to_string());
        stage.harness.event(typed);
        stage.harness.step();
    }
    stage.wait_until("the scenario", |stage| stage.option("TCP reset").is_some());
    stage.harness.key_press(egui::Key::Enter);
    let address = format!("{}/reset?after=1s", server.url);
    stage.wait_until("the scenario to be chosen", |stage| {
        stage.harness.state().tab().dialled_address() == address
    });
}

/// The server has a certificate of its own, and the settings of the connection say whom to trust: the sidebar, a new tab and a saved
/// connection go by them.
#[test]
fn scenarios_are_offered_by_a_server_with_an_authority_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (tls, authority) = echo_server::Tls::self_signed(folder.path()).unwrap();
    let listener = runtime.block_on(echo_server::Listener::bind("localhost:0"));
    let listener = listener.unwrap().secured(&tls);
    let url = listener.url();
    assert!(url.starts_with("wss://"), "{url}");
    let stop = echo_server::CancellationToken::new();
    let config = echo_server::Config::default();
    runtime.spawn(echo_server::run(listener, config, stop.clone()));

    let mut stage = Stage::open("");
    stage.harness.state_mut().set_address(&url);
    let form = &mut stage.harness.state_mut().tab_mut().form;
    form.trust = wscope::features::connection_settings::form::TrustChoice::Also;
    form.authority_file = authority.display().to_string();
    stage.command(Command::Connect);
    stage.wait_for_button("点击请求");
    stage.press("Scenarios");
    stage.click_item("Course: question, answer");
    stage.wait_for_rows(1, &["Connecting", "/course"]);
    stage.wait_for_rows(2, &["Connected"]);
    let dialled = stage.harness.state_mut().tab_mut().dialled_address();
    assert_eq!(dialled, format!("{url}/course"));

    let row = stage.item("Course: question, answer").unwrap();
    row.click_secondary();
    stage.harness.run_steps(3);
    stage.press("Open in new tab");
    stage.wait_for_rows(1, &["Connecting", "/course"]);
    stage.wait_for_rows(1, &["Connected"]);
    assert!(stage.harness.state().tab().address.starts_with("wss://"));
    stop.cancel();
}

/// The list follows the server of the program, and is asked for again by hand.
#[test]
fn the_server_is_asked_again_when_it_starts_or_stops() {
    let free = std::net::TcpListener::bind("localhost:0").unwrap();
    let address = format!("localhost:{}", free.local_addr().unwrap().port());
    drop(free);
    let mut stage = Stage::with_options(StartOptions {
        address: format!("ws://{address}"),
        server_address: Some(address.clone()),
        language: Some(Language::English),
        ..StartOptions::default()
    });
    stage.press("Scenarios");
    stage.wait_for_text("Server not reached");
    stage.command(Command::RunServer(true));
    stage.wait_for_item("Basics");
    stage.command(Command::RunServer(false));
    stage.wait_for_text("Server not reached");
    let mut other = Stage::with_options(StartOptions {
        server_address: Some(address),
        language: Some(Language::English),
        ..StartOptions::default()
    });
    other.command(Command::RunServer(true));
    other.wait_for_text("Echo server started");
    stage.click_item("Load scenarios again");
    stage.wait_for_item("Basics");
}
