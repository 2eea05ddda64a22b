//! Every text fits its place, in both languages and however large it is shown.

use connection::{KeyLog, Step};
use egui::accesskit::Role;
use egui::epaint::{ClippedShape, TextShape};
use egui::{Rect, Shape, Vec2};
use egui_kittest::kittest::NodeT as _;
use session::RecordedEvent;
use wscope::StartOptions;
use wscope::features::{latency, sequences};
use wscope::kit::language::Language;
use wscope::shell::command::Command;

use crate::reaching::PARTS;
use crate::servers::Server;
use crate::stage::Stage;

/// A window of 1280 × 720 pixels at 100, 150, 200 and 300 %, and a phone, in points.
const WINDOWS: [Vec2; 5] = [
    Vec2::new(1280.0, 720.0),
    Vec2::new(853.0, 480.0),
    Vec2::new(640.0, 360.0),
    Vec2::new(427.0, 240.0),
    Vec2::new(360.0, 640.0),
];
/// Places that are higher scroll: what is cut at their edges can be brought into view.
const HIGHEST_BAR: f32 = 60.0;
/// How much of a glyph's own margin may be cut.
const SLACK: f32 = 1.0;

/// What is typed into scrolls sideways.
const FIELDS: [Role; 4] = [
    Role::TextInput,
    Role::MultilineTextInput,
    Role::PasswordInput,
    Role::SpinButton,
];

fn texts(shape: &Shape, tell: &mut impl FnMut(&TextShape)) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, tell)),
        Shape::Text(text) => tell(text),
        _ => {}
    }
}

/// What is cut off somewhere, other than by an ellipsis.
pub(crate) fn cut(stage: &Stage) -> Vec<String> {
    let nodes = stage.harness.root().children_recursive();
    let fields = nodes.filter(|node| FIELDS.contains(&node.accesskit_node().role()));
    let fields: Vec<Rect> = fields.map(|field| field.rect()).collect();
    let screen = stage.harness.ctx.content_rect();
    let mut cut = Vec::new();
    for ClippedShape {
        clip_rect, shape, ..
    } in &stage.harness.output().shapes
    {
        let clip = clip_rect.intersect(screen);
        texts(shape, &mut |text| {
            // What is painted: the rows of a text are higher than its glyphs.
            let place = text.galley.mesh_bounds.translate(text.pos.to_vec2());
            let is_within = |field: &Rect| {
                field.contains(place.center()) || field.expand(SLACK).contains_rect(clip)
            };
            let is_typed = fields.iter().any(is_within);
            if is_typed || !place.is_positive() || !clip.intersects(place) {
                return;
            }
            let is_high = clip.height() > HIGHEST_BAR;
            let is_wide_enough =
                place.left() >= clip.left() - SLACK && place.right() <= clip.right() + SLACK;
            let is_high_enough = is_high
                || (place.top() >= clip.top() - SLACK && place.bottom() <= clip.bottom() + SLACK);
            if !is_wide_enough || !is_high_enough {
                cut.push(format!("“{}” at {place:?} in {clip:?}", text.galley.text()));
            }
        });
    }
    cut
}

#[test]
fn every_text_fits_its_place_in_both_languages_at_every_zoom() {
    let server = Server::start();
    let mut all = Vec::new();
    for language in Language::ALL {
        for window in WINDOWS {
            for (part, open) in PARTS {
                let options = StartOptions {
                    address: server.url.clone(),
                    language: Some(language),
                    built_in_server: Some(server.url.clone()),
                    ..StartOptions::default()
                };
                let mut stage = Stage::sized(options, window);
                stage.wait_for_button("点击请求");
                stage.harness.run_steps(3);
                open(&mut stage);
                stage.harness.run_steps(6);
                for text in cut(&stage) {
                    all.push(format!("{part} in {window:?}, {language:?}: {text}"));
                }
            }
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

/// What must not be overlooked is in the status line, and on a phone, which has none, in the list.
#[test]
fn a_logged_key_is_told_in_every_window() {
    let mut all = Vec::new();
    for language in Language::ALL {
        for window in WINDOWS {
            let options = StartOptions {
                address: String::new(),
                language: Some(language),
                ..StartOptions::default()
            };
            let mut stage = Stage::sized(options, window);
            stage.session().record(RecordedEvent::Step(Step::Secured {
                version: "TLSv1_3".to_owned(),
                is_verified: false,
                key_log: Some(KeyLog {
                    file: "/home/somebody/a folder with a long name/keys.log".to_owned(),
                    fault: Some("Permission denied (os error 13)".to_owned()),
                }),
                micros: 1,
            }));
            stage.harness.run_steps(3);
            let badge = language.pick("TLS 密钥未记录", "TLS keys not logged");
            let row = language.pick("TLS 密钥未能记录到", "TLS keys not logged to");
            let is_row = stage.rows().iter().any(|shown| shown.contains(&*row));
            assert!(stage.shows(&badge) || is_row, "{window:?}, {language:?}");
            for text in cut(&stage) {
                all.push(format!("{window:?}, {language:?}: {text}"));
            }
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

/// A page in a frame of another one may have no size at all.
#[test]
fn a_window_of_any_size_is_painted() {
    let server = Server::start();
    for size in [
        [0.0, 0.0],
        [1.0, 1.0],
        [40.0, 20.0],
        [100.0, 50.0],
        [2000.0, 30.0],
        [30.0, 2000.0],
    ] {
        let options = StartOptions {
            address: server.url.clone(),
            ..StartOptions::default()
        };
        let mut stage = Stage::sized(options, Vec2::from(size));
        stage.harness.run_steps(3);
        for command in [
            Command::Connect,
            Command::ShowDetail(Some(1)),
            Command::OpenOptions,
            Command::Latency(latency::Command::Show(true)),
            Command::OpenPalette,
            Command::Present(true),
            Command::Sequences(sequences::Command::OpenExample(sequences::Example::Rooms)),
            Command::Sequences(sequences::Command::Run),
        ] {
            stage.command(command);
            stage.harness.run_steps(3);
        }
    }
}
