//! The list of frames, and what a message tells of its frames.

use connection::Message;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{Queryable as _, by};
use wire::{Opcode, RawFrame};
use wscope::features::frames;
use wscope::kit::language::Language;
use wscope::kit::list_mode::ListMode;
use wscope::shell::command::Command;

use crate::phone;
use crate::servers::Server;
use crate::stage::Stage;

/// A connection with details to this path, with the frames in the list.
pub(crate) fn recorded(path: &str) -> (Server, Stage) {
    let server = Server::start();
    let mut stage = Stage::connected_to(&format!("{}{path}", server.url));
    stage.command(Command::ReconnectWithDetails);
    stage.wait_for_button("点击请求");
    stage.choose("Frames");
    stage.wait_for_text("No frames yet");
    (server, stage)
}

pub(crate) fn send(stage: &mut Stage, text: &str) {
    stage.send(Message::Text(text.to_owned()));
}

/// The row that is selected, by what it says.
pub(crate) fn selected(stage: &Stage) -> String {
    let rows = stage.harness.query_all(by().role(Role::Row));
    let mut rows = rows.filter_map(|row| {
        use egui_kittest::kittest::NodeT as _;
        let node = row.accesskit_node();
        (node.is_selected() == Some(true)).then(|| node.label())?
    });
    rows.next().unwrap_or_default()
}

#[test]
fn fragments_are_rows_that_keys_lead_through_and_that_lead_to_their_message() {
    let (_server, mut stage) = recorded("/fragment/3/echo");
    send(&mut stage, "1234567");
    stage.wait_for_rows(4, &["Frame"]);
    let rows = stage.rows();
    assert_eq!(
        rows,
        [
            "Frame 1, sent, text, FIN MASK, 7 B, message 1: 1234567",
            "Frame 2, received, text, , 3 B, message 2: 123",
            "Frame 3, received, continuation, , 3 B, message 2: 456",
            "Frame 4, received, continuation, FIN, 1 B, message 2: 7",
        ]
    );
    stage.select_row(&["Frame 2"]);
    stage.wait_for_text("0: the message continues in another frame");
    for (key, expected, field) in [
        (Key::ArrowDown, "Frame 3", "0: continuation"),
        (Key::End, "Frame 4", "1: last frame of its message"),
        (Key::Home, "Frame 1", "1: masked"),
    ] {
        stage.harness.key_press(key);
        stage.harness.run_steps(4);
        assert!(selected(&stage).starts_with(expected), "{key:?}");
        stage.wait_for_text(field);
    }
    // Several, as hex, a line each.
    stage
        .harness
        .key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    stage.harness.run_steps(2);
    stage.harness.event(Event::Copy);
    stage.harness.step();
    let mut copied = stage.copied();
    for _ in 0..3 {
        stage.harness.step();
        copied = copied.or(stage.copied());
    }
    let copied = copied.unwrap();
    let lines: Vec<_> = copied.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("8187"), "{copied}");
    assert_eq!(lines[1], "0103313233");
    // To the message and back.
    stage.harness.key_press(Key::End);
    stage.harness.run_steps(30);
    stage.harness.get_by_label("Message 2").click();
    stage.wait_for_rows(1, &["2, received", "1234567"]);
    stage.harness.run_steps(30);
    stage.harness.get_by_label("3 frames").click();
    stage.wait_for_rows(4, &["Frame"]);
    assert!(selected(&stage).starts_with("Frame 2"));
}

#[test]
fn a_frame_is_shown_bit_by_bit_and_its_payload_with_and_without_its_mask() {
    let (_server, mut stage) = recorded("/echo");
    let mut frame = RawFrame::whole(Opcode::Ping, b"abc");
    frame.masking = wire::Masking::Key([1, 1, 1, 1]);
    stage.session().send_frame(frame).unwrap();
    stage.wait_for_rows(1, &["sent, ping, FIN MASK, 3 B: 61 62 63"]);
    stage.wait_for_rows(1, &["received, pong, FIN, 3 B: 61 62 63"]);
    stage.select_row(&["sent, ping"]);
    for (form, shown) in [
        ("Bits", "masking key"),
        ("Payload", "61 62 63"),
        ("On the wire", "89 83 01 01 01 01 60 63"),
    ] {
        stage.choose(form);
        if form != "Bits" {
            stage.wait_for_text(shown);
        }
    }
    // The form stays with the next one.
    stage.select_row(&["received, pong"]);
    stage.wait_for_text("8a 03 61 62 63");
    stage.choose("Bits");
    stage.wait_for_text("10: pong");
}

#[test]
fn a_frame_that_was_closed_is_opened_again_by_a_click_on_its_row() {
    let (_server, mut stage) = recorded("/echo");
    send(&mut stage, "hello");
    stage.wait_for_rows(2, &["message", "hello"]);
    for _ in 0..2 {
        stage.select_row(&["Frame 2"]);
        stage.wait_for_text("0: not masked");
        stage.harness.key_press(Key::Escape);
        stage.harness.run_steps(3);
        assert!(!stage.shows("0: not masked"));
        assert_eq!(selected(&stage), "");
    }
}

#[test]
fn a_frame_that_lies_about_its_length_shows_what_it_has() {
    let (_server, mut stage) = recorded("/echo");
    let mut frame = RawFrame::whole(Opcode::Binary, b"abc");
    frame.declared = Some(70_000);
    stage.session().send_frame(frame).unwrap();
    stage.wait_for_rows(1, &["sent, binary, FIN MASK, 68.4 KiB: 61 62 63"]);
    stage.select_row(&["sent, binary"]);
    stage.wait_for_text("The head says 68.4 KiB, the payload has 3 B");
}

#[test]
fn over_ewebsock_it_says_why_there_are_none_and_what_helps() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    assert!(!stage.harness.state().tab().form.records_frames);
    stage.choose("Frames");
    stage.wait_for_text("goes through ewebsock, which hides them");
    assert!(stage.harness.state().tab().form.records_frames);
    stage.press("Reconnect with details");
    stage.wait_until("a recording", |stage| {
        stage.harness.state().tab().session.records_frames()
    });
    stage.press("点击请求");
    stage.wait_for_rows(2, &["text", "helloworld"]);
    // Recorded from now on, whatever the list shows.
    stage.choose("Messages");
    stage.press("点击请求");
    stage.wait_for_rows(2, &["received", "helloworld"]);
    stage.choose("Frames");
    stage.wait_for_rows(4, &["text", "helloworld"]);
}

#[test]
fn recording_ends_and_begins_on_the_open_connection() {
    let (_server, mut stage) = recorded("/echo");
    stage.command(Command::Frames(frames::Command::Record(false)));
    stage.wait_for_text("Frames are not recorded");
    send(&mut stage, "a");
    stage.wait_until("an answer", |stage| stage.received() == 1);
    stage.press("Record frames");
    stage.wait_for_text("No frames yet");
    send(&mut stage, "b");
    stage.wait_for_rows(2, &["message", ": b"]);
    assert_eq!(stage.rows().len(), 2);
}

#[test]
fn clearing_takes_frames_along_and_undo_brings_them_back() {
    let (_server, mut stage) = recorded("/echo");
    send(&mut stage, "a");
    stage.wait_for_rows(2, &["message", ": a"]);
    stage.press("Clear");
    stage.wait_for_text("No frames yet");
    assert!(stage.kept().is_empty());
    send(&mut stage, "b");
    stage.wait_for_rows(2, &["message", ": b"]);
    stage.press("Undo");
    stage.wait_for_rows(4, &["Frame", "message"]);
    // The frames of another connection follow.
    stage.command(Command::Disconnect);
    stage.wait_for_rows(2, &["close", "(empty)"]);
    stage.command(Command::Connect);
    stage.wait_for_button("点击请求");
    send(&mut stage, "c");
    stage.wait_for_rows(2, &["message", ": c"]);
    assert_eq!(stage.rows().len(), 8);
}

#[test]
fn a_compressed_message_shows_what_was_on_the_wire() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&format!("{}/deflate/echo", server.url));
    stage.command(Command::ReconnectWithDetails);
    stage.wait_for_rows(1, &["Messages are compressed"]);
    // Nobody has asked for frames.
    assert!(!stage.harness.state().tab().form.records_frames);
    let text = "{\"channel\":\"quote\"},".repeat(20);
    send(&mut stage, &text);
    stage.wait_for_rows(1, &["received", "quote"]);
    for way in ["sent", "received"] {
        stage.select_row(&[way, "quote"]);
        stage.wait_for_text("on the wire");
        stage.choose_form("Wire");
        stage.wait_for_text("Compressed, as on the wire, without heads and masks:");
        stage.wait_for_text("00000000");
        stage.choose_form("Text");
    }
    stage.choose("Frames");
    stage.wait_for_rows(2, &["text, FIN RSV1", "(compressed)"]);
    stage.select_row(&["Frame 1"]);
    stage.wait_for_text("RSV1: compressed, if compression was agreed on");
}

#[test]
fn a_message_that_is_not_compressed_has_no_such_form() {
    let (_server, mut stage) = recorded("/echo");
    send(&mut stage, "hello");
    stage.wait_for_rows(2, &["message", "hello"]);
    stage.choose("Messages");
    stage.select_row(&["received", "hello"]);
    stage.wait_for_text("1 frame");
    let wire = by().role(Role::RadioButton).label("Wire");
    assert!(stage.harness.query(wire).is_none());
}

#[test]
fn the_list_speaks_the_language_and_what_is_asked_of_messages_leads_back() {
    let (_server, mut stage) = recorded("/echo");
    send(&mut stage, "hello");
    stage.wait_for_rows(2, &["message", "hello"]);
    stage.command(Command::SetLanguage(Language::SimplifiedChinese));
    stage.wait_for_rows(1, &["帧 1，发送，文本，FIN MASK，5 B，消息 1：hello"]);
    stage.command(Command::SetLanguage(Language::English));
    // What is behind the list of frames is not what is saved.
    stage.command(Command::ShowDetail(Some(stage.kept().end - 1)));
    stage.command(Command::Frames(frames::Command::Switch(ListMode::Frames)));
    stage.command(Command::AskSave);
    assert!(stage.field("File").is_none());
    stage.command(Command::Frames(frames::Command::Switch(ListMode::Frames)));
    stage.wait_for_rows(2, &["Frame"]);
    stage.command(Command::GoTo(1));
    stage.wait_for_rows(0, &["Frame"]);
}

#[test]
fn on_a_phone_the_switch_is_in_the_menu_and_a_frame_covers_the_window() {
    let server = Server::start();
    let mut stage = phone::open(&server.url, Language::English);
    stage.wait_for_button("点击请求");
    stage.command(Command::ReconnectWithDetails);
    stage.wait_until("details", |stage| {
        stage.harness.state().tab().session.can_send_raw().is_ok()
    });
    stage.press("Show frames");
    stage.wait_for_text("No frames yet");
    send(&mut stage, "hello");
    stage.wait_for_rows(2, &["message", "hello"]);
    stage.select_row(&["Frame 2"]);
    stage.wait_for_text("0: not masked");
    stage.harness.run_steps(30);
    stage.press("Previous");
    stage.wait_for_text("1: masked");
    stage.harness.get_by_label("Message 1").click();
    stage.wait_until("the message", |stage| {
        stage.shows("sent") && stage.shows("hello")
    });
    assert!(!stage.shows("1: masked"));
}

/// What is kept of a flood is bounded, and the list shows the newest.
#[test]
fn a_flood_of_frames_is_bounded() {
    let (server, mut stage) = recorded("/echo");
    let path = "/flood?rate=100000&size=16&count=100000";
    stage.command(Command::UseAddress(format!("{}{path}", server.url)));
    stage.wait_until("the flood", |stage| stage.received() >= 100_000);
    stage.harness.run_steps(3);
    let session = &stage.harness.state().tab().session;
    let (kept, bytes, budget) = session.with_frames(|frames| {
        let log = frames.log();
        let kept = log.kept();
        (
            kept.end.get() - kept.start.get(),
            log.bytes_kept(),
            log.budget(),
        )
    });
    assert!(kept >= 100_000 && bytes <= budget, "{kept} {bytes}");
    assert!(stage.count_rows(&["received"]) > 10);
}
