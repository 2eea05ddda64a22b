//! What a frame costs with a thousand, a million and ten million messages, at the top, in the middle and at the tail of the
//! list while the wheel turns, and while a filter looks through all of them.
//!
//! `cargo bench -p wscope --bench frame` prints one JSON object a line.
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

mod window;

use std::borrow::Cow;
use std::time::Duration;

use egui::{Event, MouseWheelUnit, Pos2, TouchPhase, Vec2};
use message_log::{Direction, Entry, Kind, Timestamp};
use window::{Window, quantile};
use wscope::command::Command;
use wscope::query::Query;

const SIZES: [u64; 3] = [1_000, 1_000_000, 10_000_000];
const FRAMES: usize = 600;

fn main() {
    let mut medians = Vec::new();
    for messages in SIZES {
        let mut window = filled(messages);
        for (place, number) in [("top", 1), ("middle", messages / 2), ("tail", messages)] {
            window.app.ask(Command::GoTo(number));
            // The pane that opens is not what is measured.
            window.app.ask(Command::ShowDetail(None));
            medians.push((messages, place, measure(&mut window, messages, place)));
        }
        let query = Query {
            text: "needle 7".to_owned(),
            ..Query::default()
        };
        window.app.ask(Command::LookFor(Box::new(query)));
        medians.push((
            messages,
            "filtering",
            measure(&mut window, messages, "filtering"),
        ));
    }
    for place in ["top", "middle", "tail", "filtering"] {
        let of = |messages| {
            medians
                .iter()
                .find(|median| (median.0, median.1) == (messages, place))
        };
        if let (Some(small), Some(large)) = (of(SIZES[0]), of(SIZES[2])) {
            let ratio = large.2 / small.2;
            println!(
                r#"{{"bench":"frame_ratio","place":"{place}","messages":{},"to":{},"ratio":{ratio:.2},"goal":1.1}}"#,
                SIZES[2], SIZES[0]
            );
        }
    }
}

/// A window with so many messages of 64 bytes.
fn filled(messages: u64) -> Window {
    let window = Window::open("");
    {
        let log = &mut window.app.recorder().log;
        log.set_budget(4 << 30);
        for number in 0..messages {
            let entry = Entry {
                direction: if number % 2 == 0 {
                    Direction::Sent
                } else {
                    Direction::Received
                },
                kind: Kind::Text,
                at: Timestamp::from_micros(1_700_000_000_000_000 + number),
            };
            let payload = format!(
                "{number:08} the quick brown fox jumps over the needle {:<10}",
                number % 10
            );
            log.append(entry, Cow::Owned(payload.into_bytes())).ok();
        }
    }
    window
}

/// Turns the wheel up and down, and prints the median and the 99th percentile. Returns the median, in milliseconds.
fn measure(window: &mut Window, messages: u64, place: &str) -> f64 {
    for _ in 0..20 {
        window.frame(Vec::new());
    }
    let mut times: Vec<Duration> = (0..FRAMES)
        .map(|frame| window.frame(wheel(frame % 20 < 10)))
        .collect();
    let (median, p99) = (quantile(&mut times, 0.5), quantile(&mut times, 0.99));
    println!(
        r#"{{"bench":"frame","messages":{messages},"place":"{place}","median_ms":{median:.3},"p99_ms":{p99:.3},"goal_ms":1.0}}"#
    );
    median
}

/// The pointer over the list, and one notch of its wheel.
fn wheel(is_up: bool) -> Vec<Event> {
    let lines = if is_up { 1.0 } else { -1.0 };
    vec![
        Event::PointerMoved(Pos2::new(300.0, 300.0)),
        Event::MouseWheel {
            unit: MouseWheelUnit::Line,
            delta: Vec2::new(0.0, lines),
            phase: TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: egui::Modifiers::NONE,
        },
    ]
}
