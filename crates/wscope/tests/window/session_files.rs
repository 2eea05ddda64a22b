//! A session is saved into a file, and opened again: by dropping it, and as another program has written it.

use std::io::Write as _;

use connection::Message;
use egui::Key;
use message_log::{Kind, Seq};
use session::files::{Compressor, FileCompression};
use wscope::features::sequences::{Command as C, Example};
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// What is in the list: times, directions, kinds, payloads and events.
fn recorded(stage: &mut Stage) -> Vec<String> {
    let session = stage.session();
    session.with_log(|log| {
        let seqs = log.kept().start.get()..log.kept().end.get();
        let rows = seqs.filter_map(|seq| log.get(Seq::new(seq)));
        rows.map(|row| {
            let at = row.at.as_micros();
            format!(
                "{at} {:?} {:?} {:?} {:?}",
                row.direction, row.kind, row.payload, row.event
            )
        })
        .collect()
    })
}

fn save(stage: &mut Stage, path: &std::path::Path) {
    stage.command(Command::SaveSession);
    stage.harness.run_steps(2);
    stage.type_path(path);
    stage.harness.key_press(Key::Enter);
    stage.harness.step();
    stage.wait_for_text("Saved to");
}

#[test]
fn what_is_saved_is_opened_again_byte_for_byte() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.record_details();
    stage.send(Message::Text("héllo 中文 \u{202e}".to_owned()));
    stage.send(Message::Binary(vec![0, 255, 10]));
    stage.wait_until("two echoes", |stage| stage.received() == 2);
    stage.press("Disconnect");
    stage.wait_for_rows(1, &["Disconnected"]);
    let before = recorded(&mut stage);
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.wscope.jsonl", "b.wscope.jsonl.gz", "c.jsonl.zst"] {
        let path = folder.path().join(name);
        save(&mut stage, &path);
        stage.drop_file(&path);
        stage.wait_for_text(&format!("opened from {name}"));
        assert!(stage.button(name).is_some() || stage.shows(name), "{name}");
        assert_eq!(recorded(&mut stage), before, "{name}");
        // It can be read, and nothing is connected.
        assert!(stage.shows("Connect"));
        stage.command(Command::AskCloseThisTab);
        stage.harness.run_steps(3);
    }
}

/// As Chrome writes them: a tab for each socket.
#[test]
fn a_har_with_two_sockets_is_opened_in_two_tabs() {
    let har = r#"{"log":{"version":"1.2","entries":[
        {"_resourceType":"websocket","_webSocketMessages":[{"type":"send","time":1767225601.5,"opcode":1,"data":"first"}],
         "request":{"method":"GET","url":"ws://one.example/","headers":[]},"response":{"status":101,"statusText":"Switching Protocols","headers":[{"name":"Upgrade","value":"websocket"}]},
         "startedDateTime":"2026-01-01T00:00:00Z","time":2000},
        {"_resourceType":"websocket","_webSocketMessages":[{"type":"receive","time":1767225601.5,"opcode":2,"data":"AP8="}],
         "request":{"method":"GET","url":"ws://two.example/","headers":[]},"response":{"status":101,"statusText":"Switching Protocols","headers":[]},
         "startedDateTime":"2026-01-01T00:00:00Z","time":2000}]}}"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.har");
    std::fs::write(&path, har).unwrap();
    let mut stage = Stage::open("");
    stage.drop_file(&path);
    stage.wait_for_text("opened from export.har");
    stage.wait_for_rows(1, &["received", "00 ff"]);
    stage.wait_for_rows(1, &["Connecting to ws://two.example/"]);
    stage.command(Command::StepTab(
        wscope::shell::command::Neighbour::Previous,
    ));
    stage.wait_for_rows(1, &["sent", "first"]);
    stage.wait_for_rows(1, &["Response: HTTP/1.1 101 Switching Protocols"]);
}

#[test]
fn what_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open("");
    for (name, content, expected) in [
        (
            "empty.wscope.jsonl",
            "",
            "empty.wscope.jsonl was not opened: the file is empty",
        ),
        (
            "a.har",
            "hello",
            "a.har was not opened: this is neither a session",
        ),
        (
            "wrong.jsonl",
            r#"{"format":"wscope","version":1,"created":"today"}"#,
            "the header, cannot be read: the field “created” cannot be read",
        ),
        (
            "new.jsonl",
            r#"{"format":"wscope","version":2}"#,
            "this program reads version 1",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        stage.drop_file(&path);
        stage.wait_for_text(expected);
    }
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"kept"}"#;
    let path = folder.path().join("damaged.jsonl");
    std::fs::write(&path, format!("{line}\nx\n{}", &line[..20])).unwrap();
    stage.drop_file(&path);
    stage.wait_for_text("1 row opened from damaged.jsonl; 1 line or message was left out");
    stage.wait_for_rows(1, &["sent", "kept"]);
    assert_eq!(stage.counters().total().messages, 1);
    let kinds = stage
        .session()
        .with_log(|log| log.get(Seq::FIRST).map(|row| row.kind));
    assert_eq!(kinds, Some(Kind::Text));
}

/// Half of it is better than nothing, and which of both it is is told.
#[test]
fn what_precedes_the_damage_of_a_compressed_file_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open("");
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"kept"}"#;
    let mut out = Compressor::new(FileCompression::Gzip, Vec::new());
    writeln!(out, "{line}").unwrap();
    let whole = out.finish().unwrap();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    for (name, content, expected) in [
        (
            "cut.wscope.jsonl.gz",
            &whole[..whole.len() - 1],
            "1 row opened from cut.wscope.jsonl.gz; the compressed data breaks off: what",
        ),
        (
            "changed.wscope.jsonl.gz",
            &changed,
            "1 row opened from changed.wscope.jsonl.gz; the compressed data is damaged (",
        ),
        (
            "little.wscope.jsonl.gz",
            &whole[..11],
            "nothing of the file can be read: the compressed data breaks off",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        stage.drop_file(&path);
        stage.wait_for_text(expected);
    }
}

/// What other programs write under the same name is attached, as any file.
#[test]
fn a_file_that_is_no_session_is_attached() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.jsonl");
    std::fs::write(&path, "{\"id\":1}\n{\"id\":2}\n").unwrap();
    let mut stage = Stage::open("");
    stage.drop_file(&path);
    stage.wait_until("the file", |stage| stage.shows("data.jsonl"));
    assert!(!stage.shows("was not opened"));
}

/// What another version has written is in the file again; what a format has no place for is told.
#[test]
fn what_is_opened_and_saved_has_lost_nothing_untold() {
    let header = r#"{"format":"wscope","version":1,"program":"wscope 9","created":7,"address":"ws://a/","options":{"compression":true,"trusts_anyone":false,"more":1},"tags":["a"]}"#;
    let lines = [
        r#"{"number":1,"time":7,"direction":"sent","kind":"text","text":"hello","colour":"red"}"#,
        r#"{"number":2,"time":8,"direction":"local","kind":"event","event":{"type":"round-trip","micros":7,"more":1}}"#,
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, format!("{header}\n{}\n", lines.join("\n"))).unwrap();
    let mut stage = Stage::open("");
    stage.drop_file(&path);
    stage.wait_for_text("opened from a.jsonl");
    let again = folder.path().join("b.wscope.jsonl");
    save(&mut stage, &again);
    let values = |path: &std::path::Path| {
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text.lines().map(serde_json::from_str::<serde_json::Value>);
        let mut lines = lines.collect::<Result<Vec<_>, _>>().unwrap();
        assert!(lines[0]["program"].take().is_string());
        lines
    };
    assert_eq!(values(&path), values(&again));
    save(&mut stage, &folder.path().join("c.har"));
    stage.wait_for_text("the format has no place for 1 event");
}

/// A file may come from anybody: its address looks like what it is, and is saved as it was.
#[test]
fn what_is_invisible_in_the_address_of_a_file_is_shown() {
    const SHOWN: &str = r"ws://a/\u{202e}gnp\u{200b}";
    let header = r#"{"format":"wscope","version":1,"program":"wscope","created":7,"address":"ws://a/\u202egnp\u200b"}"#;
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"hello"}"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, format!("{header}\n{line}\n")).unwrap();
    let mut stage = Stage::open("");
    stage.drop_file(&path);
    stage.wait_for_text("opened from a.jsonl");
    let address = stage.field("Address").unwrap().value();
    assert_eq!(address.as_deref(), Some(SHOWN));
    let again = folder.path().join("b.wscope.jsonl");
    save(&mut stage, &again);
    let saved = std::fs::read_to_string(&again).unwrap();
    let saved: serde_json::Value = serde_json::from_str(saved.lines().next().unwrap()).unwrap();
    assert_eq!(saved["address"], "ws://a/\u{202e}gnp\u{200b}");
}

/// Where the system has no file dialog, as here.
#[test]
fn the_path_of_a_session_is_typed_where_there_is_no_dialog() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.wscope.jsonl");
    let line = r#"{"time":7,"direction":"sent","kind":"text","text":"kept"}"#;
    std::fs::write(&path, line).unwrap();
    let mut stage = Stage::open("");
    stage.command(Command::OpenSession);
    stage.wait_for_text("The system has no file dialog");
    assert_eq!(stage.focused().as_deref(), Some("File"));
    stage.type_path(&folder.path().join("missing.wscope.jsonl"));
    stage.harness.key_press(Key::Enter);
    stage.wait_for_text("Cannot be opened: ");
    stage.harness.run_steps(2);
    assert_eq!(stage.focused().as_deref(), Some("File"));
    stage.type_path(&path);
    stage.harness.key_press(Key::Enter);
    stage.wait_for_text("opened from kept.wscope.jsonl");
    stage.wait_for_rows(1, &["sent", "kept"]);
}

const TWO_SOCKETS: &str = r#"{"log":{"version":"1.2","entries":[
    {"_resourceType":"websocket","_webSocketMessages":[{"type":"send","time":1767225601.5,"opcode":1,"data":"first"}],
     "request":{"method":"GET","url":"ws://one.example/","headers":[]},"response":{"status":101,"statusText":"Switching Protocols","headers":[]},
     "startedDateTime":"2026-01-01T00:00:00Z","time":2000},
    {"_resourceType":"websocket","_webSocketMessages":[{"type":"send","time":1767225601.5,"opcode":1,"data":"second"}],
     "request":{"method":"GET","url":"ws://one.example/","headers":[]},"response":{"status":101,"statusText":"Switching Protocols","headers":[]},
     "startedDateTime":"2026-01-01T00:00:00Z","time":2000}]}}"#;

/// Its list comes to the front, also where a page was looked at, and each socket is told from the other.
#[test]
fn a_file_with_several_sockets_is_shown_in_numbered_tabs_before_any_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open("ws://localhost:1");
    let sequences = C::OpenExample(Example::ALL[0]);
    for (name, content, tabs) in [
        (
            "two.har",
            TWO_SOCKETS,
            &["Tab 1 · two.har", "Tab 2 · two.har"][..],
        ),
        (
            "one.wscope.jsonl",
            "{\"format\":\"wscope\",\"version\":1,\"created\":7}\n{\"time\":7,\"direction\":\"sent\",\"kind\":\"text\",\"text\":\"second\"}\n",
            &["Tab one.wscope.jsonl"],
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        stage.command(Command::Sequences(sequences.clone()));
        stage.wait_for_button("Run all");
        stage.drop_file(&path);
        stage.wait_for_text(&format!("opened from {name}"));
        stage.wait_for_rows(1, &["sent", "second"]);
        for tab in tabs {
            assert!(stage.button(tab).is_some(), "{tab}");
        }
    }
}
