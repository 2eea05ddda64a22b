//! wscope shows a WebSocket connection to a person: type, press 点击请求, and watch every message
//! arrive. This library is the window; `main.rs` opens it as a native program, `web.rs` in a page.
//!
//! # The sentence it is built by
//!
//! The socket writes the log; the window only looks at it. What arrives is stamped and appended
//! where it arrives, by [`session`]; the window asks the log each frame for the few rows that are
//! visible. So the cost of a frame depends on what is shown, never on what is stored.
//!
//! # How data flows
//!
//! [`App::logic`](eframe::App::logic) reads the connection's phase, each feature shows its state and emits
//! [`Command`](shell::command::Command)s, and one place at the end of the frame carries them out.

pub mod features;
pub mod kit;
pub mod shell;
#[cfg(target_arch = "wasm32")]
pub mod web;

pub use shell::app::App;
pub use shell::start_options::StartOptions;

/// Whether this is the page in a browser, where some things are the browser's.
pub const IN_BROWSER: bool = cfg!(target_arch = "wasm32");
