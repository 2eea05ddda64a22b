//! What is wrong with what was typed is told beside its field, and is in the way of nothing.

use egui::{Key, Rect};
use egui_kittest::kittest::Queryable as _;
use wscope::StartOptions;
use wscope::features::watch;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

const PORT: &str = "The port must be a number";

fn open(width: f32) -> Stage {
    let options = StartOptions {
        language: Some(Language::English),
        ..StartOptions::default()
    };
    Stage::sized(options, egui::vec2(width, 600.0))
}

fn type_in(stage: &mut Stage, field: &str, text: &str) {
    stage.click_field(field);
    let all = egui::Modifiers::COMMAND;
    stage.harness.key_press_modifiers(all, Key::A);
    stage.harness.step();
    for character in text.chars() {
        stage
            .harness
            .event(egui::Event::Text(character.to_string()));
        stage.harness.step();
    }
}

fn press(stage: &mut Stage, key: Key) {
    stage.harness.key_press(key);
    stage.harness.run_steps(4);
}

fn place(stage: &Stage, text: &str) -> Rect {
    stage.harness.get_by_label_contains(text).rect()
}

#[test]
fn a_note_on_the_address_goes_with_escape_with_a_press_elsewhere_and_with_another_text() {
    for width in [360.0, 800.0, 1440.0] {
        let mut stage = open(width);
        type_in(&mut stage, "Address", "localhost:70000");
        assert!(!stage.shows(PORT), "it is being typed");
        press(&mut stage, Key::Enter);
        assert!(stage.shows(PORT), "{width}");
        let field = stage.field("Address").unwrap().rect();
        assert!(!place(&stage, PORT).intersects(field), "{width}");
        press(&mut stage, Key::Escape);
        assert!(!stage.shows(PORT), "{width}");
        // It can be read again where it is mended.
        stage.click_field("Address");
        stage.wait_for_text(PORT);
        press(&mut stage, Key::End);
        stage.harness.event(egui::Event::Text("1".to_owned()));
        stage.harness.run_steps(2);
        assert!(!stage.shows(PORT), "{width}");
        press(&mut stage, Key::Enter);
        assert!(stage.shows(PORT), "{width}");
        // What is pressed next is in nobody's way for longer than that press.
        stage.click_field("Message to send");
        stage.harness.run_steps(3);
        assert!(!stage.shows(PORT), "{width}");
        stage.harness.event(egui::Event::Text("x".to_owned()));
        stage.harness.run_steps(3);
        assert!(!stage.shows(PORT), "{width}");
    }
}

#[test]
fn a_note_covers_neither_its_field_nor_the_buttons_beside_it() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.command(Command::Watch(watch::Command::Show));
    // A pane that has just opened takes no click.
    stage.harness.run_steps(30);
    type_in(&mut stage, "JSONPath", "price");
    press(&mut stage, Key::Enter);
    let note = place(&stage, "Not a JSONPath");
    let field = stage.field("JSONPath").unwrap().rect();
    let add = stage.button("Watch").unwrap().rect();
    for other in [field, add] {
        assert!(!note.intersects(other), "{note:?} over {other:?}");
    }
    press(&mut stage, Key::Escape);
    assert!(!stage.shows("Not a JSONPath"));
    // The inspector, which `Esc` closes as well, had its turn not yet.
    assert!(stage.field("JSONPath").is_some());
}
