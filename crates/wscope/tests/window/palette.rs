//! The command palette: opened by a key, searched in both languages, used without the pointer.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::features::connections;
use wscope::kit::theme::ThemeChoice;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

fn open(stage: &mut Stage) {
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::K);
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some("Command palette"));
}

fn type_slowly(stage: &mut Stage, text: &str) {
    for character in text.chars() {
        stage
            .harness
            .event(egui::Event::Text(character.to_string()));
        stage.harness.step();
        assert_eq!(stage.focused().as_deref(), Some("Command palette"));
    }
    stage.harness.run_steps(2);
}

fn press(stage: &mut Stage, key: Key) {
    stage.harness.key_press(key);
    stage.harness.run_steps(3);
}

#[test]
fn a_command_is_found_in_either_language_and_run_by_enter() {
    let server = Server::start();
    for query in ["disconn", "断开"] {
        let mut stage = Stage::connected_to(&server.url);
        open(&mut stage);
        type_slowly(&mut stage, query);
        assert!(stage.option("Disconnect").is_some(), "{query}");
        press(&mut stage, Key::Enter);
        assert!(stage.field("Command palette").is_none());
        stage.wait_until("the end of the connection", |stage| {
            stage.harness.state().phase() == connection::Phase::Idle
        });
        // What is typed now goes where it went before.
        assert_eq!(stage.focused().as_deref(), Some("Message to send"));
    }
}

#[test]
fn arrows_choose_and_escape_closes() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    open(&mut stage);
    type_slowly(&mut stage, "theme");
    for name in ["Theme: System", "Theme: Light", "Theme: Dark"] {
        assert!(stage.option(name).is_some(), "{name}");
    }
    press(&mut stage, Key::Escape);
    assert!(stage.field("Command palette").is_none());
    assert_eq!(stage.focused().as_deref(), Some("Message to send"));
    open(&mut stage);
    type_slowly(&mut stage, "dark");
    press(&mut stage, Key::ArrowDown);
    press(&mut stage, Key::ArrowUp);
    press(&mut stage, Key::Enter);
    let theme = stage
        .harness
        .ctx
        .options(|options| options.theme_preference);
    assert_eq!(theme, ThemeChoice::Dark.into());
    // What was used last is offered first.
    open(&mut stage);
    assert!(stage.option("Theme: Dark").is_some());
    press(&mut stage, Key::Enter);
    assert!(stage.field("Command palette").is_none());
}

#[test]
fn scenarios_and_saved_connections_are_found_too() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("Scenarios");
    stage.wait_for_item("Basics");
    // The button may be further up than the sidebar shows, once the section of scenarios was brought into view.
    stage.command(Command::Connections(connections::Command::Save));
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some("Name"));
    stage
        .harness
        .event(egui::Event::Text("my favourite".to_owned()));
    stage.harness.step();
    press(&mut stage, Key::Enter);
    open(&mut stage);
    type_slowly(&mut stage, "chat with");
    press(&mut stage, Key::Enter);
    stage.wait_until("the scenario", |stage| {
        stage
            .harness
            .state()
            .tab()
            .dialled_address()
            .ends_with("/chat")
    });
    stage.wait_until("the handshake", |stage| {
        stage.harness.state().tab().phase().is_open()
    });
    open(&mut stage);
    type_slowly(&mut stage, "favour");
    stage.wait_until("what was saved", |stage| {
        stage.option("my favourite").is_some()
    });
    press(&mut stage, Key::Enter);
    stage.wait_until("the connection", |stage| {
        !stage
            .harness
            .state()
            .tab()
            .dialled_address()
            .ends_with("/chat")
    });
}

/// What needs a message says so, and what is done with all rows needs none.
#[test]
fn what_is_done_with_messages_is_found_before_one_is_selected() {
    #[track_caller]
    fn check(query: &str, name: &str, needs_message: bool) {
        let server = Server::start();
        let mut stage = Stage::connected_to(&server.url);
        stage.send(connection::Message::Text("first".to_owned()));
        stage.wait_for_rows(2, &["first"]);
        let is_disabled = |stage: &mut Stage| {
            open(stage);
            type_slowly(stage, query);
            let entry = stage.option(name).unwrap_or_else(|| panic!("{name}"));
            let node = entry.accesskit_node();
            let is_disabled = node.is_disabled();
            let why = node.description().unwrap_or_default();
            assert_eq!(is_disabled, why.contains("Select a message"), "{why}");
            press(stage, Key::Escape);
            is_disabled
        };
        assert_eq!(is_disabled(&mut stage), needs_message, "{name}");
        stage.select_row(&["sent", "first"]);
        stage.wait_until("the message", |stage| {
            stage.harness.state().tab().shows_message()
        });
        assert!(!is_disabled(&mut stage), "{name}");
    }
    check("compare", "Compare messages (diff)", true);
    check("diff", "Compare messages (diff)", true);
    check("resend", "Resend", true);
    check("rows as text", "Save rows as text…", false);
    check("as json", "Save rows as JSON lines…", false);
}

#[test]
fn all_rows_are_saved_without_a_selection() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.send(connection::Message::Text("first".to_owned()));
    stage.wait_for_rows(2, &["first"]);
    open(&mut stage);
    type_slowly(&mut stage, "rows as text");
    press(&mut stage, Key::Enter);
    stage.wait_for_text("4 rows");
}

/// What cannot be done is found by its name, and says why: nothing else with the same words is done instead.
#[test]
fn what_cannot_be_done_now_is_listed_with_its_reason() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let address = stage.harness.state().tab().address.clone();
    for (query, name) in [("close with", "Close with code…"), ("ping", "Ping")] {
        open(&mut stage);
        type_slowly(&mut stage, query);
        let entry = stage.option(name).unwrap();
        let node = entry.accesskit_node();
        assert!(node.is_disabled(), "{name}");
        let why = node.description().unwrap_or_default();
        assert!(why.contains("Reconnect with details"), "{name}: {why}");
        entry.click();
        stage.harness.run_steps(3);
        press(&mut stage, Key::Enter);
        assert!(stage.field("Command palette").is_some(), "{name}");
        press(&mut stage, Key::Escape);
        assert_eq!(stage.harness.state().tab().address, address);
        let phase = stage.harness.state().phase();
        assert!(matches!(phase, connection::Phase::Open { .. }), "{phase:?}");
    }
    stage.command(Command::ReconnectWithDetails);
    stage.wait_for_rows(2, &["Connected"]);
    open(&mut stage);
    type_slowly(&mut stage, "close with");
    press(&mut stage, Key::Enter);
    assert!(stage.field("Command palette").is_none());
    assert!(stage.shows("Reason"), "the form for a close frame");
}

#[test]
fn the_pages_of_the_inspector_are_found_by_their_names() {
    let server = Server::start();
    for (query, name) in [
        ("conversation", "Conversation: show methods and groups"),
        ("会话", "Conversation: show methods and groups"),
        ("对话", "Conversation: show methods and groups"),
        (
            "connection",
            "Connection: show handshake, timing and statistics",
        ),
        ("message", "Message: show the selected one"),
    ] {
        let mut stage = Stage::connected_to(&server.url);
        open(&mut stage);
        type_slowly(&mut stage, query);
        assert!(stage.option(name).is_some(), "{query}");
        stage.option(name).unwrap().click();
        stage.harness.run_steps(3);
        assert!(stage.harness.state().tab().inspector.is_open(), "{query}");
    }
}

/// Each of these leads to what its words say, and is listed once.
#[test]
fn pages_are_listed_once_and_lead_where_they_say() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    open(&mut stage);
    type_slowly(&mut stage, "sequences");
    assert!(stage.option("Sequences…").is_some());
    assert!(stage.option("Sequences").is_none());
    press(&mut stage, Key::Escape);
    open(&mut stage);
    type_slowly(&mut stage, "flow");
    assert!(stage.option("Save flow as SVG…").is_some());
    press(&mut stage, Key::Escape);
    let show = wscope::features::watch::Command::Show;
    stage.command(Command::Watch(show));
    stage.harness.run_steps(30);
    assert!(stage.field("JSONPath").is_some());
    open(&mut stage);
    type_slowly(&mut stage, "conversation");
    stage
        .option("Conversation: show methods and groups")
        .unwrap()
        .click();
    stage.harness.run_steps(5);
    assert!(stage.field("JSONPath").is_none());
}

/// The first of what is found is done by Enter.
#[test]
fn keys_and_other_words_find_a_command() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for (query, name) in [
        ("f11", "Presentation"),
        ("ctrl+l", "Go to the address"),
        ("fullscreen", "Presentation"),
        ("全屏", "Presentation"),
        ("headers", "Connection settings: Headers"),
        ("dark mode", "Theme: Dark"),
        ("pause", "Pause"),
    ] {
        open(&mut stage);
        type_slowly(&mut stage, query);
        let options = stage.harness.query_all(by().role(Role::ListBoxOption));
        let mut names = options.filter_map(|option| option.accesskit_node().label());
        let first = names.next();
        drop(names);
        assert_eq!(first.as_deref(), Some(name), "{query}");
        press(&mut stage, Key::Escape);
    }
    open(&mut stage);
    type_slowly(&mut stage, "headers");
    press(&mut stage, Key::Enter);
    stage.harness.run_steps(3);
    assert!(stage.shows("Subprotocols"));
}

#[test]
fn two_selected_rows_are_compared_with_each_other() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for text in ["first", "second"] {
        stage.send(connection::Message::Text(text.to_owned()));
        stage.wait_for_rows(2, &[text]);
    }
    stage.select_row(&["sent", "first"]);
    let mut rows = stage.harness.query_all(by().role(Role::Row));
    let second = rows.find(|row| {
        let name = row.accesskit_node().label().unwrap_or_default();
        name.contains("sent") && name.contains("second")
    });
    second.unwrap().click_modifiers(Modifiers::COMMAND);
    drop(rows);
    stage.harness.run_steps(3);
    open(&mut stage);
    type_slowly(&mut stage, "compare mess");
    press(&mut stage, Key::Enter);
    stage.harness.run_steps(5);
    assert!(stage.harness.state().tab().inspector.holds());
    assert!(!stage.shows("Nothing to compare with yet"));
    let texts = stage.harness.query_all_by_label_contains("first");
    assert!(texts.count() > 1, "in the list and in the comparison");
}
