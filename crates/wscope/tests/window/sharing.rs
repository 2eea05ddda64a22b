//! A session on its way to somebody else: what is chosen in the dialog is what is in the file.

use std::path::Path;

use connection::Message;
use egui::Key;
use egui::accesskit::{Role, Toggled};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::{Act, Stage};

const JSON: &str = r#"{"password":"pl4nted-secret","user":"grace","token":"while","n":7}"#;

fn traded(server: &Server) -> Stage {
    let mut stage = Stage::connected_to(&server.url);
    stage.send(Message::Text(JSON.to_owned()));
    stage.send(Message::Binary(b"\0bytes\xff".to_vec()));
    stage.send(Message::Text("mail to grace@example.org".to_owned()));
    stage.wait_until("the echoes", |stage| stage.received() == 3);
    stage
}

fn open(stage: &mut Stage) {
    stage.command(Command::ShareSession);
    stage.wait_for_button("Save to file…");
    // What has just opened takes no click.
    stage.harness.run_steps(20);
}

/// Whether this is a row of the preview: those of the list, below the dialog, have more words.
fn previews(stage: &Stage, row: &str) -> bool {
    stage.harness.query_all_by_label(row).next().is_some()
}

/// Saves what is chosen, and reads it.
fn saved(stage: &mut Stage, path: &Path) -> String {
    stage.press("Save to file…");
    stage.harness.run_steps(2);
    stage.type_path(path);
    stage.harness.key_press(Key::Enter);
    stage.harness.step();
    stage.wait_for_text("The file was searched again");
    std::fs::read_to_string(path).unwrap()
}

fn box_is_ticked(stage: &Stage, name: &str) -> bool {
    let ticked = stage.harness.get(by().role(Role::CheckBox).label(name));
    ticked.accesskit_node().toggled() == Some(Toggled::True)
}

/// A box may be scrolled out of sight.
fn tick(stage: &mut Stage, name: &str) {
    stage
        .harness
        .get(by().role(Role::CheckBox).label(name))
        .scroll_to_me();
    stage.harness.run_steps(20);
    stage.tick(name);
    stage.harness.run_steps(2);
}

/// So may a choice.
pub(crate) fn choose(stage: &mut Stage, name: &str) {
    stage
        .harness
        .get(by().role(Role::RadioButton).label(name))
        .scroll_to_me();
    stage.harness.run_steps(20);
    stage.choose(name);
}

/// What is shared has no credentials, in headers and messages alike, and it is said how many were replaced.
#[test]
fn what_is_saved_to_share_has_no_credentials() {
    let server = Server::start();
    let mut stage = traded(&server);
    let folder = tempfile::tempdir().unwrap();
    for (format, name) in [
        ("Session", "a.wscope.jsonl"),
        ("HAR", "b.har"),
        ("CSV", "c.csv"),
    ] {
        open(&mut stage);
        choose(&mut stage, format);
        let text = saved(&mut stage, &folder.path().join(name));
        assert!(!text.contains("pl4nted"), "{text}");
        assert!(text.contains("grace@example.org"), "{text}");
        stage.wait_for_text("2 values in 4 places");
        stage.press("Done");
        assert!(!stage.shows("Saved to share"));
    }
}

/// What is ticked, unticked and typed is what is in the file, and in the preview before.
#[test]
fn what_is_chosen_is_what_is_saved() {
    #[track_caller]
    fn check(choose: Act, is_in: &[&str], is_not: &[&str]) {
        let server = Server::start();
        let mut stage = traded(&server);
        open(&mut stage);
        choose(&mut stage);
        let folder = tempfile::tempdir().unwrap();
        let text = saved(&mut stage, &folder.path().join("a.wscope.jsonl"));
        for part in is_in {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        for part in is_not {
            assert!(!text.contains(part), "{part} is in {text}");
        }
    }
    check(
        |stage| {
            for (name, expected) in [("password", true), ("token", true), ("user", false)] {
                assert_eq!(box_is_ticked(stage, name), expected, "{name}");
            }
        },
        &["grace", r#"\"n\":7"#, "\"event\":", "sent", "received"],
        &["while", "pl4nted"],
    );
    check(|stage| tick(stage, "token"), &["while"], &["pl4nted"]);
    check(
        |stage| tick(stage, "user"),
        &["to [secret"],
        &["grace", "while"],
    );
    check(
        |stage| tick(stage, "Connection events and headers"),
        &["grace"],
        &["\"event\":"],
    );
    check(
        |stage| tick(stage, "Received"),
        &["\"sent\""],
        &["\"received\""],
    );
    check(
        |stage| tick(stage, "Payloads of binary messages"),
        // “[left out: 7 bytes]” in Base64.
        &["W2xlZnQgb3V0OiA3IGJ5dGVzXQ=="],
        &[],
    );
    check(
        |stage| stage.fill("Regular expression 1", r"\w+@[\w.]+"),
        &["mail to [secret"],
        &["grace@", "pl4nted"],
    );
    check(
        |stage| stage.fill("JSONPath 1", "$.user"),
        &["to [secret"],
        &["grace", "pl4nted"],
    );
}

/// The preview shows what will be written, and an expression that is none says so where it was typed.
#[test]
fn the_preview_shows_what_is_replaced_and_what_is_wrong() {
    let server = Server::start();
    let mut stage = traded(&server);
    open(&mut stage);
    stage.wait_for_text(r#""password":"[secret 1]""#);
    stage.wait_until("a row without secrets", |stage| {
        previews(stage, "mail to grace@example.org")
    });
    choose(&mut stage, "Changed rows");
    stage.wait_until("only changed rows", |stage| {
        !previews(stage, "mail to grace@example.org")
    });
    stage.fill("Regular expression 1", "(");
    assert!(
        !stage.shows("Not a regular expression"),
        "it is being typed"
    );
    stage.harness.key_press(Key::Tab);
    stage.harness.run_steps(3);
    stage.wait_for_text("Not a regular expression: unclosed group");
    assert!(stage.is_disabled("Save to file…"));
    stage.fill("Regular expression 1", "grace)");
    stage.wait_until("the pattern in the preview", |stage| {
        stage.shows("mail to [secret")
    });
    assert!(!stage.is_disabled("Save to file…"));
    // What is asked on the way goes back to what was chosen.
    stage.press("Save to file…");
    stage.harness.run_steps(2);
    stage.press("Cancel");
    stage.wait_for_text("mail to [secret");
    stage.harness.key_press(Key::Escape);
    stage.harness.run_steps(3);
    assert!(!stage.shows("Save to share"));
}

/// A long session is looked through from its beginning, beside the window; when it is saved, all of it is searched.
#[test]
fn of_a_long_session_the_beginning_is_looked_through_and_all_is_searched() {
    const ROWS: usize = 60_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.wscope.jsonl");
    let mut lines =
        String::from("{\"format\":\"wscope\",\"version\":1,\"program\":\"a\",\"created\":1}\n");
    for number in 1..ROWS {
        lines += &format!(
            "{{\"number\":{number},\"time\":{number},\"direction\":\"sent\",\"kind\":\"text\",\"text\":\"{number}\"}}\n"
        );
    }
    lines += &format!(
        "{{\"number\":{ROWS},\"time\":{ROWS},\"direction\":\"sent\",\"kind\":\"text\",\"text\":\"{{\\\"password\\\":\\\"l4te-secret\\\"}}\"}}\n"
    );
    std::fs::write(&path, lines).unwrap();
    let mut stage = Stage::open("");
    stage.drop_file(&path);
    stage.wait_for_text("opened from long.wscope.jsonl");
    stage.command(Command::ShareSession);
    stage.wait_for_text("In the first 50");
    let text = saved(&mut stage, &folder.path().join("shared.wscope.jsonl"));
    assert_eq!(text.lines().count(), ROWS + 1);
    assert!(!text.contains("l4te"));
    stage.wait_for_text("1 value in 1 place");
}

/// It opens where it stays, also after a smaller dialog; and what can be pressed is beside the bar that scrolls.
#[test]
fn the_dialog_is_in_its_place_at_once_and_keeps_what_is_typed() {
    let server = Server::start();
    let mut stage = traded(&server);
    stage.command(Command::AskGoTo);
    stage.harness.run_steps(3);
    stage.harness.key_press(Key::Escape);
    stage.harness.run_steps(3);
    stage.harness.state_mut().ask(Command::ShareSession);
    let place = |stage: &Stage| stage.button("Save to file…").map(|it| it.rect());
    while place(&stage).is_none() {
        stage.harness.step();
    }
    let first = place(&stage);
    for x in 0..20_u8 {
        let at = egui::pos2(300.0 + f32::from(x), 300.0);
        stage.harness.event(egui::Event::PointerMoved(at));
        stage.harness.step();
        assert_eq!(place(&stage), first, "after {x} frames");
    }
    let window = stage.harness.ctx.content_rect();
    assert!(window.contains_rect(first.unwrap()), "{first:?}");
    stage.scroll_to_button("Add regular expression");
    stage.press("Add regular expression");
    stage.click_field("Regular expression 2");
    for character in r"gr\w+".chars() {
        let text = egui::Event::Text(character.to_string());
        stage.harness.event(text);
        stage.harness.step();
    }
    stage.harness.run_steps(5);
    let field = stage.field("Regular expression 2").unwrap();
    assert_eq!(field.accesskit_node().value().as_deref(), Some(r"gr\w+"));
    let remove = stage.button("Remove line 2").unwrap().rect();
    // The dialog is 640 wide, and its bar 12.
    let most = window.center().x + 640.0 / 2.0 - 12.0;
    assert!(remove.right() <= most, "{remove} beyond {most}");
}

/// What the file will be and how it will read is in sight at once, and why it cannot be saved stands beside the button.
#[test]
fn format_preview_and_reason_are_in_sight_in_small_windows() {
    let server = Server::start();
    for size in [egui::vec2(800.0, 600.0), egui::vec2(360.0, 640.0)] {
        let options = wscope::StartOptions {
            address: server.url.clone(),
            language: Some(wscope::kit::language::Language::English),
            ..wscope::StartOptions::default()
        };
        let mut stage = Stage::sized(options, size);
        stage.wait_for_button("点击请求");
        stage.send(Message::Text(JSON.to_owned()));
        stage.wait_until("the echo", |stage| stage.received() == 1);
        open(&mut stage);
        stage.wait_for_text(r#""password":"[secret 1]""#);
        let window = stage.harness.ctx.content_rect();
        let save = stage.button("Save to file…").unwrap().rect();
        for name in ["HAR", "gzip", "Changed rows"] {
            let choices = by().role(Role::RadioButton).label(name);
            let place = stage.harness.get(choices).rect();
            assert!(
                window.contains_rect(place),
                "{name} at {place:?} in {size:?}"
            );
            assert!(place.bottom() <= save.top(), "{name} over {save:?}");
        }
        assert!(window.contains_rect(save), "{save:?}");
        stage.fill("Regular expression 1", "(");
        stage.harness.key_press(Key::Tab);
        stage.harness.run_steps(5);
        stage.wait_for_text("Regular expression 1: unclosed group");
        assert!(stage.is_disabled("Save to file…"));
    }
}

/// The expression that is wrong is named, and comes into sight with a press, also in a small window.
#[test]
fn a_wrong_expression_is_found_again() {
    let server = Server::start();
    for size in [(1000.0, 680.0), (360.0, 640.0)] {
        // What is wrong would be there again.
        let mut stage = traded(&server);
        stage.harness.set_size(size.into());
        open(&mut stage);
        stage.fill("Regular expression 1", "(");
        stage.harness.key_press(Key::Tab);
        stage.harness.run_steps(3);
        stage
            .harness
            .get(by().role(Role::CheckBox).label("Sent"))
            .scroll_to_me();
        stage.harness.run_steps(30);
        stage.press("Regular expression 1: unclosed group");
        stage.harness.run_steps(30);
        assert_eq!(stage.focused().as_deref(), Some("Regular expression 1"));
        assert!(stage.shows("Not a regular expression"));
        stage.press("Cancel");
    }
}

/// What was typed and chosen is there again after `Esc`, for the same tab.
#[test]
fn what_was_typed_is_kept_when_the_dialog_is_left() {
    let server = Server::start();
    let mut stage = traded(&server);
    let value = |stage: &Stage, name: &str| {
        let field = stage.harness.get(by().role(Role::TextInput).label(name));
        field.accesskit_node().value().unwrap_or_default()
    };
    let leave = |stage: &mut Stage| {
        for _ in 0..2 {
            // The first may only leave a field.
            stage.harness.key_press(Key::Escape);
            stage.harness.run_steps(3);
        }
        assert!(!stage.shows("Save to file…"));
    };
    open(&mut stage);
    stage.fill("Regular expression 1", "gr.ce");
    tick(&mut stage, "Received");
    choose(&mut stage, "HAR");
    leave(&mut stage);
    stage.command(Command::NewTab);
    open(&mut stage);
    assert_eq!(value(&stage, "Regular expression 1"), "");
    leave(&mut stage);
    let first = stage.harness.state().tab().id.0 - 1;
    stage.command(Command::SelectTab(wscope::kit::tab_id::TabId(first)));
    open(&mut stage);
    assert_eq!(value(&stage, "Regular expression 1"), "gr.ce");
    assert!(!box_is_ticked(&stage, "Received"));
    let har = stage.harness.get(by().role(Role::RadioButton).label("HAR"));
    assert_eq!(har.accesskit_node().toggled(), Some(Toggled::True));
}
