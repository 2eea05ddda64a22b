//! What the program is for.

use connection::Message;
use egui::{Key, Modifiers};
use message_log::{Direction, Kind};
use wscope::kit::language::Language;
use wscope::{App, StartOptions};

use crate::servers::Server;
use crate::stage::Stage;

#[test]
fn each_click_brings_helloworld_back() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for clicks in 1..=2 {
        stage.press("点击请求 Send");
        stage.wait_for_rows(clicks, &["received", "10 B", "helloworld"]);
        stage.wait_for_rows(clicks, &["sent", "10 B", "helloworld"]);
    }
    stage.wait_for_text("Sent 2");
    stage.wait_for_text("Received 2");
}

#[test]
fn every_text_of_the_window_has_its_glyphs() {
    for language in Language::ALL {
        let server = Server::start();
        let options = StartOptions {
            address: server.url.clone(),
            language: Some(language),
            built_in_server: Some(server.url.clone()),
            ..StartOptions::default()
        };
        // Unlike on other stages, a missing glyph panics here.
        let harness = egui_kittest::Harness::builder()
            .with_size([1000.0, 680.0])
            .build_eframe(|creation| App::new(&creation.egui_ctx, None, options));
        let mut stage = Stage { harness };
        stage.press("点击请求");
        stage.wait_for_rows(2, &["helloworld"]);
        stage.select_row(&["helloworld"]);
        let settings = wscope::shell::texts::Text::Settings
            .say(language)
            .into_owned();
        stage.press(&settings);
    }
}

#[test]
fn the_keyboard_sends_too() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.wait_for_rows(1, &["received", "helloworld"]);
}

#[test]
fn every_kind_of_message_comes_back_byte_for_byte() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let many_scripts = "汉字与表情 🌍👩‍👩‍👧 ".repeat(3_000);
    assert!(many_scripts.len() > 100 * 1024);
    let messages = [
        Message::Text("helloworld".to_owned()),
        Message::Text(String::new()),
        Message::Text(many_scripts),
        Message::Text("x".repeat(1 << 20)),
        Message::Binary((0..=255).collect()),
    ];
    for (index, message) in messages.iter().enumerate() {
        stage
            .harness
            .state_mut()
            .session()
            .send(message.clone())
            .unwrap();
        stage.wait_until("the echo", |stage| received(stage).len() > index);
    }
    let expected: Vec<(Kind, Vec<u8>)> = messages.into_iter().map(recorded).collect();
    assert!(received(&stage) == expected);
    stage.wait_for_rows(1, &["received", "0 B", "(empty)"]);
    stage.wait_for_rows(1, &["received", "256 B", "00 01 02 03"]);
}

fn recorded(message: Message) -> (Kind, Vec<u8>) {
    let kind = match message {
        Message::Text(_) => Kind::Text,
        _ => Kind::Binary,
    };
    (kind, message.into_payload())
}

/// What the log holds of what was received.
fn received(stage: &Stage) -> Vec<(Kind, Vec<u8>)> {
    stage.harness.state().with_log(|log| {
        let all = stage
            .kept()
            .filter_map(|seq| log.get(message_log::Seq::new(seq)));
        all.filter(|message| message.direction == Direction::Received)
            .map(|message| (message.kind, message.payload.to_vec()))
            .collect()
    })
}

#[test]
fn while_not_connected_the_button_says_why() {
    let mut stage = Stage::open("Not a valid address");
    stage.harness.step();
    let button = stage.button("点击请求").unwrap();
    button.hover();
    stage.harness.step();
    stage.wait_for_text("Not connected: connect to send");
    assert!(stage.rows().is_empty());
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.harness.step();
    assert!(stage.rows().is_empty());
}

#[test]
fn an_idle_window_asks_for_no_repaint() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    // The rate in the status line falls back to zero within two seconds; then nothing moves.
    stage.wait_until("the window to come to rest", |stage| {
        let root = &stage.harness.output().viewport_output[&egui::ViewportId::ROOT];
        root.repaint_delay == std::time::Duration::MAX
    });
    for _ in 0..3 {
        stage.harness.step();
        let root = &stage.harness.output().viewport_output[&egui::ViewportId::ROOT];
        assert_eq!(root.repaint_delay, std::time::Duration::MAX);
    }
}
