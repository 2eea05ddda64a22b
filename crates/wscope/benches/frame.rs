//! What a frame costs with a thousand, a million and ten million messages, at the top, in the middle and at the tail of the
//! list while the wheel turns, and while a filter looks through all of them; the same of a million messages of JSON-RPC while their
//! calls are paired and they are grouped and folded; and the longest frame while a large message is opened.
//!
//! `cargo bench -p wscope --bench frame` prints one JSON object a line.
#![expect(clippy::print_stdout, reason = "a bench prints its result")]

mod window;

use std::borrow::Cow;
use std::time::{Duration, Instant};

use egui::{Event, MouseWheelUnit, Pos2, TouchPhase, Vec2};
use message_log::{Direction, Entry, Kind, Timestamp};
use session::Query;
use window::{Window, quantile};
use wscope::features::inspector::{self, Format, Page};
use wscope::features::messages;
use wscope::shell::command::Command;

const SIZES: [u64; 3] = [1_000, 1_000_000, 10_000_000];
/// Frames of one size before the next has its turn: the machine is never equally fast for long, so sizes are compared
/// within a round.
const FRAMES: usize = 60;
const ROUNDS: usize = 21;
/// Calls of JSON-RPC, each with an answer.
const CALLS: u64 = 500_000;
/// So many calls and as many answers arrive in a frame: 120,000 messages a second.
const ARRIVING: u64 = 1_000;
/// How long a screen shows a frame.
const SCREEN: Duration = Duration::from_micros(16_667);
/// A frame that opens or reads a long message may take so long, in milliseconds.
const DETAIL_GOAL_MS: f64 = 50.0;

fn main() {
    let mut windows = SIZES.map(filled);
    for place in ["top", "middle", "tail", "filtering"] {
        compare(&mut windows, place);
    }
    drop(windows);
    converse();
    let mib = 1 << 20;
    for (what, format, message) in [
        ("64 MiB in one line", Format::Text, "x".repeat(64 * mib)),
        ("64 MiB of line ends", Format::Text, "\n".repeat(64 * mib)),
        ("64 MiB as hex", Format::Hex, "x".repeat(64 * mib)),
        (
            "64 MiB of brackets as JSON",
            Format::Json,
            "[],".repeat(64 * mib / 3),
        ),
        ("150,000 lines of JSON", Format::Json, json(150_000)),
    ] {
        open(what, format, &[], message);
    }
    // What is spoken is known from calls that are short.
    let before: Vec<String> = (0..4).map(call).collect();
    let params = json(1_600_000);
    let decoded = format!(r#"{{"jsonrpc":"2.0","id":5,"method":"large","params":{params}}}"#);
    open("10 MB decoded", Format::Json, &before, decoded);
}

/// A call of 200 bytes, one of twenty methods.
fn call(number: u64) -> String {
    let method = number % 20;
    let text = "x".repeat(127);
    format!(
        r#"{{"jsonrpc":"2.0","id":{number:8},"method":"method_{method:02}","params":{{"text":"{text}"}}}}"#
    )
}

fn answer(number: u64) -> String {
    let text = "x".repeat(148);
    format!(r#"{{"jsonrpc":"2.0","id":{number:8},"result":{{"text":"{text}"}}}}"#)
}

/// Prints what a frame costs while calls are paired and messages grouped, while more arrive, and when alike ones are folded: the page
/// of the conversation is open, and the wheel turns over the list.
fn converse() {
    let mut window = Window::open("", None);
    window.app.session().set_budget(4 << 30);
    for number in 0..CALLS {
        append(&mut window, 2 * number, call(number));
        append(&mut window, 2 * number + 1, answer(number));
    }
    window.app.ask(Command::Inspector(inspector::Command::Show(
        Page::Conversation,
    )));
    let mut next = CALLS;
    for (what, arriving, command) in [
        ("pairing", 0, None),
        ("arriving", ARRIVING, None),
        ("folded", 0, Some(messages::Command::FoldAlike(true))),
    ] {
        if let Some(command) = command {
            window.app.ask(Command::Messages(command));
        }
        let mut times = Vec::new();
        for frame in 0..20 * FRAMES {
            for number in next..next + arriving {
                append(&mut window, 2 * number, call(number));
                append(&mut window, 2 * number + 1, answer(number));
            }
            next += arriving;
            let start = Instant::now();
            times.push(window.frame(wheel(frame % 20 < 10)));
            // As often as a screen shows one.
            std::thread::sleep(SCREEN.saturating_sub(start.elapsed()));
        }
        let (median, p99) = (quantile(&mut times, 0.5), quantile(&mut times, 0.99));
        println!(
            r#"{{"bench":"conversation","messages":{},"while":"{what}","median_ms":{median:.3},"p99_ms":{p99:.3},"goal_p99_ms":16.7}}"#,
            2 * next
        );
    }
}

/// A JSON text of so many lines once it is indented.
fn json(lines: usize) -> String {
    let item = |number| format!(r#"{{"id":{number},"name":"item {number}","tags":["a","b"]}}"#);
    let items: Vec<String> = (0..lines / 8).map(item).collect();
    format!("[{}]", items.join(","))
}

/// A window with so many messages of 64 bytes.
fn filled(messages: u64) -> Window {
    let mut window = Window::open("", None);
    window.app.session().set_budget(4 << 30);
    for number in 0..messages {
        let needle = number % 10;
        let payload = format!("{number:08} the quick brown fox jumps over the needle {needle:<10}");
        append(&mut window, number, payload);
    }
    window
}

fn append(window: &mut Window, number: u64, payload: String) {
    let entry = Entry {
        direction: if number.is_multiple_of(2) {
            Direction::Sent
        } else {
            Direction::Received
        },
        kind: Kind::Text,
        at: Timestamp::from_micros(1_700_000_000_000_000 + number),
    };
    let payload = Cow::Owned(payload.into_bytes());
    window.app.session().append(entry, payload).ok();
}

/// Prints what a frame costs at this place of each window, and how the largest compares with the smallest.
fn compare(windows: &mut [Window; 3], place: &str) {
    let mut times = [const { Vec::new() }; 3];
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let mut medians = [0.0; 3];
        for (index, window) in windows.iter_mut().enumerate() {
            go_to(window, SIZES[index], place);
            let mut round = measure(window);
            medians[index] = quantile(&mut round, 0.5);
            times[index].extend(round);
        }
        ratios.push(medians[2] / medians[0]);
    }
    for (messages, times) in SIZES.iter().zip(&mut times) {
        let (median, p99) = (quantile(times, 0.5), quantile(times, 0.99));
        println!(
            r#"{{"bench":"frame","messages":{messages},"place":"{place}","median_ms":{median:.3},"p99_ms":{p99:.3},"goal_ms":1.0}}"#
        );
    }
    ratios.sort_by(f64::total_cmp);
    let (low, ratio, high) = (
        ratios[ROUNDS / 4],
        ratios[ROUNDS / 2],
        ratios[3 * ROUNDS / 4],
    );
    println!(
        r#"{{"bench":"frame_ratio","place":"{place}","messages":{},"to":{},"ratio":{ratio:.2},"quartiles":[{low:.2},{high:.2}],"goal":1.1}}"#,
        SIZES[2], SIZES[0]
    );
}

fn go_to(window: &mut Window, messages: u64, place: &str) {
    let number = match place {
        "top" => 1,
        "middle" => messages / 2,
        _ => messages,
    };
    window.app.ask(Command::GoTo(number));
    // The pane that opens is not what is measured.
    window.app.ask(Command::ShowDetail(None));
    if place == "filtering" {
        let query = Query {
            text: "needle 7".to_owned(),
            ..Query::default()
        };
        // Anew in each round, so that the search is at work.
        window.app.ask(Command::LookFor(Box::new(query)));
    }
    for _ in 0..5 {
        window.frame(Vec::new());
    }
}

/// How long frames take while the wheel turns up and down.
fn measure(window: &mut Window) -> Vec<Duration> {
    let frames = 0..FRAMES;
    frames
        .map(|frame| window.frame(wheel(frame % 20 < 10)))
        .collect()
}

/// Prints the longest frame while a message is opened, read to its end, scrolled and folded.
fn open(what: &str, format: Format, before: &[String], message: String) {
    let mut window = Window::open("", None);
    let bytes = message.len();
    window.app.session().set_budget(1 << 30);
    for (at, message) in (1..).zip(before.iter().cloned().chain([message])) {
        append(&mut window, at, message);
    }
    let number = window.app.with_log(session::Log::kept).end.get() - 1;
    let mut longest = Duration::ZERO;
    for commands in [
        vec![
            Command::GoTo(number),
            Command::Inspector(inspector::Command::ShowAs(format)),
        ],
        vec![Command::Inspector(inspector::Command::FoldAll(true))],
        vec![Command::Inspector(inspector::Command::FoldAll(false))],
    ] {
        commands
            .into_iter()
            .for_each(|command| window.app.ask(command));
        for frame in 0..FRAMES {
            longest = longest.max(window.frame(wheel(frame % 20 < 10)));
        }
        while window.context.has_requested_repaint() {
            longest = longest.max(window.frame(Vec::new()));
        }
    }
    let longest = longest.as_secs_f64() * 1e3;
    println!(
        r#"{{"bench":"detail","message":"{what}","bytes":{bytes},"longest_ms":{longest:.1},"goal_ms":{DETAIL_GOAL_MS}}}"#
    );
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
