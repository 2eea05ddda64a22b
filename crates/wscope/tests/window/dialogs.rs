//! Dialogs and small forms: where the keyboard is when they open, what Enter does, and which button confirms.

use connection::Message;
use egui::accesskit::Role;
use egui::epaint::Shape;
use egui::{Event, Key, Rect, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::StartOptions;
use wscope::features::connection_settings::form::Login;
use wscope::features::connection_settings::{self, Section, Setting};
use wscope::features::connections;
use wscope::kit::language::Language;
use wscope::kit::protocol_choice::ProtocolChoice;
use wscope::kit::theme::Palette;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::sharing::choose;
use crate::stage::{Act, Stage};

fn window(address: &str, language: Language, size: Vec2) -> Stage {
    let options = StartOptions {
        address: address.to_owned(),
        language: Some(language),
        ..StartOptions::default()
    };
    let mut stage = Stage::sized(options, size);
    stage.wait_for_button("点击请求");
    stage.harness.run_steps(3);
    stage
}

fn usual(server: &Server) -> Stage {
    window(&server.url, Language::English, Vec2::new(1120.0, 720.0))
}

fn edit_environments(stage: &mut Stage) {
    let edit = connections::Command::EditEnvironments;
    stage.command(Command::Connections(edit));
    stage.harness.run_steps(3);
}

fn type_slowly(stage: &mut Stage, text: &str) {
    for character in text.chars() {
        stage.harness.event(Event::Text(character.to_string()));
        stage.harness.step();
    }
    stage.harness.run_steps(2);
}

/// Who opens a form types into its first field at once.
#[test]
fn the_first_field_of_a_form_has_the_keyboard() {
    let forms: [(&str, Act, &str); 7] = [
        ("Code", |stage| stage.command(Command::AskCloseWith), "4001"),
        ("Go to…", |stage| stage.command(Command::AskGoTo), "12"),
        (
            "Name",
            |stage| {
                edit_environments(stage);
                stage.press("Add environment");
            },
            "staging",
        ),
        (
            "Variable name 1",
            |stage| {
                edit_environments(stage);
                stage.press("Add environment");
                stage.press("Add variable");
            },
            "host",
        ),
        (
            "Variable name 2",
            |stage| {
                edit_environments(stage);
                stage.press("Add environment");
                stage.press("Add variable");
                stage.press("Add variable");
            },
            "token",
        ),
        (
            "Paste many…",
            |stage| {
                stage.open_settings_page(Section::Headers);
                stage.harness.run_steps(30);
                stage.press("Paste many…");
            },
            "A: b",
        ),
        (
            "Name",
            |stage| {
                stage.press("More ways to send");
                stage.press("Save as snippet…");
            },
            "greeting",
        ),
    ];
    let server = Server::start();
    for (index, (field, open, text)) in forms.into_iter().enumerate() {
        let mut stage = usual(&server);
        open(&mut stage);
        stage.harness.run_steps(4);
        let focused = stage.focused().unwrap_or_default();
        type_slowly(&mut stage, text);
        let focused_field = stage.field(&focused);
        let value = focused_field.and_then(|field| field.accesskit_node().value());
        assert_eq!(
            value.as_deref(),
            Some(text),
            "{index}: {focused}, not {field}"
        );
    }
}

/// Also when there is something in it: what is typed is added there.
#[test]
fn a_dialog_that_is_opened_again_has_the_keyboard() {
    let server = Server::start();
    let mut stage = usual(&server);
    edit_environments(&mut stage);
    stage.press("Add environment");
    stage.press("Done");
    stage.harness.run_steps(4);
    edit_environments(&mut stage);
    type_slowly(&mut stage, "!");
    let field = stage.field("Name").unwrap();
    let value = field.accesskit_node().value();
    assert_eq!(value.as_deref(), Some("Environment 1!"));
}

/// A form that is opened again has the keyboard again.
#[test]
fn enter_confirms_in_every_field_of_the_form() {
    let server = Server::start();
    let mut stage = usual(&server);
    stage.record_details();
    for code in ["4001", "1000"] {
        stage.command(Command::Disconnect);
        stage.command(Command::Connect);
        stage.wait_for_button("点击请求");
        stage.command(Command::AskCloseWith);
        stage.harness.run_steps(4);
        type_slowly(&mut stage, code);
        stage.harness.key_press(Key::Enter);
        stage.harness.run_steps(3);
        stage.wait_for_rows(1, &[&format!("Disconnected with {code}")]);
        assert!(stage.field("Code").is_none());
    }
}

#[test]
fn enter_in_a_field_for_the_next_connection_connects() {
    let server = Server::start();
    let mut stage = usual(&server);
    stage.harness.state_mut().tab_mut().form.login = Login::Bearer;
    stage.open_settings_page(Section::Login);
    stage.click_field("Token");
    type_slowly(&mut stage, "abc");
    stage.harness.key_press(Key::Enter);
    stage.wait_for_rows(2, &["Connecting to"]);
    stage.wait_for_button("点击请求");
    // It can be mended at once.
    assert_eq!(stage.focused().as_deref(), Some("Token"));
    // What a tab is called needs no connection.
    let before = stage.kept();
    stage.open_settings_page(Section::Advanced);
    stage.click_field("Tab name");
    type_slowly(&mut stage, "mine");
    stage.harness.key_press(Key::Enter);
    stage.harness.run_steps(20);
    assert_eq!(stage.kept(), before);
}

/// The button that confirms has the colour of the accent, in every dialog.
#[test]
fn one_button_of_a_dialog_is_primary() {
    let server = Server::start();
    let dialogs: [(&str, Act); 5] = [
        ("Close connection", |stage| {
            stage.command(Command::AskCloseWith);
        }),
        ("Done", |stage| stage.command(Command::OpenSettings)),
        ("Done", edit_environments),
        ("Go to…", |stage| {
            stage.command(Command::AskGoTo);
            stage.harness.run_steps(3);
            type_slowly(stage, "1");
        }),
        ("Save", |stage| {
            stage.command(Command::ShowDetail(Some(1)));
            stage.command(Command::AskSave);
        }),
    ];
    for (name, open) in dialogs {
        let mut stage = usual(&server);
        open(&mut stage);
        stage.harness.run_steps(4);
        let accent = Palette::of_theme(stage.harness.ctx.theme()).accent;
        let button = stage.harness.query_all(by().role(Role::Button).label(name));
        let place = button.last().map(|button| button.rect()).unwrap();
        let filled = fills(&stage, accent);
        let is_primary = filled.iter().any(|rect| rect.contains(place.center()));
        assert!(is_primary, "{name} at {place:?} among {filled:?}");
    }
}

/// What is filled with a colour.
fn fills(stage: &Stage, colour: egui::Color32) -> Vec<Rect> {
    let shapes = stage.harness.output().shapes.iter();
    let rects = shapes.filter_map(|shape| match &shape.shape {
        Shape::Rect(rect) if rect.fill == colour => Some(rect.rect),
        _ => None,
    });
    rects.collect()
}

/// What is wrong with a close frame is told whole, and nothing moves for it.
#[test]
fn a_problem_has_room_and_moves_nothing() {
    let server = Server::start();
    let reason = "x".repeat(150);
    for language in Language::ALL {
        for width in [360.0, 1120.0] {
            let mut stage = window(&server.url, language, Vec2::new(width, 720.0));
            stage.command(Command::AskCloseWith);
            stage.harness.run_steps(4);
            let (confirm, names) = match language {
                Language::SimplifiedChinese => ("关闭连接", ["关闭码", "原因"]),
                Language::English => ("Close connection", ["Code", "Reason"]),
            };
            let place = |stage: &Stage| {
                let buttons = stage
                    .harness
                    .query_all(by().role(Role::Button).label(confirm));
                buttons.last().map(|button| button.rect()).unwrap()
            };
            let before = place(&stage);
            for (code, reason) in [
                ("1006", ""),
                ("2000", ""),
                ("x", ""),
                ("", "why"),
                ("1000", reason.as_str()),
            ] {
                for (name, text) in names.into_iter().zip([code, reason]) {
                    stage.click_field(name);
                    let all = egui::Modifiers::COMMAND;
                    stage.harness.key_press_modifiers(all, Key::A);
                    stage.harness.key_press(Key::Delete);
                    stage.harness.step();
                    stage.harness.event(Event::Text(text.to_owned()));
                    stage.harness.run_steps(3);
                }
                stage.click_field(names[0]);
                assert_eq!(place(&stage), before, "{code} {language:?} at {width}");
                let told = problem(&stage);
                let (text, is_cut) = told.unwrap_or_else(|| panic!("nothing told of {code}"));
                assert!(!is_cut, "“{text}” is cut at {width}");
            }
        }
    }
}

/// What is told in the colour of an error, and whether some of it is cut off.
fn problem(stage: &Stage) -> Option<(String, bool)> {
    let error = Palette::of_theme(stage.harness.ctx.theme()).error;
    let shapes = stage.harness.output().shapes.iter();
    let mut texts = shapes.filter_map(|shape| match &shape.shape {
        Shape::Text(text) => Some(&text.galley),
        _ => None,
    });
    let found = texts.find(|galley| {
        let mut sections = galley.job.sections.iter();
        sections.any(|section| section.format.color == error)
    })?;
    Some((found.text().to_owned(), found.elided))
}

/// A text that the program puts into a field has the caret at its end, wherever it stood in what was there.
#[test]
fn the_caret_is_behind_what_the_program_puts_in() {
    let server = Server::start();
    let texts: [(&str, Act); 4] = [
        ("Message to send", |stage| {
            stage.write("Hello, everyone");
        }),
        ("Message to send", |stage| {
            stage.send(Message::Text("sent before, and long".to_owned()));
            stage.wait_until("the echo", |stage| stage.received() == 1);
            let first = stage.kept().end - 2;
            let edit = wscope::features::messages::Command::Edit(first);
            stage.command(Command::Messages(edit));
            stage.harness.run_steps(3);
        }),
        ("Address", |stage| {
            let line = "curl -H 'A: b' wss://example.org/a/very/long/path";
            stage.harness.event(Event::Paste(line.to_owned()));
            stage.harness.run_steps(4);
        }),
        ("Find", |stage| {
            let query = session::Query {
                text: "what was looked for".to_owned(),
                ..session::Query::default()
            };
            stage.command(Command::LookFor(Box::new(query)));
            stage.harness.run_steps(3);
        }),
    ];
    for (field, set) in texts {
        let options = StartOptions {
            address: server.url.clone(),
            language: Some(Language::English),
            ..StartOptions::default()
        };
        let mut stage = Stage::sized(options, Vec2::new(1120.0, 720.0));
        stage.wait_for_button("点击请求");
        stage.click_field(field);
        stage.harness.key_press(Key::Home);
        for _ in 0..5 {
            stage.harness.key_press(Key::ArrowRight);
        }
        stage.harness.run_steps(3);
        set(&mut stage);
        stage.harness.event(Event::Text("!".to_owned()));
        stage.harness.run_steps(3);
        let value = stage.field(field).unwrap().accesskit_node().value();
        let value = value.unwrap_or_default();
        assert!(value.len() > 9 && value.ends_with('!'), "{field}: {value}");
    }
}

/// What is pressed to add a line stays below what is there, and what is above it stays where it is.
#[test]
fn what_gets_higher_grows_downwards() {
    let server = Server::start();
    let mut stage = usual(&server);
    edit_environments(&mut stage);
    stage.press("Add environment");
    let heading = |stage: &Stage| stage.field("Name").unwrap().rect().top();
    let before = heading(&stage);
    for _ in 0..5 {
        stage.press("Add variable");
        assert_eq!(heading(&stage), before);
    }
}

/// A click beside a dialog may be a slip: where something was typed or chosen it stays open, and `Esc` closes it.
#[test]
fn a_click_beside_a_dialog_loses_nothing() {
    #[track_caller]
    fn check(title: &str, open: Act, change: Act) {
        let server = Server::start();
        let mut stage = usual(&server);
        let click_beside = |stage: &mut Stage| {
            let pos = egui::pos2(20.0, 700.0);
            for pressed in [true, false] {
                stage.harness.event(Event::PointerMoved(pos));
                stage.harness.event(Event::PointerButton {
                    pos,
                    button: egui::PointerButton::Primary,
                    pressed,
                    modifiers: egui::Modifiers::NONE,
                });
                stage.harness.run_steps(2);
            }
            stage.harness.run_steps(3);
        };
        let opened = |stage: &mut Stage| {
            open(stage);
            stage.harness.run_steps(20);
            assert!(stage.shows(title), "{title} has not opened");
        };
        opened(&mut stage);
        click_beside(&mut stage);
        assert!(
            !stage.shows(title),
            "{title} is open, though nothing is in it"
        );
        opened(&mut stage);
        change(&mut stage);
        stage.harness.run_steps(5);
        let focused = stage.focused();
        click_beside(&mut stage);
        assert!(stage.shows(title), "{title} has closed");
        assert!(
            focused.is_none() || stage.focused() == focused,
            "{title}: {focused:?} has lost the keyboard"
        );
        for _ in 0..2 {
            // The first may only leave a field.
            stage.harness.key_press(Key::Escape);
            stage.harness.run_steps(3);
        }
        assert!(!stage.shows(title), "{title} is still open");
    }
    let share: Act = |stage| stage.command(Command::ShareSession);
    check("Save to file…", share, |stage| {
        stage.fill("Regular expression 1", "a+");
    });
    check("Save to file…", share, |stage| stage.tick("Received"));
    check("Save to file…", share, |stage| {
        choose(stage, "HAR");
    });
    check(
        " to a file",
        |stage| stage.command(Command::SaveSession),
        |stage| type_slowly(stage, "x"),
    );
    check(
        "Record this list",
        |stage| stage.command(Command::AskRecord),
        |stage| type_slowly(stage, "x"),
    );
    check(
        "There are no messages yet",
        |stage| stage.command(Command::AskGoTo),
        |stage| type_slowly(stage, "1"),
    );
    check(
        ".proto files (a path per line)",
        |stage| {
            let set = Setting::Protocol(ProtocolChoice::ProtoFiles);
            let set = connection_settings::Command::Set(set);
            stage.command(Command::ConnectionSettings(set));
        },
        |stage| type_slowly(stage, "/x.proto"),
    );
}
