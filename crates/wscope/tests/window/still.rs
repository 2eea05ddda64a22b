//! What stands still: nothing moves that the person did not move.

use connection::Message;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Rect, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use session::Plan;
use wscope::StartOptions;
use wscope::features::inspector;
use wscope::features::latency;
use wscope::features::polling;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::{Act, Stage};

/// Widths from the narrowest window to a large screen, in points.
const WIDTHS: [f32; 7] = [360.0, 480.0, 560.0, 720.0, 1120.0, 1440.0, 2560.0];
/// How high the field of the address is, in points.
const PRIMARY: f32 = 36.0;
/// How high a row of buttons is, in points.
const ROW: f32 = 28.0;

fn window(server: &Server, width: f32, language: Language, rows: usize) -> Stage {
    let options = StartOptions {
        address: server.url.clone(),
        language: Some(language),
        ..StartOptions::default()
    };
    let mut stage = Stage::sized(options, Vec2::new(width, 720.0));
    stage.wait_for_button("点击请求");
    for number in 0..rows {
        stage.send(Message::Text(format!("message {number};")));
    }
    stage.wait_until("the echoes", |stage| stage.received() == rows as u64);
    stage.harness.run_steps(3);
    stage
}

/// Each visible row of the list, and where it is.
fn places(stage: &Stage) -> Vec<(String, f32)> {
    let rows = stage.harness.query_all(by().role(Role::Row));
    let named = rows.filter_map(|row| Some((row.accesskit_node().label()?, row.rect().bottom())));
    let mut rows: Vec<_> = named.collect();
    rows.sort_unstable_by(|(_, one), (_, other)| one.total_cmp(other));
    rows
}

/// The rows that are seen before and after are where they were.
#[track_caller]
fn check_still(before: &[(String, f32)], stage: &Stage, what: &str) {
    let after = places(stage);
    let mut same = 0;
    // The last one may be cut by what opened below.
    let cut = after.last().map(|(number, _)| number.clone());
    for (number, bottom) in before {
        let now = after.iter().find(|(other, _)| other == number);
        if let Some((_, now)) = now.filter(|_| Some(number) != cut.as_ref()) {
            assert!(
                (now - bottom).abs() < 0.5,
                "row {number} moved from {bottom} to {now}: {what}"
            );
            same += 1;
        }
    }
    assert!(same > 0, "no row is where it was: {what}");
}

/// Up to this width the inspector covers the whole window, in points.
const PHONE: f32 = 480.0;

/// In these widths it opens below the list, in points.
const BELOW: std::ops::Range<f32> = 481.0..924.0;

/// What may happen while somebody aims at a row.
const EVENTS: [(&str, Act); 12] = [
    ("a row was selected", |stage| select(stage, false)),
    ("the last row was selected", |stage| select(stage, true)),
    ("the detail pane was opened", |stage| {
        stage.command(Command::ShowDetail(Some(1)));
    }),
    ("a notice was shown", |stage| {
        stage.command(Command::GoTo(1_000_000));
    }),
    ("a notice and the pane were shown", |stage| {
        stage.command(Command::ShowDetail(Some(1)));
        stage.command(Command::GoTo(1_000_000));
    }),
    ("the list was paused", |stage| {
        stage.command(Command::Pause(true));
    }),
    ("the probe was shown", |stage| {
        stage.command(Command::Latency(latency::Command::Show(true)));
        stage.look_at_messages();
    }),
    ("the chart was shown", |stage| {
        stage.command(Command::ShowChart(true));
    }),
    ("an address was typed", |stage| {
        type_into(stage, "Address", "http://x");
    }),
    ("a message was typed", |stage| {
        type_into(stage, "Message to send", "{\n\n\n\n\n\n\n\n");
    }),
    ("a text was looked for that is everywhere", |stage| {
        let query = session::Query {
            text: "e".to_owned(),
            hides_others: false,
            ..session::Query::default()
        };
        stage.command(Command::LookFor(Box::new(query)));
        stage.harness.run_steps(10);
    }),
    ("inspecting was switched on", |stage| {
        stage.record_details();
    }),
];

/// Clicks a row in the upper half of the list, or the last one.
fn select(stage: &mut Stage, is_last: bool) {
    let rows = stage.harness.query_all(by().role(Role::Row));
    let rows: Vec<Rect> = rows.map(|row| row.rect()).collect();
    let mut tops: Vec<Rect> = rows;
    tops.sort_by(|a, b| a.top().total_cmp(&b.top()));
    let place = if is_last {
        tops[tops.len() - 2]
    } else {
        tops[tops.len() / 3]
    };
    for pressed in [true, false] {
        stage.harness.event(Event::PointerMoved(place.center()));
        stage.harness.event(Event::PointerButton {
            pos: place.center(),
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        stage.harness.step();
    }
}

fn type_into(stage: &mut Stage, field: &str, text: &str) {
    let in_chinese = match field {
        "Address" => "地址",
        _ => "要发送的消息",
    };
    let names = [field, in_chinese];
    let field = names.into_iter().find(|name| stage.field(name).is_some());
    stage.click_field(field.unwrap());
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::A);
    for c in text.chars() {
        stage.harness.event(Event::Text(c.to_string()));
        stage.harness.step();
    }
    // It is left, and what is wrong with it is told.
    stage.harness.key_press(Key::Tab);
    stage.harness.run_steps(3);
}

#[test]
fn the_list_stands_still_whatever_opens_around_it() {
    let server = Server::start();
    for width in WIDTHS {
        for language in Language::ALL {
            // A few rows at the top, and more than there is room for at the tail.
            for rows in [3, 60] {
                for (what, happens) in EVENTS {
                    let mut stage = window(&server, width, language, rows);
                    let before = places(&stage);
                    assert!(!before.is_empty());
                    happens(&mut stage);
                    stage.harness.run_steps(6);
                    if width <= PHONE {
                        // What opens there covers the list, which is where it was behind it.
                        let close = Command::Inspector(inspector::Command::Close);
                        stage.command(close);
                        stage.harness.run_steps(6);
                    }
                    let what = format!("{what} at {width}, {rows} rows");
                    if BELOW.contains(&width) && what.contains("row was selected") {
                        // Where the pane opened over it, the list scrolled to it.
                        let selected = stage.harness.state().tab().list.selected();
                        let number = stage.harness.state().with_log(|log| {
                            log.number_of(message_log::Seq::new(selected.unwrap()))
                        });
                        let starts = [',', '，'].map(|end| format!("{}{end}", number.unwrap()));
                        let is_it = |row: &String| starts.iter().any(|it| row.starts_with(it));
                        let is_seen = stage.rows().iter().any(is_it);
                        assert!(is_seen, "the row that was clicked is behind: {what}");
                        continue;
                    }
                    check_still(&before, &stage, &what);
                }
            }
        }
    }
}

#[test]
fn a_double_click_hits_the_row_of_its_first_click() {
    let server = Server::start();
    for width in WIDTHS {
        let mut stage = window(&server, width, Language::English, 60);
        select(&mut stage, false);
        let first = stage.harness.state_mut().tab_mut().list.selected();
        if width <= PHONE {
            // The sheet that covers the list takes no click until it has settled.
            click_at(&mut stage, egui::pos2(20.0, 26.0));
            stage.harness.step();
            assert!(stage.harness.state().tab().inspector.is_open());
            continue;
        }
        select(&mut stage, false);
        let second = stage.harness.state_mut().tab_mut().list.selected();
        assert!(first.is_some());
        assert!(stage.row(first.unwrap()).is_some());
        assert_eq!(first.is_some(), second.is_some());
    }
}

fn rect_of(stage: &Stage, name: &str) -> Rect {
    stage.button(name).expect(name).rect()
}

/// Presses and lets go at once, as the second click of a double click does.
fn click_at(stage: &mut Stage, at: egui::Pos2) {
    for pressed in [true, false] {
        stage.harness.event(Event::PointerMoved(at));
        stage.harness.event(Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
}

#[test]
fn a_pane_that_opens_under_the_pointer_takes_no_click() {
    let server = Server::start();
    let mut stage = window(&server, 800.0, Language::English, 60);
    // Where the pane will have this button.
    select(&mut stage, true);
    stage.harness.run_steps(6);
    let at = rect_of(&stage, "Save…").center();
    stage.command(Command::ShowDetail(None));
    stage.harness.run_steps(6);
    click_at(&mut stage, at);
    stage.harness.step();
    assert!(
        stage.harness.state().tab().inspector.message().is_some(),
        "no row there"
    );
    click_at(&mut stage, at);
    stage.harness.step();
    assert!(stage.field("File").is_none());
    // A moment later it is a button as any other.
    stage.harness.run_steps(6);
    click_at(&mut stage, at);
    stage.harness.run_steps(3);
    assert!(stage.field("File").is_some());
}

#[test]
fn a_button_stays_where_it_was_pressed() {
    let server = Server::start();
    for width in [560.0, 1120.0, 1440.0] {
        let mut stage = window(&server, width, Language::English, 60);
        stage.fill("Find", "message");
        let before = rect_of(&stage, "Next");
        stage.press("Next");
        stage.harness.run_steps(6);
        assert!(stage.harness.state().tab().inspector.message().is_some());
        assert_eq!(rect_of(&stage, "Next"), before, "at {width}");

        stage.command(Command::Latency(latency::Command::Show(true)));
        stage.harness.run_steps(3);
        let before = rect_of(&stage, "Start test").top();
        stage.press("Start test");
        stage.harness.run_steps(6);
        assert_eq!(rect_of(&stage, "Stop test").top(), before, "at {width}");
    }
}

#[test]
fn the_tab_that_is_looked_at_can_be_seen() {
    let server = Server::start();
    let mut stage = window(&server, 360.0, Language::English, 0);
    for _ in 0..5 {
        stage.command(Command::NewTab);
        stage.harness.run_steps(8);
    }
    let tabs = stage.harness.root().children_recursive().filter(|node| {
        let label = node.accesskit_node().label().unwrap_or_default();
        label.starts_with("Tab ")
    });
    let last = tabs.map(|node| node.rect().right()).fold(0.0, f32::max);
    assert!(last <= 361.0, "the sixth tab ends at {last}");
}

#[test]
fn the_list_follows_again_when_the_next_row_arrives() {
    let server = Server::start();
    let mut stage = window(&server, 480.0, Language::English, 60);
    stage.command(Command::Latency(latency::Command::Show(true)));
    stage.look_at_messages();
    stage.harness.run_steps(3);
    stage.send(Message::Text("the next".to_owned()));
    stage.wait_for_rows(1, &["received", "the next"]);
}

/// The buttons of a bar are in one row, in every state.
#[test]
fn every_row_of_buttons_is_one_row_high() {
    let server = Server::start();
    for width in WIDTHS {
        for language in Language::ALL {
            let mut stage = window(&server, width, language, 5);
            check_rows(&stage, "at first");
            stage.command(Command::ShowDetail(Some(3)));
            stage.record_details();
            stage.command(Command::Pause(true));
            check_rows(&stage, "with the detail pane");
            stage.command(Command::Latency(latency::Command::Show(true)));
            stage.command(Command::Latency(latency::Command::Start));
            stage.harness.run_steps(6);
            check_rows(&stage, "with the probe");
            stage.command(Command::Disconnect);
            stage.harness.run_steps(6);
            check_rows(&stage, "not connected");
            stage.command(Command::Polling(polling::Command::Show(true)));
            stage.harness.run_steps(6);
            check_rows(&stage, "in the comparison");
        }
    }
}

/// Whether it is in a list of tabs or of the sidebar, which are scrolled: what is out of sight there lies below its neighbours.
fn is_scrolled(node: &egui_kittest::Node<'_>) -> bool {
    let mut ancestor = node.accesskit_node().parent();
    while let Some(node) = ancestor {
        if matches!(node.role(), Role::Tree | Role::TabList | Role::ScrollView) {
            return true;
        }
        ancestor = node.parent();
    }
    false
}

/// No two buttons overlap, none is cut off, and those that share a row begin and end with it.
#[track_caller]
fn check_rows(stage: &Stage, what: &str) {
    let screen = stage.harness.ctx.content_rect();
    let is_button = |role| matches!(role, Role::Button | Role::CheckBox | Role::ComboBox);
    let nodes = stage.harness.root().children_recursive();
    let all: Vec<(String, Rect)> = nodes
        .filter(|node| is_button(node.accesskit_node().role()) && !is_scrolled(node))
        .map(|node| {
            (
                node.accesskit_node().label().unwrap_or_default(),
                node.rect(),
            )
        })
        .filter(|(_, rect)| rect.is_positive())
        .collect();
    for (index, (name, rect)) in all.iter().enumerate() {
        let place = format!("{name} at {rect:?}, {what}, {:?}", screen.size());
        assert!(rect.right() <= screen.right() + 0.5, "cut off: {place}");
        for (other, beside) in &all[index + 1..] {
            let is_apart = rect.intersect(*beside).area() < 1.0 || !rect.intersects(*beside);
            assert!(is_apart, "{place} overlaps {other} at {beside:?}");
        }
    }
    let field = stage
        .harness
        .query_all(by().role(Role::TextInput))
        .map(|field| field.rect())
        .find(|field| field.top() < ROW);
    if let Some(address) = field {
        assert!(address.height() <= PRIMARY, "{address:?}");
        assert!(address.width() >= 84.0, "{address:?} {what}");
    }
}

/// The window's parts keep their heights while a connection goes through its states.
#[test]
fn the_buttons_of_the_address_keep_their_places_in_every_state() {
    let server = Server::start();
    for width in WIDTHS {
        let mut stage = window(&server, width, Language::English, 1);
        let place = |stage: &Stage| {
            let names = ["Disconnect", "Connect", "Cancel"];
            let is_main = |name: &&str| {
                let found = stage.button(name);
                found.is_some_and(|b| b.accesskit_node().label().as_deref() == Some(name))
            };
            let name = names.into_iter().find(is_main).unwrap();
            let address = stage.field("Address").unwrap().rect();
            (stage.button(name).unwrap().rect().left_top(), address)
        };
        let before = place(&stage);
        stage.command(Command::Disconnect);
        stage.wait_for_button("Connect");
        assert_eq!(place(&stage), before, "not connected, at {width}");
        stage.harness.state_mut().tab_mut().form.reconnects = true;
        stage.harness.state_mut().set_address("ws://127.0.0.1:1");
        stage.command(Command::Connect);
        stage.wait_for_button("Cancel");
        stage.wait_until("a wait", |stage| {
            matches!(
                stage.harness.state().phase(),
                connection::Phase::Waiting { .. }
            )
        });
        stage.harness.run_steps(3);
        assert_eq!(place(&stage), before, "waiting, at {width}");
    }
}

#[test]
fn a_probe_that_is_not_looked_at_shows_that_it_sends_and_can_be_stopped() {
    let server = Server::start();
    let mut stage = window(&server, 1120.0, Language::English, 1);
    stage.harness.state_mut().tab_mut().probe_plan = Plan {
        rate: 50,
        size: 64,
        count: 100_000,
    };
    let first = stage.harness.state_mut().tab_mut().id;
    stage.command(Command::Latency(latency::Command::Show(true)));
    stage.command(Command::Latency(latency::Command::Start));
    assert!(!stage.shows("Sending automatically"));
    stage.command(Command::Latency(latency::Command::Show(false)));
    stage.wait_for_text("Sending automatically");
    // From another tab as well.
    stage.command(Command::NewTab);
    stage.wait_for_button("Stop sending in tab");
    stage.press("Stop sending in tab");
    stage.wait_until("the sign to go", |stage| {
        stage.button("Stop sending in tab").is_none()
    });
    stage.command(Command::SelectTab(first));
    assert!(!stage.shows("Sending automatically"));
    let sent = stage.sent();
    stage.harness.run_steps(10);
    assert_eq!(stage.sent(), sent);
    // And from the comparison, which hides all tabs.
    stage.command(Command::Latency(latency::Command::Start));
    stage.command(Command::Polling(polling::Command::Show(true)));
    stage.wait_for_button("Stop sending in tab");
    stage.press("Stop sending in tab");
    stage.command(Command::Polling(polling::Command::Show(false)));
    assert!(!stage.shows("Sending automatically"));
}
