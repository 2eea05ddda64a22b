//! More than text: JSON, bytes, files, what was sent before, and again and again.

use connection::Message;
use egui::{Key, Modifiers};
use payload::typed::Form;
use wscope::features::composer;
use wscope::features::composer::RepeatForm;
use wscope::shell::command::Command;

use crate::conversation::{call, rpc_server};
use crate::servers::{RawServer, Server};
use crate::stage::Stage;

fn write(stage: &mut Stage, text: &str, form: Form) {
    stage.write(text);
    stage.harness.state_mut().tab_mut().compose.draft.form = form;
    stage.harness.run_steps(2);
}

#[test]
fn bytes_are_sent_from_digits_and_what_is_wrong_is_pointed_at() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    write(&mut stage, "de ad\nbe eg", Form::Hex);
    stage.wait_for_text("Line 2, character 5: “g” is not a hexadecimal digit");
    assert!(stage.is_disabled("点击请求"));
    // A shortcut finds the same.
    stage.command(Command::Composer(composer::Command::Send));
    assert_eq!(stage.received(), 0);
    write(&mut stage, "de ad be ef", Form::Hex);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "4 B", "de ad be ef"]);
    write(&mut stage, "3q2+7w==", Form::Base64);
    stage.press("点击请求");
    stage.wait_for_rows(2, &["received", "4 B", "de ad be ef"]);
}

#[test]
fn json_is_checked_and_formatted_on_request_only() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    // Nothing is wrong with what was not typed yet.
    write(&mut stage, "", Form::Json);
    stage.wait_for_text("Type a JSON value");
    assert!(stage.is_disabled("点击请求"));
    write(&mut stage, "{\"a\":1.0,}", Form::Json);
    stage.wait_for_text("not valid JSON");
    assert!(stage.is_disabled("点击请求"));
    write(&mut stage, "{\"a\":1.0 }", Form::Json);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "{\"a\":1.0 }"]);
    stage.press("Format");
    assert_eq!(stage.harness.state_mut().text_mut(), "{\n  \"a\": 1.0\n}");
}

#[test]
fn the_arrows_lead_through_what_was_sent() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for text in ["one", "two"] {
        stage.write(text);
        stage.press("点击请求");
    }
    stage.write("draft");
    stage.click_field("Message to send");
    let press = |stage: &mut Stage, key| {
        stage.harness.key_press(key);
        stage.harness.run_steps(3);
        stage.harness.state_mut().text_mut().clone()
    };
    assert_eq!(press(&mut stage, Key::ArrowUp), "two");
    assert_eq!(press(&mut stage, Key::ArrowUp), "one");
    assert_eq!(press(&mut stage, Key::ArrowUp), "one");
    assert_eq!(press(&mut stage, Key::ArrowDown), "two");
    assert_eq!(press(&mut stage, Key::ArrowDown), "draft");
}

#[test]
fn a_message_is_kept_under_a_name() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    write(&mut stage, "00 ff", Form::Hex);
    stage.press("Save as snippet…");
    stage.fill("Snippet name", "两个字节");
    stage.press("Save snippet");
    write(&mut stage, "something else", Form::Text);
    stage.press("Snippets & history");
    stage.harness.run_steps(3);
    stage.press("两个字节");
    assert_eq!(stage.harness.state_mut().text_mut(), "00 ff");
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "2 B", "00 ff"]);
}

#[test]
fn enter_keeps_a_message_under_a_name() {
    let mut stage = Stage::open("");
    stage.write("to be kept");
    stage.press("Save as snippet…");
    stage.fill("Snippet name", "named");
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(3);
    stage.write("something else");
    stage.press("Snippets & history");
    stage.harness.run_steps(3);
    stage.press("named");
    assert_eq!(stage.harness.state_mut().text_mut(), "to be kept");
}

#[test]
fn a_message_is_repeated_so_often_or_until_it_is_stopped() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let form = |times| RepeatForm { every_ms: 1, times };
    stage.harness.state_mut().tab_mut().compose.repeat_form = form(5);
    stage.command(Command::Composer(composer::Command::Repeat));
    stage.wait_until("five echoes", |stage| stage.received() == 5);
    stage.wait_until("an end", |stage| stage.button("Stop").is_none());
    stage.harness.state_mut().tab_mut().compose.repeat_form = form(0);
    stage.command(Command::Composer(composer::Command::Repeat));
    stage.wait_until("more", |stage| stage.received() > 20);
    stage.press("Stop");
    let sent = stage.sent();
    stage.wait_until("the last echo", |stage| stage.received() == sent);
    stage.harness.run_steps(5);
    assert_eq!(stage.sent(), sent);
}

#[test]
fn the_fields_of_the_menu_have_edges() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for (menu, fields) in [
        ("Repeat…", &["Every", "Times"][..]),
        ("Save as snippet…", &["Snippet name"]),
    ] {
        stage.press("More");
        stage.press(menu);
        stage.harness.run_steps(3);
        for name in fields {
            let field = stage.field(name).unwrap_or_else(|| panic!("{name}"));
            let place = field.rect();
            let shapes = &stage.harness.output().shapes;
            let has_edge = shapes.iter().any(|clipped| match &clipped.shape {
                egui::Shape::Rect(shape) => {
                    shape.stroke.width >= 1.0
                        && shape.rect.expand(3.0).contains_rect(place)
                        && place.expand(3.0).contains_rect(shape.rect)
                }
                _ => false,
            });
            assert!(has_edge, "{name}");
        }
        stage.harness.key_press(Key::Escape);
        stage.harness.run_steps(3);
    }
}

#[test]
fn a_repetition_is_paced_by_the_clock_and_not_by_frames() {
    const MESSAGES: u32 = 100;
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.harness.state_mut().tab_mut().compose.repeat_form = RepeatForm {
        every_ms: 2,
        times: MESSAGES,
    };
    stage.command(Command::Composer(composer::Command::Repeat));
    // No frame is shown meanwhile.
    let start = std::time::Instant::now();
    while stage.sent() < u64::from(MESSAGES) {
        let waited = start.elapsed();
        assert!(waited.as_secs() < 60, "{} sent", stage.sent());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let mut times: Vec<u64> = stage.harness.state().with_log(|log| {
        let kept = log.kept();
        let all = (kept.start.get()..kept.end.get()).map(message_log::Seq::new);
        let sent = all.filter_map(|seq| log.get(seq));
        let sent = sent.filter(|message| message.direction == message_log::Direction::Sent);
        sent.map(|message| message.at.as_micros() / 1_000).collect()
    });
    times.dedup();
    // A loaded machine may wake the thread late, but not for each of them.
    assert!(times.len() > 20, "in bursts: {times:?}");
    // It is over by itself, and the window knows.
    stage.harness.run_steps(3);
    assert!(stage.harness.state().tab().compose.repeat.is_none());
    assert_eq!(stage.sent(), u64::from(MESSAGES));
}

#[test]
fn repeating_waits_for_a_server_that_does_not_read() {
    let server = RawServer::stuck();
    let mut stage = Stage::connected_to(&server.url());
    stage.write(&"x".repeat(100_000));
    stage.harness.state_mut().tab_mut().compose.repeat_form = RepeatForm {
        every_ms: 1,
        times: 0,
    };
    stage.command(Command::Composer(composer::Command::Repeat));
    stage.wait_for_text("waiting for the server");
    let sent = stage.sent();
    stage.harness.run_steps(20);
    assert_eq!(stage.sent(), sent);
    stage.press("Stop");
}

#[test]
fn a_file_is_dropped_and_sent() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("数据.bin");
    std::fs::write(&path, [1, 2, 255]).unwrap();
    stage.drop_file(&path);
    stage.wait_for_text("File 数据.bin, 3 B");
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "3 B", "01 02 ff"]);
    stage.press("Remove file");
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    stage.drop_file(&folder.path().join("missing"));
    stage.wait_for_text("The file cannot be read");
}

#[test]
fn the_shortcut_of_the_button_still_sends() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.click_field("Message to send");
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    stage.wait_for_rows(1, &["received", "helloworld"]);
    stage.send(Message::Text("x".to_owned()));
}

#[test]
fn the_first_answer_is_called_the_message_only_if_it_is() {
    const ECHO: &str = "The message came back";
    const ANSWER: &str = "An answer came";
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("点击请求");
    stage.wait_for_text(ECHO);
    assert!(!stage.shows(ANSWER));
    // It is about the present connection.
    let other = Server::start();
    stage.harness.state_mut().set_address(&other.url);
    stage.press("Disconnect");
    stage.press("Connect");
    stage.wait_for_rows(2, &["Connected"]);
    stage.harness.run_steps(3);
    assert!(!stage.shows(ECHO) && !stage.shows(ANSWER));
    stage.press("点击请求");
    stage.wait_for_text(ECHO);
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    call(&mut stage, 1, "sum", 2);
    stage.wait_for_text(ANSWER);
    assert!(!stage.shows(ECHO));
}
