//! The frame of the window: the hint line, the banner of a failure, a presentation, the way from part to part.

use connection::Message;
use egui::accesskit::Role;
use egui::{Key, Modifiers, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use payload::typed::Form;
use wscope::StartOptions;
use wscope::features::composer;
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::servers::{RawServer, Server, upgraded};
use crate::stage::Stage;

const WIDTHS: [f32; 4] = [360.0, 720.0, 1120.0, 1440.0];

fn sized(address: &str, width: f32) -> Stage {
    let options = StartOptions {
        address: address.to_owned(),
        language: Some(Language::English),
        ..StartOptions::default()
    };
    Stage::sized(options, Vec2::new(width, 720.0))
}

fn rows(stage: &Stage) -> Vec<(String, f32)> {
    let rows = stage.harness.query_all(by().role(Role::Row));
    let named = rows.filter_map(|row| Some((row.accesskit_node().label()?, row.rect().top())));
    named.collect()
}

fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("ws://{}", listener.local_addr().unwrap())
}

#[test]
fn a_failure_covers_no_row_and_moves_none() {
    for width in [720.0, 1120.0, 1440.0] {
        let mut stage = sized(&nobody(), width);
        stage.wait_for_button("Close message");
        stage.harness.run_steps(3);
        let before = rows(&stage);
        assert!(!before.is_empty());
        let alert = stage.harness.get(by().role(Role::Alert)).rect();
        let first = before.iter().map(|(_, top)| *top).fold(f32::MAX, f32::min);
        assert!(alert.bottom() <= first, "{alert:?} over {first} at {width}");
        stage.press("Close message");
        stage.harness.run_steps(3);
        assert!(stage.button("Close message").is_none());
        assert_eq!(rows(&stage), before, "at {width}");
        // The next attempt tells its own failure.
        stage.press("Connect");
        stage.wait_for_button("Close message");
    }
}

#[test]
fn on_a_phone_a_failure_is_told_whole_and_folds_on_a_tap() {
    let mut stage = sized(&nobody(), 360.0);
    stage.wait_for_button("Show details");
    let alert = stage.harness.get(by().role(Role::Alert));
    let at = alert.rect().center();
    for pressed in [true, false] {
        stage.harness.event(egui::Event::PointerMoved(at));
        stage.harness.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        stage.harness.step();
    }
    stage.harness.run_steps(3);
    assert!(stage.button("Show details").is_none());
    assert!(stage.shows("Connection refused"));
    stage.press("Close message");
    stage.harness.run_steps(3);
    assert!(
        stage
            .harness
            .query_all(by().role(Role::Alert))
            .next()
            .is_none()
    );
}

#[test]
fn a_policy_violation_offers_a_token_and_says_what_it_was() {
    let server = RawServer::answering(|request| upgraded(request, b"\x88\x0a\x03\xf0expired!"));
    let mut stage = sized(&server.url(), 1120.0);
    // The close code is seen where the details of connections are recorded.
    stage.record_details();
    stage.command(Command::Disconnect);
    stage.command(Command::Connect);
    stage.wait_for_text("1008 Policy Violation");
    stage.wait_for_button("Add a token…");
    stage.wait_for_text("Closed: 1008");
    stage.wait_for_text("The connection was open for");
}

#[test]
fn find_takes_the_place_of_a_banner() {
    let mut stage = sized(&nobody(), 1120.0);
    stage.wait_for_button("Close message");
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::F);
    stage.harness.run_steps(3);
    assert!(stage.button("Close message").is_none());
    assert_eq!(stage.focused().as_deref(), Some("Find"));
}

#[test]
fn the_line_below_the_field_says_what_is_wrong_after_typing_only() {
    let server = Server::start();
    for width in WIDTHS {
        let mut stage = sized(&server.url, width);
        stage.wait_for_button("点击请求");
        stage.harness.state_mut().tab_mut().compose.draft.form = Form::Hex;
        stage.harness.state_mut().text_mut().clear();
        stage.click_field("Message to send");
        let place = |stage: &Stage| stage.field("Message to send").unwrap().rect();
        let before = place(&stage);
        for c in "de g".chars() {
            stage.harness.event(egui::Event::Text(c.to_string()));
            stage.harness.run_steps(2);
            assert!(!stage.shows("is not a hexadecimal digit"), "while typing");
            assert_eq!(place(&stage), before);
        }
        stage.click_field("Address");
        stage.wait_for_text("is not a hexadecimal digit");
        assert_eq!(place(&stage), before);
        assert!(stage.is_disabled("点击请求"));
    }
}

#[test]
fn the_first_echo_leads_once_to_how_it_works() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.wait_for_text("select a row to see all of it");
    stage.press("点击请求");
    stage.wait_for_text("Curious about the handshake");
    stage.press("Do not show this hint again");
    stage.press("点击请求");
    stage.wait_for_rows(2, &["received", "helloworld"]);
    assert!(!stage.shows("Curious about the handshake"));
    assert!(!stage.shows("select a row to see all of it"));
}

#[test]
fn a_presentation_has_the_address_the_list_and_the_composer_only() {
    let server = Server::start();
    for width in WIDTHS {
        let mut stage = sized(&server.url, width);
        stage.wait_for_button("点击请求");
        stage.harness.key_press(Key::F11);
        stage.harness.run_steps(4);
        for gone in ["Commands", "Clear", "New tab", "Chart"] {
            assert!(stage.button(gone).is_none(), "{gone} at {width}");
        }
        stage
            .harness
            .key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        stage.wait_for_rows(1, &["received", "helloworld"]);
        stage.wait_for_text("Last key");
        assert!(stage.field("Address").is_some());
        stage.press("Leave presentation");
        stage.harness.run_steps(4);
        assert!(stage.button("Leave presentation").is_none());
    }
}

#[test]
fn f6_goes_round_the_parts_of_the_window() {
    let server = Server::start();
    let mut stage = sized(&server.url, 1120.0);
    stage.wait_for_button("点击请求");
    stage.send(Message::Text("x".to_owned()));
    stage.wait_for_rows(1, &["received", "x"]);
    let press = |stage: &mut Stage| {
        stage.harness.key_press(Key::F6);
        stage.harness.run_steps(4);
        stage.focused()
    };
    assert_eq!(stage.focused().as_deref(), Some("Message to send"));
    assert_eq!(press(&mut stage).as_deref(), Some("Address"));
    // The sidebar, then the list; from there Tab goes on within.
    press(&mut stage);
    press(&mut stage);
    assert_eq!(press(&mut stage).as_deref(), Some("Message to send"));
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::L);
    stage.harness.run_steps(4);
    assert_eq!(stage.focused().as_deref(), Some("Address"));
}

#[test]
fn the_menu_of_the_window_zooms_and_stays_open() {
    let server = Server::start();
    let mut stage = sized(&server.url, 1120.0);
    stage.wait_for_button("点击请求");
    stage.press("Zoom in");
    stage.harness.run_steps(2);
    stage.press("Zoom in");
    stage.harness.run_steps(2);
    assert!((stage.harness.ctx.zoom_factor() - 1.2).abs() < 0.01);
}

#[test]
fn the_field_for_json_grows_by_its_edge_only() {
    let server = Server::start();
    let mut stage = sized(&server.url, 1120.0);
    stage.wait_for_button("点击请求");
    let height = |stage: &Stage| stage.field("Message to send").unwrap().rect().height();
    stage.harness.state_mut().tab_mut().compose.draft.form = Form::Json;
    stage.harness.run_steps(3);
    let usual = height(&stage);
    assert!((80.0..=88.0).contains(&usual), "{usual}");
    stage.write("[1]");
    assert!((height(&stage) - usual).abs() < 0.5);
    let top = stage.field("Message to send").unwrap().rect().top() - 9.0;
    let mut at = egui::pos2(600.0, top);
    let press = |stage: &mut Stage, at, pressed| {
        stage.harness.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    };
    stage.harness.event(egui::Event::PointerMoved(at));
    press(&mut stage, at, true);
    stage.harness.step();
    for _ in 0..4 {
        at.y -= 10.0;
        stage.harness.event(egui::Event::PointerMoved(at));
        stage.harness.step();
    }
    press(&mut stage, at, false);
    stage.harness.run_steps(3);
    assert!(
        (height(&stage) - usual - 40.0).abs() < 2.0,
        "{}",
        height(&stage)
    );
    stage.command(Command::Composer(composer::Command::Send));
    stage.wait_for_rows(1, &["received", "[1]"]);
}

/// Wide, in between, and on a phone, where it covers the window.
#[test]
fn one_key_opens_and_closes_the_sidebar_and_escape_leaves_its_sheet() {
    let server = Server::start();
    for width in [1440.0, 1120.0, 360.0] {
        let mut stage = sized(&server.url, width);
        stage.wait_for_button("点击请求");
        let is_open = |stage: &Stage| stage.harness.query_by_label("Search").is_some();
        let before = is_open(&stage);
        for expected in [!before, before, !before] {
            stage
                .harness
                .key_press_modifiers(Modifiers::COMMAND, Key::B);
            stage.harness.run_steps(4);
            assert_eq!(is_open(&stage), expected, "{width}");
        }
        if width == 360.0 {
            stage.harness.key_press(Key::Escape);
            stage.harness.run_steps(4);
            assert!(!is_open(&stage));
        }
    }
}
