//! In a window with little room nothing goes away for good.

use connection::Message;
use egui::accesskit::Role;
use egui::{Event, Key, PointerButton, Pos2, Rect, Shape, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::StartOptions;
use wscope::features::sequences::{Command as C, Example};
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::phone;
use crate::servers::Server;
use crate::stage::Stage;

fn sized(address: &str, size: Vec2, language: Language) -> Stage {
    let options = StartOptions {
        address: address.to_owned(),
        language: Some(language),
        ..StartOptions::default()
    };
    Stage::sized(options, size)
}

fn drag(stage: &mut Stage, from: Pos2, to: Pos2) {
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    let moves = [from, from.lerp(to, 0.5), to].map(Event::PointerMoved);
    let [hover, halfway, end] = moves;
    for event in [hover, button(from, true), halfway, end, button(to, false)] {
        stage.harness.event(event);
        stage.harness.run_steps(2);
    }
}

fn radio(stage: &Stage, name: &str) -> Option<Rect> {
    let mut all = stage
        .harness
        .query_all(by().role(Role::RadioButton).label(name));
    all.next().map(|node| node.rect())
}

/// However wide the inspector is made, what switches the list is there, and says all again where there is room.
#[test]
fn the_switch_of_the_list_stays_beside_the_widest_inspector() {
    let server = Server::start();
    for language in Language::ALL {
        let names = match language {
            Language::SimplifiedChinese => ["消息", "时序", "帧"],
            Language::English => ["Messages", "Flow", "Frames"],
        };
        for width in [1000.0, 1440.0] {
            let mut stage = sized(&server.url, egui::vec2(width, 720.0), language);
            stage.wait_for_button("点击请求");
            stage.press("点击请求");
            stage.select_row(&["helloworld"]);
            stage.harness.run_steps(30);
            let all_words = radio(&stage, names[0]).unwrap().width();
            let tab = stage.harness.query_all(by().role(Role::Tab));
            let left = tab
                .filter(|tab| tab.rect().top() > 80.0)
                .map(|tab| tab.rect().left())
                .fold(f32::INFINITY, f32::min);
            let edge = egui::pos2(left - 12.0, 400.0);
            for from in 0..24_u8 {
                let from = egui::pos2(edge.x + f32::from(from), edge.y);
                drag(&mut stage, from, egui::pos2(20.0, 400.0));
                for name in names {
                    let place = radio(&stage, name);
                    assert!(place.is_some(), "{name} at {width}");
                }
            }
            let narrow = radio(&stage, names[0]).unwrap();
            assert!(narrow.right() <= 480.0 + 240.0, "{narrow:?}");
            assert!(narrow.width() <= all_words, "{narrow:?}");
        }
    }
}

/// Nothing is drawn over the titles of tabs that have no room, and each of them is in the menu.
#[test]
fn tabs_without_room_have_their_titles_and_are_in_the_menu() {
    let server = Server::start();
    let size = egui::vec2(800.0, 600.0);
    let mut stage = sized(&server.url, size, Language::English);
    for number in 1..=6 {
        if number > 1 {
            stage.command(Command::NewTab);
        }
        stage
            .harness
            .state_mut()
            .set_address(&format!("ws://server-number-{number}.example:4077/"));
        stage.harness.run_steps(3);
    }
    // The bar comes with the pointer.
    stage
        .harness
        .event(Event::PointerMoved(egui::pos2(200.0, 18.0)));
    stage.harness.run_steps(10);
    let mut bars = Vec::new();
    for clipped in &stage.harness.output().shapes {
        if let Shape::Rect(shape) = &clipped.shape {
            let is_low = shape.rect.height() < 14.0 && shape.rect.width() > 40.0;
            if is_low && shape.rect.bottom() <= 36.0 && shape.fill.a() > 0 {
                bars.push(shape.rect);
            }
        }
    }
    assert!(bars.is_empty(), "{bars:?}");
    let menus = by().role(Role::Button).label("More");
    let menus = stage.harness.query_all(menus);
    menus
        .min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()))
        .unwrap()
        .click();
    stage.harness.run_steps(5);
    let tabs = stage.harness.query_all(by().role(Role::Tab));
    let names: Vec<_> = tabs
        .filter_map(|tab| tab.accesskit_node().label())
        .collect();
    assert_eq!(names.len(), 6, "{names:?}");
    for name in names {
        assert!(radio(&stage, &name).is_some(), "{name}");
    }
}

/// Two lines have room in the field, and what it leaves for the menu is as wide as that.
#[test]
fn the_field_of_a_phone_has_its_whole_width_and_whole_lines() {
    let server = Server::start();
    let mut stage = phone::open(&server.url, Language::English);
    stage.wait_for_button("点击请求");
    // What the button is called says in English what it does, though its words have no room.
    let send = by().role(Role::Button).label("点击请求 Send");
    assert!(stage.harness.query_all(send).next().is_some());
    stage.write("0123456789012345678");
    let rows = |stage: &Stage, text: &str| {
        let shapes = &stage.harness.output().shapes;
        let texts = shapes.iter().filter_map(|clipped| match &clipped.shape {
            Shape::Text(shape) if shape.galley.text() == text => Some((shape, clipped.clip_rect)),
            _ => None,
        });
        let mut texts = texts.map(|(shape, clip)| {
            let place = shape.galley.mesh_bounds.translate(shape.pos.to_vec2());
            (shape.galley.rows.len(), place, clip)
        });
        texts.next().unwrap()
    };
    assert_eq!(rows(&stage, "0123456789012345678").0, 1);
    let two = "hello narrow world, it grows";
    stage.write(two);
    let (lines, place, clip) = rows(&stage, two);
    assert_eq!(lines, 2);
    assert!(
        clip.contains_rect(place.expand(2.0)),
        "{place:?} in {clip:?}"
    );
}

/// What was typed comes back, one script after the other, also where there is no status line.
#[test]
fn scripts_that_were_replaced_come_back_on_a_phone() {
    let mut stage = phone::open("", Language::English);
    let typed = [
        ("send text one", Example::Basics),
        ("two", Example::Rooms),
        ("three", Example::Push),
    ];
    for (text, example) in typed {
        stage.command(Command::Sequences(C::Show(true)));
        stage.click_field("Script");
        let all = egui::Modifiers::COMMAND;
        stage.harness.key_press_modifiers(all, Key::A);
        stage.harness.event(Event::Text(text.to_owned()));
        stage.harness.run_steps(3);
        assert_eq!(stage.harness.state().sequence().text, text);
        stage.command(Command::Sequences(C::OpenExample(example)));
    }
    stage.press("Undo");
    // What is replaced by that is not lost either.
    for text in ["three", "two", "send text one", "three"] {
        assert_eq!(stage.harness.state().sequence().text, text);
        stage.command(Command::Undo);
    }
}

/// The system's reasons, and what decoders say, in the language of the window.
#[test]
fn reasons_of_the_system_and_of_decoders_are_told_in_chinese() {
    let server = Server::start();
    let size = egui::vec2(800.0, 720.0);
    let mut stage = sized(&server.url, size, Language::SimplifiedChinese);
    stage.wait_for_button("点击请求");
    let folder = tempfile::tempdir().unwrap();
    stage.command(Command::AskRecord);
    stage.harness.run_steps(3);
    stage.field("文件").unwrap().focus();
    stage.harness.step();
    let all = egui::Modifiers::COMMAND;
    stage.harness.key_press_modifiers(all, Key::A);
    stage.harness.step();
    let path = folder.path().join("none/a.wscope.jsonl");
    let typed = Event::Text(path.to_str().unwrap().to_owned());
    stage.harness.event(typed);
    stage.harness.step();
    stage.harness.key_press(Key::Enter);
    stage.wait_for_text("无法录制：文件或文件夹不存在");
    assert!(!stage.shows("os error"));
    stage.command(Command::CloseDialog);
    let set = wscope::features::connection_settings::Command::Set(
        wscope::features::connection_settings::Setting::Protocol(
            wscope::kit::protocol_choice::ProtocolChoice::Always("socket.io"),
        ),
    );
    stage.command(Command::ConnectionSettings(set));
    stage.send(Message::Binary(vec![7; 15]));
    stage.wait_for_rows(2, &["附件，15 B"]);
    stage.send(Message::Text("x".to_owned()));
    stage.wait_until("the echoes", |stage| stage.received() == 2);
    stage.select_row(&["x"]);
    stage.wait_for_text("不是 Engine.IO 的包类型");
}

/// Whatever a menu opens, all of it is within the window.
#[test]
fn submenus_stay_in_a_narrow_window() {
    let window = Rect::from_min_size(Pos2::ZERO, egui::vec2(360.0, 640.0));
    let server = Server::start();
    let buttons = |stage: &Stage| -> Vec<(String, Rect)> {
        let nodes = stage.harness.root().children_recursive();
        let pressed = nodes.filter(|node| {
            let role = node.accesskit_node().role();
            matches!(
                role,
                Role::Button
                    | Role::RadioButton
                    | Role::CheckBox
                    | Role::SpinButton
                    | Role::TextInput
                    | Role::Label
            )
        });
        let named = pressed.map(|node| {
            let label = node.accesskit_node().label().unwrap_or_default();
            (label, node.rect())
        });
        named.collect()
    };
    let titles = [
        (Language::English, "Session and recording"),
        (Language::English, "This connection"),
        (Language::English, "Appearance"),
        (Language::English, "Filter"),
        (Language::SimplifiedChinese, "会话与录制"),
        (Language::SimplifiedChinese, "当前连接"),
        (Language::SimplifiedChinese, "外观"),
        (Language::SimplifiedChinese, "筛选"),
    ];
    let mut seen = 0;
    for (language, title) in titles {
        let mut stage = phone::open(&server.url, language);
        stage.wait_for_button("点击请求");
        stage.open_menus(|stage| {
            buttons(stage)
                .iter()
                .any(|(label, _)| label.starts_with(title))
        });
        let all = buttons(&stage);
        let Some((_, group)) = all.iter().find(|(label, _)| label.starts_with(title)) else {
            continue;
        };
        let pos = group.center();
        stage.harness.event(Event::PointerMoved(pos));
        stage.harness.run_steps(3);
        for pressed in [true, false] {
            stage.harness.event(Event::PointerButton {
                pos,
                button: PointerButton::Primary,
                pressed,
                modifiers: egui::Modifiers::NONE,
            });
            stage.harness.run_steps(3);
        }
        stage.harness.run_steps(10);
        let opened = buttons(&stage);
        assert!(
            opened.len() > all.len(),
            "{title} does not open: {opened:?}"
        );
        let outside: Vec<_> = opened
            .into_iter()
            .filter(|(_, place)| !window.expand(0.5).contains_rect(*place))
            .collect();
        assert!(outside.is_empty(), "{title}: {outside:?}");
        seen += 1;
    }
    assert_eq!(seen, titles.len());
}

/// The diagram says who is at which side, also where the columns of the list have no heads.
#[test]
fn the_sides_of_the_diagram_are_named_on_a_phone() {
    use wscope::features::frames;
    use wscope::kit::list_mode::ListMode;
    let server = Server::start();
    let mut stage = phone::open(&server.url, Language::English);
    stage.wait_for_button("点击请求");
    stage.command(Command::Frames(frames::Command::Switch(ListMode::Flow)));
    stage.harness.run_steps(5);
    let heads = ["Client", "Server"].map(|head| texts(&stage, head));
    for head in heads {
        assert_eq!(head.len(), 1, "{head:?}");
        assert!(
            head[0].0.left() >= 72.0 && head[0].0.right() <= 360.0,
            "{head:?}"
        );
    }
}

/// A presentation has room for messages, the field and the way back on a phone too.
#[test]
fn a_presentation_is_not_cut_on_a_phone() {
    let server = Server::start();
    for language in Language::ALL {
        let mut stage = phone::open(&server.url, language);
        stage.wait_for_button("点击请求");
        stage.write("helloworld");
        stage.press("点击请求");
        stage.wait_for_rows(2, &["helloworld"]);
        stage.command(Command::Present(true));
        stage.harness.run_steps(5);
        let shown = texts(&stage, "helloworld");
        // Two rows and the field.
        assert_eq!(shown.len(), 3, "{shown:?}");
        let leave = language.pick("退出演示", "Leave presentation");
        for (place, clip, rows, is_cut) in shown.into_iter().chain(texts(&stage, &leave)) {
            assert!(rows == 1 && !is_cut, "{place:?}");
            assert!(
                clip.expand(1.0).contains_rect(place),
                "{place:?} in {clip:?}"
            );
        }
        assert_eq!(texts(&stage, &leave).len(), 1);
    }
}

/// What is drawn with these words: where, within what, in how many lines, and whether it is cut.
fn texts(stage: &Stage, words: &str) -> Vec<(Rect, Rect, usize, bool)> {
    let shapes = &stage.harness.output().shapes;
    let texts = shapes.iter().filter_map(|clipped| match &clipped.shape {
        Shape::Text(shape) if shape.galley.job.text == words => {
            let place = shape.galley.mesh_bounds.translate(shape.pos.to_vec2());
            let galley = &shape.galley;
            Some((place, clipped.clip_rect, galley.rows.len(), galley.elided))
        }
        _ => None,
    });
    texts.collect()
}

/// The composer sends no pings: what one is cannot be edited there.
#[test]
fn a_ping_is_not_edited() {
    let server = Server::start();
    let mut stage = phone::open(&server.url, Language::English);
    stage.wait_for_button("点击请求");
    stage.press("点击请求");
    stage.wait_for_rows(2, &["helloworld"]);
    stage.command(Command::ReconnectWithDetails);
    stage.wait_for_rows(2, &["Connected"]);
    stage.command(Command::Ping);
    stage.wait_for_rows(1, &["ping"]);
    for (row, can_be_edited) in [("ping", false), ("helloworld", true)] {
        stage.select_row(&[row]);
        stage.command(Command::ShowDetail(
            stage.harness.state().tab().list.selected(),
        ));
        stage.harness.run_steps(5);
        let is_offered = stage.button("Edit and resend").is_some();
        assert_eq!(is_offered, can_be_edited, "{row}");
        let close = wscope::features::inspector::Command::Close;
        stage.command(Command::Inspector(close));
        stage.harness.run_steps(3);
    }
}

/// The whole height of a phone is used: by a script that was not carried out yet, and by the names of messages that are compared.
#[test]
fn a_phone_has_room_for_a_script_and_for_names_of_messages() {
    use wscope::features::{inspector, messages};
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.harness.set_size(egui::vec2(360.0, 740.0));
    let text = "a text that is rather long";
    stage.send(Message::Text(text.to_owned()));
    stage.wait_for_rows(2, &[text]);
    let seq = |number| {
        stage
            .harness
            .state()
            .with_log(|log| log.numbered(number).unwrap().get())
    };
    let [held, shown] = [1, 2].map(seq);
    stage.command(Command::Messages(messages::Command::Compare {
        held,
        shown,
    }));
    stage.wait_for_text("- Message 1 · sent · 26 B");
    assert!(stage.shows("+ Message 2 · received · 26 B"));
    stage.command(Command::Inspector(inspector::Command::Close));
    let example = Example::ALL[0];
    stage.command(Command::Sequences(C::OpenExample(example)));
    stage.harness.run_steps(5);
    let script = stage.field("Script").unwrap().rect();
    assert!(
        script.height() > 340.0 && script.bottom() < 600.0,
        "{script:?}"
    );
}
