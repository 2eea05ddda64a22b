//! Where keys go: to what is in sight, whatever covers the window.

use connection::Message;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Shape, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::StartOptions;
use wscope::features::connection_settings::Section;
use wscope::features::{inspector, sidebar};
use wscope::kit::language::Language;
use wscope::kit::theme::Palette;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::{Act, Stage};

const PHONE: Vec2 = Vec2::new(360.0, 640.0);
const LOW: Vec2 = Vec2::new(800.0, 360.0);
const USUAL: Vec2 = Vec2::new(1120.0, 720.0);

fn window(server: &Server, size: Vec2) -> Stage {
    let options = StartOptions {
        address: server.url.clone(),
        language: Some(Language::English),
        ..StartOptions::default()
    };
    let mut stage = Stage::sized(options, size);
    stage.wait_for_button("点击请求");
    stage.send(Message::Text("one".to_owned()));
    stage.wait_until("the echo", |stage| stage.received() == 1);
    stage.harness.run_steps(3);
    stage
}

fn press(stage: &mut Stage, key: Key) {
    stage.harness.key_press(key);
    stage.harness.run_steps(4);
}

fn press_command(stage: &mut Stage, key: Key) {
    stage.harness.key_press_modifiers(Modifiers::COMMAND, key);
    stage.harness.run_steps(4);
}

fn open_sidebar(stage: &mut Stage) {
    stage.command(Command::Sidebar(sidebar::Command::Show(true)));
}

fn open_inspector(stage: &mut Stage) {
    stage.command(Command::ShowDetail(Some(2)));
}

fn open_settings(stage: &mut Stage) {
    stage.open_settings_page(Section::Advanced);
}

/// A shortcut leads to a field behind what covers the window: that closes, and what is typed is in the field.
#[test]
fn a_shortcut_for_a_field_closes_what_covers_it() {
    let server = Server::start();
    let covers: [(Vec2, Act); 5] = [
        (PHONE, open_sidebar),
        (PHONE, open_inspector),
        (PHONE, open_settings),
        (LOW, open_inspector),
        (LOW, open_settings),
    ];
    for (index, (size, open)) in covers.into_iter().enumerate() {
        for (key, field) in [(Key::L, "Address"), (Key::F, "Find"), (Key::T, "Address")] {
            let mut stage = window(&server, size);
            open(&mut stage);
            stage.harness.run_steps(4);
            assert!(stage.field("Address").is_none(), "{index} covers nothing");
            press_command(&mut stage, key);
            assert_eq!(stage.focused().as_deref(), Some(field), "{index} {key:?}");
            stage.harness.event(Event::Text("typed".to_owned()));
            stage.harness.run_steps(3);
            let value = stage.field(field).unwrap().accesskit_node().value();
            assert!(
                value.is_some_and(|value| value.ends_with("typed")),
                "{index}"
            );
        }
    }
}

/// F6 goes from part to part: what covers the window is the only one.
#[test]
fn f6_leads_to_what_is_in_sight() {
    let server = Server::start();
    let covers: [Act; 3] = [open_sidebar, open_inspector, open_settings];
    for open in covers {
        let mut stage = window(&server, PHONE);
        open(&mut stage);
        press(&mut stage, Key::F6);
        press(&mut stage, Key::F6);
        press(&mut stage, Key::Tab);
        let nodes = stage.harness.root().children_recursive();
        let focused = nodes.filter(|node| node.accesskit_node().is_focused());
        let place = focused.last().map(|node| node.rect()).unwrap();
        let screen = stage.harness.ctx.content_rect();
        assert!(screen.contains_rect(place), "{place:?}");
    }
}

/// After F6 has led to the messages, an arrow selects a row: nothing has to be clicked before.
#[test]
fn after_f6_the_arrows_select_rows() {
    let server = Server::start();
    for key in [Key::ArrowDown, Key::ArrowUp, Key::Home, Key::End] {
        let mut stage = window(&server, USUAL);
        stage.command(Command::FocusAddress);
        stage.harness.run_steps(2);
        let is_selected = |stage: &Stage| {
            let mut rows = stage.harness.query_all(by().role(Role::Row));
            rows.any(|row| row.accesskit_node().is_selected() == Some(true))
        };
        // The sidebar comes first.
        for _ in 0..2 {
            press(&mut stage, Key::F6);
        }
        assert!(!is_selected(&stage));
        press(&mut stage, key);
        assert!(is_selected(&stage), "{key:?}");
    }
}

/// What was searched for goes with Escape, and with it what it hid.
#[test]
fn escape_clears_the_search_of_the_sidebar() {
    let server = Server::start();
    let mut stage = window(&server, USUAL);
    open_sidebar(&mut stage);
    stage.fill("Search", "zzz");
    assert!(!stage.shows("Polling vs. WebSocket"));
    press(&mut stage, Key::Escape);
    stage.wait_for_text("Polling vs. WebSocket");
}

/// A shortcut is for the window, not for a menu that would lie over what it leads to.
#[test]
fn a_shortcut_closes_the_menu_that_is_open() {
    let server = Server::start();
    let menus: [Act; 3] = [
        |stage| stage.press("More"),
        |stage| stage.press("Recent addresses"),
        |stage| {
            let row = stage.harness.query_all(by().role(Role::Row)).last();
            row.unwrap().click_secondary();
        },
    ];
    for (index, open) in menus.into_iter().enumerate() {
        for (key, field) in [
            (Key::L, "Address"),
            (Key::F, "Find"),
            (Key::K, "Command palette"),
            (Key::G, "Go to…"),
        ] {
            let mut stage = window(&server, USUAL);
            open(&mut stage);
            stage.harness.run_steps(4);
            assert!(stage.harness.ctx.any_popup_open(), "menu {index}");
            press_command(&mut stage, key);
            assert!(!stage.harness.ctx.any_popup_open(), "{index} {key:?}");
            let focused = stage.focused().unwrap_or_default();
            assert_eq!(focused, field, "after {key:?} in menu {index}");
        }
    }
}

/// From above, and from left to right; what is scrolled out of sight comes into sight.
#[test]
fn tab_leads_down_the_sidebar() {
    let server = Server::start();
    for size in [USUAL, PHONE] {
        let mut stage = window(&server, size);
        open_sidebar(&mut stage);
        stage.harness.run_steps(4);
        stage.click_field("Search");
        let mut names = Vec::new();
        let mut last = egui::pos2(f32::MIN, f32::MIN);
        for _ in 0..120 {
            let name = stage.focused().unwrap_or_default();
            let nodes = stage.harness.root().children_recursive();
            let focused = nodes.filter(|node| node.accesskit_node().is_focused());
            let place = focused.last().map(|node| node.rect()).unwrap();
            let screen = stage.harness.ctx.content_rect();
            assert!(screen.contains_rect(place), "{name} at {place:?}");
            let shown = in_sight(&stage);
            assert!(shown, "{name} is out of sight: {names:?}");
            names.push(name.clone());
            if name == "Settings" {
                break;
            }
            // What is scrolled is where it was, or higher: never above what had the focus before it was.
            let is_after = place.top() > last.y + 4.0 || place.left() > last.x;
            assert!(is_after || names.len() > 20, "{name}: {names:?}");
            last = place.left_top();
            press(&mut stage, Key::Tab);
        }
        assert_eq!(
            names.last().map(String::as_str),
            Some("Settings"),
            "{names:?}"
        );
        let place = |name: &str| names.iter().position(|other| other.starts_with(name));
        let order = [
            "Search",
            "Saved connections",
            "New folder",
            "Save this connection",
            "Manage saved connections",
            "Scenarios",
            "Learn",
            "Settings",
        ];
        let places: Vec<_> = order.iter().filter_map(|name| place(name)).collect();
        assert_eq!(places.len(), order.len(), "{names:?}");
        assert!(places.is_sorted(), "{names:?}");
    }
}

/// Whether what has the focus is seen: egui cuts off what is scrolled away.
fn in_sight(stage: &Stage) -> bool {
    let context = &stage.harness.ctx;
    let focused = context.memory(egui::Memory::focused).unwrap();
    let response = context.read_response(focused).unwrap();
    let (whole, seen) = (response.rect, response.interact_rect);
    seen.height() >= whole.height() - 1.0 && seen.width() >= whole.width() - 1.0
}

/// The ring of a part lies over all that is in it, a banner too.
#[test]
fn f6_shows_where_the_keyboard_is_also_under_a_banner() {
    for (with_banner, parts) in [(false, 3), (true, 3)] {
        let server = Server::start();
        let address = if with_banner {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            format!("ws://{}", listener.local_addr().unwrap())
        } else {
            server.url.clone()
        };
        let options = StartOptions {
            address,
            language: Some(Language::English),
            ..StartOptions::default()
        };
        let mut stage = Stage::sized(options, USUAL);
        if with_banner {
            stage.wait_for_button("Close message");
        } else {
            stage.wait_for_button("点击请求");
        }
        let settings = inspector::Command::Show(inspector::Page::Settings);
        stage.command(Command::Inspector(settings));
        stage.harness.run_steps(4);
        stage.click_field("Address");
        for part in 0..parts {
            press(&mut stage, Key::F6);
            assert!(has_ring_on_top(&stage), "part {part}, banner {with_banner}");
        }
        press(&mut stage, Key::F6);
        assert_eq!(stage.focused().as_deref(), Some("Message to send"));
    }
}

/// Whether a ring is painted over whatever fills a place that it encloses.
fn has_ring_on_top(stage: &Stage) -> bool {
    let ring = Palette::of_theme(stage.harness.ctx.theme()).ring();
    let shapes: Vec<_> = stage.harness.output().shapes.iter().collect();
    let ring = shapes.iter().rposition(|shape| match &shape.shape {
        Shape::Rect(rect) => {
            let is_large = rect.rect.width() > 40.0 && rect.rect.height() > 200.0;
            is_large && rect.stroke.color == ring.color
        }
        _ => false,
    });
    let Some(ring) = ring else { return false };
    let place = shapes[ring].shape.visual_bounding_rect();
    !shapes[ring + 1..].iter().any(|shape| match &shape.shape {
        Shape::Rect(rect) => {
            let covers = rect.rect.intersect(place);
            rect.fill.a() > 0 && covers.is_positive() && covers.area() > 100.0
        }
        _ => false,
    })
}

/// What was found is selected, and Escape leads from the field to it.
#[test]
fn what_was_found_is_copied_after_escape() {
    let server = Server::start();
    let mut stage = window(&server, USUAL);
    for text in ["two", "three"] {
        stage.send(Message::Text(text.to_owned()));
    }
    stage.wait_until("the echoes", |stage| stage.received() == 3);
    press_command(&mut stage, Key::F);
    stage.harness.event(Event::Text("two".to_owned()));
    stage.harness.run_steps(3);
    stage.wait_for_text("2 matches");
    press(&mut stage, Key::Enter);
    press(&mut stage, Key::Escape);
    // A screen reader is told of the row.
    let focused = stage.focused().unwrap_or_default();
    assert!(focused.ends_with("two"), "{focused}");
    stage.harness.event(Event::Copy);
    stage.wait_until("a copy", |stage| stage.copied().is_some());
    assert_eq!(stage.copied().as_deref(), Some("two"));
}

/// What was found goes with one click, and with it what was hidden.
#[test]
fn the_find_field_is_cleared_by_its_button() {
    let server = Server::start();
    let mut stage = window(&server, Vec2::new(1440.0, 900.0));
    stage.fill("Find", "nothing like it");
    stage.press("Clear find");
    stage.wait_until("an empty field", |stage| {
        let field = stage.field("Find").unwrap();
        field.value().unwrap_or_default().is_empty()
    });
    assert!(stage.button("Clear find").is_none());
}

/// What is opened by a key has the keyboard: what is typed does not go into the composer.
#[test]
fn the_settings_that_a_key_opens_have_the_keyboard() {
    let server = Server::start();
    let mut stage = window(&server, USUAL);
    stage.write("typed");
    assert_eq!(stage.focused().as_deref(), Some("Message to send"));
    press_command(&mut stage, Key::O);
    stage.harness.run_steps(5);
    assert!(stage.harness.state().tab().inspector.is_open());
    stage.harness.event(Event::Text("x".to_owned()));
    stage.harness.run_steps(3);
    assert_eq!(stage.harness.state_mut().text_mut(), "typed");
    // Tab goes on within it.
    press(&mut stage, Key::Tab);
    let focused = stage.focused().unwrap_or_default();
    assert!(
        focused != "Message to send" && !focused.is_empty(),
        "{focused}"
    );
}
