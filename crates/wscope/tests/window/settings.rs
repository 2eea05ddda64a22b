//! What survives a restart, and what does not.

use std::path::PathBuf;

use egui_kittest::Harness;
use wscope::shell::store::{Place, Store};
use wscope::{App, StartOptions};

use crate::servers::Server;
use crate::stage::Stage;

/// What the system keeps for the program.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.path().join("app.ron")
    }

    /// All that is stored: nothing before something is.
    pub(crate) fn stored(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap_or_default()
    }
}

pub(crate) fn open(folder: &Folder, address: &str) -> Stage {
    open_file(folder.file(), address)
}

/// Opens it with its settings in this file.
pub(crate) fn open_file(file: PathBuf, address: &str) -> Stage {
    start(
        file,
        StartOptions {
            address: address.to_owned(),
            ..StartOptions::default()
        },
    )
}

/// Opens it without saying where to.
pub(crate) fn reopen(folder: &Folder) -> Stage {
    start(
        folder.file(),
        StartOptions {
            is_default_address: true,
            ..StartOptions::default()
        },
    )
}

pub(crate) fn start(file: PathBuf, options: StartOptions) -> Stage {
    let store = Store::at(Place::new(file));
    let harness = Harness::builder()
        .allow_missing_glyphs()
        .build_eframe(|creation| App::new(&creation.egui_ctx, Some(store), options));
    Stage { harness }
}

/// As when the window is closed.
pub(crate) fn save(stage: &mut Stage) {
    stage.harness.state_mut().store_now();
}

#[test]
fn settings_survive_and_secrets_do_not() {
    let server = Server::start();
    let address = format!("{}/?token=secret-token", server.url);
    let folder = Folder::new();
    let mut stage = open(&folder, &address);
    stage.write("secret text");
    stage.press("点击请求");
    stage.wait_for_rows(2, &["secret text"]);
    stage.choose("Received only");
    stage.wait_for_rows(1, &["secret text"]);

    save(&mut stage);
    let stored = folder.stored();
    assert!(!stored.contains("secret"), "{stored}");

    let mut stage = open(&folder, &server.url);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["helloworld"]);
    assert_eq!(stage.rows().len(), 1, "received only was forgotten");
}

#[test]
fn language_and_theme_change_at_once() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("Settings");
    stage.choose("Light");
    assert_eq!(stage.harness.ctx.theme(), egui::Theme::Light);
    stage.choose("Always");
    stage.choose("简体中文");
    stage.press("完成");
    // Lines that were there before speak the new language too.
    stage.wait_for_rows(1, &["正在连接"]);
}

#[test]
fn a_bad_address_is_explained_before_anything_is_dialled() {
    for (address, expected) in [
        ("", "Enter an address"),
        ("http://localhost", "is not a WebSocket scheme"),
        ("localhost:99999", "from 1 to 65535"),
        ("ws://a b", "missing or malformed"),
    ] {
        let mut stage = Stage::open(address);
        stage.wait_for_text(expected);
        assert!(stage.rows().is_empty());
        let connect = stage.button("Connect").unwrap();
        assert!(egui_kittest::kittest::NodeT::accesskit_node(&connect).is_disabled());
    }
}
