//! What survives a restart, and what does not.

use std::collections::BTreeMap;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{Queryable as _, by};
use wscope::{App, StartOptions};

use crate::servers::Server;
use crate::stage::Stage;

/// What eframe keeps in a file or in the browser.
#[derive(Default)]
pub struct Memory(BTreeMap<String, String>);

impl Memory {
    /// All of it.
    pub fn stored(&self) -> String {
        self.0.values().cloned().collect()
    }
}

impl eframe::Storage for Memory {
    fn get_string(&self, key: &str) -> Option<String> {
        self.0.get(key).cloned()
    }

    fn set_string(&mut self, key: &str, value: String) {
        self.0.insert(key.to_owned(), value);
    }

    fn remove_string(&mut self, key: &str) {
        self.0.remove(key);
    }

    fn flush(&mut self) {}
}

pub fn open(memory: &'static Memory, address: &str) -> Stage {
    start(
        memory,
        StartOptions {
            address: address.to_owned(),
            ..StartOptions::default()
        },
    )
}

/// Opens it without saying where to.
pub fn reopen(memory: &'static Memory) -> Stage {
    start(
        memory,
        StartOptions {
            is_default_address: true,
            ..StartOptions::default()
        },
    )
}

pub fn start(memory: &'static Memory, options: StartOptions) -> Stage {
    let harness = Harness::builder()
        .allow_missing_glyphs()
        .build_eframe(|creation| App::new(&creation.egui_ctx, Some(memory), options));
    Stage { harness }
}

pub fn save(stage: &mut Stage) -> &'static Memory {
    let mut memory = Memory::default();
    eframe::App::save(stage.harness.state_mut(), &mut memory);
    Box::leak(Box::new(memory))
}

#[test]
fn settings_survive_and_secrets_do_not() {
    let server = Server::start();
    let address = format!("{}/?token=secret-token", server.url);
    let mut stage = open(Box::leak(Box::default()), &address);
    stage.write("secret text");
    stage.press("点击请求");
    stage.wait_for_rows(2, &["secret text"]);
    stage.tick("Received only");
    stage.wait_for_rows(1, &["secret text"]);

    let memory = save(&mut stage);
    let stored = memory.stored();
    assert!(!stored.contains("secret"), "{stored}");

    let mut stage = open(memory, &server.url);
    stage.press("点击请求");
    stage.wait_for_rows(1, &["helloworld"]);
    assert_eq!(stage.rows().len(), 1, "received only was forgotten");
}

#[test]
fn language_and_theme_change_at_once() {
    let server = Server::start();
    let mut stage = Stage::connected_to(&server.url);
    stage.press("Settings");
    stage.press("Light");
    assert_eq!(stage.harness.ctx.theme(), egui::Theme::Light);
    let language = by().role(Role::ComboBox).label("Language");
    stage.harness.get(language).click();
    stage.harness.step();
    stage.press("简体中文");
    stage.press("完成");
    // Lines that were there before speak the new language too.
    stage.wait_for_rows(1, &["正在连接"]);
}

#[test]
fn unreadable_settings_are_told() {
    let mut memory = Memory::default();
    eframe::Storage::set_string(&mut memory, wscope::settings::STORAGE_KEY, "{".to_owned());
    let mut stage = open(Box::leak(Box::new(memory)), "");
    stage.wait_until("a line", |stage| stage.rows().len() == 1);
}

#[test]
fn a_bad_address_is_explained_before_anything_is_dialled() {
    for (address, expected) in [
        ("", "Type an address"),
        ("http://localhost", "is not WebSocket"),
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
