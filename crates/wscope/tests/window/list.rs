//! The list and the detail pane.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::Stage;

/// Sends numbered messages and waits until all are back.
fn exchange(stage: &mut Stage, numbers: std::ops::Range<usize>) {
    for number in numbers.clone() {
        stage.send(connection::Message::Text(format!("message {number};")));
    }
    let last = numbers.end as u64;
    stage.wait_until("all echoes", |stage| stage.received() == last);
    stage.harness.step();
}

#[test]
fn the_list_follows_stays_and_leads_back() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    exchange(&mut stage, 0..100);
    stage.wait_for_rows(1, &["received", "message 99;"]);

    // Scrolled up, it stays.
    stage.select_row(&["received", "message 99;"]);
    stage.harness.key_press(Key::Home);
    stage.harness.step();
    stage.wait_for_rows(1, &["Connecting to"]);
    let before = stage.rows();
    exchange(&mut stage, 100..120);
    assert_eq!(stage.rows(), before);

    // The chip leads back.
    stage.wait_for_button("40 new ↓");
    stage.press("40 new ↓");
    stage.wait_for_rows(1, &["received", "message 119;"]);
    assert!(stage.button("new ↓").is_none());
}

#[test]
fn the_keyboard_reaches_every_row() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    exchange(&mut stage, 0..100);
    stage.select_row(&["received", "message 99;"]);
    for (key, expected) in [
        (Key::Home, 1),
        (Key::ArrowDown, 2),
        (Key::ArrowDown, 3),
        (Key::End, 202),
        (Key::ArrowUp, 201),
    ] {
        stage.harness.key_press(key);
        stage.harness.step();
        stage.harness.step();
        let tab = stage.harness.state().tab();
        assert_eq!(tab.list.selected(), Some(expected));
        let shown = tab
            .inspector
            .message()
            .map(wscope::features::inspector::MessagePage::seq);
        assert_eq!(shown, Some(expected));
        assert!(stage.row(expected).is_some(), "it is in view");
    }
    stage.harness.key_press(Key::PageUp);
    stage.harness.run_steps(2);
    let selected = stage.harness.state().tab().list.selected();
    assert!(selected < Some(201));
}

#[test]
fn received_only_is_the_view_of_the_tutorial() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    exchange(&mut stage, 0..3);
    stage.choose("Received only");
    stage.wait_until("only received rows", |stage| stage.rows().len() == 3);
    assert_eq!(stage.count_rows(&["received"]), 3);
}

#[test]
fn a_selected_row_is_shown_whole_and_copied() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.write("first\n第二行");
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", r"first\n第二行"]);
    stage.select_row(&["received"]);
    stage.wait_for_text("Selected message");
    assert!(stage.shows("first"));
    for (button, expected) in [
        ("Copy text", "first\n第二行"),
        ("Copy hex", "66697273740ae7acace4ba8ce8a18c"),
        ("Copy Base64", "Zmlyc3QK56ys5LqM6KGM"),
    ] {
        stage.wait_for_button(button);
        stage.button(button).unwrap().click();
        stage.wait_until("a copy", |stage| stage.copied().is_some());
        assert_eq!(stage.copied().as_deref(), Some(expected));
    }
    stage.press("Close");
    assert!(!stage.shows("Selected message"));
}

#[test]
fn a_binary_message_is_dumped_at_any_width() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let message = connection::Message::Binary(b"wide and narrow!".repeat(2));
    stage.send(message);
    stage.wait_for_rows(1, &["received", "32 B"]);
    stage.select_row(&["received", "32 B"]);
    for (width, last_line) in [
        (1000.0, "00000018  20 6e 61 72"),
        (1920.0, "00000010  77 69 64 65"),
        (700.0, "00000010  77 69 64 65"),
        (360.0, "00000018  20 6e 61 72"),
        (330.0, "0000001c  72 6f 77 21"),
    ] {
        stage.harness.set_size(egui::vec2(width, 900.0));
        stage.wait_for_text(last_line);
    }
}

#[test]
fn a_long_text_keeps_its_place_when_the_pane_changes() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let lines: String = (0..500)
        .map(|line| format!("line {line} {}\n", "x".repeat(90)))
        .collect();
    stage.write(&lines);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received"]);
    stage.select_row(&["received"]);
    stage.wait_for_text("line 0 ");
    stage.harness.get_by_label("Selected message").focus();
    stage.harness.step();
    for _ in 0..8 {
        stage.harness.key_press(Key::PageDown);
        stage.harness.step();
    }
    let first_line = |stage: &Stage| {
        let lines = stage.harness.query_all_by_label_contains("line ");
        let label = lines
            .filter_map(|line| egui_kittest::kittest::NodeT::accesskit_node(&line).label())
            .next();
        label.unwrap()
    };
    stage.harness.step();
    let before = first_line(&stage);
    assert_ne!(before.split(' ').nth(1), Some("0"));
    stage.harness.set_size(egui::vec2(1400.0, 680.0));
    stage.harness.step();
    stage.harness.step();
    assert_eq!(
        first_line(&stage).split(' ').nth(1),
        before.split(' ').nth(1)
    );
}

#[test]
fn what_was_cleared_comes_back_before_what_came_since() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    exchange(&mut stage, 0..3);
    assert_eq!(stage.rows().len(), 8);
    let before = stage.counters();
    stage.press("Clear");
    stage.wait_for_text("No messages yet");
    assert_eq!(stage.sent(), 0);
    stage.press("Undo");
    assert_eq!(stage.rows().len(), 8);
    assert_eq!(stage.counters(), before);
    let keys = Modifiers::COMMAND | Modifiers::SHIFT;
    stage.harness.key_press_modifiers(keys, Key::L);
    stage.harness.run_steps(2);
    stage.wait_for_text("No messages yet");
    // A message that comes meanwhile takes no number that was used before.
    stage.send(connection::Message::Text("later".to_owned()));
    stage.wait_for_rows(1, &["received", "later"]);
    stage.press("Undo");
    stage.wait_for_rows(1, &["received", "later"]);
    assert_eq!(stage.rows().len(), 10);
    assert_eq!(stage.sent(), 4);
}

#[test]
fn the_oldest_go_when_the_budget_is_used_up() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.session().set_budget(1 << 20);
    let message = connection::Message::Binary(vec![7; 100_000]);
    for _ in 0..10 {
        stage
            .harness
            .state_mut()
            .session()
            .send(message.clone())
            .unwrap();
    }
    stage.wait_for_text("Received 10");
    stage.wait_for_text("oldest messages dropped");
    let counters = stage.counters().total();
    assert_eq!(counters.messages, 22);
    assert_eq!(
        counters.messages,
        counters.kept_messages() + counters.dropped_messages
    );

    let too_large = connection::Message::Binary(vec![7; 2 << 20]);
    stage.send(too_large);
    stage.wait_for_rows(2, &["2.0 MiB was not kept"]);
}

#[test]
fn a_message_is_shown_as_text_json_or_hex() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let json = r#"{"id":12345678901234567890,"id":1.50,"t":"\u0041"}"#;
    stage.write(json);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "12345678901234567890"]);
    stage.select_row(&["received"]);
    // It is a tree from the beginning.
    for line in [
        r#"  "id": 12345678901234567890,"#,
        r#"  "id": 1.50,"#,
        r#"  "t": "\u0041""#,
    ] {
        stage.wait_for_text(line);
    }
    // What is copied is the message, not how it is shown.
    stage.wait_for_button("Copy text");
    stage.button("Copy text").unwrap().click();
    stage.wait_until("a copy", |stage| stage.copied().is_some());
    assert_eq!(stage.copied().as_deref(), Some(json));
    stage.choose_form("Hex");
    stage.wait_for_text("00000000  7b 22 69 64");

    let not_utf8 = connection::Message::Binary(b"caf\xe9 bytes".to_vec());
    stage.send(not_utf8);
    stage.wait_for_rows(1, &["received", "63 61 66 e9"]);
    stage.select_row(&["received", "63 61 66 e9"]);
    stage.choose_form("Text");
    stage.wait_for_text("caf\u{fffd} bytes");
}

#[test]
fn the_chart_opens_and_closes() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    exchange(&mut stage, 0..3);
    stage.press("Chart");
    stage.press("Hide chart");
    stage.wait_for_button("Chart");
}

#[test]
fn an_empty_list_says_what_leads_to_a_message_now() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("Clear");
    stage.wait_for_text("Press 点击请求 to send a message");
    assert!(!stage.shows("Connect and press"));
    stage.press("Disconnect");
    stage.wait_for_rows(1, &["Disconnected"]);
    stage.press("Clear");
    stage.wait_for_text("Not connected: connect again");
}

#[test]
fn an_empty_list_offers_to_show_what_is_left_out() {
    const CLEAR: &str = "Clear find and filters";
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    exchange(&mut stage, 0..2);
    let before = stage.rows();
    let mut query = session::Query {
        text: "absent".to_owned(),
        ..session::Query::default()
    };
    query.set_received_only(true);
    stage.command(Command::LookFor(Box::new(query)));
    stage.wait_for_text("No matches");
    stage.press(CLEAR);
    stage.wait_until("all rows", |stage| stage.rows() == before);
    assert_eq!(stage.harness.state().tab().query, session::Query::default());
}
