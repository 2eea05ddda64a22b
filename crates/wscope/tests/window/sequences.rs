//! Scripts in the window: opened, edited, carried out at once and step by step, saved.

use connection::Message;
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use wscope::StartOptions;
use wscope::features::sequences::{Command as C, Example, Mark, Run};
use wscope::features::{composer, connections};
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// A window with the built-in server, as the program starts with.
pub(crate) fn open(server: &Server) -> Stage {
    let mut stage = Stage::with_options(StartOptions {
        address: server.url.clone(),
        built_in_server: Some(server.url.clone()),
        language: Some(Language::English),
        ..StartOptions::default()
    });
    stage.wait_for_button("点击请求");
    stage
}

/// Types a script, one character at a time.
fn type_script(stage: &mut Stage, text: &str) {
    stage.command(Command::Sequences(C::New));
    stage.click_field("Script");
    for c in text.chars() {
        match c {
            '\n' => stage.harness.key_press(Key::Enter),
            c => stage.harness.event(egui::Event::Text(c.to_string())),
        }
        stage.harness.step();
    }
    assert_eq!(stage.harness.state().sequence().text, text);
}

fn mark(stage: &Stage, line: u32) -> Option<Mark> {
    let run = stage.harness.state().sequence().run.as_ref();
    run.and_then(|run| run.mark(line))
}

fn has_passed(stage: &Stage, line: u32) -> bool {
    matches!(mark(stage, line), Some(Mark::Passed(_)))
}

/// Takes the keyboard away from every field.
fn leave_fields(stage: &mut Stage) {
    let context = stage.harness.ctx.clone();
    let focused = context.memory(egui::Memory::focused);
    if let Some(focused) = focused {
        context.memory_mut(|memory| memory.surrender_focus(focused));
    }
    stage.harness.step();
}

fn press_space(stage: &mut Stage) {
    stage.harness.key_press(Key::Space);
    stage.harness.step();
    stage.harness.step();
}

#[test]
fn every_example_passes_at_the_programs_own_server() {
    let server = Server::start();
    let mut stage = open(&server);
    for example in Example::ALL {
        stage.command(Command::Sequences(C::OpenExample(example)));
        stage.press("Run all");
        stage.wait_until(&format!("the end of {example:?}"), |stage| {
            let run = stage.harness.state().sequence().run.as_ref();
            run.is_some_and(Run::is_over)
        });
        let run = stage.harness.state().sequence().run.as_ref().unwrap();
        assert!(run.has_passed(), "{example:?}: {:?}", run.failure());
        stage.wait_for_text("Passed: ");
    }
}

#[test]
fn space_carries_out_one_line_after_the_other() {
    let server = Server::start();
    let mut stage = open(&server);
    type_script(
        &mut stage,
        "connect {{server}}/echo\nsend text hello\nexpect text \"hello\"",
    );
    // While it is typed, it is a character.
    stage.harness.event(egui::Event::Text(" ".to_owned()));
    press_space(&mut stage);
    assert!(stage.harness.state().sequence().run.is_none());
    leave_fields(&mut stage);
    press_space(&mut stage);
    stage.wait_until("the connection", |stage| has_passed(stage, 1));
    stage.wait_for_text("1 line passed, next: line 2");
    assert_eq!(mark(&stage, 2), None);
    press_space(&mut stage);
    stage.wait_until("the message", |stage| has_passed(stage, 2));
    stage.wait_for_rows(1, &["sent hello"]);
    stage.wait_for_rows(1, &["received hello"]);
    assert_eq!(mark(&stage, 3), None);
    press_space(&mut stage);
    stage.wait_for_text("Passed: 3 lines");
    // It begins anew.
    press_space(&mut stage);
    stage.wait_for_text("1 line passed, next: line 2");
    stage.press("Reset");
    assert!(stage.harness.state().sequence().run.is_none());
}

#[test]
fn a_failure_shows_what_was_expected_and_what_came() {
    let server = Server::start();
    let mut stage = open(&server);
    type_script(
        &mut stage,
        "connect {{server}}/echo\nsend text hello\nexpect text \"hallo\"\nsend text never",
    );
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.harness.step();
    stage.wait_for_text("Failed at line 3");
    stage.wait_for_text("the message differs from what was expected");
    assert!(stage.shows("− hallo") && stage.shows("+ hello"));
    assert!(matches!(mark(&stage, 3), Some(Mark::Failed(_))));
    assert_eq!(mark(&stage, 4), None);
    stage.command(Command::SetLanguage(Language::SimplifiedChinese));
    stage.wait_for_text("第 3 行失败");
    stage.wait_for_text("消息与期望不同");
}

#[test]
fn mistakes_are_told_when_typing_is_over_and_a_click_leads_there() {
    let server = Server::start();
    let mut stage = open(&server);
    type_script(&mut stage, "connect {{server}}/echo\nsned text a");
    assert!(!stage.shows("mistake"));
    leave_fields(&mut stage);
    stage.wait_for_text("1 mistake in the script");
    stage.wait_for_text("did you mean “send”?");
    stage.command(Command::Sequences(C::GoTo(2, 1)));
    stage.harness.event(egui::Event::Text("#".to_owned()));
    stage.harness.run_steps(3);
    let text = &stage.harness.state().sequence().text;
    assert_eq!(text, "connect {{server}}/echo\n#sned text a");
    // What only the variables tell is told before anything is sent.
    stage.command(Command::Sequences(C::New));
    type_script(&mut stage, "connect ws://{{hots}}/echo");
    stage.press("Run all");
    stage.wait_for_text("the variable hots is not set; did you mean “host”?");
    assert!(stage.harness.state().sequence().run.is_none());
}

#[test]
fn a_script_is_dropped_changed_saved_and_offered_again() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.wstest");
    std::fs::write(&path, "connect {{server}}/echo\n").unwrap();
    let mut stage = open(&server);
    stage.drop_file(&path);
    stage.wait_for_text("chat.wstest");
    assert!(!stage.harness.state().would_lose());
    stage.click_field("Script");
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::End);
    stage.harness.step();
    stage.harness.event(egui::Event::Text("close".to_owned()));
    stage.harness.run_steps(2);
    stage.wait_for_text("chat.wstest • not saved");
    assert!(stage.harness.state().would_lose());
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::S);
    stage.harness.step();
    stage.wait_for_text("Saved to");
    let saved = std::fs::read_to_string(&path).unwrap();
    assert_eq!(saved, "connect {{server}}/echo\nclose");
    assert!(!stage.harness.state().would_lose());
    // Another one takes its place; what was not saved can be brought back.
    stage.click_field("Script");
    stage.harness.event(egui::Event::Text("#".to_owned()));
    stage.harness.run_steps(2);
    let changed = stage.harness.state().sequence().text.clone();
    stage.command(Command::Sequences(C::OpenExample(Example::Push)));
    stage.wait_for_text("Another sequence was opened");
    stage.command(Command::Undo);
    assert_eq!(stage.harness.state().sequence().text, changed);
    stage.command(Command::Sequences(C::OpenRecent(
        path.display().to_string(),
    )));
    stage.wait_until("the file", |stage| {
        stage.harness.state().sequence().text == saved
    });
}

#[test]
fn a_script_that_is_not_one_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Stage::open("");
    for (name, content, expected) in [
        (
            "a.wstest",
            &b"\xff"[..],
            "a.wstest was not opened: it is not UTF-8",
        ),
        (
            "b.wstest",
            &[b'#'; 70_000][..],
            "b.wstest has more than 65536 characters",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        stage.drop_file(&path);
        stage.wait_for_text(expected);
    }
}

#[test]
fn a_stop_closes_what_is_open() {
    let server = Server::start();
    let mut stage = open(&server);
    type_script(&mut stage, "connect {{server}}/echo\nwait 1h\nsend text a");
    stage.press("Run all");
    stage.wait_until("the wait", |stage| mark(stage, 2) == Some(Mark::Running));
    // It cannot be edited meanwhile.
    let field = stage.field("Script").unwrap();
    assert!(field.accesskit_node().is_disabled() || field.accesskit_node().is_read_only());
    stage.press("Stop");
    stage.wait_for_text("Stopped after 1 line");
    stage.wait_for_rows(1, &["Disconnected"]);
}

#[test]
fn a_recorded_session_becomes_a_script_that_passes() {
    let server = Server::start();
    let mut stage = open(&server);
    stage.send(Message::Text("hello \"you\"".to_owned()));
    stage.send(Message::Text("{\"a\": [1]}".to_owned()));
    stage.send(Message::Binary(vec![0, 255]));
    stage.wait_until("the echoes", |stage| stage.received() == 3);
    stage.press("More");
    stage.press("Save as test…");
    stage.wait_for_text("Made from the recording");
    let text = stage.harness.state().sequence().text.clone();
    for line in [
        "connect ws://",
        "expect text \"hello \\\"you\\\"\"",
        "send json {\"a\": [1]}",
        "expect binary",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(stage.harness.state().would_lose());
    stage.press("Run all");
    stage.wait_for_text("Passed: 7 lines");
}

#[test]
fn what_the_composer_holds_becomes_a_step() {
    let server = Server::start();
    let mut stage = open(&server);
    let add = || Command::Composer(composer::Command::AddToSequence);
    stage.write("one");
    stage.command(add());
    stage.wait_for_text("Added to the sequence");
    stage.write("two \"2\" {{x}}");
    stage.command(add());
    let text = stage.harness.state().sequence().text.clone();
    let address = &stage.harness.state().tab().address;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], format!("connect {address}"));
    assert_eq!(lines[1], "send text \"one\"");
    assert_eq!(lines.len(), 3, "{text}");
    let script = script::Script::parse(&text).unwrap();
    assert_eq!(script.to_string().trim_end(), text.trim_end());
    // Nothing in it is taken for a variable.
    assert!(
        script
            .check(&script::Variables::default(), &script::NoFiles)
            .is_ok()
    );
}

#[test]
fn a_secret_of_the_environment_is_used_and_not_shown() {
    let server = Server::start();
    let mut stage = open(&server);
    let edit = connections::Command::EditEnvironments;
    stage.command(Command::Connections(edit));
    stage.press("Add environment");
    stage.press("Add variable");
    stage.fill("Variable name 1", "token");
    stage.fill("Variable value 1", "s3cret");
    stage.tick("Secret");
    stage.press("Done");
    type_script(
        &mut stage,
        "connect {{server}}/echo?token={{token}}\nsend text {{token}}\nexpect text \"other\"",
    );
    stage.press("Run all");
    stage.wait_for_text("Failed at line 3");
    stage.wait_for_rows(1, &["received •••"]);
    stage.wait_for_rows(1, &["Connecting to", "token=•••"]);
    assert!(!stage.shows("s3cret"));
}

#[test]
fn a_presentation_is_stepped_with_space() {
    let server = Server::start();
    let mut stage = open(&server);
    stage.command(Command::Sequences(C::OpenExample(Example::Basics)));
    leave_fields(&mut stage);
    stage.harness.key_press(Key::F11);
    stage.harness.step();
    stage.wait_for_text("Last key");
    for line in [3, 4, 5] {
        press_space(&mut stage);
        stage.wait_until("the step", |stage| has_passed(stage, line));
    }
    stage.wait_for_text("3 lines passed, next: line 6");
    stage.harness.key_press(Key::F11);
    stage.harness.step();
    stage.wait_for_button("Open sequence…");
}

/// The window is asked to close. Whether it does.
fn closes(stage: &mut Stage) -> bool {
    use egui::{ViewportCommand, ViewportEvent, ViewportId};
    let viewports = &mut stage.harness.input_mut().viewports;
    let root = viewports.entry(ViewportId::ROOT).or_default();
    root.events.push(ViewportEvent::Close);
    stage.harness.step();
    let outputs = &stage.harness.output().viewport_output;
    let commands = outputs.get(&ViewportId::ROOT);
    let is_cancel = |command: &ViewportCommand| *command == ViewportCommand::CancelClose;
    !commands.is_some_and(|output| output.commands.iter().any(is_cancel))
}

#[test]
fn a_sequence_that_is_not_saved_is_not_lost_by_quitting() {
    let server = Server::start();
    let mut stage = open(&server);
    assert!(closes(&mut stage), "nothing is lost");
    type_script(&mut stage, "send text hello");
    assert!(!closes(&mut stage));
    stage.wait_for_text("The sequence is not saved. What you changed is lost when you quit.");
    stage.press("Cancel");
    assert_eq!(stage.harness.state().sequence().text, "send text hello");
    assert!(!closes(&mut stage), "it asks again");
    stage.press("Quit without saving");
    assert!(closes(&mut stage));
}

#[test]
fn a_sequence_is_saved_and_then_the_window_closes() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.wstest");
    let mut stage = open(&server);
    type_script(&mut stage, "send text hello");
    assert!(!closes(&mut stage));
    stage.press("Save…");
    stage.harness.run_steps(2);
    stage.type_path(&path);
    stage.harness.key_press(Key::Enter);
    let has_closed = |stage: &Stage| {
        let outputs = &stage.harness.output().viewport_output;
        let commands = outputs.get(&egui::ViewportId::ROOT);
        commands.is_some_and(|output| output.commands.contains(&egui::ViewportCommand::Close))
    };
    stage.wait_until("the window closes", has_closed);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "send text hello");
    assert!(closes(&mut stage));
}

/// What is typed into a script that waits for its next step is not ignored: it begins anew. Space goes on with it, and is no character.
#[test]
fn a_script_that_waits_for_its_next_step_can_be_edited() {
    let server = Server::start();
    let mut stage = open(&server);
    let script = "connect {{server}}/echo\nsend text a\nsend text b";
    type_script(&mut stage, script);
    stage.press("Step");
    stage.wait_for_text("1 line passed, next: line 2");
    stage.click_field("Script");
    // The system tells of the key and of its character at once.
    let key = egui::Event::Key {
        key: Key::Space,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let events = [key, egui::Event::Text(" ".to_owned())];
    stage.harness.input_mut().events.extend(events);
    stage.wait_until("the message", |stage| has_passed(stage, 2));
    assert_eq!(stage.harness.state().sequence().text, script);
    stage.harness.event(egui::Event::Text("c".to_owned()));
    stage.harness.run_steps(3);
    let sequence = stage.harness.state().sequence();
    assert!(sequence.run.is_none() && sequence.text.len() == script.len() + 1);
}

/// A program that opens a file has no server until one is asked for: where a script needs it, and in the palette.
#[test]
fn the_echo_server_is_started_and_stopped_when_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("echo.wstest");
    let script = "connect {{server}}/echo\nsend text a\nexpect text \"a\"\n";
    std::fs::write(&path, script).unwrap();
    let mut stage = Stage::with_options(StartOptions {
        // Nothing listens there.
        address: "ws://localhost:1".to_owned(),
        file: Some(path),
        server_address: Some("localhost:0".to_owned()),
        language: Some(Language::English),
        ..StartOptions::default()
    });
    stage.wait_for_button("Start the echo server");
    stage.press("Run all");
    stage.wait_for_text("Failed at line 1");
    stage.press("Start the echo server");
    stage.wait_for_text("Echo server started at ws://localhost:");
    assert!(stage.button("Start the echo server").is_none());
    stage.press("Run all");
    stage.wait_for_text("Passed");
    stage.command(Command::RunServer(false));
    stage.wait_for_text("Echo server stopped");
    stage.press("Run all");
    stage.wait_for_text("Failed at line 1");
    stage.command(Command::RunServer(true));
    stage.press("Run all");
    stage.wait_for_text("Passed");
}

/// Where nothing listens at its address, the failure offers it.
#[test]
fn a_refused_connection_offers_the_echo_server_of_its_address() {
    let free = std::net::TcpListener::bind("localhost:0").unwrap();
    let address = format!("localhost:{}", free.local_addr().unwrap().port());
    drop(free);
    let mut stage = Stage::with_options(StartOptions {
        address: format!("ws://{address}"),
        server_address: Some(address),
        language: Some(Language::English),
        ..StartOptions::default()
    });
    stage.wait_for_text("Connection refused");
    stage.press("Start the echo server");
    stage.wait_for_text("Echo server started");
    stage.command(Command::Connect);
    stage.wait_for_button("点击请求");
}
