//! Whatever is saved: a name without an ending gets the right one, and replaces no file unasked.

use connection::Message;
use egui::Key;
use wscope::features::conversation::Command as Conversation;
use wscope::features::messages::{self, Form, Picture};
use wscope::features::sequences::{Command as Sequences, Example};
use wscope::features::{connections, watch};
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::sharing::choose;
use crate::stage::{Act, Stage};

#[test]
fn a_name_without_an_ending_gets_that_of_what_is_saved() {
    #[track_caller]
    fn check(ask: Act, name: &str, expected: &str, part: &str) {
        let server = Server::start();
        let mut stage = Stage::connected_to(&server.url);
        stage.send(Message::Text(r#"{"type":"tick"}"#.to_owned()));
        stage.wait_until("the echo", |stage| stage.received() == 1);
        stage.harness.run_steps(3);
        ask(&mut stage);
        stage.wait_until("the question where", |stage| stage.field("File").is_some());
        let folder = tempfile::tempdir().unwrap();
        let expected = folder.path().join(expected);
        std::fs::write(&expected, "other").unwrap();
        stage.type_path(&folder.path().join(name));
        stage.harness.key_press(Key::Enter);
        stage.harness.run_steps(2);
        stage.wait_for_text("A file with this name exists");
        let text = || String::from_utf8_lossy(&std::fs::read(&expected).unwrap()).into_owned();
        assert_eq!(text(), "other");
        stage.press("Replace");
        stage.wait_until("the file", |_| text() != "other");
        assert!(text().contains(part), "{}", text());
        stage.wait_until("the end", |stage| stage.field("File").is_none());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
    fn share(stage: &mut Stage, format: &str) {
        stage.command(Command::ShareSession);
        stage.wait_for_button("Save to file…");
        choose(stage, format);
        stage.press("Save to file…");
    }
    let session = "{\"format\":\"wscope\"";
    check(
        |stage| stage.command(Command::SaveSession),
        "x",
        "x.wscope.jsonl",
        session,
    );
    check(|stage| share(stage, "HAR"), "x", "x.har", "\"log\"");
    check(|stage| share(stage, "CSV"), "x", "x.csv", "number,time");
    // An ending that tells no format leaves the chosen one.
    check(|stage| share(stage, "HAR"), "x.txt", "x.txt", "\"log\"");
    check(
        |stage| stage.command(Command::Messages(messages::Command::SaveFlow(Picture::Svg))),
        "x",
        "x.svg",
        "<svg",
    );
    check(
        |stage| {
            stage.select_row(&["received", "tick"]);
            stage.command(Command::Messages(messages::Command::Export(Form::Json)));
        },
        "x",
        "x.jsonl",
        "tick",
    );
    check(
        |stage| {
            stage.select_row(&["received", "tick"]);
            stage.command(Command::AskSave);
        },
        "x",
        "x.json",
        "tick",
    );
    check(
        |stage| {
            stage.command(Command::Conversation(Conversation::ShowSchemas));
            stage.harness.run_steps(30);
            stage.press("Save JSON Schema…");
        },
        "x",
        "x.schema.json",
        "tick",
    );
    check(
        |stage| {
            stage.command(Command::Sequences(Sequences::OpenExample(Example::Basics)));
            stage.command(Command::Sequences(Sequences::SaveAs));
        },
        "x",
        "x.wstest",
        "connect",
    );
    check(
        |stage| stage.command(Command::Watch(watch::Command::Save)),
        "x",
        "x.csv",
        "number,time",
    );
    check(
        |stage| stage.command(Command::Connections(connections::Command::Export)),
        "x",
        "x.json",
        "wscope",
    );
}
