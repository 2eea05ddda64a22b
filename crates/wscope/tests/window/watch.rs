//! Values are watched: what paths select in the messages, as they come.

use std::time::{Duration, Instant};

use connection::Message;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::features::inspector::{self, Format, Page};
use wscope::features::watch;
use wscope::shell::command::Command;

use crate::conversation::{call, rpc_server};
use crate::servers::Server;
use crate::settings::{Folder, open, reopen, save};
use crate::stage::Stage;

/// Long enough for a loaded machine; nothing waits for it unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);

fn show(stage: &mut Stage) {
    stage.command(Command::Watch(watch::Command::Show));
    // A pane that has just opened takes no click.
    stage.harness.run_steps(30);
}

/// Types a path one character after another, and presses Enter.
fn type_path(stage: &mut Stage, path: &str) {
    stage.click_field("JSONPath");
    for character in path.chars() {
        let text = egui::Event::Text(character.to_string());
        stage.harness.event(text);
        stage.harness.step();
        assert!(
            !stage.shows("Not a JSONPath"),
            "it is told while {path} is typed"
        );
    }
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(3);
}

/// What the page tells of each value.
fn watched(stage: &Stage) -> Vec<String> {
    let items = stage.harness.query_all(by().role(Role::ListItem));
    items
        .filter_map(|item| item.accesskit_node().label())
        .collect()
}

#[track_caller]
fn wait_for(stage: &mut Stage, expected: &[&str]) {
    let start = Instant::now();
    stage.harness.step();
    while watched(stage) != expected {
        assert!(
            start.elapsed() < PATIENCE,
            "{:#?} instead of {expected:#?}",
            watched(stage)
        );
        std::thread::sleep(Duration::from_millis(2));
        stage.harness.step();
    }
}

/// Sends a text to a server that returns it.
#[track_caller]
fn echo(stage: &mut Stage, text: &str) {
    let before = stage.received();
    stage.send(Message::Text(text.to_owned()));
    stage.wait_until("the echo", |stage| stage.received() == before + 1);
}

#[test]
fn values_are_shown_as_they_come() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    echo(&mut stage, r#"{"price":1,"side":"buy"}"#);
    show(&mut stage);
    assert!(stage.shows("Nothing is watched"));
    // What is there already counts, and what comes later.
    type_path(&mut stage, "$.price");
    wait_for(&mut stage, &["$.price: 1, 2 values · 0 changes"]);
    echo(&mut stage, r#"{"price":2.5,"side":"buy"}"#);
    wait_for(&mut stage, &["$.price: 2.5, 4 values · 1 change"]);
    // Several at once, and only of one side.
    stage.choose("Received messages only");
    type_path(&mut stage, "$.side");
    echo(&mut stage, r#"{"price":3,"side":"sell"}"#);
    echo(&mut stage, "no JSON");
    wait_for(
        &mut stage,
        &[
            "$.price: 3, 6 values · 2 changes",
            "$.side: \"sell\", 3 values · 1 change",
        ],
    );
    // The latest value leads to its message.
    stage.harness.get_all_by_label("#6").next().unwrap().click();
    stage.harness.run_steps(3);
    let selected = stage.harness.state().tab().list.selected().unwrap();
    let row = stage.row(selected).unwrap();
    assert!(row.starts_with("6,") && row.contains("sell"), "{row}");
}

#[test]
fn what_cannot_be_watched_says_why_on_enter() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    show(&mut stage);
    type_path(&mut stage, "$.a[");
    stage.wait_for_text("Not a JSONPath (RFC 9535): [ at character 4 is not closed");
    assert!(watched(&stage).is_empty());
    // It is mended where it was typed.
    stage.harness.event(egui::Event::Text("0".to_owned()));
    stage.harness.step();
    assert!(!stage.shows("Not a JSONPath"));
    stage.harness.event(egui::Event::Text("]".to_owned()));
    stage.harness.step();
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(3);
    wait_for(&mut stage, &["$.a[0]: No value yet, 0 values · 0 changes"]);
    type_path(&mut stage, "$.a[0]");
    stage.wait_for_text("This path is watched already");
    for _ in 0..20 {
        let add = watch::Command::Add {
            path: format!("$.b{}", watched(&stage).len()).into(),
            side: session::watch::Side::Both,
        };
        stage.command(Command::Watch(add));
    }
    stage.wait_for_text("At most 16 paths are watched at once");
    let shown = stage.harness.state().tab().watching.paths().count();
    assert_eq!(shown, watch::MAX_WATCHED);
}

#[test]
fn the_value_of_a_line_is_watched() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    echo(&mut stage, r#"{"fees":[{"maker":-0.5}]}"#);
    stage.select_row(&["received"]);
    let tree = inspector::Command::ShowAs(Format::Json);
    stage.command(Command::Inspector(tree));
    stage.wait_for_text("\"maker\": -0.5");
    assert!(stage.is_disabled("Watch value"));
    {
        let pane = stage.harness.get_by_label("Selected message");
        let mut lines = pane.query_all(by().role(Role::ListBoxOption));
        let is_it = |line: &egui_kittest::Node<'_>| {
            let label = line.accesskit_node().label();
            label.is_some_and(|label| label.contains("maker"))
        };
        lines.find(is_it).unwrap().click();
    }
    stage.harness.run_steps(30);
    stage.press("Watch value");
    wait_for(&mut stage, &["$.fees[0].maker: -0.5, 2 values · 0 changes"]);
    assert_eq!(
        stage.harness.state().tab().inspector.page(),
        Page::Conversation
    );
}

#[test]
fn a_decoded_field_is_watched() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    for id in 1..=3 {
        call(&mut stage, id, "sum", 10 * id);
    }
    show(&mut stage);
    type_path(&mut stage, "$.result");
    wait_for(&mut stage, &["$.result: 30, 3 values · 2 changes"]);
}

#[test]
fn what_was_removed_is_brought_back() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    echo(&mut stage, r#"{"a":1,"b":2}"#);
    show(&mut stage);
    type_path(&mut stage, "$.a");
    type_path(&mut stage, "$.b");
    let [a, b] = [
        "$.a: 1, 2 values · 0 changes",
        "$.b: 2, 2 values · 0 changes",
    ];
    wait_for(&mut stage, &[a, b]);
    stage.press("Stop watching $.a");
    wait_for(&mut stage, &[b]);
    stage.wait_for_text("$.a is no longer watched");
    stage.command(Command::Undo);
    wait_for(&mut stage, &[a, b]);
    // The same of the rows in which the values were.
    stage.command(Command::AskClear);
    wait_for(
        &mut stage,
        &[
            "$.a: No value yet, 0 values · 0 changes",
            "$.b: No value yet, 0 values · 0 changes",
        ],
    );
    echo(&mut stage, r#"{"a":3}"#);
    wait_for(
        &mut stage,
        &[
            "$.a: 3, 2 values · 0 changes",
            "$.b: No value yet, 0 values · 0 changes",
        ],
    );
    stage.command(Command::Undo);
    wait_for(&mut stage, &["$.a: 3, 4 values · 1 change", b]);
}

#[test]
fn what_is_watched_survives_a_restart() {
    let server = Server::start();
    let folder = Folder::new();
    let mut stage = open(&folder, &server.url);
    stage.press("Connect");
    stage.wait_for_button("点击请求");
    show(&mut stage);
    type_path(&mut stage, "$.a");
    stage.choose("Sent messages only");
    type_path(&mut stage, "$['b c']");
    save(&mut stage);
    drop(stage);
    let mut stage = reopen(&folder);
    stage.wait_for_button("点击请求");
    show(&mut stage);
    echo(&mut stage, r#"{"a":1,"b c":2}"#);
    wait_for(
        &mut stage,
        &[
            "$.a: 1, 2 values · 0 changes",
            "$['b c']: 2, 1 value · 0 changes",
        ],
    );
}

#[test]
fn all_values_are_saved_as_csv() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    show(&mut stage);
    type_path(&mut stage, "$.p");
    stage.choose("Received messages only");
    type_path(&mut stage, "$..name");
    for (p, name) in [("-1.5", "=1+1"), ("\"-2\"", "a,\\\"b\\\""), ("[1,2]", "x")] {
        echo(
            &mut stage,
            &format!(r#"{{"p":{p},"list":[{{"name":"{name}"}},{{"name":null}}]}}"#),
        );
    }
    wait_for(
        &mut stage,
        &[
            "$.p: [1,2], 6 values · 2 changes",
            "$..name: null, 6 values · 5 changes",
        ],
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("values.csv");
    stage.press("Save as CSV…");
    stage.harness.run_steps(2);
    stage.type_path(&path);
    stage.harness.key_press(Key::Enter);
    stage.wait_for_text("Saved to");
    let times = stage.harness.state().with_log(|log| {
        let kept = log.kept().start.get()..log.kept().end.get();
        let rows = kept.filter_map(|seq| log.get(message_log::Seq::new(seq)));
        let times = rows
            .filter(|row| row.kind.is_data())
            .map(|row| row.at.as_micros());
        times.collect::<Vec<u64>>()
    });
    let rows = [
        (1, "sent,$.p,-1.5"),
        (2, "received,$.p,-1.5"),
        (2, "received,$..name,'=1+1"),
        (2, "received,$..name,null"),
        (3, "sent,$.p,-2"),
        (4, "received,$.p,-2"),
        (4, "received,$..name,\"a,\"\"b\"\"\""),
        (4, "received,$..name,null"),
        (5, "sent,$.p,\"[1,2]\""),
        (6, "received,$.p,\"[1,2]\""),
        (6, "received,$..name,x"),
        (6, "received,$..name,null"),
    ];
    let rows = rows.map(|(number, rest)| format!("{number},{},{rest}\n", times[number - 1]));
    let expected = format!("number,time,direction,path,value\n{}", rows.concat());
    assert_eq!(std::fs::read_to_string(path).unwrap(), expected);
}

/// Who presses the button again wants to know again why not.
#[test]
fn the_same_wrong_path_is_told_again() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    show(&mut stage);
    let told = |stage: &Stage| stage.shows("Not a JSONPath");
    type_path(&mut stage, "$[");
    assert!(told(&stage));
    for _ in 0..2 {
        // A press anywhere else closes it.
        let place = stage.field("JSONPath").unwrap().rect();
        for pressed in [true, false] {
            stage.harness.event(egui::Event::PointerButton {
                pos: place.left_top() + egui::vec2(4.0, 200.0),
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: egui::Modifiers::NONE,
            });
            stage.harness.run_steps(2);
        }
        assert!(!told(&stage));
        let button = by().role(Role::Button).label("Watch");
        let place = stage.harness.get(button).rect().center();
        stage.harness.event(egui::Event::PointerMoved(place));
        for pressed in [true, false] {
            stage.harness.event(egui::Event::PointerButton {
                pos: place,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: egui::Modifiers::NONE,
            });
            stage.harness.run_steps(2);
        }
        stage.harness.run_steps(3);
        assert!(told(&stage));
    }
}
