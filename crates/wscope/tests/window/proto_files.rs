//! The person chooses .proto files that tell what binary messages say.

use std::path::{Path, PathBuf};

use connection::Message;
use egui::accesskit::Role;
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use wscope::features::connection_settings::{self, Setting};
use wscope::features::connections;
use wscope::features::inspector::{self, Page};
use wscope::kit::language::Language;
use wscope::kit::proto_files::ProtoFiles;
use wscope::kit::protocol_choice::ProtocolChoice;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::settings::{Folder, open, reopen, save};
use crate::stage::Stage;

const FILES: &str = ".proto files (a path per line)";
const FOLDERS: &str = "Folders for imports (a path per line)";

/// A file with one type, and one with two that imports it from a folder of its own.
fn files() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    };
    let said = write(
        "said.proto",
        r#"syntax = "proto3"; package chat; message Said { uint64 id = 1; string text = 2; }"#,
    );
    let room = write(
        "rooms/room.proto",
        r#"syntax = "proto3"; package rooms; import "said.proto";
        message Joined { string name = 1; }
        message Room { chat.Said last = 1; }"#,
    );
    (folder, said, room)
}

fn ask(stage: &mut Stage) {
    let set = Setting::Protocol(ProtocolChoice::ProtoFiles);
    let set = connection_settings::Command::Set(set);
    stage.command(Command::ConnectionSettings(set));
    stage.harness.run_steps(3);
}

/// Types a path into a field, and leaves that.
fn enter(stage: &mut Stage, field: &str, path: &Path) {
    stage.fill(field, path.to_str().unwrap());
    stage.harness.key_press(egui::Key::Tab);
    stage.harness.run_steps(3);
}

/// Where the type of the messages of a direction is chosen.
fn type_choice<'a>(stage: &'a Stage, side: &str) -> Node<'a> {
    let start = format!("{side}: ");
    let mut nodes = stage.harness.root().children_recursive();
    let choice = nodes.find(|node| {
        let node = node.accesskit_node();
        let label = node.label().unwrap_or_default();
        node.role() == Role::ComboBox && label.starts_with(&start)
    });
    choice.expect("the choice")
}

/// Types a part of the name of a type, and takes the first that has it.
fn choose_type(stage: &mut Stage, side: &str, part: &str) {
    let field = type_choice(stage, side);
    field.scroll_to_me();
    field.click();
    stage.harness.run_steps(5);
    for character in part.chars() {
        let text = egui::Event::Text(character.to_string());
        stage.harness.event(text);
        stage.harness.step();
    }
    stage.harness.key_press(egui::Key::Enter);
    stage.harness.run_steps(3);
}

/// Takes a type out of the list with the pointer, whose button is pressed and released within a frame, as on a slow machine.
fn point_at_type(stage: &mut Stage, side: &str, name: &str) {
    let field = type_choice(stage, side).rect().center();
    click_at(stage, field);
    let entry = stage.harness.get_by_label(name).rect().center();
    click_at(stage, entry);
}

fn click_at(stage: &mut Stage, pos: egui::Pos2) {
    let button = |pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    let events = [egui::Event::PointerMoved(pos), button(true), button(false)];
    stage.harness.input_mut().events.extend(events);
    stage.harness.run_steps(5);
}

/// A message `chat.Said`.
fn said(id: u8, text: &str) -> Message {
    let mut bytes = vec![0x08, id, 0x12, text.len() as u8];
    bytes.extend_from_slice(text.as_bytes());
    Message::Binary(bytes)
}

#[test]
fn the_only_type_of_a_file_names_the_fields_of_rows_and_of_the_tree() {
    let (_folder, file, _) = files();
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.send(said(7, "good day"));
    stage.wait_until("the echo", |stage| stage.received() == 1);
    ask(&mut stage);
    assert!(stage.is_disabled("Decode"));
    enter(&mut stage, FILES, &file);
    stage.wait_for_text("1 message type");
    stage.press("Decode");
    stage.wait_for_rows(2, &[r#"Said {"id":7,"text":"good day"}"#]);
    stage.select_row(&["received", "Said"]);
    stage.wait_for_text("event chat.Said");
    stage.wait_for_text("Chosen by you");
    // It is none of another protocol.
    let none = Setting::Protocol(ProtocolChoice::None);
    let none = connection_settings::Command::Set(none);
    stage.command(Command::ConnectionSettings(none));
    stage.wait_until("bytes", |stage| stage.count_rows(&["Said {"]) == 0);
}

#[test]
fn files_are_dropped_and_each_direction_has_a_type_that_is_found_by_typing() {
    let (folder, _, file) = files();
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    // A room with the message that was said last, which is a name with odd text as well.
    stage.send(Message::Binary(b"\x0a\x06\x08\x07\x12\x02hi".to_vec()));
    stage.wait_until("the echo", |stage| stage.received() == 1);
    stage.drop_file(&file);
    // What it imports is not beside it.
    stage.wait_for_text("said.proto");
    enter(&mut stage, FOLDERS, folder.path());
    stage.wait_for_text("2 message types");
    assert!(stage.is_disabled("Decode"));
    choose_type(&mut stage, "Received messages", "S.room");
    stage.press("Decode");
    stage.wait_for_rows(1, &["received", r#"Room {"last":{"id":7,"text":"hi"}}"#]);
    stage.select_row(&["sent"]);
    stage.wait_for_text("no type is chosen for what this side sends");
    // As it was chosen, when it is asked for again.
    stage.harness.get_by_label("Files and types…").click();
    stage.wait_for_text("2 message types");
    choose_type(&mut stage, "Sent messages", "joined");
    stage.press("Decode");
    stage.wait_for_rows(1, &["sent", "Joined {"]);
    // Its lists are above the dialog, however often they were shown.
    ask(&mut stage);
    stage.wait_for_text("2 message types");
    point_at_type(&mut stage, "Received messages", "rooms.Joined");
    point_at_type(&mut stage, "Sent messages", "rooms.Room");
    stage.press("Decode");
    stage.wait_for_rows(1, &["sent", "Room {"]);
    stage.wait_for_rows(1, &["received", "Joined {"]);
}

#[test]
fn what_is_wrong_with_a_file_is_told_in_both_languages() {
    #[track_caller]
    fn check(text: Option<&str>, expected: [&str; 2]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.proto");
        if let Some(text) = text {
            std::fs::write(&path, text).unwrap();
        }
        let server = Server::start();
        let mut stage = Stage::connected_to(&server.url);
        ask(&mut stage);
        enter(&mut stage, FILES, &path);
        for (language, expected) in [Language::English, Language::SimplifiedChinese]
            .into_iter()
            .zip(expected)
        {
            stage.command(Command::SetLanguage(language));
            stage.wait_for_text(expected);
        }
        assert!(stage.is_disabled("解码"));
    }
    check(
        None,
        [
            "The .proto files cannot be read: ",
            "无法读取 .proto 文件：",
        ],
    );
    check(
        Some("syntax = \"proto3\";\nmessage A {\n  strin a = 1;\n}"),
        ["a.proto:3:", "a.proto:3:"],
    );
    check(Some("import \"none.proto\";"), ["none.proto", "none.proto"]);
    check(Some("\0\u{1}"), ["a.proto:1:1: ", "a.proto:1:1: "]);
}

#[test]
fn the_choice_is_kept_with_the_tab_and_the_saved_connection_and_read_anew_at_the_start() {
    let (_folder, file, _) = files();
    let folder = Folder::new();
    let mut stage = open(&folder, "ws://host.invalid/");
    stage.command(Command::SetLanguage(Language::English));
    ask(&mut stage);
    enter(&mut stage, FILES, &file);
    stage.wait_for_text("1 message type");
    stage.press("Decode");
    let chosen = ProtoFiles {
        files: file.display().to_string(),
        folders: String::new(),
        sent: "chat.Said".to_owned(),
        received: "chat.Said".to_owned(),
    };
    stage.command(Command::Connections(connections::Command::Save));
    let id = stage.harness.state().tab().saved.unwrap();
    save(&mut stage);
    drop(stage);
    let is_read = |stage: &Stage| {
        let choice = stage.harness.state().tab().choice();
        matches!(choice, session::conversation::Choice::Always(_))
    };
    let mut stage = reopen(&folder);
    assert_eq!(stage.harness.state().tab().form.proto, chosen);
    stage.wait_until("the schema", is_read);
    stage.command(Command::NewTab);
    assert!(!is_read(&stage));
    let open = connections::Command::OpenInTab(id);
    stage.command(Command::Connections(open));
    assert_eq!(stage.harness.state().tab().form.proto, chosen);
    stage.wait_until("the schema of the saved connection", is_read);
    drop(stage);
    // It is gone with the next start: that is told where the protocol is.
    std::fs::remove_file(&file).unwrap();
    let mut stage = reopen(&folder);
    let server = Server::start();
    let tab = stage.harness.state_mut().tab_mut();
    tab.address.clone_from(&server.url);
    stage.command(Command::Connect);
    stage.wait_for_button("点击请求");
    let show = inspector::Command::Show(Page::Connection);
    stage.command(Command::Inspector(show));
    stage.wait_for_text("The .proto files cannot be read: ");
    assert!(!is_read(&stage));
    assert_eq!(stage.harness.state().tab().form.proto, chosen);
}

#[test]
fn the_palette_offers_it() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.command(Command::OpenPalette);
    for character in "proto files".chars() {
        let text = egui::Event::Text(character.to_string());
        stage.harness.event(text);
        stage.harness.step();
    }
    let name = "Protocol of the messages: Protobuf with .proto files…";
    stage.wait_until("the entry", |stage| stage.option(name).is_some());
    stage.option(name).unwrap().click();
    stage.harness.run_steps(3);
    stage.wait_for_text("Add a file, or drop one onto the window");
}

/// Types into the field that has the keyboard, one character after another.
fn type_slowly(stage: &mut Stage, path: &Path) {
    for character in path.to_str().unwrap().chars() {
        stage
            .harness
            .event(egui::Event::Text(character.to_string()));
        stage.harness.step();
        assert!(!stage.shows("cannot be read"), "half of a path was read");
    }
}

#[test]
fn a_path_is_read_after_enter_and_after_a_pause() {
    let (_folder, said, room) = files();
    let mut stage = Stage::open("");
    ask(&mut stage);
    stage.click_field(FILES);
    type_slowly(&mut stage, &said);
    stage.harness.key_press(egui::Key::Enter);
    stage.wait_for_text("Read 1 file: 1 message type");
    assert_eq!(stage.focused().as_deref(), Some(FILES));
    type_slowly(&mut stage, &room);
    // Nothing ends this one.
    stage.wait_for_text("Read 2 files: 3 message types");
    assert_eq!(stage.focused().as_deref(), Some(FILES));
}
