//! Tabs that show files come back with them at the next start.

use std::path::Path;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::StartOptions;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::settings::{Folder, open, reopen, save, start};
use crate::stage::Stage;

const HEADER: &str = r#"{"format":"wscope","version":1,"created":7,"address":"ws://recorded.example/?token=s3cret"}"#;
const LINE: &str = r#"{"time":7,"direction":"sent","kind":"text","text":"kept"}"#;

const HAR: &str = r#"{"log":{"version":"1.2","entries":[
    {"_resourceType":"websocket","_webSocketMessages":[{"type":"send","time":1767225601.5,"opcode":1,"data":"first"}],
     "request":{"method":"GET","url":"ws://one.example/","headers":[]},"response":{"status":101,"statusText":"Switching Protocols","headers":[]},
     "startedDateTime":"2026-01-01T00:00:00Z","time":2000},
    {"_resourceType":"websocket","_webSocketMessages":[{"type":"send","time":1767225601.5,"opcode":1,"data":"second"}],
     "request":{"method":"GET","url":"ws://two.example/","headers":[]},"response":{"status":101,"statusText":"Switching Protocols","headers":[]},
     "startedDateTime":"2026-01-01T00:00:00Z","time":2000}]}}"#;

fn write(folder: &Folder, name: &str, content: &str) -> std::path::PathBuf {
    let path = folder.file().with_file_name(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn drop_and_wait(stage: &mut Stage, path: &Path) {
    stage.drop_file(path);
    let name = path.file_name().unwrap().to_str().unwrap();
    stage.wait_for_text(&format!("opened from {name}"));
}

/// The tabs of the strip, without pages.
fn tabs(stage: &Stage) -> Vec<String> {
    let tabs = stage.harness.query_all(by().role(Role::Tab));
    let names = tabs.filter_map(|tab| tab.accesskit_node().label());
    names.filter(|name| name.starts_with("Tab ")).collect()
}

#[test]
fn a_session_that_was_opened_from_a_file_comes_back_with_its_rows() {
    let folder = Folder::new();
    let session = format!("{HEADER}\n{LINE}\n");
    let path = write(&folder, "a.wscope.jsonl", &session);
    let har = write(&folder, "export.har", HAR);
    let mut stage = open(&folder, "");
    stage.command(Command::SetLanguage(Language::English));
    drop_and_wait(&mut stage, &har);
    // Of two sockets the second is looked at; it is closed, and stays so.
    stage.command(Command::AskCloseThisTab);
    drop_and_wait(&mut stage, &path);
    stage.harness.state_mut().tab_mut().name = "my session".to_owned();
    save(&mut stage);
    assert!(!folder.stored().contains("s3cret"), "{}", folder.stored());
    drop(stage);

    let mut stage = reopen(&folder);
    stage.wait_for_rows(1, &["sent", "kept"]);
    // Its file has the address with its query.
    let address = "ws://recorded.example/?token=s3cret";
    stage.wait_until("the address", |stage| {
        stage.harness.state().tab().address == address
    });
    assert_eq!(stage.harness.state().phase(), connection::Phase::Idle);
    assert!(stage.button("Tab my session").is_some());
    assert_eq!(tabs(&stage).len(), 3, "{:?}", tabs(&stage));
    stage.press("Tab 1 · export.har");
    stage.wait_for_rows(1, &["sent", "first"]);
    // What was asked for is in a tab already.
    save(&mut stage);
    drop(stage);
    let options = StartOptions {
        is_default_address: true,
        file: Some(path),
        ..StartOptions::default()
    };
    let mut stage = start(folder.file(), options);
    stage.wait_for_rows(1, &["sent", "kept"]);
    assert_eq!(tabs(&stage).len(), 3, "{:?}", tabs(&stage));
}

/// Its tab stays, and shows the file again when that is back, as on a drive that was not connected.
#[test]
fn a_file_that_is_gone_is_told_and_its_tab_waits_for_it() {
    let folder = Folder::new();
    let text = format!("{HEADER}\n{LINE}\n");
    let path = write(&folder, "gone.wscope.jsonl", &text);
    let mut stage = open(&folder, "");
    stage.command(Command::SetLanguage(Language::English));
    drop_and_wait(&mut stage, &path);
    save(&mut stage);
    drop(stage);
    std::fs::remove_file(path).unwrap();
    let mut stage = reopen(&folder);
    stage.wait_for_text("gone.wscope.jsonl was not opened");
    stage.harness.run_steps(3);
    assert!(stage.button("Tab gone.wscope.jsonl").is_some());
    // The list says it, with the path, and reads it again when that is asked for.
    stage.wait_for_text("The file could not be opened");
    assert!(stage.shows("gone.wscope.jsonl: the file cannot be read"));
    write(&folder, "gone.wscope.jsonl", "no session");
    stage.press("Try again");
    stage.wait_for_text("gone.wscope.jsonl: this is neither a session");
    write(&folder, "gone.wscope.jsonl", &text);
    stage.press("Try again");
    stage.wait_for_rows(1, &["sent", "kept"]);
    std::fs::remove_file(folder.file().with_file_name("gone.wscope.jsonl")).unwrap();
    drop(stage);
    let mut stage = reopen(&folder);
    stage.wait_for_text("gone.wscope.jsonl was not opened");
    save(&mut stage);
    drop(stage);
    write(&folder, "gone.wscope.jsonl", &text);
    let mut stage = reopen(&folder);
    stage.wait_for_rows(1, &["sent", "kept"]);
}

/// The rows that came after the file are messages, which are not stored.
#[test]
fn a_session_that_was_connected_shows_its_file_again_and_is_not_connected() {
    let server = Server::start();
    let folder = Folder::new();
    let path = write(&folder, "a.wscope.jsonl", &format!("{HEADER}\n{LINE}\n"));
    let mut stage = open(&folder, "");
    stage.command(Command::SetLanguage(Language::English));
    drop_and_wait(&mut stage, &path);
    stage.harness.state_mut().set_address(&server.url);
    stage.press("Connect");
    stage.wait_for_rows(1, &["Connected"]);
    save(&mut stage);
    drop(stage);
    let mut stage = reopen(&folder);
    stage.wait_for_rows(1, &["sent", "kept"]);
    assert_eq!(stage.count_rows(&["Connected"]), 0);
    assert_eq!(stage.harness.state().phase(), connection::Phase::Idle);
    let address = &stage.harness.state().tab().address;
    assert_eq!(address.trim_end_matches('/'), server.url);
}

/// A session whose tab was closed is not opened again, but shown when the whole file is asked for.
#[test]
fn a_file_that_is_asked_for_is_shown_whole() {
    let folder = Folder::new();
    let har = write(&folder, "export.har", HAR);
    let mut stage = open(&folder, "");
    stage.command(Command::SetLanguage(Language::English));
    drop_and_wait(&mut stage, &har);
    stage.command(Command::AskCloseThisTab);
    save(&mut stage);
    let before = tabs(&stage).len();
    drop(stage);
    let options = StartOptions {
        file: Some(har),
        ..StartOptions::default()
    };
    let mut stage = start(folder.file(), options);
    stage.wait_for_text("opened from export.har");
    assert_eq!(tabs(&stage).len(), before + 1, "{:?}", tabs(&stage));
    stage.wait_for_rows(1, &["sent", "second"]);
}

/// A file that was replaced by one with fewer sessions says so, where the list was.
#[test]
fn a_session_that_its_file_has_no_more_is_told() {
    let folder = Folder::new();
    let har = write(&folder, "export.har", HAR);
    let mut stage = open(&folder, "");
    stage.command(Command::SetLanguage(Language::English));
    drop_and_wait(&mut stage, &har);
    save(&mut stage);
    drop(stage);
    let second = HAR.rfind("{\"_resourceType\"").unwrap();
    let one = HAR[..second].trim_end().trim_end_matches(',').to_owned() + "]}}";
    write(&folder, "export.har", &one);
    let mut stage = reopen(&folder);
    stage.wait_for_text("export.har: the file no longer has this session");
    stage.command(Command::SetLanguage(Language::SimplifiedChinese));
    stage.wait_for_text("未能打开文件");
    write(&folder, "export.har", HAR);
    stage.press("重试");
    stage.wait_for_rows(1, &["second"]);
}

/// What is recorded to a file is shown from there after a restart; what was recorded before, and was cleared, is not.
#[test]
fn a_tab_that_was_recorded_shows_its_recording_and_is_not_connected() {
    #[track_caller]
    fn check(query: &str, acts: &[Command], told: Option<&str>) {
        let server = Server::start();
        let folder = Folder::new();
        let mut stage = open(&folder, &format!("{}/{query}", server.url));
        stage.command(Command::SetLanguage(Language::English));
        stage.wait_for_button("点击请求");
        let path = folder.file().with_file_name("chat.wscope.jsonl");
        crate::recording::record(&mut stage, &path);
        stage.wait_for_text("Recording chat.wscope.jsonl");
        stage.send(connection::Message::Text("kept".to_owned()));
        stage.wait_for_rows(2, &["kept"]);
        for act in acts {
            stage.command(act.clone());
            stage.harness.run_steps(3);
        }
        stage.wait_until("its end", |stage| {
            acts.is_empty() || !stage.harness.state().tab().is_recording()
        });
        save(&mut stage);
        drop(stage);
        let recorded = std::fs::read(&path).unwrap();

        let mut stage = reopen(&folder);
        let Some(told) = told else {
            stage.wait_for_button("点击请求");
            return;
        };
        stage.wait_for_rows(2, &["kept"]);
        stage.wait_for_text(told);
        let tab = stage.harness.state().tab();
        assert_eq!(tab.phase(), connection::Phase::Idle);
        assert_eq!(tab.address.trim_end_matches('/'), server.url);
        // The notice has this button as well.
        stage.command(Command::Connect);
        stage.wait_for_button("点击请求");
        stage.wait_for_rows(2, &["kept"]);
        assert_eq!(std::fs::read(&path).unwrap(), recorded);
    }
    let continues = "Connect continues the list";
    check("", &[], Some(continues));
    check("", &[Command::StopRecording], Some(continues));
    check(
        "?token=s3cret",
        &[],
        Some("Not saved: parameters of the address"),
    );
    check("", &[Command::StopRecording, Command::Clear], None);
}

/// What comes after the rows of a file is in memory only, until it is recorded to another file.
#[test]
fn rows_that_are_not_written_to_the_file_of_their_tab_are_told() {
    #[track_caller]
    fn check(width: f32, is_har: bool) {
        let server = Server::start();
        let folder = Folder::new();
        // With its second session another tab would come.
        let second = HAR.rfind("{\"_resourceType\"").unwrap();
        let one = HAR[..second].trim_end().trim_end_matches(',').to_owned() + "]}}";
        let session = format!("{HEADER}\n{LINE}\n");
        let (name, content) = match is_har {
            true => ("export.har", &*one),
            false => ("a.wscope.jsonl", &*session),
        };
        let path = write(&folder, name, content);
        let mut stage = open(&folder, "");
        stage.command(Command::SetLanguage(Language::English));
        stage.harness.set_size(egui::vec2(width, 640.0));
        stage.drop_file(&path);
        let text = format!("New rows are not written to {name}");
        stage.wait_until("the rows of the file", |stage| {
            stage.harness.state().tab().from_file.is_some()
        });
        assert!(!stage.shows(&text));
        stage.harness.state_mut().set_address(&server.url);
        stage.command(Command::Connect);
        stage.wait_until("the connection", |stage| {
            stage.harness.state().phase().is_open()
        });
        stage.wait_for_text(&text);
        stage.press("Record to file…");
        stage.type_path(&folder.file().with_file_name("b.wscope.jsonl"));
        stage.harness.key_press(egui::Key::Enter);
        stage.wait_until("the recording", |stage| {
            stage.harness.state().tab().is_recording()
        });
        stage.harness.run_steps(3);
        assert!(!stage.shows(&text), "it is recorded");
        stage.command(Command::StopRecording);
        stage.wait_until("its end", |stage| {
            !stage.harness.state().tab().is_recording()
        });
        stage.harness.run_steps(3);
        let is_told = stage.shows("New rows are not written to b.wscope.jsonl");
        assert_eq!(is_told, width > 480.0);
    }
    check(1120.0, false);
    check(1120.0, true);
    check(360.0, false);
}
