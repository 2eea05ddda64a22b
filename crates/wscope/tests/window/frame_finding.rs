//! Finding and filtering in the list of frames, and the menu of its rows.

use connection::Message;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wire::{Masking, Opcode, RawFrame};
use wscope::features::frames;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::frame_list::{recorded, selected, send};
use crate::servers::Server;
use crate::stage::Stage;

/// A message that comes back in three frames, a ping with its pong, and a frame that continues nothing.
fn exchanged() -> (Server, Stage) {
    let (server, mut stage) = recorded("/fragment/3/echo");
    send(&mut stage, "1234567");
    stage.wait_for_rows(4, &["Frame"]);
    stage.send(Message::Ping(b"\xca\xfe".to_vec()));
    stage.wait_for_rows(2, &["FIN", "2 B", "ca fe"]);
    let mut frame = RawFrame::whole(Opcode::Continuation, b"stray");
    frame.masking = Masking::Key([1, 2, 3, 4]);
    stage.session().send_frame(frame).unwrap();
    stage.wait_for_rows(1, &["sent, continuation", "breaks a rule: 73 74"]);
    stage.wait_for_rows(1, &["received, close"]);
    stage.press("Close message");
    (server, stage)
}

/// Replaces what is looked for.
fn find(stage: &mut Stage, text: &str) {
    let command = Modifiers::COMMAND;
    stage.harness.key_press_modifiers(command, Key::F);
    stage.harness.run_steps(2);
    stage.harness.key_press_modifiers(command, Key::A);
    stage.harness.step();
    stage
        .harness
        .get_by_role_and_label(Role::TextInput, "Find")
        .type_text(text);
    stage.harness.run_steps(2);
}

/// Waits until these rows are shown, by what they say of their frames.
#[track_caller]
fn wait_for(stage: &mut Stage, expected: &[&str]) {
    stage.wait_until(&format!("{expected:?}"), |stage| {
        let rows = stage.rows();
        let is_each = |(row, expected): (&String, &&str)| row.contains(expected);
        rows.len() == expected.len() && rows.iter().zip(expected).all(is_each)
    });
}

#[test]
fn an_empty_list_of_frames_offers_to_show_them_all() {
    let (_server, mut stage) = exchanged();
    let before = stage.rows();
    find(&mut stage, "absent");
    stage.wait_for_text("No matches");
    stage.press("Clear find and filters");
    stage.wait_until("all frames", |stage| stage.rows() == before);
}

#[test]
fn frames_are_found_by_what_their_rows_show() {
    let (_server, mut stage) = exchanged();
    for (text, expected) in [
        ("ping", &["ping"][..]),
        ("#2", &["Frame 2", "Frame 3", "Frame 4"]),
        ("ca fe", &["ping", "pong"]),
        ("CAFE", &["ping", "pong"]),
        ("456", &["Frame 1", "Frame 3"]),
        ("stray", &["continuation"]),
        ("1002", &["received, close", "sent, close"]),
    ] {
        find(&mut stage, text);
        wait_for(&mut stage, expected);
    }
    find(&mut stage, "nothing of the kind");
    stage.wait_for_text("There are frames, but the search or the filters above hide them");
    stage.command(Command::Frames(frames::Command::LookFor(Box::default())));
    stage.wait_for_rows(9, &["Frame"]);
}

#[test]
fn matches_are_gone_through_with_the_keyboard() {
    let (_server, mut stage) = exchanged();
    find(&mut stage, "#2");
    wait_for(&mut stage, &["Frame 2", "Frame 3", "Frame 4"]);
    stage.wait_for_text("3 matches");
    for (modifiers, key, expected) in [
        (Modifiers::NONE, Key::Enter, "Frame 2"),
        (Modifiers::NONE, Key::F3, "Frame 3"),
        (Modifiers::NONE, Key::F3, "Frame 4"),
        (Modifiers::NONE, Key::F3, "Frame 2"),
        (Modifiers::SHIFT, Key::F3, "Frame 4"),
    ] {
        stage.harness.key_press_modifiers(modifiers, key);
        stage.harness.run_steps(4);
        assert!(selected(&stage).starts_with(expected), "{key:?}");
    }
    // What is hidden is not copied with what is around it.
    find(&mut stage, "continuation");
    wait_for(&mut stage, &["Frame 3", "Frame 4", "Frame 7"]);
    let rows = stage.harness.query_all(by().role(Role::Row));
    let rows: Vec<_> = rows.collect();
    rows[1].click();
    rows[2].click_modifiers(Modifiers::SHIFT);
    stage.harness.run_steps(2);
    stage.harness.event(egui::Event::Copy);
    let mut copied = None;
    for _ in 0..4 {
        stage.harness.step();
        copied = copied.or(stage.copied());
    }
    let copied = copied.unwrap();
    assert_eq!(copied.lines().count(), 2, "{copied}");
}

#[test]
fn quick_filters_show_some_frames_only() {
    let (_server, mut stage) = exchanged();
    for (kind, expected) in [
        (
            "Control frames only",
            &["ping", "pong", "close", "close"][..],
        ),
        (
            "Fragments only",
            &["Frame 2", "Frame 3", "Frame 4", "Frame 7"],
        ),
        ("Broken rules only", &["Frame 7"]),
    ] {
        let name = if stage.button("Filter ●").is_some() {
            "Filter ●"
        } else {
            "Filter"
        };
        stage.press(name);
        stage.choose(kind);
        wait_for(&mut stage, expected);
    }
    stage.select_row(&["Frame 7"]);
    stage.wait_for_text(
        "Breaks a rule: frame of type continuation without a message to continue (RFC 6455, section 5.4)",
    );
    stage.command(Command::SetLanguage(Language::SimplifiedChinese));
    stage.wait_for_rows(1, &["不符合协议：73 74"]);
    stage.command(Command::SetLanguage(Language::English));
    stage.choose("Received only");
    stage.wait_for_text("There are frames, but the search or the filters above hide them");
    stage.press("Filter ●");
    stage.choose("All frames");
    wait_for(
        &mut stage,
        &["Frame 2", "Frame 3", "Frame 4", "pong", "close"],
    );
    stage.choose("Sent only");
    wait_for(&mut stage, &["Frame 1", "ping", "Frame 7", "close"]);
}

/// Opens the menu of a row.
#[track_caller]
fn ask(stage: &mut Stage, parts: &[&str]) {
    {
        let mut rows = stage.harness.query_all(by().role(Role::Row));
        let row = rows.find(|row| {
            let label = row.accesskit_node().label().unwrap_or_default();
            parts.iter().all(|part| label.contains(part))
        });
        row.unwrap().click_secondary();
    }
    stage.harness.run_steps(4);
}

#[test]
fn the_menu_of_a_frame_leads_to_its_message_and_to_the_form() {
    let (_server, mut stage) = exchanged();
    ask(&mut stage, &["ping", "sent"]);
    assert!(stage.is_disabled("Show its message"));
    stage.harness.key_press(Key::Escape);
    stage.harness.run_steps(3);
    stage.select_row(&["Frame 3"]);
    for (modifiers, key) in [(Modifiers::NONE, Key::Menu), (Modifiers::SHIFT, Key::F10)] {
        stage.harness.key_press_modifiers(modifiers, key);
        stage.harness.run_steps(4);
        assert!(stage.button("Copy as hex").is_some(), "{key:?}");
        stage.harness.key_press(Key::Escape);
        stage.harness.run_steps(3);
    }
    ask(&mut stage, &["Frame 3"]);
    stage.press("Show its message");
    stage.wait_for_rows(1, &["2, received", "1234567"]);
}

#[test]
fn a_frame_is_sent_again_by_hand_as_it_was() {
    let (_server, mut stage) = recorded("/echo");
    let mut frame = RawFrame::whole(Opcode::Ping, b"again");
    frame.masking = Masking::Key([1, 2, 3, 4]);
    stage.session().send_frame(frame).unwrap();
    let (ping, pong) = (
        ["sent, ping", "5 B: 61 67 61 69 6e"],
        ["received, pong", "5 B: 61 67 61 69 6e"],
    );
    stage.wait_for_rows(1, &ping);
    stage.wait_for_rows(1, &pong);
    ask(&mut stage, &ping);
    stage.press("Send again as a frame by hand…");
    stage.wait_for_button("Send frame");
    stage.press("Send frame");
    stage.press("Done");
    stage.wait_for_rows(2, &ping);
    stage.wait_for_rows(2, &pong);
    // What came from the server goes out with a mask.
    ask(&mut stage, &pong);
    stage.press("Send again as a frame by hand…");
    stage.wait_for_button("Send frame");
    stage.press("Send frame");
    stage.press("Done");
    stage.wait_for_rows(1, &["sent, pong, FIN MASK", "61 67 61 69 6e"]);
}
