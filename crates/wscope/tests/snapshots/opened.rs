//! A window that is connected to a server of its own, and what a person does in it.

use std::time::Duration;

use connection::Message;
use egui::Rect;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{Queryable as _, by};
use serde_json::json;
use wscope::kit::language::Language;
use wscope::shell::command::Command;
use wscope::shell::store::{Place, Store};
use wscope::{App, StartOptions};

use crate::Look;
use crate::servers::Server;
use crate::stage::Stage;

/// Where the server of the pictures listens: an address of this machine that hardly anybody else uses, so that the port is
/// the same in all pictures.
const SERVER: &str = "127.0.0.2:4000";
/// From this width on the sidebar is open, in points.
const WIDE: f32 = 1280.0;
/// How long to wait until it is free: another run of these tests may have it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A window, and the server that it is connected to.
pub(crate) struct Opened {
    pub(crate) stage: Stage,
    /// Whether how long something took is the same in each picture.
    pub(crate) keeps_durations: bool,
    /// Where all numbers are other ones each time.
    pub(crate) measured: Rect,
    /// Where they are drawn.
    pub(crate) plot: Rect,
    language: Language,
    pub(crate) server: Server,
    _folder: tempfile::TempDir,
}

/// Opens a window that is connected.
pub(crate) fn open(look: Look) -> Opened {
    let server = start_server();
    // The settings name it: its path is as long as those of other runs.
    let folder = tempfile::Builder::new().prefix("wscope").tempdir_in("/tmp");
    let folder = folder.unwrap();
    let file = folder.path().join("app.ron");
    std::fs::write(&file, settings(look)).unwrap();
    let store = Store::at(Place::new(file));
    let options = StartOptions {
        address: server.url.clone(),
        built_in_server: Some(server.url.clone()),
        language: Some(look.language),
        ..StartOptions::default()
    };
    let harness = Harness::builder()
        .with_size(look.size / look.zoom)
        .build_eframe(|creation| App::new(&creation.egui_ctx, Some(store), options));
    let mut stage = Stage { harness };
    stage.wait_for_button("点击请求");
    // A harness has a theme of its own when it is built.
    stage.command(Command::SetTheme(look.theme));
    stage.harness.run_steps(5);
    let mut opened = Opened {
        stage,
        keeps_durations: false,
        measured: Rect::NOTHING,
        plot: Rect::NOTHING,
        language: look.language,
        server,
        _folder: folder,
    };
    if look.size.x / look.zoom >= WIDE {
        opened.wait_for_scenarios();
    }
    opened
}

/// Starts the server, as soon as its address is free.
fn start_server() -> Server {
    let start = std::time::Instant::now();
    while let Err(error) = std::net::TcpListener::bind(SERVER) {
        assert!(
            start.elapsed() < PATIENCE,
            "{SERVER} was not free for {PATIENCE:?}: {error}; does another run have it?"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    Server::start_at(SERVER)
}

/// The file with the settings: zoom and saved connections.
fn settings(look: Look) -> String {
    let connection = |id, parent, name: &str, colour: &str| {
        let address = format!("ws://{SERVER}/room/{id}");
        json!({"id": id, "parent": parent, "name": name, "colour": colour, "address": address})
    };
    let folder = |id, name: &str| json!({"id": id, "kind": "folder", "name": name});
    let variable = |name: &str, value: &str, is_secret| json!({"name": name, "value": value, "is_secret": is_secret, "is_stored": is_secret});
    let items = [
        folder(1, "Local"),
        connection(2, 1, "Echo", "green"),
        connection(3, 1, "Chat room", "none"),
        folder(4, "Market data"),
        connection(5, 4, "prod", "red"),
        connection(6, 4, "staging", "amber"),
    ];
    let variables = [
        variable("host", "localhost:4000", false),
        variable("token", "s3cret", true),
    ];
    let settings = json!({"version": 1, "settings": {
        "zoom_percent": 100.0 * look.zoom,
        "connections": {
            "items": items,
            "environments": [{"id": 1, "name": "Staging", "variables": variables}],
            "environment": 1,
        },
    }});
    let settings = serde_json::to_string(&settings.to_string()).unwrap();
    format!("{{\"wscope-settings\": {settings}}}")
}

/// Messages as a stream of trades has them.
const TRADES: [&str; 5] = [
    r#"{"op":"subscribe","channel":"trades","symbols":["BTC-USD"]}"#,
    r#"{"channel":"trades","seq":48214,"symbol":"BTC-USD","price":"97241.00","size":"0.5000","side":"buy"}"#,
    r#"{"channel":"trades","seq":48215,"symbol":"BTC-USD","price":"97243.00","size":"1.5000","side":"buy","maker":{"order_id":12345678901234567890,"post_only":true,"client_tag":null},"fills":[1,2,3],"fees":{"maker":-0.00010,"taker":0.00040},"note":"已连接"}"#,
    r#"{"op":"ping","id":"c7f1","at":1795474469020}"#,
    r#"{"channel":"book","type":"update","symbol":"BTC-USD","bids":[["97240.50","0.8"]],"asks":[]}"#,
];

impl Opened {
    /// Asks for something, and waits until it is shown.
    pub(crate) fn ask(&mut self, command: Command) {
        self.stage.command(command);
        self.stage.harness.run_steps(5);
    }

    pub(crate) fn pick(&self, [english, chinese]: [&'static str; 2]) -> &'static str {
        match self.language {
            Language::English => english,
            Language::SimplifiedChinese => chinese,
        }
    }

    /// Waits until the sidebar shows what the server can be asked to do.
    pub(crate) fn wait_for_scenarios(&mut self) {
        let group = self.pick(["Basics", "入门"]);
        self.stage.wait_for_item(group);
        self.stage.harness.run_steps(10);
    }

    pub(crate) fn click_item(&mut self, name: [&'static str; 2]) {
        let name = self.pick(name);
        self.stage.click_item(name);
        self.stage.harness.run_steps(5);
    }

    /// Connects to a path of the server, with everything recorded.
    pub(crate) fn connect_with_details(&mut self, path: &str) {
        let address = format!("{}{path}", self.server.url);
        self.stage.record_details();
        self.ask(Command::UseAddress(address));
        self.stage.wait_for_button("点击请求");
        self.stage.harness.run_steps(5);
    }

    /// Chooses from a list that opens.
    pub(crate) fn choose_from(&mut self, list: [&'static str; 2], entry: [&'static str; 2]) {
        let (list, entry) = (self.pick(list), self.pick(entry));
        let list = self
            .stage
            .harness
            .get(by().role(Role::ComboBox).label(list));
        list.click();
        self.stage.harness.run_steps(3);
        self.stage.harness.get_by_label(entry).scroll_to_me();
        self.stage.harness.run_steps(20);
        self.stage.harness.get_by_label(entry).click();
        self.stage.harness.run_steps(3);
    }

    pub(crate) fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            let text = egui::Event::Text(character.to_string());
            self.stage.harness.event(text);
            self.stage.harness.step();
        }
        self.stage.harness.run_steps(5);
    }

    pub(crate) fn wait_for_answers(&mut self, count: u64) {
        let what = format!("{count} answers");
        self.stage
            .wait_until(&what, |stage| stage.received() == count);
        self.stage.harness.run_steps(3);
    }

    /// Presses 点击请求 so often, and waits for the answers.
    pub(crate) fn echo(&mut self, times: u64) {
        for answers in 1..=times {
            self.stage.press("点击请求");
            self.wait_for_answers(answers);
        }
    }

    /// Sends messages of a stream of trades, and waits for their echoes.
    pub(crate) fn trade(&mut self) {
        for (index, text) in TRADES.iter().enumerate() {
            self.stage.send(Message::Text((*text).to_owned()));
            self.wait_for_answers(index as u64 + 1);
        }
    }

    /// Selects the message with this number.
    pub(crate) fn select(&mut self, number: u64) {
        self.ask(Command::GoTo(number));
        self.stage.harness.run_steps(5);
    }

    pub(crate) fn wait_for_banner(&mut self) {
        let name = self.pick(["Close message", "关闭提示"]);
        self.stage.wait_for_button(name);
        self.stage.harness.run_steps(5);
    }

    /// Two messages are compared beside the window.
    pub(crate) fn wait_for_comparison(&mut self) {
        let differences = self.pick(["3 differences", "3 处不同"]);
        self.stage.wait_for_text(differences);
        self.stage.harness.run_steps(5);
    }

    /// Opens the menu of the last row.
    pub(crate) fn open_row_menu(&mut self) {
        let rows = self.stage.harness.query_all(by().role(Role::Row));
        rows.last().unwrap().click_secondary();
        self.stage.harness.run_steps(5);
    }
}
