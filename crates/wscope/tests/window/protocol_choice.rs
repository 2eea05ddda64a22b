//! The person chooses in which protocol messages are decoded.

use connection::Message;
use egui::accesskit::Role;
use egui_kittest::kittest::{Queryable as _, by};
use wscope::features::connection_settings::{self, Setting};
use wscope::features::connections;
use wscope::features::inspector::{self, Page};
use wscope::kit::protocol_choice::ProtocolChoice;
use wscope::shell::command::Command;

use crate::decoding::saying;
use crate::servers::Server;
use crate::settings::{Folder, open, reopen, save};
use crate::stage::Stage;

/// Chooses in the inspector.
#[track_caller]
fn choose(stage: &mut Stage, shown: &str, chosen: &str) {
    // A pane that has just opened takes no click.
    stage.harness.run_steps(30);
    let name = format!("Protocol: {shown}");
    let field = || by().role(Role::ComboBox).label(&name);
    stage.harness.get(field()).scroll_to_me();
    stage.harness.run_steps(20);
    stage.harness.get(field()).click();
    stage.harness.run_steps(3);
    stage.harness.get_by_label(chosen).scroll_to_me();
    stage.harness.run_steps(20);
    stage.harness.get_by_label(chosen).click();
    stage.harness.run_steps(3);
}

fn set(choice: ProtocolChoice) -> Command {
    let set = connection_settings::Command::Set(Setting::Protocol(choice));
    Command::ConnectionSettings(set)
}

#[test]
fn rows_and_the_inspector_are_decoded_anew_when_another_protocol_is_chosen() {
    let server = saying(&[r#"42["chat message",{"text":"hi"}]"#]);
    let mut stage = Stage::connected_to(&format!("{}/socket.io/?EIO=4", server.url()));
    stage.wait_for_rows(1, &[r#"chat message {"text":"hi"}"#]);
    stage.select_row(&["chat message"]);
    stage.wait_for_text("Recognized by the path");
    choose(&mut stage, "Socket.IO 4", "None");
    stage.wait_for_rows(1, &[r#"42["chat message",{"text":"hi"}]"#]);
    stage.wait_for_text("Chosen by you");
    assert!(!stage.shows("event chat message"));
    // Another one does not understand it, and says so.
    choose(&mut stage, "None", "JSON-RPC 2.0");
    stage.wait_for_text("cannot be decoded");
    choose(&mut stage, "JSON-RPC 2.0", "Automatic");
    stage.wait_for_rows(1, &[r#"chat message {"text":"hi"}"#]);
    stage.wait_for_text("event chat message");
}

#[test]
fn a_protocol_is_chosen_for_what_is_not_recognized_and_calls_are_paired() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for message in ["[48,7,{},\"add\",[1,2]]", "[50,7,{},[3]]"] {
        stage.send(Message::Text(message.to_owned()));
    }
    stage.wait_until("the echoes", |stage| stage.received() == 2);
    let show = inspector::Command::Show(Page::Connection);
    stage.command(Command::Inspector(show));
    stage.wait_for_text("No protocol recognized");
    choose(&mut stage, "Automatic", "WAMP 2");
    stage.wait_for_rows(2, &["add"]);
    stage.select_row(&["received", "[3]"]);
    stage.wait_for_text("Chosen by you");
    stage.wait_for_text("answer after");
}

#[test]
fn the_choice_is_kept_with_the_tab_and_with_the_saved_connection() {
    #[track_caller]
    fn check(stored: &str, expected: ProtocolChoice) {
        let folder = Folder::new();
        let mut stage = open(&folder, "ws://host.invalid/");
        stored.clone_into(&mut stage.harness.state_mut().tab_mut().form.protocol);
        stage.command(Command::Connections(connections::Command::Save));
        let id = stage.harness.state().tab().saved.unwrap();
        save(&mut stage);
        drop(stage);
        let mut stage = reopen(&folder);
        let form = &stage.harness.state().tab().form;
        assert_eq!(form.protocol, stored, "of the tab");
        assert_eq!(form.protocol_choice(), expected);
        // In a tab of its own, from what was saved.
        stage.command(Command::NewTab);
        assert_eq!(stage.harness.state().tab().form.protocol, "");
        stage.command(Command::Connections(connections::Command::OpenInTab(id)));
        assert_eq!(stage.harness.state().tab().form.protocol, stored);
    }
    check("mqtt5", ProtocolChoice::Always("mqtt5"));
    check("none", ProtocolChoice::None);
    check("", ProtocolChoice::Automatic);
    // Of a later version.
    check("telepathy", ProtocolChoice::Automatic);
}

#[test]
fn the_palette_chooses_it() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.send(Message::Text("[48,1,{},\"add\",[1,2]]".to_owned()));
    stage.wait_until("the echo", |stage| stage.received() == 1);
    stage.wait_for_rows(2, &["[48,1"]);
    stage.command(Command::OpenPalette);
    for character in "wamp".chars() {
        stage
            .harness
            .event(egui::Event::Text(character.to_string()));
        stage.harness.step();
    }
    let name = "Protocol of the messages: WAMP 2";
    stage.wait_until("the entry", |stage| stage.option(name).is_some());
    stage.option(name).unwrap().click();
    stage.harness.run_steps(3);
    stage.wait_for_rows(2, &["add"]);
    assert_eq!(stage.count_rows(&["[48,1"]), 0);
    stage.command(set(ProtocolChoice::None));
    stage.wait_for_rows(2, &["[48,1"]);
}
