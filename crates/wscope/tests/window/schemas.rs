//! The schemas that are inferred of messages, and what departs from them.

use connection::Message;
use egui::accesskit::Role;
use egui_kittest::kittest::{Queryable as _, by};
use wscope::features::conversation::Command as Conversation;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

#[test]
fn schemas_are_inferred_and_what_departs_leads_to_its_message() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let send = |stage: &mut Stage, text: &str, count: u64| {
        stage.send(Message::Text(text.to_owned()));
        stage.wait_until("an echo", |stage| stage.received() == count);
    };
    for count in 1..=25 {
        send(&mut stage, r#"{"type":"tick","price":1}"#, count);
    }
    stage.command(Command::Conversation(Conversation::ShowSchemas));
    stage.wait_for_text("25 messages");
    send(&mut stage, r#"{"type":"tick","price":"high"}"#, 26);
    // Sent and received.
    stage.wait_until("both departures", |stage| {
        let told = stage
            .harness
            .query_all_by_label_contains("$.price has a different type: string");
        told.count() >= 2
    });
    let first = by()
        .role(Role::Button)
        .label_contains("$.price has a different type");
    stage.harness.query_all(first).next().unwrap().click();
    stage.harness.run_steps(5);
    stage.wait_for_text("high");
    let folder = tempfile::tempdir().unwrap();
    for (button, name, expected) in [
        (
            "Save JSON Schema…",
            "messages.schema.json",
            "\"received-type-tick\"",
        ),
        (
            "Save AsyncAPI…",
            "messages.asyncapi.json",
            "\"asyncapi\": \"3.0.0\"",
        ),
    ] {
        stage.command(Command::Conversation(Conversation::ShowSchemas));
        stage.harness.run_steps(5);
        stage.press(button);
        stage.harness.run_steps(2);
        let path = folder.path().join(name);
        stage.type_path(&path);
        stage.harness.key_press(egui::Key::Enter);
        stage.wait_for_text("Saved to");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("high"));
    }
}

/// Kinds that differ by their address alone are one row.
#[test]
fn kinds_with_the_same_words_are_listed_once() {
    let (one, two) = (Server::start(), Server::start());
    let mut stage = Stage::connected_to(&one.url);
    stage.send(Message::Text("1".to_owned()));
    stage.wait_until("an echo", |stage| stage.received() == 1);
    stage.harness.state_mut().set_address(&two.url);
    stage.press("Disconnect");
    stage.press("Connect");
    stage.wait_for_button("点击请求");
    stage.send(Message::Text("2".to_owned()));
    stage.wait_until("an echo", |stage| stage.received() == 2);
    stage.command(Command::Conversation(Conversation::ShowSchemas));
    stage.wait_for_text("2 messages");
    let kinds = by().role(Role::ListItem).label_contains("other messages");
    // Sent and received.
    assert_eq!(stage.harness.query_all(kinds).count(), 2);
}
