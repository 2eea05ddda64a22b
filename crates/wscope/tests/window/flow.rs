//! A connection as arrows between the client and the server.

use connection::Message;
use egui::accesskit::Role;
use egui::epaint::{ClippedShape, PathShape};
use egui::{Rect, Shape};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use wscope::features::frames;
use wscope::features::messages::{self, Picture};
use wscope::kit::language::Language;
use wscope::kit::list_mode::ListMode;
use wscope::shell::command::Command;

use crate::conversation::{call, rpc_server};
use crate::phone;
use crate::servers::Server;
use crate::stage::Stage;

/// The visible rows: what each says, and where it is.
fn rows(stage: &Stage) -> Vec<(String, Rect)> {
    let rows = stage.harness.query_all(by().role(Role::Row));
    let rows = rows.filter_map(|row| Some((row.accesskit_node().label()?, row.rect())));
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|(_, one), (_, other)| one.top().total_cmp(&other.top()));
    rows
}

/// The heads of arrows: where each begins and where its tip is.
fn heads(stage: &Stage) -> Vec<(f32, egui::Pos2)> {
    let shapes = stage.harness.output().shapes.iter();
    let heads = shapes.filter_map(|ClippedShape { shape, .. }| match shape {
        Shape::Path(PathShape { points, closed, .. }) if points.len() == 3 && *closed => {
            Some((points[1].x, points[0]))
        }
        _ => None,
    });
    heads.collect()
}

fn show_flow(stage: &mut Stage) {
    let flow = frames::Command::Switch(ListMode::Flow);
    stage.command(Command::Frames(flow));
    stage.harness.run_steps(5);
}

#[test]
fn messages_are_arrows_from_the_handshake_to_the_close() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    call(&mut stage, 1, "sum", 2);
    call(&mut stage, 2, "talk", 3);
    stage.command(Command::Disconnect);
    stage.wait_for_rows(1, &["Disconnected"]);
    let before = rows(&stage);
    stage.choose("Flow");
    stage.harness.run_steps(5);
    let after = rows(&stage);
    let says = |rows: &[(String, Rect)]| -> Vec<String> {
        rows.iter().map(|(label, _)| label.clone()).collect()
    };
    assert_eq!(says(&before), says(&after));
    assert!(stage.harness.output().shapes.len() > after.len());

    // Each arrow is in its row, and its tip where the message went to.
    let heads = heads(&stage);
    let mut tips = Vec::new();
    for (label, place) in &after {
        let of_row = heads
            .iter()
            .find(|(_, tip)| place.y_range().contains(tip.y));
        let (begin, tip) = of_row.unwrap_or_else(|| panic!("{label} has no arrow"));
        let is_to_server = tip.x > *begin;
        let is_client = label.contains(", sent, ")
            || label.contains("Connecting to")
            || label.contains("Disconnected");
        assert_eq!(is_to_server, is_client, "{label}");
        tips.push((is_to_server, tip.x));
    }
    tips.sort_by(|one, other| one.partial_cmp(other).unwrap());
    tips.dedup();
    // All arrows of one way end at the same side.
    assert_eq!(tips.len(), 2, "{tips:?}");
    assert!(tips[1].1 > tips[0].1 + 200.0, "{tips:?}");

    // What is selected, or gone to, is shown as before, and the arrows stay.
    stage.select_row(&["result 2"]);
    stage.wait_for_text("answer after");
    stage.command(Command::GoTo(1));
    stage.harness.run_steps(3);
    assert_eq!(stage.harness.state().tab().frames.mode(), ListMode::Flow);
    // Runs are folded here as well, and unfolded by a click.
    stage.command(Command::Messages(messages::Command::FoldAlike(true)));
    stage.wait_for_rows(1, &["3 similar messages"]);
    stage.command(Command::Messages(messages::Command::FoldAlike(false)));
    stage.choose("Messages");
    stage.wait_until("rows", heads_are_gone);
}

/// Beside the rows, the list of protocols in the inspector has such a head, too.
fn heads_are_gone(stage: &Stage) -> bool {
    let rows = rows(stage);
    let heads = heads(stage);
    let is_in_row = |tip: &egui::Pos2| rows.iter().any(|(_, place)| place.contains(*tip));
    !heads.iter().any(|(_, tip)| is_in_row(tip))
}

#[test]
fn a_million_messages_cost_what_is_visible() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for number in 0..1_000_000_u64 {
        let entry = message_log::Entry {
            direction: message_log::Direction::Sent,
            kind: message_log::Kind::Text,
            at: message_log::Timestamp::from_micros(number),
        };
        let text = format!("m{number}").into_bytes();
        stage.session().append(entry, text.into()).ok();
    }
    show_flow(&mut stage);
    stage.wait_for_rows(1, &["m999999"]);
    assert!(heads(&stage).len() < 40);
    stage.command(Command::GoTo(500_000));
    stage.wait_for_rows(1, &["m499999"]);
}

/// Saves the diagram, and returns what is in the file.
fn saved(stage: &mut Stage) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flow.svg");
    stage.command(Command::Messages(messages::Command::SaveFlow(Picture::Svg)));
    stage.wait_until("the question where", |stage| stage.field("File").is_some());
    stage.type_path(&path);
    stage.press("Save");
    stage.wait_until("the file", |_| path.exists());
    stage.wait_until("the end of saving", |stage| stage.field("File").is_none());
    std::fs::read_to_string(&path).unwrap()
}

#[test]
fn a_diagram_is_saved_as_svg() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.send(Message::Text("<b>&\u{1} 你好".to_owned()));
    stage.wait_until("the echo", |stage| stage.received() == 1);
    stage.wait_for_rows(2, &["你好"]);
    show_flow(&mut stage);
    let svg = saved(&mut stage);
    assert!(
        svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
        "{svg}"
    );
    assert!(svg.ends_with("</svg>\n"));
    for (part, count) in [
        ("<path class=\"sent\" d=\"M150 ", 1),
        ("<path class=\"received\" d=\"M820 ", 1),
        // The request and the answer of the handshake.
        ("<path class=\"event\"", 2),
        ("&lt;b&gt;&amp;", 2),
        ("你好", 2),
        (">Client<", 1),
        ("<b>", 0),
        ("\u{1}", 0),
    ] {
        assert_eq!(svg.matches(part).count(), count, "{part}: {svg}");
    }
    // Rows that are left out are not drawn.
    let query = session::Query {
        directions: [message_log::Direction::Received].into_iter().collect(),
        ..session::Query::default()
    };
    stage.command(Command::LookFor(Box::new(query)));
    stage.wait_until("one row", |stage| stage.rows().len() == 1);
    let svg = saved(&mut stage);
    assert_eq!(svg.matches("<path class=\"sent\"").count(), 0);
    assert_eq!(svg.matches("<path class=\"received\"").count(), 1);
}

/// The picture has the rows of the list: what is folded there is one arrow here.
#[test]
fn what_is_folded_is_one_arrow_of_the_picture() {
    let server = rpc_server();
    let mut stage = Stage::connected_to(&server.url());
    call(&mut stage, 1, "talk", 3);
    show_flow(&mut stage);
    let arrows = |svg: &str| svg.matches("<path class=\"received\"").count();
    let before = saved(&mut stage);
    stage.command(Command::Messages(messages::Command::FoldAlike(true)));
    stage.wait_for_rows(1, &["3 similar messages"]);
    let folded = saved(&mut stage);
    assert_eq!(arrows(&folded) + 2, arrows(&before), "{folded}");
    assert_eq!(
        folded.matches(">3 similar messages · ").count(),
        1,
        "{folded}"
    );
}

#[test]
fn a_picture_has_a_limit_and_says_so() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    for number in 0..10_500_u64 {
        let entry = message_log::Entry {
            direction: message_log::Direction::Received,
            kind: message_log::Kind::Text,
            at: message_log::Timestamp::from_micros(number),
        };
        stage.session().append(entry, b"x"[..].into()).ok();
    }
    show_flow(&mut stage);
    let svg = saved(&mut stage);
    assert!(svg.contains("The rows after these are not drawn"));
    assert_eq!(
        svg.matches("<text class=\"received\"").count()
            + svg.matches("<text class=\"event\"").count(),
        10_000
    );
}

#[test]
fn on_a_phone_the_diagram_is_in_the_menu() {
    let server = Server::start();
    let mut stage = phone::open(&server.url, Language::English);
    stage.wait_for_button("点击请求");
    stage.send(Message::Text("hello".to_owned()));
    stage.wait_for_rows(2, &["hello"]);
    stage.press("Show flow");
    stage.wait_until("arrows", |stage| heads(stage).len() >= 2);
    stage.press("Show messages");
    stage.wait_until("rows", |stage| heads(stage).is_empty());
}
