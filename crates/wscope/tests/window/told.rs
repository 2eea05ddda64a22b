//! What was done and why not is told in windows of every size; and what covers the window covers its tooltips.

use std::time::Duration;

use connection::Message;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Rect, Shape};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::StartOptions;
use wscope::features::sequences::{Command as C, Example};
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::phone;
use crate::servers::Server;
use crate::stage::{Act, Stage};

const WINDOWS: [(f32, f32); 2] = [(360.0, 640.0), (800.0, 360.0)];

fn sized(address: &str, size: (f32, f32)) -> Stage {
    let options = StartOptions {
        address: address.to_owned(),
        language: Some(Language::English),
        ..StartOptions::default()
    };
    Stage::sized(options, size.into())
}

/// What is told about files has room where a line of the composer is in use, and all of it can be read.
#[test]
fn a_file_that_cannot_be_opened_is_told_in_a_small_window() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder
        .path()
        .join("a-file-with-a-long-name-0123456789.wscope.jsonl");
    std::fs::write(&path, "").unwrap();
    for size in WINDOWS {
        let mut stage = sized("", size);
        stage.drop_file(&path);
        stage.wait_for_text("was not opened: the file is empty");
        let told = stage.harness.query_all_by_label_contains("was not opened");
        let places: Vec<Rect> = told.map(|node| node.rect()).collect();
        assert_eq!(places.len(), 1, "{places:?} at {size:?}");
        let window = Rect::from_min_size(egui::Pos2::ZERO, size.into());
        assert!(window.contains_rect(places[0]), "{places:?} at {size:?}");
        stage.press("Close message");
        assert!(!stage.shows("was not opened"));
    }
}

/// The reason stands at the end: what has no room in the status line is told over the window, in several lines.
#[test]
fn the_reason_why_a_file_was_not_opened_is_not_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("env.wscope.jsonl");
    std::fs::write(&path, "export A=1\n").unwrap();
    let mut stage = sized("", (800.0, 600.0));
    stage.drop_file(&path);
    stage.wait_for_text("was not opened");
    stage.harness.run_steps(3);
    let shapes = &stage.harness.output().shapes;
    let told = shapes.iter().filter_map(|clipped| match &clipped.shape {
        Shape::Text(shape) => {
            let text = &shape.galley.job.text;
            text.contains("was not opened")
                .then(|| (text.clone(), shape.galley.elided))
        }
        _ => None,
    });
    let told: Vec<_> = told.collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(!told[0].1, "{told:?}");
}

/// That everything is recorded is seen whatever the composer tells.
#[test]
fn a_recording_is_seen_on_a_phone() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let mut stage = phone::open(&server.url, Language::English);
    stage.wait_for_button("点击请求");
    stage.command(Command::AskRecord);
    stage.harness.run_steps(3);
    stage.type_path(&folder.path().join("a.wscope.jsonl"));
    stage.harness.key_press(Key::Enter);
    let is_told = |stage: &Stage| stage.shows("Recording a.wscope.jsonl");
    stage.wait_until("the recording", is_told);
    stage.command(Command::Disconnect);
    stage.wait_for_text("Not connected");
    assert!(is_told(&stage));
    stage.command(Command::StopRecording);
    stage.wait_until("its end", |stage| !is_told(stage));
    stage.wait_for_text("a.wscope.jsonl");
}

/// The row that was clicked is seen above what is told of it.
#[test]
fn the_row_that_is_clicked_stays_in_sight_above_the_inspector() {
    let server = Server::start();
    let mut stage = sized(&server.url, (800.0, 600.0));
    stage.wait_for_button("点击请求");
    for number in 0..20 {
        stage.send(Message::Text(format!("message {number:02}")));
    }
    stage.wait_until("the echoes", |stage| stage.received() == 20);
    stage.harness.run_steps(3);
    let last = stage.rows().pop().unwrap();
    stage.select_row(&[&last]);
    stage.harness.run_steps(5);
    let rows = stage.harness.query_all(by().role(Role::Row));
    let is_meant = |row: &Node<'_>| row.accesskit_node().label().as_deref() == Some(&*last);
    let row = rows.into_iter().find(is_meant);
    let row = row
        .unwrap_or_else(|| panic!("{last} of {:#?}", stage.rows()))
        .rect();
    let tabs = stage.harness.query_all(by().role(Role::Tab));
    let inspector = tabs.map(|tab| tab.rect().top()).filter(|top| *top > 100.0);
    let top = inspector.fold(f32::INFINITY, f32::min);
    assert!(top < 600.0 && row.bottom() <= top, "{row:?} above {top}");
}

fn hover(stage: &mut Stage, place: egui::Pos2) {
    stage.harness.event(Event::PointerMoved(place));
    stage.harness.run_steps(60);
}

/// The texts that lie over the window, by the layer of tooltips.
fn tooltips(stage: &Stage) -> Vec<String> {
    let tooltips = stage.harness.query_all(by().role(Role::Tooltip));
    let texts = |node: Node<'_>| {
        let inner = node.children_recursive();
        let inner = inner.filter_map(|node| node.accesskit_node().value());
        inner.collect::<Vec<_>>().join(" ")
    };
    tooltips.map(texts).collect()
}

/// A tooltip belongs to what is seen.
#[test]
fn no_tooltip_lies_over_the_palette() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let place = stage.button("New tab").unwrap().rect().center();
    hover(&mut stage, place);
    let shown = |stage: &Stage| {
        let areas = stage
            .harness
            .ctx
            .memory(|memory| memory.areas().visible_layer_ids());
        areas
            .iter()
            .filter(|layer| layer.order == egui::Order::Tooltip)
            .count()
    };
    assert_eq!(shown(&stage), 1, "{:?}", tooltips(&stage));
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::K);
    stage.harness.run_steps(30);
    assert_eq!(shown(&stage), 0, "{:?}", tooltips(&stage));
    // Later there are tooltips again.
    stage.harness.key_press(Key::Escape);
    stage.harness.run_steps(5);
    hover(&mut stage, place + egui::vec2(1.0, 0.0));
    assert_eq!(shown(&stage), 1);
}

/// Nor over any dialog, whatever is below the pointer.
#[test]
fn no_tooltip_lies_over_a_dialog() {
    #[track_caller]
    fn check(open: Act) {
        for name in ["Address", "New tab"] {
            let server = Server::start();
            let mut stage = Stage::connected_to(&server.url);
            let place = match name {
                "Address" => stage.field(name).unwrap().rect().center(),
                name => stage.button(name).unwrap().rect().center(),
            };
            hover(&mut stage, place);
            assert_eq!(tooltips(&stage).len(), 1, "{name}");
            open(&mut stage);
            for step in 0..90 {
                stage.harness.step();
                let shown = tooltips(&stage);
                assert!(step < 4 || shown.is_empty(), "{name} {step}: {shown:?}");
            }
        }
    }
    check(|stage| stage.command(Command::OpenSettings));
    check(|stage| stage.command(Command::AskRecord));
    check(|stage| stage.command(Command::ShareSession));
    check(|stage| {
        let edit = wscope::features::connections::Command::EditEnvironments;
        stage.command(Command::Connections(edit));
    });
    check(|stage| {
        stage.command(Command::OpenPalette);
        stage.harness.run_steps(5);
        stage.harness.key_press(Key::Escape);
        stage.command(Command::AskRecord);
    });
    check(|stage| {
        stage.command(Command::OpenPalette);
        stage.harness.run_steps(5);
        stage.harness.event(Event::Text("record to".to_owned()));
        stage.harness.run_steps(5);
        stage.harness.key_press(Key::Enter);
    });
}

/// Of a text that is cut, one tooltip tells all that there is to tell.
#[test]
fn a_text_that_is_cut_has_one_tooltip() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder
        .path()
        .join(format!("{}.wscope.jsonl", "long".repeat(40)));
    let mut stage = sized("", (800.0, 600.0));
    stage.command(Command::AskRecord);
    stage.harness.run_steps(3);
    stage.type_path(&path);
    stage.harness.key_press(Key::Enter);
    stage.wait_until("a recording", |stage| {
        stage.harness.state().tab().is_recording()
    });
    stage.command(Command::StopRecording);
    stage.wait_for_text("Recorded to");
    let place = stage.harness.get_by_label_contains("Recorded to").rect();
    hover(&mut stage, place.center());
    let shown = stage
        .harness
        .ctx
        .memory(|memory| memory.areas().visible_layer_ids());
    let tooltips = shown
        .iter()
        .filter(|layer| layer.order == egui::Order::Tooltip);
    assert_eq!(tooltips.count(), 1);
}

/// A tab without an address is no error of a person.
#[test]
fn an_empty_session_is_opened_without_a_complaint() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wscope.jsonl");
    std::fs::write(
        &path,
        "{\"format\":\"wscope\",\"version\":1,\"created\":7}\n",
    )
    .unwrap();
    let options = StartOptions {
        language: Some(Language::English),
        file: Some(path),
        ..StartOptions::default()
    };
    let mut stage = Stage::sized(options, egui::vec2(1000.0, 680.0));
    stage.wait_for_text("opened from a.wscope.jsonl");
    stage.harness.run_steps(5);
    let is_note = |layer: &&egui::LayerId| layer.order == egui::Order::Foreground;
    let shown = stage
        .harness
        .ctx
        .memory(|memory| memory.areas().visible_layer_ids());
    assert_eq!(shown.iter().filter(is_note).count(), 0);
}

/// Where tabs are hidden, an arrow says so, and the one that is looked at is in sight.
#[test]
fn tabs_without_room_are_announced_at_the_edge() {
    let server = Server::start();
    let mut stage = sized(&server.url, (800.0, 600.0));
    for number in 1..=6 {
        if number > 1 {
            stage.command(Command::NewTab);
        }
        let address = format!("ws://server-number-{number}.example:4077/");
        stage.harness.state_mut().set_address(&address);
        stage.harness.run_steps(3);
    }
    let arrows = |stage: &Stage| {
        let mut meshes: Vec<Rect> = Vec::new();
        for clipped in &stage.harness.output().shapes {
            if let Shape::Mesh(mesh) = &clipped.shape
                && clipped.clip_rect.bottom() <= 720.0
            {
                let place = mesh.calc_bounds();
                if place.bottom() <= 36.0 {
                    meshes.push(place);
                }
            }
        }
        let left = meshes.iter().any(|place| place.left() < 100.0);
        let right = meshes.iter().any(|place| place.left() > 300.0);
        (left, right)
    };
    assert_eq!(arrows(&stage), (true, false));
    let first = stage.harness.query_all(by().role(Role::Tab)).next();
    let name = first.unwrap().accesskit_node().label().unwrap();
    // By the keyboard: the tab that follows the last one is the first.
    stage.command(Command::StepTab(wscope::shell::command::Neighbour::Next));
    stage.harness.run_steps(5);
    assert_eq!(arrows(&stage), (false, true));
    let first = stage.harness.get(by().role(Role::Tab).label(&name)).rect();
    assert!(first.left() >= 0.0, "{first:?}");
}

/// Opens the palette and types into it.
fn find_command(stage: &mut Stage, words: &str) {
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::K);
    stage.harness.run_steps(3);
    stage.harness.event(Event::Text(words.to_owned()));
    stage.harness.run_steps(3);
}

/// The sequences that come with the program are found by their names, and by what they are.
#[test]
fn an_example_sequence_is_opened_from_the_palette() {
    let mut stage = Stage::open("");
    find_command(&mut stage, "example sequence messages");
    assert!(
        stage
            .option("Example sequence: Messages and answers")
            .is_some()
    );
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(3);
    let expected = Example::Basics.script(Language::English);
    assert_eq!(stage.harness.state().sequence().text, expected);
    assert!(stage.field("Script").is_some());
    stage.command(Command::Sequences(C::Show(false)));
}

/// It can be named at once, as after its keys.
#[test]
fn saving_from_the_palette_asks_for_a_name() {
    let server = Server::start();
    for (width, from_palette) in [
        (1000.0, false),
        (1000.0, true),
        (360.0, false),
        (360.0, true),
    ] {
        let mut stage = sized(&server.url, (width, 680.0));
        stage.wait_for_button("点击请求");
        if from_palette {
            find_command(&mut stage, "save this connection");
            stage.harness.key_press(Key::Enter);
        } else {
            stage
                .harness
                .key_press_modifiers(Modifiers::COMMAND, Key::D);
        }
        stage.harness.run_steps(6);
        std::thread::sleep(Duration::from_millis(10));
        stage.harness.run_steps(3);
        assert_eq!(
            stage.focused().as_deref(),
            Some("Name"),
            "{width} {from_palette}"
        );
    }
}
