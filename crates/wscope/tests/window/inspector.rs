//! The inspector: its pages, the tree of a message, two messages side by side, and what is told of a connection.

use connection::{CloseFrame, Message, Step};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use message_log::Seq;
use session::RecordedEvent;
use wscope::StartOptions;
use wscope::features::inspector::{self, Page};
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::phone;
use crate::servers::{RawServer, Server, upgraded};
use crate::stage::Stage;

/// A window without a connection, and with these messages in its list.
fn with_messages(messages: &[&str]) -> Stage {
    let mut stage = Stage::open("");
    for text in messages {
        let entry = message_log::Entry {
            direction: message_log::Direction::Received,
            kind: message_log::Kind::Text,
            at: session::now(),
        };
        let payload = text.as_bytes().into();
        stage.session().append(entry, payload).unwrap();
    }
    stage.harness.run_steps(2);
    stage
}

/// The lines of the list with this name.
fn lines(stage: &Stage, list: &str) -> Vec<String> {
    let pane = stage.harness.get_by_label(list);
    let rows = pane.query_all(by().role(Role::ListBoxOption));
    rows.filter_map(|row| row.accesskit_node().label())
        .collect()
}

#[track_caller]
fn click_line(stage: &mut Stage, list: &str, part: &str) {
    {
        let pane = stage.harness.get_by_label(list);
        let mut rows = pane.query_all(by().role(Role::ListBoxOption));
        let is_meant = |row: &egui_kittest::Node<'_>| {
            let label = row.accesskit_node().label();
            label.is_some_and(|label| label.contains(part))
        };
        rows.find(is_meant).unwrap().click();
    }
    stage.harness.run_steps(3);
}

fn is_open(stage: &Stage) -> bool {
    stage.harness.state().tab().inspector.is_open()
}

fn page(stage: &Stage) -> Page {
    stage.harness.state().tab().inspector.page()
}

#[test]
fn a_row_opens_the_page_where_most_is_told_of_it() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.send(Message::Text("one".to_owned()));
    stage.wait_for_rows(1, &["received", "one"]);
    assert!(!is_open(&stage));
    stage.select_row(&["received", "one"]);
    assert_eq!((is_open(&stage), page(&stage)), (true, Page::Message));
    stage.select_row(&["Connected"]);
    assert_eq!(page(&stage), Page::Connection);
    stage.wait_for_text("Open since");
    stage.open_page("Settings");
    assert_eq!(page(&stage), Page::Settings);
    stage.press("Close");
    assert!(!is_open(&stage));
    stage.command(Command::OpenOptions);
    assert_eq!((is_open(&stage), page(&stage)), (true, Page::Settings));
}

#[test]
fn escape_closes_it_and_first_leaves_a_field_or_a_menu() {
    let mut stage = with_messages(&["{\"a\":1}"]);
    stage.command(Command::ShowDetail(Some(1)));
    stage.harness.run_steps(2);
    stage.command(Command::Find);
    stage.harness.run_steps(2);
    assert_eq!(stage.focused().as_deref(), Some("Find"));
    stage.harness.key_press(Key::Escape);
    stage.harness.run_steps(3);
    assert!(is_open(&stage), "Escape was for the field");
    stage.press("Copy");
    stage.wait_for_text("Copy Base64");
    stage.harness.key_press(Key::Escape);
    stage.harness.run_steps(3);
    assert!(is_open(&stage), "Escape was for the menu");
    stage.harness.key_press(Key::Escape);
    stage.harness.run_steps(3);
    assert!(!is_open(&stage));
}

#[test]
fn the_path_of_a_line_is_told_and_copied() {
    let mut stage = with_messages(&[r#"{"list":[1,{"it's":[true,12345678901234567890]}],"x":{}}"#]);
    stage.command(Command::ShowDetail(Some(1)));
    stage.wait_for_text("Select a line for its path");
    assert!(stage.is_disabled("Copy path"));
    for (line, path) in [
        ("12345678901234567890", r"$.list[1]['it\'s'][1]"),
        ("\"x\": {}", "$.x"),
    ] {
        click_line(&mut stage, "Selected message", line);
        stage.wait_for_text(path);
        stage.wait_for_button("Copy path");
        stage.button("Copy path").unwrap().click();
        stage.wait_until("a copy", |stage| stage.copied().is_some());
        assert_eq!(stage.copied().as_deref(), Some(path));
    }
    // Folding what is above keeps the line.
    click_line(&mut stage, "Selected message", "\"list\": [");
    stage.wait_for_text("$.list");
    assert!(
        lines(&stage, "Selected message")
            .concat()
            .contains("[ 2 items ]")
    );
}

#[test]
fn the_form_that_was_chosen_stays_where_a_message_has_it() {
    let mut stage = with_messages(&["{\"a\":1}", "{\"a\":2}", "plain"]);
    stage.command(Command::ShowDetail(Some(1)));
    stage.wait_for_text("\"a\": 1");
    stage.choose_form("Text");
    stage.command(Command::ShowDetail(Some(2)));
    stage.wait_for_text("{\"a\":2}");
    stage.choose_form("Tree");
    stage.command(Command::ShowDetail(Some(3)));
    stage.wait_until("the text", |stage| {
        lines(stage, "Selected message") == ["plain"]
    });
    stage.command(Command::ShowDetail(Some(1)));
    stage.wait_for_text("\"a\": 1");
}

#[test]
fn two_messages_stand_side_by_side() {
    let one = r#"{"seq":1,"price":"1.50","gone":null,"list":[1,2]}"#;
    let other = r#"{"price":"1.75","seq":1,"list":[1,2,3]}"#;
    let mut stage = with_messages(&[one, other, "line\nsame", "other\nsame"]);
    stage.command(Command::ShowDetail(Some(1)));
    stage.harness.run_steps(2);
    stage.choose_form("Diff");
    stage.wait_for_text("Nothing to compare with yet");
    stage.press("Compare");
    stage.wait_for_text("Message 1 is marked. Select another message");
    stage.command(Command::ShowDetail(Some(2)));
    stage.wait_for_text("2 differences, compared by structure");
    let rows = lines(&stage, "Side by side");
    for row in [
        "  \"seq\": 1,",
        "~   \"price\": \"1.50\", → ~   \"price\": \"1.75\",",
        "-   \"gone\": null,",
        "+     3",
    ] {
        assert!(rows.iter().any(|shown| shown == row), "{row} in {rows:#?}");
    }
    stage.press("Next difference");

    stage.command(Command::Inspector(inspector::Command::CompareBoth {
        held: 3,
        shown: 4,
    }));
    stage.wait_for_text("1 difference, compared by line");
    stage.command(Command::Inspector(inspector::Command::CompareBoth {
        held: 3,
        shown: 3,
    }));
    stage.wait_for_text("Message 3 is marked");
    stage.press("Stop comparing");
    // Two rows that are selected need no marking.
    stage.select_row(&["\"seq\":1,\"price\""]);
    stage
        .harness
        .key_press_modifiers(egui::Modifiers::SHIFT, Key::ArrowDown);
    stage.harness.run_steps(3);
    stage.choose_form("Diff");
    stage.wait_for_text("2 differences, compared by structure");
    stage.press("Stop comparing");
    stage.command(Command::ShowDetail(Some(3)));
    stage.wait_until("the text", |stage| {
        lines(stage, "Selected message") == ["line", "same"]
    });
}

/// What is cut is the same in both, up to where they differ.
#[test]
fn a_row_without_room_shows_where_it_differs() {
    let (one, other) = ("12345678901234567890", "12345678901234567891");
    let long = "same ".repeat(40);
    let mut stage = with_messages(&[
        &format!(r#"{{"id":{one},"short":1}}"#),
        &format!(r#"{{"id":{other},"short":2}}"#),
        &format!("{long}one and then {long}"),
        &format!("{long}other"),
    ]);
    stage.command(Command::ShowDetail(Some(1)));
    stage.harness.run_steps(2);
    for (held, shown, ends) in [(1, 2, ["67890,", "67891,"]), (3, 4, ["ne and", "ther"])] {
        stage.command(Command::Inspector(inspector::Command::CompareBoth {
            held,
            shown,
        }));
        stage.wait_for_text("compared by");
        stage.wait_until("the difference near the start of both", |stage| {
            lines(stage, "Side by side").iter().any(|row| {
                let (left, right) = row.split_once(" → ").unwrap_or_default();
                let is_near = |text: &str, end: &str| {
                    text.starts_with("~ …") && text.find(end).is_some_and(|at| at < 30)
                };
                is_near(left, ends[0]) && is_near(right, ends[1])
            })
        });
        // Where it begins is to be read too.
        let begins = |stage: &Stage| {
            let rows = lines(stage, "Side by side");
            rows.iter().all(|row| !row.starts_with("~ …"))
        };
        while !begins(&stage) {
            stage.press("Scroll lines left");
        }
        stage.press("Next difference");
        stage.harness.run_steps(2);
        assert!(!begins(&stage));
    }
}

/// A window in which a connection came about and ended in this way, and the row of its end is selected.
fn after_end(language: Language, end: RecordedEvent) -> Stage {
    let mut stage = Stage::with_options(StartOptions {
        language: Some(language),
        address: String::new(),
        ..StartOptions::default()
    });
    let address = "wss://stream.example.com/v2".to_owned();
    let request = "GET /v2 HTTP/1.1\r\nHost: stream.example.com\r\nSec-WebSocket-Protocol: v2, v1\r\nUpgrade: websocket";
    let reply =
        "HTTP/1.1 101 Switching Protocols\r\nsec-websocket-protocol: v2\r\nUpgrade: websocket";
    let peer = ([203, 0, 113, 24], 443).into();
    for event in [
        RecordedEvent::Connecting { address },
        RecordedEvent::Step(Step::Resolved {
            addresses: vec![],
            micros: 11_800,
        }),
        RecordedEvent::Step(Step::Reached {
            address: peer,
            micros: 24_100,
        }),
        RecordedEvent::Step(Step::Secured {
            version: "TLSv1_3".to_owned(),
            is_verified: true,
            key_log: None,
            micros: 51_700,
        }),
        RecordedEvent::Step(Step::Requested {
            head: request.to_owned(),
        }),
        RecordedEvent::Step(Step::Answered {
            head: reply.to_owned(),
            micros: 26_000,
        }),
        RecordedEvent::Opened,
        end,
    ] {
        stage.session().record(event);
    }
    let last = stage.kept().end - 1;
    stage.command(Command::ShowDetail(Some(last)));
    stage.harness.run_steps(3);
    stage
}

#[test]
fn a_close_is_understood_without_a_click_and_the_way_there_is_told() {
    let frame = CloseFrame {
        code: Some(1001),
        reason: "deploying".to_owned(),
    };
    let end = RecordedEvent::ClosedByPeer { frame: Some(frame) };
    let mut stage = after_end(Language::English, end.clone());
    for text in [
        "Closed by the server: 1001 Going Away",
        "“deploying”",
        "The server is shutting down",
        "0 messages sent, 0 received",
        "DNS: 11.8 ms",
        "TCP: 24.1 ms",
        "TLS 1.3: 51.7 ms",
        "HTTP: 26.0 ms",
        "certificate trusted",
        "203.0.113.24:443",
        "of 2 offered",
        "method, path and HTTP version",
        "subprotocol chosen by the server",
    ] {
        assert!(stage.shows(text), "{text}");
    }
    assert!(!stage.shows("Reconnect with details"));
    stage.choose("Raw");
    assert!(!stage.shows("method, path and HTTP version"));
    assert!(stage.shows("Host: stream.example.com"));
    stage.wait_for_button("Copy connection details");
    stage.button("Copy connection details").unwrap().click();
    stage.wait_until("a copy", |stage| stage.copied().is_some());
    let copied = stage.copied().unwrap();
    assert!(
        copied.contains("1001 Going Away") && copied.contains("GET /v2 HTTP/1.1"),
        "{copied}"
    );

    let stage = after_end(Language::SimplifiedChinese, end);
    for text in ["服务器已关闭：1001 Going Away", "耗时", "协商结果", "握手"] {
        assert!(stage.shows(text), "{text}");
    }
}

#[test]
fn what_was_not_recorded_is_told_with_the_way_to_record_it() {
    // A close frame of which ewebsock does not tell the code.
    let server = RawServer::answering(|request| upgraded(request, b"\x88\x02\x03\xf0"));
    let mut stage = Stage::open(&server.url());
    stage.wait_for_rows(1, &["The server closed the connection"]);
    stage.select_row(&["The server closed the connection"]);
    stage.wait_for_text(
        "Timing, handshake, compression and close code of this connection were not recorded",
    );
    stage.press("Reconnect with details");
    stage.wait_for_text("Closed by the server: 1008 Policy Violation");
    assert!(stage.shows("Check token, origin or limits"));
    let record = stage.session().connection_record(Some(Seq::FIRST)).unwrap();
    assert!(!record.has_details());
}

#[test]
fn on_a_phone_it_is_a_sheet_with_a_way_back_and_to_the_neighbours() {
    let mut stage = phone::open("", Language::English);
    for text in ["zero", "one", "two"] {
        let entry = message_log::Entry {
            direction: message_log::Direction::Received,
            kind: message_log::Kind::Text,
            at: session::now(),
        };
        stage
            .session()
            .append(entry, text.as_bytes().into())
            .unwrap();
    }
    stage.harness.run_steps(3);
    stage.select_row(&["one"]);
    stage.harness.run_steps(10);
    assert!(stage.shows("Selected message"));
    assert!(stage.button("点击请求").is_none(), "the sheet covers it");
    for (button, text) in [
        ("Next row", "two"),
        ("Previous row", "one"),
        ("Previous row", "zero"),
    ] {
        stage.press(button);
        assert!(is_open(&stage), "{button}, {text}");
        assert_eq!(page(&stage), Page::Message);
        stage.wait_until(text, |stage| lines(stage, "Selected message") == [text]);
    }
    stage.press("Close");
    assert!(!is_open(&stage));
    assert!(stage.button("点击请求").is_some());
}

#[test]
fn a_new_attempt_turns_the_page_of_the_connection_to_itself() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("Disconnect");
    stage.wait_for_rows(1, &["Disconnected"]);
    stage.press("Connect");
    stage.wait_for_rows(2, &["Connected"]);
    // A row of the one before says that it is not the newest.
    let row = stage.harness.state().with_log(|log| {
        let mut all = log.kept().start.get()..log.kept().end.get();
        all.find(|seq| {
            let message = log.get(Seq::new(*seq));
            let event = message.and_then(|message| message.event.cloned());
            matches!(event, Some(RecordedEvent::ClosedByUs { .. }))
        })
    });
    // As a banner shows it: it is selected too.
    stage.command(Command::ShowDetail(row));
    assert_eq!(stage.harness.state().tab().list.selected(), row);
    stage.command(Command::Inspector(inspector::Command::Show(
        Page::Connection,
    )));
    stage.wait_for_text("An earlier connection, begun at");
    stage.press("Disconnect");
    stage.wait_for_rows(2, &["Disconnected"]);
    stage.press("Connect");
    stage.wait_for_rows(3, &["Connected"]);
    assert!(!stage.shows("An earlier connection"));
    assert_eq!(stage.harness.state().tab().list.selected(), None);
}
