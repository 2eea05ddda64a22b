//! Typing as a person types: one character at a time, through what is not valid yet, into every field of the program.

use connection::Message;
use egui::{Event, ImeEvent, Key, Modifiers, Vec2};
use payload::typed::Form;
use wscope::StartOptions;
use wscope::features::connection_settings::form::{HeaderLine, Login, ProxyChoice, TrustChoice};
use wscope::features::connection_settings::{self, Section, Setting};
use wscope::features::latency;
use wscope::features::message_form::{self, FormId};
use wscope::features::polling;
use wscope::kit::language::Language;
use wscope::kit::protocol_choice::ProtocolChoice;
use wscope::shell::command::Command;

use crate::servers::Server;
use crate::stage::{Act, Stage};

/// A field, how to come to it, and what is typed into it.
struct Field {
    name: &'static str,
    open: Act,
    text: &'static str,
    kind: Kind,
}

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Any text.
    Text,
    /// The same, unseen.
    Secret,
    /// A number, and what cannot be read as one meanwhile.
    Number,
}

const fn text(name: &'static str, open: Act, text: &'static str) -> Field {
    let kind = Kind::Text;
    Field {
        name,
        open,
        text,
        kind,
    }
}

const fn secret(name: &'static str, open: Act, text: &'static str) -> Field {
    let kind = Kind::Secret;
    Field {
        name,
        open,
        text,
        kind,
    }
}

const fn number(name: &'static str, open: Act, text: &'static str) -> Field {
    let kind = Kind::Number;
    Field {
        name,
        open,
        text,
        kind,
    }
}

/// Every field of the program.
const FIELDS: [Field; 55] = [
    text("Address", nothing, "ws://localhost:4000/时钟?x=1&y"),
    text("Address", nothing, "http://[::1"),
    text("Find", finding, "f(x [中"),
    text("Find", as_regex, r"f(x|\d+[中]"),
    text("Message to send", nothing, "第一 line"),
    text("Message to send", as_json, r#"{"a":[1,"中"]}"#),
    text("Message to send", as_hex, "de ad be ef"),
    text("Message to send", as_base64, "3q2+7w=="),
    text("Event", emitting, "新 chat"),
    text(
        "Arguments (JSON, one or an array)",
        emitting,
        r#"{"a":[1,"中"]}"#,
    ),
    text(".proto files (a path per line)", decoding, "/消 a/b.proto"),
    text("Folders for imports (a path per line)", decoding, "/消 a"),
    text("Rule 1: look for", ruling, "你 (hello"),
    text("Rule 1: message to send", ruling, "{{x}} 中"),
    text("Snippet name", drafts, "两个 bytes"),
    number("Every", repeating, "1500"),
    number("Times", repeating, "25"),
    number("At least", filters, "1024"),
    number("At most", filters, "70000"),
    number("Rate", probing, "250"),
    number("Size", probing, "128"),
    number("Count", probing, "4000"),
    text("Tab name", advanced, "对照 one"),
    number("Connection timeout", advanced, "45"),
    text("Name 1", with_parameters, "to ken&"),
    text("Value 1", with_parameters, "a+b%20=中#"),
    text("Value 2", with_parameters, "x y"),
    text("Name 3", with_parameters, "new 中"),
    text("Subprotocols", with_header, "chat, v1.json"),
    text("Name 1", with_header, "X-Other"),
    text("Value 1", with_header, "b: 中 1"),
    text("Name 2", with_header, "X-New"),
    text("Value 2", with_header, "new 中"),
    secret("Value 1", with_secret_header, "s3 cret"),
    text("Paste many…", pasting, "X-Key: 中 1"),
    text("User name", with_password, "a:b 中"),
    secret("Password", with_password, "s3 cret"),
    secret("Token", with_token, "to ken"),
    text(
        "CA certificate (PEM file)",
        with_authority,
        "/tmp/机构 ca.pem",
    ),
    text("Client certificate (PEM file)", tls, "/tmp/me.pem"),
    text("Private key (PEM file)", tls, "/tmp/me.key"),
    text("Proxy address", with_proxy, "socks5://localhost:1080"),
    number("Max. message size", advanced, "2048"),
    number("Keep-alive interval", advanced, "90"),
    text("Code", closing, "4001"),
    text("Reason", closing, "再见 so long"),
    text("Go to…", going, "12x4"),
    text("File", saving, "/tmp/消息 1.bin"),
    text("Message to encode", encoding, "Hello 中"),
    number("Memory limit", settings, "256"),
    text("Server", comparing, "localhost:4701"),
    secret("Token", comparing_with_token, "to ken"),
    number("Event rate", comparing, "25"),
    number("Size", comparing, "128"),
    number("Interval", comparing, "3"),
];

fn nothing(_stage: &mut Stage) {}

/// By its key: a banner may lie over it, and goes with the key.
fn finding(stage: &mut Stage) {
    stage.command(Command::Find);
    stage.harness.run_steps(2);
}

fn as_regex(stage: &mut Stage) {
    finding(stage);
    stage.tick("Regular expression");
    stage.harness.run_steps(2);
}

fn compose_as(stage: &mut Stage, form: Form) {
    stage.harness.state_mut().tab_mut().compose.draft.form = form;
    stage.harness.run_steps(2);
}

fn as_json(stage: &mut Stage) {
    compose_as(stage, Form::Json);
}

fn as_hex(stage: &mut Stage) {
    compose_as(stage, Form::Hex);
}

fn as_base64(stage: &mut Stage) {
    compose_as(stage, Form::Base64);
}

fn emitting(stage: &mut Stage) {
    let id = FormId {
        protocol: "socket.io",
        form: "emit",
    };
    stage.command(Command::MessageForm(message_form::Command::Open(id)));
}

fn ruling(stage: &mut Stage) {
    let edit = connection_settings::Command::EditRules;
    stage.command(Command::ConnectionSettings(edit));
}

fn decoding(stage: &mut Stage) {
    let set = Setting::Protocol(ProtocolChoice::ProtoFiles);
    let set = connection_settings::Command::Set(set);
    stage.command(Command::ConnectionSettings(set));
}

fn drafts(stage: &mut Stage) {
    open_menu(stage, "Save as snippet…", "Snippet name");
}

fn repeating(stage: &mut Stage) {
    open_menu(stage, "Repeat…", "Every");
}

fn filters(stage: &mut Stage) {
    open_menu(stage, "Filter", "At least");
}

/// Opens a menu that has this field.
fn open_menu(stage: &mut Stage, menu: &str, field: &str) {
    stage.press(menu);
    stage.wait_until(field, |stage| stage.field(field).is_some());
    stage.harness.run_steps(3);
}

fn probing(stage: &mut Stage) {
    stage.command(Command::Latency(latency::Command::Show(true)));
    // In a narrow window some of them are in a menu.
    let names = ["Rate", "Size", "Count"];
    stage.open_menus(|stage| names.iter().all(|name| stage.field(name).is_some()));
}

fn with_parameters(stage: &mut Stage) {
    let address = "ws://localhost:1/path?a=1&b=%26";
    stage.harness.state_mut().set_address(address);
    stage.open_settings_page(Section::Parameters);
}

fn with_line(stage: &mut Stage, line: HeaderLine) {
    stage.harness.state_mut().tab_mut().form.headers = vec![line];
    stage.open_settings_page(Section::Headers);
}

fn with_header(stage: &mut Stage) {
    with_line(stage, HeaderLine::new("X-A", "b"));
}

fn with_secret_header(stage: &mut Stage) {
    with_line(stage, HeaderLine::new("Authorization", "Bearer abc"));
}

fn pasting(stage: &mut Stage) {
    with_header(stage);
    stage.press("Paste many…");
}

fn with_password(stage: &mut Stage) {
    stage.harness.state_mut().tab_mut().form.login = Login::Basic;
    stage.open_settings_page(Section::Login);
}

fn with_token(stage: &mut Stage) {
    stage.harness.state_mut().tab_mut().form.login = Login::Bearer;
    stage.open_settings_page(Section::Login);
}

fn tls(stage: &mut Stage) {
    stage.open_settings_page(Section::Tls);
}

fn with_authority(stage: &mut Stage) {
    stage.harness.state_mut().tab_mut().form.trust = TrustChoice::Also;
    tls(stage);
}

fn with_proxy(stage: &mut Stage) {
    stage.harness.state_mut().tab_mut().form.proxy = ProxyChoice::At;
    stage.open_settings_page(Section::Proxy);
}

fn advanced(stage: &mut Stage) {
    stage.open_settings_page(Section::Advanced);
}

fn closing(stage: &mut Stage) {
    stage.command(Command::AskCloseWith);
}

fn going(stage: &mut Stage) {
    stage.command(Command::AskGoTo);
}

fn saving(stage: &mut Stage) {
    stage.command(Command::ShowDetail(Some(1)));
    stage.command(Command::AskSave);
}

fn encoding(stage: &mut Stage) {
    stage.command(Command::ExplainProtocol);
    stage.choose("Frame");
}

fn settings(stage: &mut Stage) {
    stage.command(Command::OpenSettings);
}

fn comparing(stage: &mut Stage) {
    stage.command(Command::Polling(polling::Command::Show(true)));
}

/// Where the row has no room for it, it is in the menu at its end.
fn comparing_with_token(stage: &mut Stage) {
    comparing(stage);
    stage.open_menus(|stage| stage.field("Token").is_some());
}

impl Field {
    /// What the field shows.
    fn shown(&self, stage: &Stage) -> Option<String> {
        stage.field(self.name)?.value()
    }

    /// The field has the focus, and shows `expected`.
    #[track_caller]
    fn check(&self, stage: &Stage, expected: &str, what: &str) {
        let name = self.name;
        let field = stage.field(name);
        let has_focus = field.is_some_and(|field| field.is_focused());
        assert!(has_focus, "{name} lost the focus after {what} “{expected}”");
        let shown = self.shown(stage).unwrap_or_default();
        match self.kind {
            Kind::Text | Kind::Number => assert_eq!(shown, expected, "{name} after {what}"),
            Kind::Secret => assert_eq!(
                shown.chars().count(),
                expected.chars().count(),
                "{name} after {what}"
            ),
        }
    }

    /// Clicks into it, empties it, types into it, pastes, takes it back, and writes 中文.
    fn try_out(&self, stage: &mut Stage) {
        // The banner covers the field that finds. Not after a dialog was opened: a click outside of that closes it.
        stage.press_if_enabled("Close message");
        (self.open)(stage);
        stage.harness.run_steps(3);
        let name = self.name;
        stage.wait_until(name, |stage| stage.field(name).is_some());
        stage.field(name).unwrap().scroll_to_me();
        stage.harness.run_steps(12);
        stage.click_field(name);
        let press = |stage: &mut Stage, modifiers, key| {
            stage.harness.key_press_modifiers(modifiers, key);
            stage.harness.run_steps(2);
        };
        let empty = |stage: &mut Stage| {
            press(stage, Modifiers::COMMAND, Key::A);
            press(stage, Modifiers::NONE, Key::Backspace);
            self.check(stage, "", "emptying it");
        };
        empty(stage);
        let mut typed = String::new();
        for c in self.text.chars() {
            stage.harness.event(Event::Text(c.to_string()));
            stage.harness.run_steps(2);
            typed.push(c);
            self.check(stage, &typed, "typing");
        }
        press(stage, Modifiers::NONE, Key::Backspace);
        typed.pop();
        self.check(stage, &typed, "deleting the last of");
        empty(stage);
        stage.harness.event(Event::Paste(self.text.to_owned()));
        stage.harness.run_steps(2);
        self.check(stage, self.text, "pasting");
        press(stage, Modifiers::COMMAND, Key::Z);
        let undone = self.shown(stage).unwrap_or_default();
        self.check(stage, &undone, "undoing");
        assert_ne!(undone, self.text, "{name} was not undone");
        if self.kind == Kind::Text {
            empty(stage);
            self.compose_chinese(stage);
        }
    }

    /// As an input method writes: what may come is shown, then it comes.
    fn compose_chinese(&self, stage: &mut Stage) {
        let ime = |stage: &mut Stage, event| {
            stage.harness.event(Event::Ime(event));
            stage.harness.run_steps(2);
        };
        for text in ["n", "ni", "ni h", "ni hao"] {
            let preedit = ImeEvent::Preedit {
                text: text.to_owned(),
                active_range_chars: None,
            };
            ime(stage, preedit);
            let has_focus = stage
                .field(self.name)
                .is_some_and(|field| field.is_focused());
            assert!(has_focus, "{} lost the focus to {text}", self.name);
        }
        ime(stage, ImeEvent::Commit("你好".to_owned()));
        self.check(stage, "你好", "composing");
    }
}

/// Tries out every field, each in a window of its own.
fn try_out_all(size: Vec2, open: impl Fn(Vec2) -> Stage) {
    for field in &FIELDS {
        let mut stage = open(size);
        field.try_out(&mut stage);
    }
}

fn window(address: &str, size: Vec2) -> Stage {
    let options = StartOptions {
        address: address.to_owned(),
        language: Some(Language::English),
        ..StartOptions::default()
    };
    let mut stage = Stage::sized(options, size);
    stage.wait_until("a line", |stage| !stage.rows().is_empty());
    stage
}

const USUAL: Vec2 = Vec2::new(1120.0, 720.0);
const NARROW: Vec2 = Vec2::new(360.0, 640.0);

#[test]
fn every_field_takes_what_is_typed() {
    let server = Server::start();
    try_out_all(USUAL, |size| window(&server.url, size));
}

#[test]
fn every_field_takes_what_is_typed_in_a_narrow_window() {
    let server = Server::start();
    try_out_all(NARROW, |size| window(&server.url, size));
}

#[test]
fn every_field_takes_what_is_typed_while_messages_pour_in() {
    let server = Server::start();
    let address = format!("{}/flood?rate=2000&size=64&count=100000000", server.url);
    try_out_all(USUAL, |size| {
        let mut stage = window(&address, size);
        stage.wait_until("messages", |stage| stage.received() > 10);
        stage
    });
}

#[test]
fn every_field_takes_what_is_typed_while_a_tab_connects() {
    // One that accepts and says nothing.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    try_out_all(USUAL, |size| {
        window(&format!("ws://127.0.0.1:{port}"), size)
    });
}

#[test]
fn every_field_takes_what_is_typed_during_a_countdown() {
    // A port on which nothing listens.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    try_out_all(USUAL, |size| {
        let mut stage = window(&format!("ws://127.0.0.1:{port}"), size);
        stage.harness.state_mut().tab_mut().form.reconnects = true;
        stage.command(Command::Connect);
        // It covers what is beside the field that finds, and does not come back for the same failure.
        stage.press("Close message");
        stage
    });
}

/// What comes in between changes nothing either: another language, a repeat, a row that is selected.
#[test]
fn a_word_is_finished_though_everything_around_it_changes() {
    let server = Server::start();
    let mut stage = window(&server.url, USUAL);
    stage.wait_for_button("点击请求");
    for field in &FIELDS[..8] {
        stage.click_field(field.name);
        if stage.focused().as_deref() != Some(field.name) {
            // The note of the field before lay over it, and went with this click.
            stage.click_field(field.name);
        }
        stage
            .harness
            .key_press_modifiers(Modifiers::COMMAND, Key::A);
        stage.harness.run_steps(2);
        let mut typed = String::new();
        for (index, c) in field.text.chars().enumerate() {
            stage.harness.event(Event::Text(c.to_string()));
            match index {
                2 => stage.send(Message::Text("meanwhile".to_owned())),
                3 => stage.command(Command::ShowDetail(Some(1))),
                4 => stage.command(Command::ShowChart(true)),
                5 => stage.command(Command::ShowDetail(None)),
                6 => stage.command(Command::ShowChart(false)),
                7 => stage.command(Command::Pause(true)),
                8 => stage.command(Command::Pause(false)),
                _ => {}
            }
            stage.harness.run_steps(2);
            typed.push(c);
            field.check(&stage, &typed, "typing");
        }
    }
}
