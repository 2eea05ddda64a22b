//! A session is saved into a file, and opened again: by dropping it, and as another program has written it.

use connection::Message;
use egui::Key;
use message_log::{Kind, Seq};
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
         "request":{"method":"GET","url":"ws://one.example/","headers":[]},"response":{"status":101,"statusText":"Switching Protocols","headers":[]},
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
            "empty.jsonl",
            "",
            "empty.jsonl was not opened: the file is empty",
        ),
        (
            "a.har",
            "hello",
            "a.har was not opened: this is neither a session",
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
