//! Everything is written into a file while it arrives, and can be seen however much it is.

use connection::Message;
use egui::Key;
use message_log::Seq;
use wscope::StartOptions;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// Less than what is received here.
const BUDGET_BYTES: u64 = 5 << 20;

pub(crate) fn record(stage: &mut Stage, path: &std::path::Path) {
    stage.command(Command::AskRecord);
    stage.harness.run_steps(2);
    stage.type_path(path);
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(2);
}

#[test]
fn what_is_recorded_to_a_file_stays_in_the_list() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.session().set_budget(BUDGET_BYTES);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.wscope.jsonl");
    stage.send(Message::Text("before".to_owned()));
    stage.wait_until("an echo", |stage| stage.received() == 1);
    record(&mut stage, &path);
    stage.wait_for_text("Recording chat.wscope.jsonl");
    let text = |number: u64| format!("{number:0>20000}");
    for number in 0..200 {
        stage.send(Message::Text(text(number)));
        stage.wait_until("an echo", |stage| stage.received() == number + 2);
    }
    let snapshot = stage.session().snapshot();
    assert!(snapshot.bytes_kept <= BUDGET_BYTES);
    assert_eq!(snapshot.counters.total().dropped_messages, 0);
    // It goes on in the same file after a connection.
    stage.press("Disconnect");
    stage.wait_for_text("Recording chat.wscope.jsonl");
    // Back to the oldest row, which is read from the file.
    stage.command(Command::GoTo(1));
    stage.wait_for_rows(1, &["sent", "before"]);
    // The rows are cleared, the file is not.
    stage.command(Command::Clear);
    stage.wait_for_text("List cleared");
    stage.command(Command::Undo);
    stage.wait_for_rows(1, &["Disconnected"]);
    stage.command(Command::GoTo(1));
    stage.wait_for_rows(1, &["sent", "before"]);
    stage.command(Command::Clear);
    stage.command(Command::StopRecording);
    stage.wait_for_text("Recorded to");
    let file = std::fs::read_to_string(&path).unwrap();
    for number in 0..200 {
        let text = text(number);
        assert_eq!(file.matches(&*text).count(), 2, "{number}");
    }
    assert!(file.contains("before") && file.contains("closed-by-us"));
    // And it can be opened.
    stage.drop_file(&path);
    stage.wait_for_text("opened from chat.wscope.jsonl");
    // Its session has the budget of the settings.
    let snapshot = stage.session().snapshot();
    assert!(snapshot.bytes_kept <= snapshot.budget);
    let first = stage.session().with_log(|log| log.kept().start);
    assert_eq!(first, Seq::FIRST);
}

#[test]
fn what_cannot_be_recorded_to_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open("");
    record(&mut stage, &folder.path().join("chat.wscope.jsonl.gz"));
    stage.wait_for_text("a recording is not compressed");
    stage.command(Command::CloseDialog);
    record(&mut stage, &folder.path().join("missing/chat.wscope.jsonl"));
    stage.wait_for_text("Cannot be recorded: ");
    stage.command(Command::CloseDialog);
    let path = folder.path().join("chat.wscope.jsonl");
    std::fs::write(&path, "other").unwrap();
    record(&mut stage, &path);
    stage.wait_for_text("A file with this name exists");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "other");
    stage.press("Replace");
    stage.wait_for_text("Recording chat.wscope.jsonl");
    stage.command(Command::StopRecording);
    stage.wait_for_text("Recorded to");
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .starts_with("{\"format\":\"wscope\"")
    );
}

#[test]
fn a_file_that_a_list_is_shown_from_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.wscope.jsonl");
    let lines = "{\"format\":\"wscope\",\"version\":1}\n{\"time\":7,\"direction\":\"sent\",\"kind\":\"text\",\"text\":\"kept\"}\n";
    std::fs::write(&path, lines).unwrap();
    let mut stage = Stage::open("");
    stage.drop_file(&path);
    stage.wait_for_text("opened from chat.wscope.jsonl");
    record(&mut stage, &path);
    stage.wait_for_text("A file with this name exists");
    stage.press("Replace");
    stage.wait_for_text("a tab shows what is in this file");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), lines);
    // A list that is empty is shown from none.
    stage.command(Command::CloseDialog);
    stage.command(Command::Clear);
    stage.wait_for_text("List cleared");
    record(&mut stage, &path);
    stage.press("Replace");
    stage.wait_for_text("Recording chat.wscope.jsonl");
}

#[test]
fn a_file_that_was_cut_is_told() {
    const ROWS: u64 = 100_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.wscope.jsonl");
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"kept"}"#;
    std::fs::write(&path, format!("{line}\n").repeat(ROWS as usize)).unwrap();
    let mut stage = Stage::open("");
    stage.drop_file(&path);
    stage.wait_for_text("rows opened from cut.wscope.jsonl");
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(300_000).unwrap();
    // Those that were shown while the file was opened are in memory; there are more parts of it than frames were drawn.
    for row in (ROWS / 10..ROWS).step_by(1_000) {
        stage.command(Command::GoTo(row));
        stage.harness.run_steps(2);
        if stage.shows("was cut short or changed") {
            break;
        }
    }
    stage.wait_for_text("was cut short or changed");
    let says_so = |stage: &Stage| stage.count_rows(&["can no longer be read from it"]) > 5;
    stage.wait_until("rows that say so", says_so);
}

#[test]
fn a_path_is_mended_where_it_was_typed_and_a_name_gets_its_ending() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open("");
    record(&mut stage, &folder.path().join("chat.wscope.jsonl.gz"));
    stage.wait_for_text("a recording is not compressed");
    stage.harness.run_steps(2);
    assert_eq!(stage.focused().as_deref(), Some("File"));
    // What was typed is selected.
    let path = folder.path().join("talk");
    for character in path.to_str().unwrap().chars() {
        let text = egui::Event::Text(character.to_string());
        stage.harness.event(text);
        stage.harness.step();
    }
    std::fs::write(folder.path().join("talk.wscope.jsonl"), "other").unwrap();
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(3);
    stage.wait_for_text("A file with this name exists");
    assert_eq!(stage.focused().as_deref(), Some("File"));
    std::fs::remove_file(folder.path().join("talk.wscope.jsonl")).unwrap();
    stage.press("Replace");
    stage.wait_for_text("Recording talk.wscope.jsonl");
}

/// As in the dialog.
#[test]
fn a_name_that_is_given_at_the_start_gets_its_ending_too() {
    let folder = tempfile::tempdir().unwrap();
    let started = |name: &str| {
        Stage::with_options(StartOptions {
            record: Some(folder.path().join(name)),
            language: Some(Language::English),
            ..StartOptions::default()
        })
    };
    started("chat").wait_for_text("Recording chat.wscope.jsonl");
    assert!(folder.path().join("chat.wscope.jsonl").exists());
    // What is there is not replaced, and what is compressed is not recorded to.
    started("chat").wait_for_text("Not recorded to");
    started("chat.gz").wait_for_text("a recording is not compressed");
    assert!(!folder.path().join("chat.gz").exists());
}

/// What another file has is not written again, and the question says so.
#[test]
fn the_question_tells_what_is_recorded() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.send(Message::Text("first".to_owned()));
    stage.wait_until("an echo", |stage| stage.received() == 1);
    let folder = tempfile::tempdir().unwrap();
    stage.command(Command::AskRecord);
    stage.wait_for_text("Record this list and everything that arrives to");
    stage.command(Command::CloseDialog);
    record(&mut stage, &folder.path().join("one"));
    stage.wait_for_text("Recording one.wscope.jsonl");
    stage.command(Command::StopRecording);
    stage.wait_for_text("Recorded to");
    let rows = stage.kept().end - stage.kept().start;
    stage.send(Message::Text("second".to_owned()));
    stage.wait_until("an echo", |stage| stage.received() == 2);
    stage.command(Command::AskRecord);
    stage.wait_for_text(&format!(
        "Record this list, without {rows} rows that another file has, and everything"
    ));
    stage.command(Command::CloseDialog);
    record(&mut stage, &folder.path().join("two"));
    stage.wait_for_text("Recording two.wscope.jsonl");
    stage.command(Command::StopRecording);
    stage.wait_for_text("Recorded to");
    let text = std::fs::read_to_string(folder.path().join("two.wscope.jsonl")).unwrap();
    assert!(text.contains("second") && !text.contains("first"), "{text}");
    // A list that is cleared has nothing that a file has.
    stage.command(Command::Clear);
    stage.command(Command::AskRecord);
    stage.wait_for_text("Record this list and everything that arrives to");
}

/// What is typed takes the place of the name, and the folder stays; on a phone the dialog leaves some of the window free.
#[test]
fn the_name_that_is_offered_is_selected_and_the_dialog_fits() {
    use crate::phone;
    use egui_kittest::kittest::NodeT as _;
    use wscope::kit::language::Language;
    let mut stage = phone::open("", Language::English);
    stage.command(Command::AskRecord);
    stage.harness.run_steps(5);
    let value = |stage: &Stage| stage.field("File").unwrap().accesskit_node().value();
    let offered = value(&stage).unwrap();
    let folder = offered.rsplit_once(std::path::is_separator).unwrap().0;
    stage.harness.event(egui::Event::Text("mine".to_owned()));
    stage.harness.run_steps(3);
    let expected = std::path::Path::new(folder).join("mine");
    assert_eq!(value(&stage).as_deref(), expected.to_str());
    let field = stage.field("File").unwrap().rect();
    assert!(field.left() >= 20.0 && field.right() <= 340.0, "{field:?}");
}
