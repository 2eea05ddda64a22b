//! Heartbeats are answered, and rules followed, without a window.

use std::time::Duration;

use egui::accesskit::Role;
use egui_kittest::kittest::{Queryable as _, by};
use futures_util::{SinkExt as _, StreamExt as _};
use session::RecordedEvent;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;
use wscope::features::connection_settings::{self, Setting};
use wscope::features::connections;
use wscope::features::inspector::{self, Page};
use wscope::kit::rule_line::{MatchBy, RuleLine};
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::settings::{Folder, open, reopen, save};
use crate::stage::Stage;

/// How often the server asks.
const PING: Duration = Duration::from_millis(100);
/// How long it waits for the answer: so long that a loaded machine answers.
const PATIENCE: Duration = Duration::from_secs(2);

/// A server that speaks Engine.IO 4, and gives up clients that do not answer its pings.
struct EngineIo {
    runtime: Option<Runtime>,
    url: String,
}

impl EngineIo {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!(
            "ws://{}/socket.io/?EIO=4&transport=websocket",
            listener.local_addr().unwrap()
        );
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
                    let open =
                        r#"0{"sid":"a","upgrades":[],"pingInterval":100,"pingTimeout":2000}"#;
                    socket.send(Message::text(open)).await.unwrap();
                    loop {
                        tokio::time::sleep(PING).await;
                        if socket.send(Message::text("2")).await.is_err() {
                            return;
                        }
                        let pong = async {
                            loop {
                                match socket.next().await {
                                    Some(Ok(Message::Text(text))) if text == "3" => return true,
                                    Some(Ok(_)) => {}
                                    Some(Err(_)) | None => return false,
                                }
                            }
                        };
                        if tokio::time::timeout(PATIENCE, pong).await != Ok(true) {
                            socket.close(None).await.ok();
                            return;
                        }
                    }
                });
            }
        });
        Self {
            runtime: Some(runtime),
            url,
        }
    }
}

impl Drop for EngineIo {
    fn drop(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }
}

fn set(stage: &mut Stage, setting: Setting) {
    let set = connection_settings::Command::Set(setting);
    stage.command(Command::ConnectionSettings(set));
}

#[test]
fn a_connection_that_was_dropped_is_offered_answers_and_then_lives() {
    let server = EngineIo::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.wait_for_button("Answer heartbeats and reconnect");
    let closed = stage.session().ending().unwrap().event;
    assert!(matches!(
        closed,
        RecordedEvent::ClosedByPeer { .. } | RecordedEvent::Lost { .. }
    ));
    stage.press("Answer heartbeats and reconnect");
    let before = stage.sent();
    stage.wait_until("answers", |stage| stage.sent() >= before + 5);
    assert!(stage.session().phase().is_open());
    assert_eq!(stage.session().ending(), None);
    // The page says so, and can end it.
    let show = inspector::Command::Show(Page::Connection);
    stage.command(Command::Inspector(show));
    stage.harness.run_steps(30);
    let tick = || by().role(Role::CheckBox).label("Answer heartbeats");
    stage.harness.get(tick()).scroll_to_me();
    stage.harness.run_steps(20);
    stage.tick("Answer heartbeats");
    stage.harness.run_steps(3);
    assert!(!stage.harness.state().tab().form.answers_heartbeats);
    stage.wait_for_button("Answer heartbeats and reconnect");
}

#[test]
fn heartbeats_are_answered_while_no_frame_is_painted() {
    let server = EngineIo::start();
    let mut stage = Stage::connected_to(&server.url);
    set(&mut stage, Setting::AnswersHeartbeats(true));
    stage.harness.run_steps(3);
    // As while the window is minimized: longer than the server waits.
    std::thread::sleep(PATIENCE + 10 * PING);
    assert!(stage.session().phase().is_open());
    assert!(stage.sent() >= 10, "{}", stage.sent());
}

#[test]
fn nothing_is_answered_unasked_and_nothing_is_offered_where_nothing_was_owed() {
    let server = Server::start();
    let mut stage = Stage::open(&format!("{}/close/1011", server.url));
    stage.wait_for_rows(1, &["closed the connection"]);
    stage.harness.run_steps(30);
    assert!(stage.button("Answer heartbeats and reconnect").is_none());
    let server = EngineIo::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.wait_for_rows(1, &["received", "ping"]);
    assert_eq!(stage.sent(), 0);
}

/// Types into a field, one character at a time.
fn type_in(stage: &mut Stage, field: &str, text: &str) {
    stage.click_field(field);
    for character in text.chars() {
        let typed = egui::Event::Text(character.to_string());
        stage.harness.event(typed);
        stage.harness.step();
    }
}

fn edit_rules(stage: &mut Stage) {
    let edit = connection_settings::Command::EditRules;
    stage.command(Command::ConnectionSettings(edit));
    stage.harness.run_steps(3);
}

fn text(text: &str) -> connection::Message {
    connection::Message::Text(text.to_owned())
}

fn rule(by: MatchBy, look_for: &str, answer: &str) -> RuleLine {
    RuleLine {
        by,
        look_for: look_for.to_owned(),
        answer: answer.to_owned(),
        ..RuleLine::default()
    }
}

#[test]
fn a_rule_is_typed_and_sends_when_a_message_matches() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    edit_rules(&mut stage);
    assert_eq!(stage.focused().as_deref(), Some("Rule 1: look for"));
    type_in(&mut stage, "Rule 1: message to send", "good day");
    type_in(&mut stage, "Rule 1: look for", "hello");
    // Not while one types: half a word would match too much.
    assert!(
        stage.harness.state().tab().form.rules[0]
            .look_for
            .is_empty()
    );
    stage.press("Done");
    stage.harness.run_steps(3);
    assert_eq!(stage.harness.state().tab().form.rules.len(), 1);
    stage.send(text("hell"));
    stage.send(text("hello, world"));
    stage.wait_for_rows(2, &["good day"]);
    assert_eq!(stage.sent(), 3);
    edit_rules(&mut stage);
    stage.wait_for_text("Fired 1 time");
    stage.tick("Rule 1 is on");
    stage.press("Done");
    stage.send(text("hello again"));
    stage.wait_until("the echo", |stage| stage.received() == 4);
    stage.harness.run_steps(30);
    assert_eq!(stage.sent(), 4);
}

#[test]
fn messages_match_by_regular_expressions_and_paths_and_variables_are_filled_in() {
    #[track_caller]
    fn check(rule: RuleLine, sent: &str, expected: Option<&str>) {
        let server = Server::start();
        let mut stage = Stage::connected_to(&server.url);
        if rule.answer.contains("{{name}}") {
            let edit = connections::Command::EditEnvironments;
            stage.command(Command::Connections(edit));
            stage.press("Add environment");
            stage.press("Add variable");
            stage.fill("Variable name 1", "name");
            stage.fill("Variable value 1", "Ada");
            stage.press("Done");
        }
        stage.harness.state_mut().tab_mut().form.rules = vec![rule];
        stage.harness.run_steps(3);
        stage.send(text(sent));
        match expected {
            Some(expected) => stage.wait_for_rows(2, &[expected]),
            None => {
                stage.wait_until("the echo", |stage| stage.received() == 1);
                stage.harness.run_steps(30);
                assert_eq!(stage.sent(), 1);
            }
        }
    }
    let digits = || rule(MatchBy::Regex, r"^\d+$", "I am {{name}}");
    check(digits(), "42", Some("I am Ada"));
    check(digits(), "42a", None);
    let path = || RuleLine {
        equals: "ping".to_owned(),
        ..rule(MatchBy::JsonPath, "$.type", "pong")
    };
    check(path(), r#"{"type":"ping"}"#, Some("pong"));
    check(path(), r#"{"type":"ding"}"#, None);
    // What is wrong does nothing.
    check(rule(MatchBy::Regex, "(", "never"), "(", None);
    check(rule(MatchBy::Contains, "x", "{{unknown}}"), "x", None);
}

#[test]
fn a_rule_that_answers_itself_is_stopped_and_that_is_told() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let rules = &mut stage.harness.state_mut().tab_mut().form.rules;
    rules.push(rule(MatchBy::Contains, "never", "said"));
    rules.push(rule(MatchBy::Contains, "again", "again and again"));
    stage.harness.run_steps(3);
    stage.send(text("again"));
    stage.wait_for_text(
        "Rule 2 (again): Stopped; turn it off and on to resume. It fired more than 50 times in a second",
    );
    let sent = stage.sent();
    assert!(sent > 50, "{sent}");
    std::thread::sleep(Duration::from_millis(1200));
    stage.harness.run_steps(3);
    assert_eq!(stage.sent(), sent);
    edit_rules(&mut stage);
    stage.tick("Rule 2 is on");
    stage.harness.run_steps(3);
    stage.tick("Rule 2 is on");
    stage.press("Done");
    stage.send(text("again"));
    stage.wait_until("more", |stage| stage.sent() > sent + 10);
}

#[test]
fn what_is_wrong_with_a_rule_is_told_when_its_field_is_left() {
    let mut stage = Stage::open("ws://host.invalid/");
    edit_rules(&mut stage);
    type_in(&mut stage, "Rule 1: message to send", "x");
    assert!(!stage.shows("Enter what to look for"));
    stage.harness.key_press(egui::Key::Tab);
    stage.wait_for_text("Enter what to look for");
    stage.press("Add a rule");
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some("Rule 2: look for"));
    stage.press("Remove rule 1");
    stage.harness.run_steps(3);
    assert!(!stage.shows("Enter what to look for"));
    stage.harness.key_press(egui::Key::Escape);
    stage.harness.run_steps(3);
    assert!(!stage.shows("Add a rule"));
}

#[test]
fn rules_and_heartbeats_are_kept_with_the_tab() {
    let folder = Folder::new();
    let mut stage = open(&folder, "ws://host.invalid/");
    let rules = vec![rule(MatchBy::Regex, "^a", "b")];
    let form = &mut stage.harness.state_mut().tab_mut().form;
    form.rules.clone_from(&rules);
    form.answers_heartbeats = true;
    save(&mut stage);
    drop(stage);
    let stage = reopen(&folder);
    let form = &stage.harness.state().tab().form;
    assert_eq!(form.rules, rules);
    assert!(form.answers_heartbeats);
}

#[test]
fn the_dialog_grows_downwards() {
    let mut stage = Stage::open("ws://host.invalid/");
    edit_rules(&mut stage);
    let top = |stage: &Stage| stage.harness.get_by_label("Rules").rect().top();
    let before = top(&stage);
    for _ in 0..12 {
        stage.press("Add a rule");
        assert_eq!(top(&stage), before);
    }
    let window = stage.harness.ctx.content_rect();
    let done = stage.button("Done").unwrap().rect();
    assert!(window.contains_rect(done.expand(8.0)), "{done}");
}

/// A click beside the dialog ends typing: what was typed is a rule then.
#[test]
fn a_click_beside_the_rules_loses_none() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    edit_rules(&mut stage);
    stage.harness.run_steps(20);
    type_in(&mut stage, "Rule 1: look for", "hello");
    let pos = egui::pos2(20.0, 700.0);
    for pressed in [true, false] {
        stage.harness.event(egui::Event::PointerMoved(pos));
        stage.harness.event(egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
        stage.harness.step();
    }
    stage.harness.run_steps(3);
    let rules = &stage.harness.state().tab().form.rules;
    assert_eq!(rules.first().map(|rule| &*rule.look_for), Some("hello"));
}
