//! The states of the window of which there are pictures, and what a person does to come to them.

use connection::{CloseFrame, Step};
use egui::Rect;
use egui::accesskit::Role;
use egui_kittest::kittest::{Queryable as _, by};
use session::{Plan, RecordedEvent};
use wscope::features::connection_settings::Section;
use wscope::features::connection_settings::form::{HeaderLine, Login, ProxyChoice, TrustChoice};
use wscope::features::inspector::{self, Page};
use wscope::features::{connections, latency, polling, sequences, sidebar};
use wscope::kit::language::Language;
use wscope::kit::theme::ThemeChoice;
use wscope::shell::command::Command;

use crate::Look;
use crate::opened::Opened;
use crate::watched;

/// When a connection began that is recorded as it was, in microseconds since 1970.
const BEGAN_US: u64 = 1_795_474_466_880_000;

/// A state: its name, the windows in which it is looked at, and what is done to come to it.
pub(crate) struct State {
    pub(crate) name: &'static str,
    pub(crate) looks: &'static [Look],
    pub(crate) show: fn(&mut Opened),
}

const ZH: Language = Language::SimplifiedChinese;
const EN: Language = Language::English;
const DARK: ThemeChoice = ThemeChoice::Dark;
const LIGHT: ThemeChoice = ThemeChoice::Light;

const ZH_DARK_1120: Look = Look::new(ZH, DARK, 1120.0, 720.0);
const EN_DARK_1120: Look = Look::new(EN, DARK, 1120.0, 720.0);
const ZH_LIGHT_1120: Look = Look::new(ZH, LIGHT, 1120.0, 720.0);
const EN_LIGHT_1120: Look = Look::new(EN, LIGHT, 1120.0, 720.0);
const ZH_DARK_1440: Look = Look::new(ZH, DARK, 1440.0, 900.0);
const EN_DARK_1440: Look = Look::new(EN, DARK, 1440.0, 900.0);
const ZH_LIGHT_1440: Look = Look::new(ZH, LIGHT, 1440.0, 900.0);
const EN_LIGHT_1440: Look = Look::new(EN, LIGHT, 1440.0, 900.0);
const ZH_DARK_360: Look = Look::new(ZH, DARK, 360.0, 720.0);
const EN_DARK_360: Look = Look::new(EN, DARK, 360.0, 640.0);
const ZH_LIGHT_360: Look = Look::new(ZH, LIGHT, 360.0, 720.0);
const EN_LIGHT_360: Look = Look::new(EN, LIGHT, 360.0, 640.0);
const EN_LIGHT_ZOOMED: Look = Look::new(EN, LIGHT, 1280.0, 720.0).zoomed(2.0);
const ZH_DARK_ZOOMED: Look = Look::new(ZH, DARK, 1280.0, 720.0).zoomed(2.0);

pub(crate) const STATES: [State; 37] = [
    State {
        name: "first-start",
        looks: &[ZH_DARK_1120, EN_LIGHT_1440, ZH_LIGHT_360],
        show: |_| {},
    },
    State {
        name: "echoed",
        looks: &[ZH_DARK_1120, EN_DARK_360, ZH_DARK_ZOOMED],
        show: |opened| opened.echo(3),
    },
    State {
        name: "selected",
        looks: &[ZH_LIGHT_1440, EN_DARK_1120],
        show: |opened| {
            opened.echo(3);
            opened.select(4);
        },
    },
    State {
        name: "json-tree",
        looks: &[EN_LIGHT_1440, ZH_DARK_1120, EN_LIGHT_ZOOMED],
        show: |opened| {
            opened.trade();
            opened.select(4);
        },
    },
    State {
        name: "work",
        looks: &[EN_LIGHT_1440, ZH_LIGHT_360],
        show: work,
    },
    State {
        name: "diff",
        looks: &[EN_DARK_1440, ZH_LIGHT_1120],
        show: |opened| {
            opened.trade();
            opened.select(4);
            let both = inspector::Command::CompareBoth { held: 5, shown: 7 };
            opened.ask(Command::Inspector(both));
            opened.wait_for_comparison();
        },
    },
    State {
        name: "failure",
        looks: &[ZH_LIGHT_1120, EN_DARK_360],
        show: |opened| {
            opened.echo(1);
            // Nothing listens at port 1.
            opened.ask(Command::UseAddress("ws://127.0.0.2:1".to_owned()));
            opened.wait_for_banner();
        },
    },
    State {
        name: "close-1008",
        looks: &[EN_DARK_1120, ZH_LIGHT_360],
        show: |opened| {
            let path = "/close/1008?reason=token%20expired&after=100ms";
            let address = format!("{}{path}", opened.server.url);
            opened.stage.record_details();
            opened.ask(Command::UseAddress(address));
            opened.wait_for_banner();
        },
    },
    State {
        name: "connection",
        looks: &[EN_DARK_1440, ZH_LIGHT_1120, ZH_DARK_360],
        show: connection_page,
    },
    State {
        name: "scenarios",
        looks: &[ZH_DARK_1120, EN_LIGHT_1440],
        show: |opened| {
            opened.ask(Command::Sidebar(sidebar::Command::Show(true)));
            opened.wait_for_scenarios();
            let open = sidebar::Command::Open(sidebar::Section::Scenarios);
            opened.ask(Command::Sidebar(open));
            opened.click_item(["Chat with names", "带名字的聊天"]);
            opened.stage.wait_for_button("点击请求");
        },
    },
    State {
        name: "sequence-stepped",
        looks: &[EN_LIGHT_1440, ZH_DARK_1120, ZH_LIGHT_360],
        show: |opened| step(opened, false),
    },
    State {
        name: "sequence-presented",
        looks: &[EN_DARK_1440, ZH_LIGHT_1440],
        show: |opened| step(opened, true),
    },
    State {
        name: "settings-params",
        looks: &[ZH_DARK_1120],
        show: |opened| {
            let address = format!("{}/?room=lobby&token=s3cret", opened.server.url);
            opened.stage.harness.state_mut().set_address(&address);
            opened.stage.open_settings_page(Section::Parameters);
        },
    },
    State {
        name: "settings-headers",
        looks: &[EN_LIGHT_1440, ZH_LIGHT_360],
        show: |opened| {
            let lines = [
                ("Origin", "https://example.com"),
                ("Authorization", "Bearer 0123456789abcdef3f9c"),
                ("X-Client-Version", "wscope/0.2"),
            ];
            let lines = lines.map(|(name, value)| HeaderLine::new(name, value));
            let form = &mut opened.stage.harness.state_mut().tab_mut().form;
            form.headers = lines.to_vec();
            form.subprotocols = "trades.v2, trades.v1".to_owned();
            opened.stage.open_settings_page(Section::Headers);
        },
    },
    State {
        name: "settings-auth",
        looks: &[EN_DARK_1120],
        show: |opened| {
            let form = &mut opened.stage.harness.state_mut().tab_mut().form;
            form.login = Login::Basic;
            form.user = "ada".to_owned();
            form.password = "secret".to_owned();
            opened.stage.open_settings_page(Section::Login);
        },
    },
    State {
        name: "settings-tls",
        looks: &[ZH_LIGHT_1120],
        show: |opened| {
            opened.stage.harness.state_mut().tab_mut().form.trust = TrustChoice::Also;
            opened.stage.open_settings_page(Section::Tls);
        },
    },
    State {
        name: "settings-proxy",
        looks: &[EN_LIGHT_360],
        show: |opened| {
            opened.stage.harness.state_mut().tab_mut().form.proxy = ProxyChoice::At;
            opened.stage.open_settings_page(Section::Proxy);
        },
    },
    State {
        name: "settings-advanced",
        looks: &[ZH_DARK_1440],
        show: |opened| opened.stage.open_settings_page(Section::Advanced),
    },
    State {
        name: "program-settings",
        looks: &[EN_DARK_1120, ZH_LIGHT_360],
        show: |opened| opened.ask(Command::OpenSettings),
    },
    State {
        name: "palette",
        looks: &[EN_DARK_1120, ZH_LIGHT_360],
        show: |opened| {
            opened.echo(3);
            opened.ask(Command::OpenPalette);
            opened.type_text("rec");
        },
    },
    State {
        name: "presentation",
        looks: &[ZH_DARK_1440, EN_LIGHT_1120],
        show: |opened| {
            opened.echo(3);
            opened.ask(Command::Present(true));
            let harness = &mut opened.stage.harness;
            harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
            opened.wait_for_answers(4);
        },
    },
    State {
        name: "latency",
        looks: &[EN_LIGHT_1120, ZH_DARK_360],
        show: |opened| opened.ask(Command::Latency(latency::Command::Show(true))),
    },
    State {
        name: "polling",
        looks: &[ZH_DARK_1440, EN_LIGHT_360],
        show: |opened| opened.ask(Command::Polling(polling::Command::Show(true))),
    },
    State {
        name: "latency-result",
        looks: &[ZH_DARK_1120],
        show: |opened| {
            opened.stage.harness.state_mut().tab_mut().probe_plan = Plan {
                rate: 1_000,
                size: 64,
                count: 100,
            };
            opened.ask(Command::Latency(latency::Command::Show(true)));
            opened.ask(Command::Latency(latency::Command::Start));
            opened.wait_for_answers(100);
            opened.stage.wait_until("the end", |stage| {
                let probe = stage.harness.state().tab().session.probe();
                probe.is_some_and(|probe| probe.is_over)
            });
            opened.measured = Rect::from_x_y_ranges(56.0..=1112.0, 120.0..=185.0);
            opened.plot = Rect::from_x_y_ranges(56.0..=1112.0, 185.0..=690.0);
        },
    },
    State {
        name: "polling-result",
        looks: &[ZH_DARK_1440],
        show: polling_result,
    },
    State {
        name: "how-it-works",
        looks: &[EN_LIGHT_1120, ZH_DARK_360],
        show: |opened| {
            opened.echo(1);
            opened.ask(Command::ExplainProtocol);
        },
    },
    State {
        name: "close-form",
        looks: &[EN_DARK_1120, ZH_LIGHT_360],
        show: |opened| opened.ask(Command::AskCloseWith),
    },
    State {
        name: "environments",
        looks: &[ZH_DARK_1120, EN_LIGHT_360],
        show: |opened| {
            let edit = connections::Command::EditEnvironments;
            opened.ask(Command::Connections(edit));
        },
    },
    State {
        name: "sidebar",
        looks: &[ZH_LIGHT_360, EN_DARK_360],
        show: |opened| {
            opened.ask(Command::Sidebar(sidebar::Command::Show(true)));
            opened.wait_for_scenarios();
        },
    },
    State {
        name: "inspector",
        looks: &[ZH_DARK_360, EN_LIGHT_360],
        show: |opened| {
            opened.trade();
            opened.select(2);
        },
    },
    State {
        name: "menu",
        looks: &[EN_LIGHT_1120],
        show: |opened| opened.stage.press(opened.pick(["More", "更多"])),
    },
    State {
        name: "context-menu",
        looks: &[ZH_LIGHT_1120],
        show: |opened| {
            opened.echo(3);
            opened.open_row_menu();
        },
    },
    State {
        name: "send-menu",
        looks: &[EN_DARK_1120],
        show: |opened| {
            opened.echo(1);
            opened
                .stage
                .press(opened.pick(["More ways to send", "更多发送方式"]));
        },
    },
    State {
        name: "long-text",
        looks: &[EN_LIGHT_1120, ZH_LIGHT_360],
        show: |opened| {
            let sentence = "A message that is longer than the field is wide goes on below. ";
            opened.stage.write(&sentence.repeat(5));
        },
    },
    State {
        name: "search",
        looks: &[ZH_DARK_1120],
        show: |opened| {
            opened.trade();
            let query = session::Query {
                text: "price".to_owned(),
                ..session::Query::default()
            };
            opened.ask(Command::LookFor(Box::new(query)));
            opened.stage.harness.run_steps(10);
        },
    },
    State {
        name: "watch",
        looks: &[EN_LIGHT_1440, ZH_DARK_1120],
        show: watched::values,
    },
    State {
        name: "clearing",
        looks: &[EN_LIGHT_1440],
        show: |opened| {
            opened.echo(3);
            opened.ask(Command::AskClear);
        },
    },
];

/// A comparison that was stopped after a while.
fn polling_result(opened: &mut Opened) {
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
fn work(opened: &mut Opened) {
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
fn connection_page(opened: &mut Opened) {
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
fn step(opened: &mut Opened, presents: bool) {
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
    }
    // When each of them happened.
    let rows = opened.stage.harness.query_all(by().role(Role::Row));
    let places = rows.map(|row| row.rect());
    opened.measured = places.reduce(Rect::union).unwrap_or(Rect::NOTHING);
}
