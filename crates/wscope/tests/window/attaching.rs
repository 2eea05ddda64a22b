//! What is sent instead of the text in the field: files, and texts that are too long for it.

use egui::{Event, ImeEvent};
use payload::typed::Form;
use wscope::features::composer;
use wscope::kit::attach::Source;
use wscope::kit::field::MAX_TYPED;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

const FIELD: &str = "Message to send";

fn paste(stage: &mut Stage, event: Event) {
    stage.harness.event(event);
    stage.harness.run_steps(3);
}

/// What is attached, if it is a text.
fn attached(stage: &mut Stage) -> Option<String> {
    let attachment = stage
        .harness
        .state_mut()
        .tab_mut()
        .compose
        .attachment
        .clone()?;
    assert_eq!(attachment.source, Source::Text);
    Some(String::from_utf8(attachment.bytes.to_vec()).unwrap())
}

#[test]
fn a_long_text_is_attached_whole_however_it_comes() {
    let long = "0123456789abcdef".repeat(MAX_TYPED / 8);
    let server = Server::start();
    for event in [
        Event::Paste(long.clone()),
        Event::Text(long.clone()),
        Event::Ime(ImeEvent::Commit(long.clone())),
    ] {
        let mut stage = Stage::connected_to(&server.url);
        stage.click_field(FIELD);
        paste(&mut stage, event);
        let whole = attached(&mut stage).unwrap();
        assert_eq!(whole.len(), long.len() + "helloworld".len());
        assert!(whole.contains(&long));
        // The field is as it was, for when this is not wanted.
        assert_eq!(stage.harness.state_mut().text_mut(), "helloworld");
        stage.wait_for_text("Text of 128.0 KiB, too long for the text field");
        stage.press("点击请求");
        stage.wait_for_rows(1, &["received", "128.0 KiB"]);
        stage.press("Remove");
        assert_eq!(attached(&mut stage), None);
        stage.press("点击请求");
        stage.wait_for_rows(1, &["received", " 10 B: helloworld"]);
    }
}

#[test]
fn what_is_attached_can_be_looked_at_and_replaced() {
    let mut stage = Stage::open("");
    stage.click_field(FIELD);
    let text = |line: &str| line.repeat(MAX_TYPED);
    paste(&mut stage, Event::Paste(text("first line\n")));
    stage.press("View");
    stage.wait_for_text("Content to be sent");
    stage.wait_for_text("first line");
    stage.press("Done");
    assert!(!stage.shows("Content to be sent"));
    // There is no field now: what is pasted goes where it would be.
    paste(&mut stage, Event::Paste(text("second\n")));
    assert_eq!(attached(&mut stage), Some(text("second\n")));
    paste(&mut stage, Event::Paste("short".to_owned()));
    assert_eq!(attached(&mut stage), None);
    assert_eq!(stage.harness.state_mut().text_mut(), "short");
}

#[test]
fn a_text_grows_too_long_piece_by_piece() {
    let mut stage = Stage::open("");
    stage.click_field(FIELD);
    let piece = "长".repeat(MAX_TYPED / 2);
    paste(&mut stage, Event::Paste(piece.clone()));
    assert_eq!(attached(&mut stage), None);
    paste(&mut stage, Event::Paste(piece));
    let whole = attached(&mut stage).unwrap();
    assert_eq!(whole.chars().count(), "helloworld".len() + MAX_TYPED);
}

#[test]
fn what_is_called_up_or_formatted_is_no_exception() {
    let mut stage = Stage::open("");
    stage.write(&"x".repeat(MAX_TYPED + 1));
    assert_eq!(attached(&mut stage), Some("x".repeat(MAX_TYPED + 1)));

    let mut stage = Stage::open("");
    stage.write(&format!("[{}1]", "1,".repeat(MAX_TYPED / 2 - 2)));
    assert_eq!(attached(&mut stage), None);
    stage.harness.state_mut().tab_mut().compose.draft.form = Form::Json;
    stage.command(Command::Composer(composer::Command::FormatJson));
    stage.harness.run_steps(2);
    assert!(attached(&mut stage).unwrap().starts_with("[\n  1,"));
}

#[test]
fn a_long_text_is_what_its_form_says() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.harness.state_mut().tab_mut().compose.draft.form = Form::Hex;
    stage.write(&"00 ff ".repeat(MAX_TYPED / 4));
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "32.0 KiB", "00 ff 00 ff"]);
    stage.write(&format!("{}g", "0".repeat(MAX_TYPED)));
    stage.wait_for_text("“g” is not a hexadecimal digit");
    assert!(stage.is_disabled("点击请求"));
    stage.command(Command::Composer(composer::Command::Send));
    assert_eq!(stage.sent(), 1);
}

#[test]
fn of_several_files_that_are_left_out_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["一.bin", "二.bin", "三.bin"].map(|name| folder.path().join(name));
    for path in &paths {
        std::fs::write(path, [1]).unwrap();
    }
    let mut stage = Stage::open("");
    stage.drop_files(&[&paths[0]]);
    stage.wait_for_text("File 一.bin, 1 B");
    assert!(!stage.shows("were dropped"));
    stage.drop_files(&[&paths[1], &paths[2], &paths[0]]);
    stage.wait_for_text("3 files were dropped, but a message contains only one: 二.bin");
    stage.wait_for_text("File 二.bin, 1 B");
}
