//! Saved connections in the sidebar: added, named, moved, opened and deleted.

use egui::Key;
use egui_kittest::kittest::NodeT as _;

use wscope::features::{connections, sidebar};
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::settings::{Folder, open, save};
use crate::stage::Stage;

fn names(stage: &Stage) -> Vec<String> {
    let mut items: Vec<_> = stage
        .items()
        .into_iter()
        .filter_map(|item| {
            let node = item.accesskit_node();
            let place = node.bounding_box()?;
            Some((place.y0 as i64, node.label()?))
        })
        .collect();
    items.sort();
    items.into_iter().map(|(_, name)| name).collect()
}

/// A window with the section of saved connections alone.
fn stage_with_section(stage: &mut Stage) {
    stage.press("Saved connections");
    stage.press("Scenarios");
    stage.press("Sequences");
    stage.press("Learn");
}

fn save_as(stage: &mut Stage, address: &str, name: &str) {
    stage.harness.state_mut().set_address(address);
    stage.press("Save this connection");
    type_name(stage, name);
}

fn type_name(stage: &mut Stage, name: &str) {
    assert_eq!(stage.focused().as_deref(), Some("Name"));
    for character in name.chars() {
        stage
            .harness
            .event(egui::Event::Text(character.to_string()));
        stage.harness.step();
    }
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(3);
}

fn double_click(stage: &mut Stage, name: &str) {
    stage.wait_for_item(name);
    // A frame of a test takes as long as a double click may.
    let options = |options: &mut egui::Options| {
        options.input_options.max_double_click_delay = 60.0;
    };
    stage.harness.ctx.options_mut(options);
    let middle = stage.item(name).unwrap().rect().center();
    for pressed in [true, false, true, false] {
        stage.harness.event(egui::Event::PointerMoved(middle));
        stage.harness.event(egui::Event::PointerButton {
            pos: middle,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    }
    stage.harness.run_steps(3);
}

fn drag(stage: &mut Stage, name: &str, to: &str, share: f32) {
    let from = stage.item(name).unwrap().rect().center();
    let place = stage.item(to).unwrap().rect();
    let goal = egui::pos2(place.center().x, place.top() + share * place.height());
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    stage.harness.event(egui::Event::PointerMoved(from));
    stage.harness.event(button(from, true));
    stage.harness.step();
    for step in 1..=8 {
        let at = from + (goal - from) * (step as f32 / 8.0);
        stage.harness.event(egui::Event::PointerMoved(at));
        stage.harness.step();
    }
    stage.harness.event(button(goal, false));
    stage.harness.run_steps(3);
}

#[test]
fn connections_are_saved_named_opened_and_found() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage_with_section(&mut stage);
    stage.wait_for_text("Press + to save the current connection");
    save_as(&mut stage, &server.url, "one");
    save_as(&mut stage, &format!("{}/chat", server.url), "two");
    assert_eq!(names(&stage), ["one", "two"]);
    // A single click only selects.
    stage.click_item("one");
    assert!(stage.harness.state().tab().address.ends_with("/chat"));
    double_click(&mut stage, "one");
    stage.wait_until("the connection", |stage| {
        stage.harness.state().tab().dialled_address() == format!("{}/", server.url)
    });
    stage.wait_for_button("点击请求");
    assert_eq!(stage.harness.state().tab().title(), "one");
    // Enter opens what has the keyboard.
    stage.item("two").unwrap().focus();
    stage.harness.step();
    stage.harness.key_press(Key::Enter);
    stage.wait_until("the other", |stage| {
        stage
            .harness
            .state()
            .tab()
            .dialled_address()
            .ends_with("/chat")
    });
    stage.fill("Search", "one");
    assert_eq!(names(&stage)[0], "one");
    assert!(stage.item("two").is_none());
}

fn selected(stage: &Stage) -> Vec<String> {
    let items = stage.items().into_iter();
    let selected = items.filter(|item| item.accesskit_node().is_selected() == Some(true));
    selected
        .filter_map(|item| item.accesskit_node().label())
        .collect()
}

#[test]
fn of_two_connections_with_one_address_the_one_is_marked_from_which_the_tab_came() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage_with_section(&mut stage);
    for name in ["one", "two"] {
        save_as(&mut stage, &server.url, name);
    }
    // It was saved as the second.
    assert_eq!(selected(&stage), ["two"]);
    double_click(&mut stage, "one");
    stage.wait_until("the first", |stage| selected(stage) == ["one"]);
    double_click(&mut stage, "two");
    stage.wait_until("the second", |stage| selected(stage) == ["two"]);
    // Of a tab that came from none, the first with this address is marked.
    stage.harness.state_mut().tab_mut().saved = None;
    stage.harness.run_steps(3);
    assert_eq!(selected(&stage), ["one"]);
    // So it is where the one is gone from which it came.
    stage.harness.state_mut().tab_mut().saved = Some(7);
    stage.harness.run_steps(3);
    assert_eq!(selected(&stage), ["one"]);
}

#[test]
fn a_tab_remembers_across_a_restart_from_which_connection_it_came() {
    let folder = Folder::new();
    let server = Server::start();
    let mut stage = open(&folder, &server.url);
    stage_with_section(&mut stage);
    for name in ["one", "two"] {
        save_as(&mut stage, &server.url, name);
    }
    let before = stage.harness.state().tab().saved;
    assert!(before.is_some());
    save(&mut stage);
    drop(stage);
    let stage = open(&folder, &server.url);
    assert_eq!(stage.harness.state().tab().saved, before);
}

#[test]
fn a_tab_follows_each_new_name_of_its_connection_but_keeps_one_of_its_own() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage_with_section(&mut stage);
    save_as(&mut stage, &server.url, "one");
    let id = stage.harness.state().tab().saved.unwrap();
    let mut rename = |name: &str| {
        let rename = connections::Command::Rename(id, name.to_owned());
        stage.command(Command::Connections(rename));
        stage.harness.state().tab().title().clone()
    };
    assert_eq!(rename("two"), "two");
    assert_eq!(rename("three"), "three");
    stage.harness.state_mut().tab_mut().name = "mine".to_owned();
    let rename = connections::Command::Rename(id, "four".to_owned());
    stage.command(Command::Connections(rename));
    assert_eq!(stage.harness.state().tab().title(), "mine");
}

#[test]
fn connections_are_put_into_folders_deleted_and_restored() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage_with_section(&mut stage);
    for name in ["one", "two", "three"] {
        save_as(&mut stage, &format!("{}/{name}", server.url), name);
    }
    drag(&mut stage, "three", "one", 0.1);
    assert_eq!(names(&stage), ["three", "one", "two"]);
    stage.press("New folder");
    type_name(&mut stage, "all");
    drag(&mut stage, "one", "all", 0.5);
    assert_eq!(names(&stage), ["three", "two", "all", "one"]);
    stage.click_item("all");
    assert_eq!(names(&stage), ["three", "two", "all"]);
    stage.item("all").unwrap().focus();
    stage.harness.step();
    stage.harness.key_press(Key::Delete);
    stage.harness.run_steps(3);
    assert_eq!(names(&stage), ["three", "two"]);
    stage.press("Undo");
    assert_eq!(names(&stage), ["three", "two", "all"]);
    // F2 names it anew, and Escape does not.
    stage.item("all").unwrap().focus();
    stage.harness.step();
    stage.harness.key_press(Key::F2);
    stage.harness.run_steps(3);
    type_name(&mut stage, "every");
    assert_eq!(names(&stage), ["three", "two", "every"]);
}

#[test]
fn saved_connections_survive_a_restart_without_their_secrets() {
    let folder = Folder::new();
    let mut stage = open(&folder, "");
    stage_with_section(&mut stage);
    let tab = stage.harness.state_mut().tab_mut();
    tab.form.token = "s3cret".to_owned();
    save_as(&mut stage, "wss://host.invalid/?token=hidden&room=7", "far");
    save(&mut stage);
    let stored = folder.stored();
    assert!(
        stored.contains("host.invalid/?token={{token}}&room=7"),
        "{stored}"
    );
    assert!(
        !stored.contains("hidden") && !stored.contains("s3cret"),
        "{stored}"
    );
    drop(stage);
    let mut stage = open(&folder, "");
    stage.wait_for_item("far");
    assert_eq!(names(&stage), ["far"]);
}

#[test]
fn a_credential_in_a_saved_address_is_a_variable_and_connecting_still_works() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage_with_section(&mut stage);
    let whole = format!("{}/?token=s3cret&room=7", server.url);
    stage.harness.state_mut().set_address(&whole);
    stage.press("Save this connection");
    stage.wait_for_text("is now variable token of environment “Environment 1”");
    type_name(&mut stage, "mine");
    double_click(&mut stage, "mine");
    stage.wait_until("the connection", |stage| {
        stage.harness.state().tab().dialled_address() == whole
    });
    stage.wait_for_button("点击请求");
}

#[test]
fn a_variable_is_filled_in_and_an_unknown_one_is_told_before_dialling() {
    let server = Server::start();
    let host = server.url.strip_prefix("ws://").unwrap().to_owned();
    let mut stage = Stage::connected_to(&server.url);
    stage_with_section(&mut stage);
    save_as(&mut stage, "ws://{{host}}/echo", "by variable");
    double_click(&mut stage, "by variable");
    stage.wait_for_text("Variable host has no value: choose an environment");
    let attempts = stage.harness.state().tab().dialled_address().to_owned();
    assert!(!attempts.contains("echo"), "{attempts}");
    stage.command(Command::Connections(connections::Command::EditEnvironments));
    stage.press("Add environment");
    stage.press("Add variable");
    stage.fill("Variable name 1", "host");
    stage.fill("Variable value 1", &host);
    stage.press("Done");
    double_click(&mut stage, "by variable");
    stage.wait_until("the connection", |stage| {
        stage.harness.state().tab().dialled_address() == format!("{}/echo", server.url)
    });
    assert_eq!(stage.harness.state().tab().address, "ws://{{host}}/echo");
    stage.wait_for_button("点击请求");
}

#[test]
fn connections_are_imported_from_a_file_and_what_is_none_is_told() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage_with_section(&mut stage);
    stage.harness.state_mut().import_connections(b"{}");
    stage.wait_for_text("the file is not an export of wscope connections");
    let file = r#"{"format":"wscope-connections","version":1,
        "items":[{"id":1,"kind":"folder","name":"all"},{"id":2,"parent":1,"name":"one","address":"ws://a/"}]}"#;
    stage
        .harness
        .state_mut()
        .import_connections(file.as_bytes());
    stage.wait_for_text("2 imported");
    assert_eq!(names(&stage), ["all", "one"]);
}

#[test]
fn the_name_of_a_saved_connection_is_that_of_its_tab_unless_it_has_one() {
    let server = Server::start();
    for (own, expected) in [("", "Plain"), ("Own name", "Own name")] {
        let mut stage = Stage::connected_to(&server.url);
        stage_with_section(&mut stage);
        stage.harness.state_mut().tab_mut().name = own.to_owned();
        save_as(&mut stage, &server.url, "Plain");
        assert_eq!(stage.harness.state().tab().title(), expected);
    }
}

#[test]
fn what_is_saved_by_a_key_is_named_at_once() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.command(Command::Sidebar(sidebar::Command::Show(false)));
    stage.command(Command::Connections(connections::Command::Save));
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some("Name"));
}
