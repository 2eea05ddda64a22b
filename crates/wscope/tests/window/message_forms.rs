//! Messages of a protocol are filled in and sent.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wscope::features::connection_settings::{self, Setting};
use wscope::features::message_form::{self, FormId};
use wscope::kit::protocol_choice::ProtocolChoice;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// A window whose connection is said to speak this protocol with a server that echoes.
fn speaking(server: &Server, protocol: &'static str) -> Stage {
    let mut stage = Stage::connected_to(&server.url);
    let set = Setting::Protocol(ProtocolChoice::Always(protocol));
    let set = connection_settings::Command::Set(set);
    stage.command(Command::ConnectionSettings(set));
    stage
}

fn open(stage: &mut Stage, protocol: &'static str, form: &'static str) {
    let id = FormId { protocol, form };
    stage.command(Command::MessageForm(message_form::Command::Open(id)));
    stage.harness.run_steps(3);
}

/// Types into the field that has the keyboard, one character at a time.
fn type_in(stage: &mut Stage, text: &str) {
    let all = (Modifiers::COMMAND, Key::A);
    stage.harness.key_press_modifiers(all.0, all.1);
    stage.harness.step();
    for character in text.chars() {
        let typed = egui::Event::Text(character.to_string());
        stage.harness.event(typed);
        stage.harness.step();
    }
}

fn tab(stage: &mut Stage, expected: &str) {
    stage.harness.key_press(Key::Tab);
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some(expected));
}

#[test]
fn an_event_is_filled_in_and_sent_with_the_keyboard() {
    let server = Server::start();
    let mut stage = speaking(&server, "socket.io");
    stage.press("Messages of Socket.IO 4");
    stage.press("Emit an event…");
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some("Namespace"));
    type_in(&mut stage, "/news");
    tab(&mut stage, "Event");
    type_in(&mut stage, "chat");
    tab(&mut stage, "Arguments (JSON, one or an array)");
    type_in(&mut stage, r#"{"a":"#);
    // Nothing is wrong while one types, and it is told when the field is left.
    assert!(!stage.shows("Not valid JSON"));
    tab(&mut stage, "Acknowledgement ID (optional)");
    stage.wait_for_text("Not valid JSON");
    stage.click_field("Arguments (JSON, one or an array)");
    type_in(&mut stage, r#"{"a":1}"#);
    assert_eq!(stage.sent(), 0);
    let send = (Modifiers::COMMAND, Key::Enter);
    stage.harness.key_press_modifiers(send.0, send.1);
    stage.harness.run_steps(3);
    stage.wait_for_rows(2, &[r#"chat {"a":1}"#]);
    assert!(!stage.shows("Put into composer"), "it is closed");
    let sent = stage.harness.state().with_log(|log| {
        let rows = log.kept();
        let rows = (rows.start.get()..rows.end.get()).map(message_log::Seq::new);
        let mut payloads = rows.filter_map(|seq| Some(log.get(seq)?.payload.to_vec()));
        payloads.find(|payload| payload.starts_with(b"42"))
    });
    assert_eq!(sent.as_deref(), Some(&br#"42/news,["chat",{"a":1}]"#[..]));
    // It is as it was filled in.
    open(&mut stage, "socket.io", "emit");
    stage.wait_for_text("/news");
    stage.harness.key_press(Key::Escape);
    stage.harness.run_steps(3);
    assert!(!stage.shows("Put into composer"));
    assert_eq!(stage.sent(), 1);
}

#[test]
fn what_is_missing_is_told_when_it_is_handed_in() {
    let server = Server::start();
    let mut stage = speaking(&server, "json-rpc");
    open(&mut stage, "json-rpc", "call");
    assert!(!stage.shows("Must not be empty"));
    stage.harness.key_press(Key::Enter);
    stage.wait_for_text("Must not be empty");
    assert_eq!(stage.sent(), 0);
    stage.click_field("Method");
    type_in(&mut stage, "sum");
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(3);
    stage.wait_until("the echo", |stage| stage.received() == 1);
    stage.wait_for_rows(2, &["sum"]);
}

#[test]
fn what_was_filled_in_is_put_into_the_composer() {
    #[track_caller]
    fn check(protocol: &'static str, form: &'static str, text: &str) {
        // There need be no connection.
        let mut stage = Stage::open("ws://host.invalid/");
        open(&mut stage, protocol, form);
        stage.press("Put into composer");
        stage.harness.run_steps(3);
        assert!(!stage.shows("Put into composer"));
        assert_eq!(stage.harness.state_mut().text_mut(), text);
        assert_eq!(stage.sent(), 0);
    }
    check("socket.io", "emit", r#"42["message"]"#);
    check("mqtt5", "pingreq", "c0 00");
}

#[test]
fn all_forms_are_in_the_palette() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    assert!(stage.button("Messages of").is_none(), "none is known");
    stage.command(Command::OpenPalette);
    for character in "mqtt 5 subsc".chars() {
        let typed = egui::Event::Text(character.to_string());
        stage.harness.event(typed);
        stage.harness.step();
    }
    let name = "MQTT 5: SUBSCRIBE…";
    stage.wait_until("the entry", |stage| stage.option(name).is_some());
    stage.option(name).unwrap().click();
    stage.harness.run_steps(3);
    stage.wait_for_text("Topic filter");
    stage.harness.get_by_label("Put into composer");
    stage.press("Send");
    stage.wait_for_rows(2, &["82 07 00 01 00 00 01 23 00"]);
}

/// A password is hidden until somebody asks for it, and is sent as it was typed.
#[test]
fn a_password_is_hidden_until_it_is_asked_for() {
    use egui::accesskit::Role;
    use egui_kittest::kittest::NodeT as _;
    let server = Server::start();
    for (protocol, label) in [("mqtt5", "Password"), ("stomp", "Passcode (optional)")] {
        let mut stage = speaking(&server, protocol);
        open(&mut stage, protocol, "connect");
        let role = |stage: &Stage| stage.field(label).map(|it| it.accesskit_node().role());
        assert_eq!(role(&stage), Some(Role::PasswordInput), "{protocol}");
        stage.click_field(label);
        type_in(&mut stage, "secret");
        stage.press("Show");
        assert_eq!(role(&stage), Some(Role::TextInput), "{protocol}");
        let value = stage.field(label).unwrap().accesskit_node().value();
        assert_eq!(value.as_deref(), Some("secret"));
        stage.press("Hide");
        assert_eq!(role(&stage), Some(Role::PasswordInput), "{protocol}");
    }
}
