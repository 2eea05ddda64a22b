//! The states of the window of which there are pictures, and what a person does to come to them.

use egui::Rect;
use session::Plan;
use wscope::features::connection_settings::form::{HeaderLine, Login, ProxyChoice, TrustChoice};
use wscope::features::connection_settings::{self, Section, Setting};
use wscope::features::inspector;
use wscope::features::message_form::{self, FormId};
use wscope::features::{connections, latency, polling, sidebar};
use wscope::kit::language::Language;
use wscope::kit::proto_files::ProtoFiles;
use wscope::kit::protocol_choice::ProtocolChoice;
use wscope::kit::rule_line::{MatchBy, RuleLine};
use wscope::kit::theme::ThemeChoice;
use wscope::shell::command::Command;

use crate::Look;
use crate::conversation;
use crate::opened::Opened;
use crate::watched;
use crate::ways::{
    compression_table, connection_page, frame_by_hand, frames_of_messages, polling_result, share,
    step, work,
};

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

pub(crate) const STATES: [State; 48] = [
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
        name: "methods",
        looks: &[EN_LIGHT_1440, ZH_DARK_1120],
        show: conversation::methods,
    },
    State {
        name: "groups",
        looks: &[EN_DARK_1120, ZH_LIGHT_1440],
        show: conversation::groups,
    },
    State {
        name: "folded",
        looks: &[EN_LIGHT_1120, ZH_DARK_1120],
        show: conversation::folded,
    },
    State {
        name: "flow",
        looks: &[EN_LIGHT_1440, ZH_DARK_1120, EN_DARK_360],
        show: conversation::flow,
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
        name: "message-form",
        looks: &[EN_DARK_1120, ZH_LIGHT_360],
        show: |opened| {
            let set = Setting::Protocol(ProtocolChoice::Always("socket.io"));
            let set = connection_settings::Command::Set(set);
            opened.ask(Command::ConnectionSettings(set));
            let emit = FormId {
                protocol: "socket.io",
                form: "emit",
            };
            opened.ask(Command::MessageForm(message_form::Command::Open(emit)));
        },
    },
    State {
        name: "proto-files",
        looks: &[EN_LIGHT_1120, ZH_LIGHT_360],
        show: |opened| {
            // The path is in the picture, so it is the same everywhere.
            let files = ProtoFiles {
                files: "tests/snapshots/proto/chat.proto".to_owned(),
                folders: String::new(),
                sent: "chat.Joined".to_owned(),
                received: "chat.Said".to_owned(),
            };
            opened.stage.harness.state_mut().tab_mut().form.proto = files;
            let set = Setting::Protocol(ProtocolChoice::ProtoFiles);
            let set = connection_settings::Command::Set(set);
            opened.ask(Command::ConnectionSettings(set));
            let types = opened.pick(["2 message types", "2 个消息类型"]);
            opened.stage.wait_for_text(types);
        },
    },
    State {
        name: "rules",
        looks: &[ZH_DARK_1120, EN_LIGHT_360],
        show: |opened| {
            let rule = |by, look_for: &str, equals: &str, answer: &str| RuleLine {
                by,
                look_for: look_for.to_owned(),
                equals: equals.to_owned(),
                answer: answer.to_owned(),
                ..RuleLine::default()
            };
            let rules = &mut opened.stage.harness.state_mut().tab_mut().form.rules;
            rules.push(rule(MatchBy::Contains, "hello", "", "good day"));
            let pong = r#"{"type":"pong"}"#;
            rules.push(rule(MatchBy::JsonPath, "$.type", "ping", pong));
            rules.push(rule(MatchBy::Regex, "(", "", ""));
            let edit = connection_settings::Command::EditRules;
            opened.ask(Command::ConnectionSettings(edit));
        },
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
        name: "frames",
        looks: &[EN_DARK_1440, ZH_LIGHT_1120, ZH_DARK_360],
        show: frames_of_messages,
    },
    State {
        name: "frame-form",
        looks: &[EN_LIGHT_1120, ZH_DARK_360],
        show: frame_by_hand,
    },
    State {
        name: "compression",
        looks: &[EN_DARK_1440, ZH_LIGHT_1120],
        show: compression_table,
    },
    State {
        name: "share",
        looks: &[EN_LIGHT_1440, ZH_DARK_1120],
        show: share,
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
