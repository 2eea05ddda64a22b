//! What can be done with rows: the menu, the clipboard, several at once, columns.

use connection::Message;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};

use crate::servers::Server;
use crate::stage::Stage;

/// A window that has sent these, and received them again.
fn exchanged(server: &Server, messages: &[&str]) -> Stage {
    let mut stage = Stage::connected_to(&server.url);
    for message in messages {
        stage.send(Message::Text((*message).to_owned()));
    }
    let count = messages.len() as u64;
    stage.wait_until("the echoes", |stage| stage.received() == count);
    stage.harness.run_steps(3);
    stage
}

fn click(stage: &mut Stage, parts: &[&str], button: PointerButton, modifiers: Modifiers) {
    {
        let rows = stage.harness.query_all(by().role(Role::Row));
        let is_meant = |label: &str| parts.iter().all(|part| label.contains(part));
        let mut rows = rows.filter(|row| {
            let label = row.accesskit_node().label();
            label.is_some_and(|label| is_meant(&label))
        });
        rows.next()
            .unwrap()
            .click_button_modifiers(button, modifiers);
    }
    // The next click is no second click.
    stage.harness.run_steps(30);
}

/// Opens the menu on a row.
fn open_menu(stage: &mut Stage, parts: &[&str]) {
    click(stage, parts, PointerButton::Secondary, Modifiers::NONE);
}

/// Puts the selected rows on the clipboard as a system asks for it.
#[track_caller]
fn copied(stage: &mut Stage) -> String {
    stage.harness.event(Event::Copy);
    stage.wait_until("a copy", |stage| stage.copied().is_some());
    stage.copied().unwrap()
}

#[test]
fn ctrl_c_copies_one_row_as_it_is_and_several_on_a_line_each() {
    let server = Server::start();
    let mut stage = exchanged(&server, &["one\ntwo", "three"]);
    let plain = (PointerButton::Primary, Modifiers::NONE);
    click(&mut stage, &["received", "one"], plain.0, plain.1);
    assert_eq!(copied(&mut stage), "one\ntwo");
    stage.wait_for_text("Copied");
    click(
        &mut stage,
        &["received", "three"],
        plain.0,
        Modifiers::SHIFT,
    );
    let lines = copied(&mut stage);
    assert!(lines.lines().count() >= 2, "{lines}");
    assert!(
        lines
            .lines()
            .all(|line| ["one\\ntwo", "three"].contains(&line))
    );
    assert!(lines.ends_with('\n'));
    // A filter takes rows out of the selection.
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    stage.harness.run_steps(2);
    assert_eq!(copied(&mut stage).lines().count(), 6);
    stage.choose("Sent only");
    stage.wait_until("sent rows", |stage| stage.rows().len() == 2);
    click(&mut stage, &["sent", "one"], plain.0, plain.1);
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    stage.harness.run_steps(2);
    assert_eq!(copied(&mut stage), "one\\ntwo\nthree\n");
}

#[test]
fn a_row_is_copied_from_its_menu_in_each_form() {
    let server = Server::start();
    let mut stage = exchanged(&server, &["hi"]);
    for (form, expected) in [
        ("Text", "hi"),
        ("Hex", "6869"),
        ("Base64", "aGk="),
        (
            "JSON line",
            r#""direction":"received","kind":"text","text":"hi"}"#,
        ),
    ] {
        open_menu(&mut stage, &["received", "hi"]);
        stage.press("Copy as");
        stage.harness.run_steps(3);
        let items = stage.harness.query_all(by().role(Role::Button).label(form));
        items.last().unwrap().click();
        stage.wait_until("a copy", |stage| stage.copied().is_some());
        let copied = stage.copied().unwrap();
        assert!(copied.ends_with(expected), "{copied}");
        stage.harness.run_steps(3);
        stage.harness.key_press(Key::Escape);
        stage.harness.run_steps(30);
    }
}

#[test]
fn a_message_is_sent_once_more_from_its_menu_and_the_list_shows_it() {
    let server = Server::start();
    let many: Vec<String> = (0..60).map(|number| format!("message {number};")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut stage = exchanged(&server, &many);
    stage.harness.state_mut().tab_mut().list.go_to(1);
    stage.harness.run_steps(2);
    open_menu(&mut stage, &["sent", "message 0;"]);
    stage.press("Resend");
    stage.wait_until("the echo", |stage| stage.received() == 61);
    stage.wait_for_rows(1, &["received", "message 0;"]);
    assert!(stage.harness.state().tab().list.is_at_tail());
    // What is not a message cannot be sent.
    stage.harness.state_mut().tab_mut().list.go_to(1);
    stage.harness.run_steps(2);
    open_menu(&mut stage, &["Connecting to"]);
    assert!(stage.is_disabled("Resend") && stage.is_disabled("Edit and resend"));
}

#[test]
fn a_double_click_puts_what_was_sent_into_the_composer() {
    let server = Server::start();
    let mut stage = exchanged(&server, &["{\"a\":1}"]);
    let double_click = |stage: &mut Stage, parts: &[&str]| {
        let place = {
            let rows = stage.harness.query_all(by().role(Role::Row));
            let is_meant = |label: &str| parts.iter().all(|part| label.contains(part));
            let mut rows = rows.filter(|row| {
                let label = row.accesskit_node().label();
                label.is_some_and(|label| is_meant(&label))
            });
            rows.next().unwrap().rect().center()
        };
        // All within a frame: those of a test are far apart.
        stage.harness.event(Event::PointerMoved(place));
        stage.harness.run_steps(2);
        let mut events = Vec::new();
        for pressed in [true, false, true, false] {
            events.push(Event::PointerButton {
                pos: place,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
        stage.harness.input_mut().events.extend(events);
        stage.harness.run_steps(4);
    };
    double_click(&mut stage, &["received", "{"]);
    assert_eq!(stage.harness.state_mut().text_mut(), "helloworld");
    assert!(stage.harness.state().tab().inspector.is_open());
    stage.harness.run_steps(30);
    double_click(&mut stage, &["sent", "{"]);
    assert_eq!(stage.harness.state_mut().text_mut(), "{\"a\":1}");
    let form = stage.harness.state().tab().compose.draft.form;
    assert_eq!(form, payload::typed::Form::Json);
    assert_eq!(stage.focused().as_deref(), Some("Message to send"));
}

#[test]
fn a_binary_message_is_edited_as_hex() {
    let server = Server::start();
    let mut stage = exchanged(&server, &[]);
    stage.send(Message::Binary(vec![0xde, 0xad]));
    stage.wait_for_rows(1, &["received", "de ad"]);
    open_menu(&mut stage, &["sent", "de ad"]);
    stage.press("Edit and resend");
    assert_eq!(stage.harness.state_mut().text_mut(), "de ad");
    stage.press("点击请求");
    stage.wait_for_rows(2, &["received", "2 B: de ad"]);
}

#[test]
fn a_filter_shows_rows_like_one() {
    let server = Server::start();
    let messages = [
        r#"{"op":"ping","id":1}"#,
        r#"{"op":"ping","id":2}"#,
        r#"{"id":3}"#,
        "ping",
    ];
    let mut stage = exchanged(&server, &messages);
    open_menu(&mut stage, &["received", r#""id":1"#]);
    stage.press("Filter like this");
    stage.wait_until("rows like it", |stage| stage.rows().len() == 2);
    assert_eq!(stage.count_rows(&["received", "op", "id"]), 2);
    // The field shows what is looked for, and can be emptied.
    assert!(stage.harness.state().tab().query.is_regex);
}

#[test]
fn two_rows_are_compared_from_the_menu() {
    let server = Server::start();
    let mut stage = exchanged(&server, &["one", "two"]);
    open_menu(&mut stage, &["received", "one"]);
    assert!(stage.is_disabled("Compare with selected"));
    stage.harness.key_press(Key::Escape);
    stage.harness.run_steps(30);
    open_menu(&mut stage, &["received", "two"]);
    stage.press("Compare with selected");
    stage.harness.run_steps(4);
    let shown = stage.harness.state().tab().inspector.message();
    assert!(shown.is_some());
}

/// Where the inspector covers the list, it would cover the menu too: only a click opens it, on the row of the menu as well.
#[test]
fn a_menu_is_not_covered_by_the_inspector() {
    let server = Server::start();
    for (width, height, is_covered) in [
        (360.0, 640.0, true),
        (480.0, 720.0, true),
        (800.0, 360.0, true),
        (1120.0, 720.0, false),
    ] {
        let options = wscope::StartOptions {
            address: server.url.clone(),
            language: Some(wscope::kit::language::Language::English),
            ..wscope::StartOptions::default()
        };
        let mut stage = Stage::sized(options, egui::vec2(width, height));
        stage.wait_for_button("点击请求");
        stage.send(Message::Text("one".to_owned()));
        stage.wait_until("the echo", |stage| stage.received() == 1);
        stage.harness.run_steps(3);
        let is_shown = |stage: &Stage| stage.harness.state().tab().inspector.is_open();
        open_menu(&mut stage, &["received", "one"]);
        assert!(stage.button("Resend").is_some(), "no menu at {width}");
        assert_eq!(is_shown(&stage), !is_covered, "at {width}");
        stage.harness.key_press(Key::Escape);
        stage.harness.run_steps(30);
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        click(&mut stage, &["received", "one"], button, modifiers);
        assert!(is_shown(&stage), "at {width}");
        assert_eq!(stage.field("Address").is_none(), is_covered);
    }
}

#[test]
fn the_menu_opens_by_key() {
    let server = Server::start();
    let mut stage = exchanged(&server, &["one"]);
    click(
        &mut stage,
        &["received", "one"],
        PointerButton::Primary,
        Modifiers::NONE,
    );
    for (modifiers, key) in [(Modifiers::NONE, Key::Menu), (Modifiers::SHIFT, Key::F10)] {
        assert!(stage.button("Resend").is_none());
        stage.harness.key_press_modifiers(modifiers, key);
        stage.harness.run_steps(3);
        assert!(stage.button("Resend").is_some(), "{key:?}");
        stage.harness.key_press(Key::Escape);
        stage.harness.run_steps(3);
    }
}

#[test]
fn an_edge_of_a_column_follows_the_pointer_and_rows_stand_still() {
    let server = Server::start();
    let mut stage = exchanged(&server, &["one"]);
    let rect = |stage: &Stage, name: &str| {
        let header = by().role(Role::ColumnHeader).label(name);
        stage.harness.get(header).rect()
    };
    let time = rect(&stage, "Time");
    assert_eq!(time.width(), 110.0);
    let row = |stage: &Stage| {
        let rows = stage.harness.query_all(by().role(Role::Row));
        rows.map(|row| row.rect()).collect::<Vec<_>>()
    };
    let before = row(&stage);
    let edge = Pos2::new(time.right(), time.center().y);
    let pointer = |stage: &mut Stage, pos: Pos2, pressed: Option<bool>| {
        stage.harness.event(Event::PointerMoved(pos));
        if let Some(pressed) = pressed {
            stage.harness.event(Event::PointerButton {
                pos,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
        stage.harness.run_steps(2);
    };
    pointer(&mut stage, edge, None);
    pointer(&mut stage, edge, Some(true));
    for step in 1..=5 {
        let to = edge + egui::vec2(10.0 * step as f32, 0.0);
        pointer(&mut stage, to, None);
    }
    let end = edge + egui::vec2(50.0, 0.0);
    pointer(&mut stage, end, Some(false));
    assert_eq!(rect(&stage, "Time").width(), 160.0);
    assert_eq!(rect(&stage, "Size").width(), 72.0);
    assert_eq!(row(&stage), before);
}

#[test]
fn the_selected_rows_are_saved_to_one_file() {
    let server = Server::start();
    let many: Vec<String> = (0..30).map(|number| format!("line {number}\n;")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut stage = exchanged(&server, &many);
    let folder = tempfile::tempdir().unwrap();
    for (item, name, expected) in [
        ("Save rows as text…", "rows.txt", "\treceived\tline 29\\n;"),
        (
            "Save rows as JSON lines…",
            "rows.jsonl",
            r#""text":"line 29\n;"}"#,
        ),
    ] {
        click(
            &mut stage,
            &["received", "line 29"],
            PointerButton::Primary,
            Modifiers::NONE,
        );
        stage
            .harness
            .key_press_modifiers(Modifiers::COMMAND, Key::A);
        stage.harness.run_steps(2);
        open_menu(&mut stage, &["received", "line 28"]);
        stage.press(item);
        stage.wait_for_text("Save 62 rows to a file");
        let path = folder.path().join(name);
        stage.type_path(&path);
        stage.press("Save");
        stage.wait_for_text("Saved to");
        let written = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!(lines.len(), 62, "{written}");
        assert!(lines[61].ends_with(expected), "{}", lines[61]);
        if item.contains("JSON") {
            for line in lines {
                let _: serde_json::Value = serde_json::from_str(line).unwrap();
            }
        }
    }
}

#[test]
fn an_emoji_is_drawn_where_the_system_has_none() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let is_drawn = |stage: &Stage| {
        let fonts = [
            egui::FontId::monospace(13.0),
            egui::FontId::proportional(13.0),
        ];
        stage
            .harness
            .ctx
            .fonts_mut(|all| fonts.iter().all(|font| all.has_glyph(font, '👍')))
    };
    assert!(!is_drawn(&stage), "nobody has asked for it");
    stage.send(Message::Text("👍".to_owned()));
    stage.wait_for_rows(1, &["received", "👍"]);
    stage.wait_until("the emoji", is_drawn);
}
