//! What a person does is seen: the list goes to its tail and follows, and stays where it is while they only read.

use std::net::TcpListener;

use connection::Message;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{Queryable as _, by};
use session::Query;
use wscope::StartOptions;
use wscope::features::composer;
use wscope::features::latency;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::{RawServer, Server};
use crate::stage::{Act, Stage};

/// A window with more rows than fit, whose list is scrolled to the top with the first row selected.
fn reading(server: &Server) -> Stage {
    let mut stage = Stage::connected_to(&server.url);
    for number in 0..60 {
        stage.send(Message::Text(format!("message {number};")));
    }
    stage.wait_until("all echoes", |stage| stage.received() == 60);
    stage.harness.step();
    scroll_away(&mut stage);
    stage
}

fn scroll_away(stage: &mut Stage) {
    let first = first_row(stage);
    stage.command(Command::GoTo(first));
    stage.harness.step();
    assert!(!follows(stage));
}

fn first_row(stage: &Stage) -> u64 {
    stage.kept().start
}

fn follows(stage: &mut Stage) -> bool {
    stage.harness.state_mut().tab_mut().list.is_at_tail()
}

#[test]
fn whatever_a_person_does_goes_to_the_tail() {
    let server = Server::start();
    let acts: [(&str, Act); 10] = [
        ("the button", |stage| stage.press("点击请求")),
        ("the key", |stage| {
            stage
                .harness
                .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
            stage.harness.step();
        }),
        ("a repetition", |stage| {
            stage.command(Command::Composer(composer::Command::Repeat));
            stage.command(Command::Composer(composer::Command::StopRepeat));
        }),
        ("a probe", |stage| {
            stage.command(Command::Latency(latency::Command::Start));
            let tab = stage.harness.state().tab().id;
            stage.command(Command::StopSending(tab));
        }),
        ("a ping", |stage| stage.command(Command::Ping)),
        ("a scenario", |stage| {
            let address = stage.harness.state_mut().tab_mut().address.clone();
            stage.command(Command::UseAddress(address));
        }),
        ("closing with a code", |stage| {
            stage.command(Command::CloseWith(connection::CloseFrame::default()));
        }),
        ("disconnecting", |stage| stage.command(Command::Disconnect)),
        ("connecting", |stage| stage.command(Command::Connect)),
        ("the next attempt", |stage| stage.command(Command::Retry)),
    ];
    let mut stage = reading(&server);
    for (name, act) in acts {
        act(&mut stage);
        assert!(follows(&mut stage), "{name}");
        scroll_away(&mut stage);
    }
}

#[test]
fn the_answer_is_seen_after_any_row_was_clicked() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for number in 0..60 {
        stage.send(Message::Text(format!("message {number};")));
        stage.wait_until("the echo", |stage| stage.received() == number + 1);
        stage.harness.step();
        if number == 3 || number == 50 {
            stage.select_row(&["received", &format!("message {number};")]);
        }
    }
    // Nothing was scrolled away, so it follows.
    stage.wait_for_rows(1, &["received", "message 59;"]);
    scroll_away(&mut stage);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    assert!(stage.button("new ↓").is_none());
}

#[test]
fn what_arrives_moves_nothing_while_a_person_reads() {
    let server = Server::start();
    let mut stage = reading(&server);
    let before = stage.rows();
    // As a repetition and a probe send: nobody pressed anything.
    for _ in 0..5 {
        stage.send(Message::Text("by itself".to_owned()));
    }
    stage.wait_until("the echoes", |stage| stage.received() == 65);
    stage.harness.step();
    assert_eq!(stage.rows(), before);
    stage.wait_for_button("10 new ↓");
}

/// Windows that differ in what stands around the list: width and height in points, and whether it is presented.
const WINDOWS: [(f32, f32, bool); 5] = [
    (1120.0, 720.0, false),
    (360.0, 640.0, false),
    (800.0, 360.0, false),
    (360.0, 320.0, false),
    (1120.0, 720.0, true),
];

#[test]
fn what_leads_to_the_newest_row_covers_no_row() {
    let server = Server::start();
    for (width, height, presents) in WINDOWS {
        let options = StartOptions {
            address: server.url.clone(),
            language: Some(Language::English),
            ..StartOptions::default()
        };
        let mut stage = Stage::sized(options, egui::vec2(width, height));
        stage.wait_for_button("点击请求");
        stage.command(Command::Present(presents));
        for number in 0..60 {
            stage.send(Message::Text(format!("message {number};")));
        }
        stage.wait_until("all echoes", |stage| stage.received() == 60);
        stage.harness.run_steps(3);
        let what = format!("{width} × {height}, presented: {presents}");
        assert!(stage.button("Newest ↓").is_none(), "{what}");

        scroll_away(&mut stage);
        stage.harness.run_steps(3);
        stage.wait_for_button("Newest ↓");
        let before = stage.rows();
        stage.send(Message::Text("later".to_owned()));
        stage.wait_until("the echo", |stage| stage.received() == 61);
        stage.wait_for_button("2 new ↓");
        assert_eq!(stage.rows(), before, "{what}");
        let table = stage.harness.get(by().role(Role::Table)).rect();
        let button = stage.button("2 new ↓").unwrap().rect();
        assert!(
            button.top() >= table.bottom(),
            "{what}: {button} on {table}"
        );
        assert!(button.bottom() <= height, "{what}: {button}");

        stage.press("2 new ↓");
        stage.wait_for_rows(1, &["received", "later"]);
        stage.harness.run_steps(3);
        assert!(stage.button("new ↓").is_none(), "{what}");
    }
}

#[test]
fn what_cannot_be_sent_moves_nothing() {
    let server = Server::start();
    let mut stage = reading(&server);
    stage.harness.state_mut().tab_mut().compose.draft.form = payload::typed::Form::Hex;
    stage.write("this is no hex");
    let before = stage.rows();
    stage.command(Command::Composer(composer::Command::Send));
    assert!(!follows(&mut stage));
    assert_eq!(stage.rows(), before);
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("ws://{}", listener.local_addr().unwrap())
}

#[test]
fn a_failed_attempt_shows_why() {
    let server = Server::start();
    let mut stage = reading(&server);
    stage.command(Command::Disconnect);
    stage.wait_for_button("Connect");
    scroll_away(&mut stage);
    let address = free_address();
    stage.harness.state_mut().set_address(&address);
    stage.press("Connect");
    stage.wait_for_rows(1, &["Connection refused", &address]);
}

fn only_received(stage: &mut Stage) {
    let mut query = Query::default();
    query.set_received_only(true);
    stage.command(Command::LookFor(Box::new(query)));
}

#[test]
fn what_the_list_hides_is_told() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    assert!(!stage.shows("Sent, but hidden by the filter"));

    only_received(&mut stage);
    stage.press("点击请求");
    stage.wait_for_text("Sent, but hidden by the filter");

    // A text that the message has not.
    let query = Query {
        text: "nothing has this".to_owned(),
        ..Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
    stage.press("点击请求");
    stage.wait_for_text("Sent, but hidden by the filter");

    stage.command(Command::LookFor(Box::default()));
    stage.command(Command::Pause(true));
    stage.press("点击请求");
    stage.wait_for_text("Sent; the list is paused and shows it when you continue");
}

#[test]
fn a_failure_that_the_list_hides_is_told() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    only_received(&mut stage);
    stage.command(Command::Disconnect);
    stage.wait_for_button("Connect");
    let address = free_address();
    stage.harness.state_mut().set_address(&address);
    stage.press("Connect");
    stage.wait_for_text("Connection refused");

    // So is one that ends an open connection.
    let dropped = RawServer::answering(|request| crate::servers::upgraded(request, b""));
    stage.harness.state_mut().set_address(&dropped.url());
    stage.press("Connect");
    stage.wait_for_text("without a close frame (1006)");
}

#[test]
fn the_end_stays_in_sight_when_the_window_gets_lower() {
    let server = Server::start();
    let mut stage = reading(&server);
    stage.command(Command::FollowNewest);
    stage.wait_for_rows(1, &["received", "message 59;"]);
    for height in [500.0, 420.0, 600.0, 300.0] {
        stage.harness.set_size(egui::vec2(1000.0, height));
        stage.harness.run_steps(3);
        assert_eq!(
            stage.count_rows(&["received", "message 59;"]),
            1,
            "{height}"
        );
    }
}
