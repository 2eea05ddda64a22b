//! Reaching everything without a pointer: the order of Tab, where the focus is, and names for who listens.

use connection::Message;
use egui::accesskit::Role;
use egui::{Key, Modifiers, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use session::Query;
use wscope::StartOptions;
use wscope::features::connection_settings::form::{HeaderLine, Login, ProxyChoice, TrustChoice};
use wscope::features::connection_settings::{self, Section};
use wscope::features::message_form::{self, FormId};
use wscope::features::{
    composer, connections, frames, inspector, latency, polling, sequences, sidebar,
};
use wscope::kit::language::Language;
use wscope::kit::list_mode::ListMode;
use wscope::kit::theme::Pointer;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::settings::Folder;
use crate::stage::{Act, Stage};

fn window(server: &Server, width: f32, language: Language) -> Stage {
    let options = StartOptions {
        address: server.url.clone(),
        language: Some(language),
        ..StartOptions::default()
    };
    let mut stage = Stage::sized(options, Vec2::new(width, 720.0));
    stage.wait_for_button("点击请求");
    stage.harness.run_steps(3);
    stage
}

#[test]
fn who_starts_to_type_types_a_message() {
    let server = Server::start();
    let mut stage = window(&server, 1120.0, Language::English);
    assert_eq!(stage.focused().as_deref(), Some("Message to send"));
    stage.harness.event(egui::Event::Text("!".to_owned()));
    stage.harness.run_steps(2);
    assert_eq!(stage.harness.state_mut().text_mut(), "helloworld!");
    // A dialog gives it back.
    stage.command(Command::OpenSettings);
    stage.press("Done");
    stage.harness.run_steps(3);
    assert_eq!(stage.focused().as_deref(), Some("Message to send"));
    // Another tab has its own, and a new one begins with its address.
    let first = stage.harness.state_mut().tab_mut().id;
    stage.command(Command::NewTab);
    stage.harness.run_steps(2);
    assert_eq!(stage.focused().as_deref(), Some("Address"));
    stage.command(Command::SelectTab(first));
    stage.harness.run_steps(2);
    assert_eq!(stage.focused().as_deref(), Some("Message to send"));
}

#[test]
fn tab_leads_through_the_window_as_it_is_read() {
    let server = Server::start();
    for width in [360.0, 720.0, 1120.0] {
        let mut stage = window(&server, width, Language::English);
        stage.send(Message::Text("one".to_owned()));
        stage.wait_for_rows(1, &["received", "one"]);
        stage.click_field("Address");
        let mut names = Vec::new();
        let top = stage.field("Address").unwrap().rect().top();
        let mut last = egui::pos2(f32::MIN, f32::MIN);
        for _ in 0..60 {
            let name = stage.focused().unwrap_or_default();
            if names.first() == Some(&name) {
                break;
            }
            let nodes = stage.harness.root().children_recursive();
            let focused = nodes.filter(|node| node.accesskit_node().is_focused());
            let rect = focused.last().map(|node| node.rect());
            let rect = rect.unwrap_or_else(|| panic!("nothing has the focus after {names:?}"));
            // From the end it goes on at the top of the window, above the address.
            if rect.bottom() < top {
                break;
            }
            // A row after the other, and in each from left to right.
            let is_below = rect.top() >= last.y - 12.0;
            let is_beside = rect.left() > last.x;
            let is_next_column = rect.left() > last.x + 30.0 && rect.top() >= top;
            let reads_on = is_next_column || (is_below && (is_beside || rect.top() > last.y + 8.0));
            assert!(reads_on, "{name} at {rect:?} after {last:?}: {names:?}");
            last = rect.left_top();
            names.push(name);
            stage.harness.key_press(Key::Tab);
            stage.harness.run_steps(2);
        }
        // The choice above the list is called as the list is.
        let place = |name: &str| names.iter().rposition(|other| other == name);
        let order = [
            "Address",
            "Find",
            "Received only",
            "Messages",
            "Message to send",
        ];
        let places: Vec<_> = order.iter().filter_map(|name| place(name)).collect();
        assert_eq!(places.len(), order.len(), "{names:?}");
        assert!(places.is_sorted(), "{names:?}");
        assert_eq!(places[0], 0);
    }
}

#[test]
fn arrow_keys_lead_through_a_menu_and_enter_chooses() {
    let server = Server::start();
    let mut stage = window(&server, 1120.0, Language::English);
    let press = |stage: &mut Stage, key| {
        stage.harness.key_press(key);
        stage.harness.run_steps(3);
        stage.focused().unwrap_or_default()
    };
    stage.press("More");
    stage.harness.run_steps(2);
    assert_eq!(press(&mut stage, Key::ArrowDown), "New tab");
    assert_eq!(press(&mut stage, Key::ArrowDown), "Commands");
    assert_eq!(press(&mut stage, Key::ArrowUp), "New tab");
    // From the first to the last, over what cannot be chosen.
    assert_eq!(press(&mut stage, Key::ArrowUp), "Quit");
    assert_eq!(press(&mut stage, Key::ArrowDown), "New tab");
    assert_eq!(press(&mut stage, Key::ArrowDown), "Commands");
    assert_eq!(press(&mut stage, Key::Enter), "Command palette");
    press(&mut stage, Key::Escape);

    // The menu of a row, and in it another one.
    stage.send(Message::Text("one".to_owned()));
    stage.wait_for_rows(1, &["received", "one"]);
    let row = stage.harness.query_all(by().role(Role::Row)).last();
    row.unwrap().click_secondary();
    stage.harness.run_steps(3);
    assert_eq!(press(&mut stage, Key::ArrowDown), "Copy");
    assert_eq!(press(&mut stage, Key::ArrowDown), "Copy as");
    press(&mut stage, Key::Enter);
    assert_eq!(press(&mut stage, Key::ArrowDown), "Hex");
    press(&mut stage, Key::Escape);
    // Without a menu, the arrows are the list's again.
    assert!(!stage.harness.ctx.any_popup_open());
}

/// Frames of a message that was compressed, in the list.
fn compressed(stage: &mut Stage) {
    let address = stage.harness.state().tab().address.clone();
    let address = format!("{}/deflate/echo", address.trim_end_matches('/'));
    stage.harness.state_mut().tab_mut().form.records_frames = true;
    stage.command(Command::Frames(frames::Command::Switch(ListMode::Frames)));
    stage.command(Command::UseAddress(address));
    stage.wait_until("a recording", |stage| {
        let session = &stage.harness.state().tab().session;
        session.records_frames() && session.can_send().is_ok()
    });
    stage.send(Message::Text("{\"a\":1}".repeat(40)));
    stage.wait_until("the echo", |stage| stage.received() == 1);
}

/// Parts of the window, each opened in its own way.
pub(crate) const PARTS: [(&str, Act); 32] = [
    ("the window", |_| {}),
    ("a session to be shared", |stage| {
        stage.send(Message::Text(
            "{\"password\":\"pl4nted-secret\",\"user\":1}".to_owned(),
        ));
        stage.wait_until("the echo", |stage| stage.received() == 1);
        stage.command(Command::ShareSession);
        stage.wait_until("what is in it", |stage| stage.shows("[secret 1]"));
    }),
    ("a frame by hand", |stage| {
        stage.command(Command::Composer(composer::Command::MakeFrame));
    }),
    ("a form for a message", |stage| {
        let id = FormId {
            protocol: "mqtt5",
            form: "publish",
        };
        stage.command(Command::MessageForm(message_form::Command::Open(id)));
    }),
    ("the rules", |stage| {
        let edit = connection_settings::Command::EditRules;
        stage.command(Command::ConnectionSettings(edit));
    }),
    ("a protocol that is spoken", |stage| {
        stage.send(Message::Text("42[\"a\"]".to_owned()));
        stage.wait_until("the echo", |stage| stage.received() == 1);
        let form = &mut stage.harness.state_mut().tab_mut().form;
        "socket.io".clone_into(&mut form.protocol);
        form.answers_heartbeats = true;
        let show = inspector::Command::Show(inspector::Page::Connection);
        stage.command(Command::Inspector(show));
    }),
    ("the detail pane", |stage| {
        stage.command(Command::ShowDetail(Some(1)));
    }),
    ("a message", |stage| {
        stage.send(Message::Text("{\"a\":1}".to_owned()));
        stage.wait_until("the echo", |stage| stage.received() == 1);
        stage.command(Command::ShowDetail(Some(3)));
    }),
    ("no frames", |stage| {
        stage.command(Command::Frames(frames::Command::Switch(ListMode::Frames)));
    }),
    ("frames", |stage| {
        compressed(stage);
        stage.command(Command::Frames(frames::Command::Show(Some(1))));
    }),
    ("a compressed message", |stage| {
        compressed(stage);
        stage.command(Command::Frames(frames::Command::ShowMessage(
            stage.kept().end - 2,
        )));
        let wire = inspector::Command::ShowAs(inspector::Format::Compressed);
        stage.command(Command::Inspector(wire));
    }),
    ("the probe", |stage| {
        stage.command(Command::Latency(latency::Command::Show(true)));
        stage.command(Command::Latency(latency::Command::Start));
    }),
    ("a hidden probe", |stage| {
        stage.command(Command::Latency(latency::Command::Start));
        stage.command(Command::NewTab);
    }),
    ("the chart", |stage| stage.command(Command::ShowChart(true))),
    ("a search", |stage| {
        let query = Query {
            text: "(".to_owned(),
            is_regex: true,
            ..Query::default()
        };
        stage.command(Command::LookFor(Box::new(query)));
    }),
    ("the parameters", |stage| {
        stage
            .harness
            .state_mut()
            .set_address("ws://localhost:1/?a=1");
        stage.open_settings_page(Section::Parameters);
    }),
    ("the headers", |stage| {
        let lines = [("Authorization", "Bearer abc"), ("X-A", "b")];
        let lines = lines.map(|(name, value)| HeaderLine::new(name, value));
        stage.harness.state_mut().tab_mut().form.headers = lines.to_vec();
        stage.open_settings_page(Section::Headers);
    }),
    ("the authentication", |stage| {
        let form = &mut stage.harness.state_mut().tab_mut().form;
        form.login = Login::Basic;
        form.user = "me".to_owned();
        stage.open_settings_page(Section::Login);
    }),
    ("the certificates", |stage| {
        stage.harness.state_mut().tab_mut().form.trust = TrustChoice::Also;
        stage.open_settings_page(Section::Tls);
    }),
    ("the proxy", |stage| {
        stage.harness.state_mut().tab_mut().form.proxy = ProxyChoice::At;
        stage.open_settings_page(Section::Proxy);
    }),
    ("the advanced settings", |stage| {
        stage.open_settings_page(Section::Advanced);
    }),
    ("the settings", |stage| stage.command(Command::OpenSettings)),
    ("a close frame", |stage| {
        stage.command(Command::AskCloseWith);
    }),
    ("the environments", |stage| {
        let edit = connections::Command::EditEnvironments;
        stage.command(Command::Connections(edit));
        for names in [
            ["Add environment", "添加环境"],
            ["Add variable", "添加变量"],
        ] {
            stage.harness.run_steps(2);
            let name = names.into_iter().find(|name| stage.button(name).is_some());
            stage.press(name.unwrap());
        }
    }),
    ("the sidebar", |stage| {
        stage.command(Command::Sidebar(sidebar::Command::Show(true)));
    }),
    ("going to a number", |stage| stage.command(Command::AskGoTo)),
    ("saving", |stage| {
        stage.command(Command::ShowDetail(Some(1)));
        stage.command(Command::AskSave);
    }),
    ("sequences", |stage| {
        stage.command(Command::Sequences(sequences::Command::Show(true)));
    }),
    ("an example of a sequence", |stage| {
        let example = sequences::Example::Basics;
        stage.command(Command::Sequences(sequences::Command::OpenExample(example)));
    }),
    ("how it works", |stage| {
        stage.command(Command::ExplainProtocol);
    }),
    ("the comparison", |stage| {
        stage.command(Command::Polling(polling::Command::Show(true)));
    }),
    ("clearing", |stage| stage.command(Command::AskClear)),
];

/// What can be operated, but for scroll bars: what they scroll has a name.
const CONTROLS: [Role; 16] = [
    Role::Button,
    Role::DefaultButton,
    Role::CheckBox,
    Role::ComboBox,
    Role::Link,
    Role::ListBox,
    Role::MenuItem,
    Role::MultilineTextInput,
    Role::PasswordInput,
    Role::RadioButton,
    Role::Slider,
    Role::SpinButton,
    Role::Switch,
    Role::Tab,
    Role::Table,
    Role::TextInput,
];

#[test]
fn every_control_has_a_name_and_is_within_the_window_in_both_languages() {
    let server = Server::start();
    for language in Language::ALL {
        for width in [360.0, 1120.0] {
            for (part, open) in PARTS {
                let mut stage = window(&server, width, language);
                open(&mut stage);
                stage.harness.run_steps(4);
                check_controls(&stage, part);
                let is_menu = |stage: &Stage| {
                    let buttons = stage.harness.query_all(by().role(Role::Button));
                    let named = |label: Option<String>| {
                        label.is_some_and(|label| {
                            label.starts_with("More") || label.starts_with("更多")
                        })
                    };
                    buttons
                        .filter(|button| named(button.accesskit_node().label()))
                        .count()
                };
                if is_menu(&stage) > 0 {
                    stage.open_menus(|stage| {
                        check_controls(stage, part);
                        false
                    });
                }
            }
        }
    }
}

#[track_caller]
fn check_controls(stage: &Stage, part: &str) {
    let width = f64::from(stage.harness.ctx.content_rect().right());
    for node in stage.harness.root().children_recursive() {
        let node = node.accesskit_node();
        if CONTROLS.contains(&node.role()) {
            let name = node.label().unwrap_or_default();
            let has_words = name.chars().any(char::is_alphabetic);
            let place = node.bounding_box();
            let what = format!("in {part}: {:?} “{name}” at {place:?}", node.role());
            assert!(has_words, "{what}");
            let is_within = place.is_none_or(|place| place.x0 > -1.0 && place.x1 < width + 1.0);
            // The strip of tabs can be scrolled sideways.
            assert!(
                is_within || part == "a hidden probe",
                "not within {width} points: {what}"
            );
        }
    }
}

/// Height and width that a control has at least where a finger points, in points.
const FINGER: f64 = 44.0;

/// What is narrower: buttons in the field that finds, where what is typed goes before, and on a phone the field; and the key of a
/// chart, which the library of the chart draws.
fn may_be_small(name: &str, window: Vec2) -> bool {
    let is_phone = window.x < 480.0;
    let is_in_field = ["Regular expression", "Previous", "Next"].contains(&name);
    is_in_field || (is_phone && name == "Find") || ["Messages/s", "Bytes/s"].contains(&name)
}

#[test]
fn a_finger_can_press_every_control() {
    let server = Server::start();
    let mut small = Vec::new();
    for size in [Vec2::new(360.0, 640.0), Vec2::new(1024.0, 768.0)] {
        for (part, open) in PARTS {
            let options = StartOptions {
                address: server.url.clone(),
                language: Some(Language::English),
                pointer: Pointer::Coarse,
                ..StartOptions::default()
            };
            let mut stage = Stage::sized(options, size);
            stage.wait_for_button("点击请求");
            open(&mut stage);
            stage.harness.run_steps(4);
            for node in stage.harness.root().children_recursive() {
                let node = node.accesskit_node();
                let name = node.label().unwrap_or_default();
                let is_meant = CONTROLS.contains(&node.role()) && !may_be_small(&name, size);
                let Some(place) = node.bounding_box().filter(|_| is_meant) else {
                    continue;
                };
                if place.height() < FINGER || place.width() < FINGER {
                    small.push(format!(
                        "at {size}, in {part}: {:?} “{name}” is {:.0} × {:.0}",
                        node.role(),
                        place.width(),
                        place.height()
                    ));
                }
            }
        }
    }
    small.sort();
    small.dedup();
    assert!(small.is_empty(), "{small:#?}");
}

#[test]
fn an_empty_message_of_any_kind_says_so() {
    let server = Server::start();
    for language in Language::ALL {
        let mut stage = window(&server, 1120.0, language);
        stage.record_details();
        stage.command(Command::Disconnect);
        stage.command(Command::Connect);
        stage.wait_for_button("点击请求");
        stage.send(Message::Text(String::new()));
        stage.send(Message::Binary(Vec::new()));
        stage.send(Message::Ping(Vec::new()));
        let empty = match language {
            Language::English => "(empty)",
            Language::SimplifiedChinese => "（空）",
        };
        // Each was sent, the first two came back, and a pong came for the ping.
        stage.wait_for_rows(6, &[empty]);
        stage.wait_for_rows(1, &["ping", empty]);
        stage.wait_for_rows(1, &["pong", empty]);
    }
}

#[test]
fn the_zoom_survives_a_restart() {
    let folder = Folder::new();
    let mut stage = crate::settings::open(&folder, "");
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Plus);
    stage
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Plus);
    stage.harness.run_steps(2);
    let zoom = stage.harness.ctx.zoom_factor();
    assert!((zoom - 1.2).abs() < 0.01, "{zoom}");
    crate::settings::save(&mut stage);
    let mut stage = crate::settings::open(&folder, "");
    stage.harness.run_steps(2);
    assert!((stage.harness.ctx.zoom_factor() - 1.2).abs() < 0.01);
}
