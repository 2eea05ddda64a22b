//! A frame put together by hand, and what the server does about it.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{Queryable as _, by};
use wire::PRESETS;
use wscope::features::composer;
use wscope::features::frame_form::Text;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::fitting::cut;
use crate::phone;
use crate::servers::Server;
use crate::stage::Stage;

/// A connection with details, and the form over it.
fn form(server: &Server) -> Stage {
    let mut stage = Stage::connected_to(&server.url);
    stage.record_details();
    stage.press("Disconnect");
    stage.press("Connect");
    stage.wait_for_button("点击请求");
    open(&mut stage);
    stage
}

fn open(stage: &mut Stage) {
    stage.command(Command::Composer(composer::Command::MakeFrame));
    stage.harness.run_steps(3);
}

/// The choice with this name.
#[track_caller]
fn unfold(stage: &mut Stage, name: &str) {
    let combo = stage.harness.get(by().role(Role::ComboBox).label(name));
    combo.click();
    stage.harness.run_steps(3);
}

#[track_caller]
fn choose_preset(stage: &mut Stage, name: &str) {
    unfold(stage, "Preset");
    stage.harness.get_by_label(name).scroll_to_me();
    stage.harness.run_steps(20);
    stage.harness.get_by_label(name).click();
    stage.harness.run_steps(3);
}

#[test]
fn a_preset_is_sent_by_clicking_and_the_close_code_is_told() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.record_details();
    stage.press("Disconnect");
    stage.press("Connect");
    stage.wait_for_button("点击请求");
    stage.press("More ways to send");
    stage.press("Send a frame by hand…");
    stage.harness.run_steps(3);
    stage.wait_for_text("No frame has been sent");
    choose_preset(&mut stage, "RSV3 set");
    stage.wait_for_text(
        "section 5.2: the server must fail the connection, usually with close code 1002",
    );
    stage.press("Send frame");
    stage.wait_for_text("As RFC 6455 requires");
    assert!(stage.shows("1002"));
    assert!(stage.is_disabled("Send frame"));
    stage.press("Done");
    stage.wait_for_rows(1, &["↑ raw frame: FIN RSV3 text, 5 bytes, masked"]);
    stage.wait_for_rows(1, &["1002"]);
}

#[test]
fn a_message_in_fragments_is_put_together_with_the_keyboard() {
    let server = Server::start();
    let mut stage = form(&server);
    assert_eq!(stage.focused().as_deref(), Some("Preset"));
    stage
        .harness
        .get(by().role(Role::CheckBox).label("FIN"))
        .click();
    stage.harness.run_steps(2);
    // Enter sends from a field.
    stage.click_field("Declared length");
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some("Declared length"));
    stage.wait_for_text("Nothing yet; the connection is open");
    stage
        .harness
        .get(by().role(Role::CheckBox).label("FIN"))
        .click();
    unfold(&mut stage, "Opcode");
    stage.harness.get_by_label("0 continuation").click();
    stage.harness.run_steps(3);
    stage.press("Send frame");
    stage.wait_for_text("1 message received; the connection is open");
    stage.press("Done");
    stage.wait_for_rows(1, &["received", "HelloHello"]);
}

#[test]
fn what_is_wrong_is_told_and_not_sent() {
    let server = Server::start();
    let mut stage = form(&server);
    stage.fill("Declared length", "x");
    assert!(stage.is_disabled("Send frame"));
    stage.harness.key_press(Key::Enter);
    stage.wait_for_text("The declared length must be a whole number");
    assert!(stage.is_disabled("Send frame"));
    stage.press("Done");
    stage.wait_for_rows(0, &["raw frame"]);
}

/// The list of presets is longer than its place: the arrows lead through it, and it follows.
#[test]
fn a_preset_is_chosen_with_the_keyboard() {
    let server = Server::start();
    let mut stage = form(&server);
    let press = |stage: &mut Stage, key| {
        stage.harness.key_press(key);
        stage.harness.run_steps(3);
    };
    press(&mut stage, Key::Enter);
    for _ in 0..=20 {
        press(&mut stage, Key::ArrowDown);
    }
    let language = Language::English;
    let name = Text::PresetName(PRESETS[20]).say(language);
    let item = by().role(Role::Button).label(&name);
    let item = stage.harness.get(item).rect();
    let place = stage.harness.ctx.content_rect();
    assert!(place.contains_rect(item), "{item:?}");
    press(&mut stage, Key::Enter);
    let last = Text::PresetName(PRESETS[26]).say(language);
    assert!(!stage.shows(&last), "the list is folded");
    let chosen = by().role(Role::ComboBox).label("Preset");
    let chosen = stage.harness.get(chosen).value();
    assert_eq!(chosen.as_deref(), Some(&*name));
}

/// ewebsock writes its frames itself.
#[test]
fn a_connection_without_details_says_what_to_do() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    open(&mut stage);
    stage.wait_for_text("Only a connection with details can send frames by hand");
    assert!(stage.is_disabled("Send frame"));
    stage.press("Reconnect with details");
    stage.wait_until("a connection with details", |stage| {
        !stage.is_disabled("Send frame")
    });
    stage.press("Send frame");
    stage.wait_for_text("1 message received; the connection is open");
}

#[test]
fn close_frames_and_pongs_are_withheld_while_they_are_ticked() {
    let server = Server::start();
    let mut stage = form(&server);
    let tick = |stage: &mut Stage, name: &str| {
        stage
            .harness
            .get(by().role(Role::CheckBox).label(name))
            .click();
        stage.harness.run_steps(3);
    };
    tick(&mut stage, "Withhold pongs");
    tick(&mut stage, "Withhold close frames");
    let withheld = stage.session().withheld();
    assert!(withheld.pongs && withheld.closes);
    tick(&mut stage, "Withhold pongs");
    assert!(!stage.session().withheld().pongs);
    stage.press("Done");
    stage.wait_for_rows(1, &["Pongs and close frames are withheld"]);
    stage.wait_for_rows(1, &["Close frames are withheld"]);
    open(&mut stage);
    choose_preset(&mut stage, "Not masked");
    stage.press("Send frame");
    stage.wait_for_text("As RFC 6455 requires");
    stage.press("Done");
    stage.wait_for_rows(1, &["↓ Close frame 1002, not answered"]);
}

/// Each preset is chosen on a phone, in both languages: all that is told of it fits.
#[test]
fn every_preset_can_be_looked_at_in_both_languages() {
    let server = Server::start();
    let mut all = Vec::new();
    for language in Language::ALL {
        let mut stage = phone::open(&server.url, language);
        stage.wait_for_button("点击请求");
        open(&mut stage);
        let name = Text::Preset.say(language);
        for preset in PRESETS {
            unfold(&mut stage, &name);
            let preset_name = Text::PresetName(preset).say(language);
            let item = || by().role(Role::Button).label(&preset_name);
            stage.harness.get(item()).scroll_to_me();
            stage.harness.run_steps(10);
            stage.harness.get(item()).click();
            stage.harness.run_steps(3);
            let chosen = stage.harness.get(by().role(Role::ComboBox).label(&name));
            assert_eq!(chosen.value().as_deref(), Some(&*preset_name));
            for text in cut(&stage) {
                all.push(format!("{preset:?}, {language:?}: {text}"));
            }
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}
