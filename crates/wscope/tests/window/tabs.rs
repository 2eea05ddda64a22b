//! Several connections side by side.

use connection::Message;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::features::{latency, polling};
use wscope::kit::language::Language;
use wscope::kit::page::Page;
use wscope::shell::command::{Command, Neighbour};

use crate::servers::Server;
use crate::settings::{Folder, open, save};
use crate::stage::Stage;

#[test]
fn a_tab_records_while_another_is_looked_at() {
    let (left, right) = (Server::start(), Server::start());
    let mut stage = Stage::connected_to(&left.url);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    stage.press("New tab");
    stage.harness.state_mut().set_address(&right.url);
    stage.write("to the right");
    stage.press("Connect");
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "to the right"]);
    assert_eq!(stage.count_rows(&["helloworld"]), 0);

    // The left one goes on in the background.
    let tab = format!("Tab localhost:{}", left.port);
    stage.press(&tab);
    assert_eq!(stage.count_rows(&["helloworld"]), 2);
    stage.write("to the left");
    left.shut_down();
    stage.press(&format!("Tab localhost:{}", right.port));
    assert_eq!(stage.count_rows(&["to the left"]), 0);
    stage.press("点击请求");
    stage.wait_for_rows(2, &["received", "to the right"]);
    stage.press(&tab);
    stage.wait_for_rows(1, &["The server closed the connection"]);
    stage.wait_for_rows(0, &["to the right"]);
}

fn close(stage: &mut Stage) {
    let keys = egui::Modifiers::COMMAND;
    stage.harness.key_press_modifiers(keys, egui::Key::W);
    stage.harness.run_steps(2);
}

#[test]
fn a_tab_that_was_closed_comes_back_with_its_messages() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["received", "helloworld"]);
    stage.press("New tab");
    assert_eq!(stage.count_rows(&["Connected"]), 0);
    stage.press(&format!("Tab localhost:{}", server.port));
    close(&mut stage);
    assert_eq!(stage.count_rows(&["helloworld"]), 0);
    stage.wait_for_text("Tab closed");
    stage.press("Undo");
    stage.wait_for_rows(2, &["helloworld"]);
    // Its connection was closed, and is not made anew unasked.
    stage.wait_for_rows(1, &["Disconnected"]);
    stage.press("Connect");
    stage.press("点击请求");
    stage.wait_for_rows(2, &["received", "helloworld"]);
}

#[test]
fn the_last_tab_makes_room_for_an_empty_one() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    close(&mut stage);
    stage.wait_for_rows(0, &[]);
    stage.wait_for_button("Connect");
    assert_eq!(stage.harness.state().tab().phase(), connection::Phase::Idle);
    // It was used, so it can be brought back.
    stage.press("Undo");
    stage.wait_for_rows(1, &["Connecting to"]);
}

#[test]
fn the_tabs_survive_a_restart_without_their_secrets() {
    let (first, second) = (Server::start(), Server::start());
    let folder = Folder::new();
    let mut stage = open(&folder, &format!("{}/?token=s3cret", first.url));
    stage.harness.state_mut().tab_mut().form.headers =
        vec![wscope::features::connection_settings::form::HeaderLine::new("X-Key", "s3cret")];
    stage.command(Command::SetLanguage(Language::English));
    stage.press("New tab");
    stage.harness.state_mut().set_address(&second.url);
    stage.harness.state_mut().tab_mut().name = "对照".to_owned();
    stage.harness.state_mut().tab_mut().form.reconnects = true;
    stage.harness.state_mut().tab_mut().form.records_frames = true;
    stage.press("Connect");
    stage.wait_for_rows(1, &["Connected"]);
    save(&mut stage);
    assert!(!folder.stored().contains("s3cret"), "{}", folder.stored());

    let mut stage = crate::settings::reopen(&folder);
    stage.wait_for_rows(1, &["Connected"]);
    assert!(stage.button("Tab 对照").is_some());
    assert!(stage.harness.state_mut().tab_mut().form.reconnects);
    assert!(stage.harness.state_mut().tab_mut().form.records_frames);
    assert!(stage.session().records_frames());
    // It was open, but with what was not stored: it waits for that.
    stage.press(&format!("Tab localhost:{}", first.port));
    stage.wait_for_text("Not saved: headers, parameters of the address.");
    stage.wait_for_rows(0, &[]);
    save(&mut stage);
    let mut stage = crate::settings::reopen(&folder);
    stage.wait_for_text("Not saved: headers, parameters of the address.");
    stage.press("Connect");
    stage.wait_for_rows(1, &["Connected"]);
    save(&mut stage);
    // As it is now nothing is missing.
    let mut stage = crate::settings::reopen(&folder);
    stage.wait_for_rows(1, &["Connected"]);

    // An address that is asked for is looked at, in the tab that has it.
    let mut stage = open(&folder, &first.url);
    stage.wait_for_rows(1, &["Connecting to", &first.url]);
    stage.press("Tab 对照");
    stage.wait_for_rows(0, &[]);
}

#[test]
fn the_address_of_a_new_tab_is_replaced_by_what_is_typed() {
    let mut stage = Stage::open("ws://localhost:1/first");
    stage.press("New tab");
    stage.harness.run_steps(4);
    assert_eq!(stage.focused().as_deref(), Some("Address"));
    for typed in ["l", "ocalhost:2"] {
        stage.harness.event(egui::Event::Text(typed.to_owned()));
        stage.harness.run_steps(2);
    }
    assert_eq!(stage.harness.state_mut().tab_mut().address, "localhost:2");
}

#[test]
fn a_name_hides_nothing() {
    let mut stage = Stage::open("");
    stage.command(Command::NewTab);
    for (name, shown) in [
        ("bank\u{200b}.example", r"Tab bank\u{200b}.example"),
        ("a\u{202e}b", r"Tab a\u{202e}b"),
        ("❤️ 👨‍👩‍👧", "Tab ❤️ 👨‍👩‍👧"),
    ] {
        name.clone_into(&mut stage.harness.state_mut().tab_mut().name);
        stage.wait_for_text(shown);
    }
}

#[test]
fn a_tab_is_called_after_what_is_connected_while_another_address_is_typed() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let called = stage.harness.state().tab().title();
    for typed in ["ws://localhost:1/other", "ws://localhost:1/other?query=1"] {
        stage.harness.state_mut().set_address(typed);
        stage.harness.run_steps(2);
        assert_eq!(stage.harness.state().tab().title(), called);
        assert!(stage.button(&format!("Tab {called}")).is_some());
    }
    stage.press("Disconnect");
    stage.wait_until("the end", |stage| {
        stage.harness.state().phase() == connection::Phase::Idle
    });
    let title = stage.harness.state().tab().title();
    assert!(title.starts_with("localhost:1/other"), "{title}");
}

/// What stops a tab lies within it: the tabs behind it, and the button for a new one, stay where they are.
#[test]
fn a_sign_in_a_tab_moves_no_other_tab() {
    let server = Server::start();
    for name in [
        "",
        "a",
        "a name so long that no tab is as wide as this is, in any window",
    ] {
        let mut stage = Stage::connected_to(&server.url);
        stage.harness.state_mut().tab_mut().name = name.to_owned();
        stage.harness.state_mut().tab_mut().probe_plan = session::Plan {
            rate: 1,
            size: 64,
            count: 1_000,
        };
        stage.command(Command::NewTab);
        stage.command(Command::Polling(polling::Command::Show(true)));
        stage.command(Command::StepTab(Neighbour::Previous));
        let first = stage.harness.state().tab().id;
        stage.harness.run_steps(4);
        let places = |stage: &Stage| {
            let tabs = stage.harness.query_all(by().role(Role::Tab));
            let mut places: Vec<_> = tabs.map(|tab| tab.rect().x_range()).collect();
            places.push(stage.button("New tab").unwrap().rect().x_range());
            places
        };
        stage.command(Command::StepTab(Neighbour::Next));
        stage.harness.run_steps(4);
        let before = places(&stage);
        stage.command(Command::SelectTab(first));
        stage.command(Command::Latency(latency::Command::Start));
        stage.command(Command::StepTab(Neighbour::Next));
        stage.wait_for_button("Stop sending in tab");
        stage.harness.run_steps(2);
        let after = places(&stage);
        assert_eq!(before, after, "{name}");
        let stop = stage.button("Stop sending in tab").unwrap().rect();
        let buttons = stage.harness.query_all(by().role(Role::Button));
        let is_close = |button: &egui_kittest::Node<'_>| {
            button.accesskit_node().label().as_deref() == Some("Close tab")
        };
        let mut closes = buttons.filter(is_close).map(|button| button.rect());
        let close = closes.find(|close| after[0].contains(close.center().x));
        let close = close.unwrap();
        assert!(after[0].contains(stop.left()) && after[0].contains(stop.right()));
        assert!(stop.right() <= close.left() + 0.5, "{stop:?} {close:?}");
        assert!(stop.width() >= 18.0, "{stop:?}");
    }
}

/// A comparison goes on while its page is not looked at, and the tab of the page shows it.
#[test]
fn the_tab_of_a_page_shows_that_something_goes_on_in_it() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.command(Command::Polling(polling::Command::Show(true)));
    let told = |stage: &Stage| {
        let tabs = stage.harness.query_all(by().role(Role::Tab));
        let described = tabs.filter_map(|tab| {
            let node = tab.accesskit_node();
            node.description()
                .filter(|description| description == "Running")
        });
        described.count()
    };
    assert_eq!(told(&stage), 0);
    stage.press("Compare");
    stage.look_at_messages();
    stage.wait_until("the run", |stage| told(stage) == 1);
    stage.command(Command::Polling(polling::Command::Stop));
    stage.wait_until("the end", |stage| told(stage) == 0);
}

/// The numbers that tabs show, from left to right.
fn unread(stage: &Stage) -> Vec<String> {
    let close = stage
        .harness
        .query_all(by().role(Role::Button).label("Close tab"));
    let places: Vec<_> = close.map(|button| button.rect()).collect();
    let shapes = stage.harness.output().shapes.iter();
    let texts = shapes.filter_map(|shape| match &shape.shape {
        egui::Shape::Text(text) => Some((text.pos, text.galley.text().to_owned())),
        _ => None,
    });
    let is_number = |text: &str| text.parse::<u64>().is_ok();
    let is_meant = |(pos, text): &(egui::Pos2, String)| {
        is_number(text) && places.iter().any(|place| place.contains(*pos))
    };
    texts.filter(is_meant).map(|(_, text)| text).collect()
}

/// What was shown is read, wherever a person goes from there; what comes behind a page or another tab is not.
#[test]
fn a_tab_counts_what_came_while_it_was_not_shown() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    let first = stage.harness.state().tab().id;
    let mut sent = 0;
    let mut send = |stage: &mut Stage, count: u64| {
        for _ in 0..count {
            stage.send(Message::Text("hello".to_owned()));
        }
        sent += count;
        stage.wait_until("the echoes", |stage| stage.received() == sent);
        stage.harness.run_steps(3);
    };
    for page in [
        Page::Sequences,
        Page::Protocol,
        Page::Latency,
        Page::Polling,
    ] {
        send(&mut stage, 3);
        stage.command(Command::ShowPage(page));
        stage.harness.run_steps(3);
        assert_eq!(unread(&stage), [""; 0], "{page:?}");
        send(&mut stage, 2);
        assert_eq!(unread(&stage), ["2"], "{page:?}");
        // From a page to another tab, it is still not read.
        stage.command(Command::NewTab);
        stage.harness.run_steps(3);
        assert_eq!(unread(&stage), ["2"], "{page:?}");
        stage.command(Command::AskCloseThisTab);
        stage.command(Command::SelectTab(first));
        stage.harness.run_steps(3);
        assert_eq!(unread(&stage), [""; 0], "{page:?}");
    }
    send(&mut stage, 3);
    stage.command(Command::NewTab);
    stage.harness.run_steps(3);
    assert_eq!(unread(&stage), [""; 0]);
}
