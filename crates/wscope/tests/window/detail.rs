//! The detail pane: folding, saving, and messages that are hard to show.

use connection::Message;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::features::inspector::{self, CopyAs, Format};
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// A window in which the echo of a message is open in the detail pane.
fn showing(message: Message) -> (Server, Stage) {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.send(message);
    stage.wait_until("the echo", |stage| stage.received() == 1);
    stage.harness.step();
    stage.select_row(&["received"]);
    stage.wait_for_text("Selected message");
    (server, stage)
}

/// The lines that the pane shows.
fn lines(stage: &Stage) -> Vec<String> {
    let pane = stage.harness.get_by_label("Selected message");
    let rows = pane.query_all(by().role(Role::ListBoxOption));
    let labels = rows.filter_map(|row| row.accesskit_node().label());
    labels.collect()
}

#[track_caller]
fn click_line(stage: &mut Stage, text: &str) {
    {
        let pane = stage.harness.get_by_label("Selected message");
        let mut rows = pane.query_all(by().role(Role::ListBoxOption));
        let has_text = |row: &egui_kittest::Node<'_>| {
            let label = row.accesskit_node().label();
            label.is_some_and(|label| label.contains(text))
        };
        rows.find(has_text).unwrap().click();
    }
    stage.harness.step();
    stage.harness.step();
}

#[test]
fn json_is_folded_and_unfolded() {
    let text = r#"{"a":1,"list":[1,2,[3]],"empty":{},"o":{"k":12345678901234567890}}"#;
    let (_server, mut stage) = showing(Message::Text(text.to_owned()));
    stage.command(Command::Inspector(inspector::Command::ShowAs(Format::Json)));
    stage.wait_for_text("12345678901234567890");
    let unfolded = lines(&stage);
    assert_eq!(unfolded.len(), 14);

    click_line(&mut stage, "\"list\"");
    let folded = lines(&stage);
    assert!(
        folded.contains(&"▶   \"list\": [ 3 items ],".to_owned()),
        "{folded:#?}"
    );
    assert_eq!(folded.len(), 8);
    click_line(&mut stage, "\"list\"");
    assert_eq!(lines(&stage), unfolded);

    stage.press("Collapse all");
    assert_eq!(lines(&stage).len(), 6);
    assert!(!lines(&stage).concat().contains("12345678901234567890"));
    stage.press("Expand all");
    assert_eq!(lines(&stage), unfolded);
}

/// Opens the dialog and types a path.
fn save_as(stage: &mut Stage, path: &std::path::Path) {
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::S);
    stage.harness.step();
    stage.harness.step();
    stage.type_path(path);
}

#[test]
fn a_message_is_saved_byte_for_byte() {
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let (_server, mut stage) = showing(Message::Binary(bytes.clone()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved.bin");
    save_as(&mut stage, &path);
    stage.harness.key_press(Key::Enter);
    stage.harness.step();
    stage.wait_for_text("Saved to");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_file_is_replaced_only_when_asked() {
    let (_server, mut stage) = showing(Message::Text("new".to_owned()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taken.txt");
    std::fs::write(&path, "old").unwrap();
    save_as(&mut stage, &path);
    stage.harness.key_press(Key::Enter);
    stage.harness.step();
    stage.wait_for_text("A file with this name exists");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");

    // Another name is another question.
    let other = folder.path().join("other.txt");
    stage.type_path(&other);
    assert!(!stage.shows("A file with this name exists"));
    stage.type_path(&path);
    stage.harness.key_press(Key::Enter);
    stage.harness.step();
    stage.press("Replace");
    stage.wait_for_text("Saved to");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    assert!(!other.exists());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no half-written file stays behind");
}

#[test]
fn what_cannot_be_saved_says_why() {
    let (_server, mut stage) = showing(Message::Text("text".to_owned()));
    let folder = tempfile::tempdir().unwrap();
    save_as(&mut stage, &folder.path().join("no such folder/file.txt"));
    stage.harness.key_press(Key::Enter);
    stage.harness.step();
    stage.wait_for_text("Cannot be saved");
    // The folder itself is no file to replace.
    stage.type_path(folder.path());
    stage.harness.key_press(Key::Enter);
    stage.harness.step();
    stage.wait_for_text("A file with this name exists");
    stage.press("Replace");
    stage.wait_for_text("Cannot be saved");
    stage.press("Cancel");
    assert!(stage.shows("Selected message"));
}

#[test]
fn messages_that_are_hard_to_show_are_shown() {
    const MIB: usize = 1 << 20;
    for (what, message, first_line) in [
        ("empty", Message::Text(String::new()), ""),
        (
            "a million line ends",
            Message::Text("\n".repeat(1_000_000)),
            "",
        ),
        ("one long line", Message::Text("x".repeat(8 * MIB)), "xxxx"),
        (
            "escapes",
            Message::Text("\u{202e}a\u{0}".to_owned()),
            r"\u{202e}a\u{0}",
        ),
        (
            "no UTF-8",
            Message::Binary(vec![0xff, b'a', 0xc3, 0x28]),
            "\u{fffd}a\u{fffd}(",
        ),
        ("brackets", Message::Text("[".repeat(MIB)), "["),
    ] {
        let (_server, mut stage) = showing(message);
        for format in [Format::Hex, Format::Json, Format::Text] {
            stage.command(Command::Inspector(inspector::Command::ShowAs(format)));
            stage.wait_until(what, |stage| !stage.shows("Reading…"));
            assert!(!lines(&stage).is_empty(), "{what} as {format:?}");
        }
        assert!(lines(&stage)[0].starts_with(first_line), "{what}");
        stage.harness.get_by_label("Selected message").focus();
        stage.harness.step();
        stage.harness.key_press(Key::End);
        stage.harness.step();
        assert!(!lines(&stage).is_empty(), "the end of {what}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_keeps_its_mode_and_a_link_to_it_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_server, mut stage) = showing(Message::Text("new".to_owned()));
    let folder = tempfile::tempdir().unwrap();
    let (target, link) = (folder.path().join("to.txt"), folder.path().join("link.txt"));
    std::fs::write(&target, "old").unwrap();
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink("to.txt", &link).unwrap();
    save_as(&mut stage, &link);
    stage.harness.key_press(Key::Enter);
    stage.harness.step();
    stage.press("Replace");
    stage.wait_for_text("Saved to");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "new");
    let mode = std::fs::metadata(&target).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn what_is_too_large_for_the_clipboard_is_not_copied_and_can_be_saved() {
    const LIMIT: usize = 1000;
    let (_server, mut stage) = showing(Message::Binary(vec![b'x'; LIMIT]));
    wscope::kit::copy_limit::set(&stage.harness.ctx, LIMIT);
    let saves = |stage: &Stage| {
        let buttons = stage.harness.query_all(by().role(Role::Button));
        let is_save = |label: Option<String>| label.is_some_and(|label| label == "Save…");
        buttons
            .filter(|button| is_save(button.accesskit_node().label()))
            .count()
    };
    let before = saves(&stage);
    for (form, is_copied) in [
        (CopyAs::Hex, false),
        (CopyAs::Base64, false),
        (CopyAs::Text, true),
    ] {
        stage
            .harness
            .state_mut()
            .ask(Command::Inspector(inspector::Command::Copy(form)));
        stage.harness.step();
        assert_eq!(stage.copied().is_some(), is_copied, "{form:?}");
        stage.harness.run_steps(2);
        assert_eq!(
            stage.shows("exceeds the limit of the clipboard"),
            !is_copied
        );
        assert_eq!(stage.shows("Copied"), is_copied);
        // One more beside what is told.
        assert_eq!(saves(&stage), before + usize::from(!is_copied));
    }
}
