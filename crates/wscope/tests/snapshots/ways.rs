//! What a person does to come to states of the window that take more than a few steps.

use connection::{CloseFrame, Step};
use egui::Rect;
use egui::accesskit::Role;
use egui_kittest::kittest::{Queryable as _, by};
use session::RecordedEvent;
use wscope::features::inspector::{self, Page};
use wscope::features::{composer, frames, polling, sequences};
use wscope::kit::list_mode::ListMode;
use wscope::shell::command::Command;

use crate::opened::Opened;

/// When a connection began that is recorded as it was, in microseconds since 1970.
const BEGAN_US: u64 = 1_795_474_466_880_000;

/// A comparison that was stopped after a while.
pub(crate) fn polling_result(opened: &mut Opened) {
    opened.ask(Command::Polling(polling::Command::Show(true)));
    let plan = &mut opened.stage.harness.state_mut().polling_mut().plan;
    (plan.rate, plan.interval) = (50.0, 0.1);
    opened.ask(Command::Polling(polling::Command::Start));
    opened.stage.wait_until("events", |stage| {
        let state = stage.harness.state().polling().state();
        let last = state.and_then(|state| state.samples().last().copied());
        last.is_some_and(|last| {
            let mut sides = last.sides.iter();
            sides.all(|side| side.median.is_some() && side.cost.events > 20)
        })
    });
    opened.ask(Command::Polling(polling::Command::Stop));
    opened.stage.harness.run_steps(10);
    // Beside the sidebar, and between the form and the status line.
    opened.measured = Rect::from_x_y_ranges(230.0..=1440.0, 90.0..=870.0);
    opened.plot = Rect::from_x_y_ranges(230.0..=1004.0, 216.0..=874.0);
}

/// Saved connections, messages with JSON, one of them selected, and JSON in the composer.
pub(crate) fn work(opened: &mut Opened) {
    opened.trade();
    let tab = opened.stage.harness.state_mut().tab_mut();
    tab.compose.draft.form = payload::typed::Form::Json;
    opened
        .stage
        .write("{\n  \"op\": \"subscribe\",\n  \"channel\": \"ticker\"\n}");
    if opened.stage.harness.ctx.content_rect().width() > 480.0 {
        opened.select(6);
    }
}

/// A connection that came about and ended, all of it as recorded, so that its times are always the same.
pub(crate) fn connection_page(opened: &mut Opened) {
    opened.stage.command(Command::Disconnect);
    opened.stage.wait_until("the end", |stage| {
        matches!(stage.harness.state().phase(), connection::Phase::Idle)
    });
    opened.stage.session().clear();
    let request = "GET /v2/trades HTTP/1.1\r\nHost: stream.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: trades.v2, trades.v1";
    let reply = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: trades.v2";
    let peer = std::net::SocketAddr::from(([203, 0, 113, 24], 443));
    opened.keeps_durations = true;
    for (micros, event) in [
        (
            0,
            RecordedEvent::Connecting {
                address: "wss://stream.example.com/v2/trades".to_owned(),
            },
        ),
        (
            11_900,
            RecordedEvent::Step(Step::Resolved {
                addresses: vec![peer.ip()],
                micros: 11_800,
            }),
        ),
        (
            36_100,
            RecordedEvent::Step(Step::Reached {
                address: peer,
                micros: 24_100,
            }),
        ),
        (
            88_000,
            RecordedEvent::Step(Step::Secured {
                version: "TLSv1_3".to_owned(),
                is_verified: true,
                key_log: None,
                micros: 51_700,
            }),
        ),
        (
            88_100,
            RecordedEvent::Step(Step::Requested {
                head: request.to_owned(),
            }),
        ),
        (
            114_100,
            RecordedEvent::Step(Step::Answered {
                head: reply.to_owned(),
                micros: 26_000,
            }),
        ),
        (114_200, RecordedEvent::Opened),
        (
            37_314_200,
            RecordedEvent::ClosedByPeer {
                frame: Some(CloseFrame {
                    code: Some(1001),
                    reason: "deploying 2026.47, reconnect".to_owned(),
                }),
            },
        ),
    ] {
        let at = message_log::Timestamp::from_micros(BEGAN_US + micros);
        opened.stage.session().record_at(event, at);
    }
    let last = opened.stage.kept().end - 1;
    opened.ask(Command::ShowDetail(Some(last)));
    opened.ask(Command::Inspector(inspector::Command::Show(
        Page::Connection,
    )));
}

/// A sequence of which some lines were carried out.
pub(crate) fn step(opened: &mut Opened, presents: bool) {
    use sequences::{Command as C, Example};
    let example = C::OpenExample(Example::Basics);
    opened.ask(Command::Sequences(example));
    if presents {
        opened.ask(Command::Present(true));
    }
    for passed in 1..=3 {
        opened.ask(Command::Sequences(C::Step));
        opened.stage.wait_until("a step", |stage| {
            let run = stage.harness.state().sequence().run.as_ref();
            run.is_some_and(|run| run.passed() == passed && !run.is_running())
        });
        if passed == 2 {
            // What had come before it was expected has no time.
            opened.stage.wait_for_rows(2, &["hello"]);
        }
    }
    // When each of them happened.
    let rows = opened.stage.harness.query_all(by().role(Role::Row));
    let places = rows.map(|row| row.rect());
    opened.measured = places.reduce(Rect::union).unwrap_or(Rect::NOTHING);
}

/// Messages in fragments, in the list of frames, one of them field by field.
pub(crate) fn frames_of_messages(opened: &mut Opened) {
    opened.connect_with_details("/fragment/3/echo");
    let mode = frames::Command::Switch(ListMode::Frames);
    opened.ask(Command::Frames(mode));
    opened.echo(2);
    if opened.stage.harness.ctx.content_rect().width() > 480.0 {
        // A frame of the server: it has no masking key, which would be another one each time.
        let frame = opened.pick(["continuation", "延续帧"]);
        opened.stage.select_row(&[frame]);
    }
    opened.stage.harness.run_steps(5);
}

/// A frame with a reserved bit, and what the server did about it.
pub(crate) fn frame_by_hand(opened: &mut Opened) {
    opened.connect_with_details("");
    opened.ask(Command::Composer(composer::Command::MakeFrame));
    opened.choose_from(["Preset", "预设"], ["RSV3 set", "RSV3 为 1"]);
    let send = opened.pick(["Send frame", "发送帧"]);
    opened.stage.press(send);
    let told = opened.pick(["As RFC 6455 requires", "符合 RFC 6455 的要求"]);
    opened.stage.wait_for_text(told);
    opened.stage.harness.run_steps(5);
}

/// What other parameters of compression would have given for the messages of a session.
pub(crate) fn compression_table(opened: &mut Opened) {
    opened.connect_with_details("/deflate/echo");
    opened.trade();
    let page = inspector::Command::Show(Page::Connection);
    opened.ask(Command::Inspector(page));
    let compare = opened.pick(["Compare compression parameters", "比较压缩参数"]);
    opened.stage.scroll_to_button(compare);
    opened.stage.press(compare);
    opened.stage.wait_for_text("15 · 32.0 KiB");
    let last = opened.pick(["Underlined: what was agreed on", "带下划线：已协商的参数"]);
    opened.stage.harness.get_by_label(last).scroll_to_me();
    opened.stage.harness.run_steps(20);
}

/// A session in which something is secret, about to be saved for somebody else.
pub(crate) fn share(opened: &mut Opened) {
    opened.trade();
    let text = r#"{"user":"grace","password":"s3cret","n":7}"#;
    opened
        .stage
        .send(connection::Message::Text(text.to_owned()));
    opened.wait_for_answers(6);
    opened.ask(Command::ShareSession);
    let save = opened.pick(["Save to file…", "保存到文件…"]);
    opened.stage.wait_for_button(save);
    opened.stage.harness.run_steps(20);
}
