//! What the program can do, a folder each: state, view, commands, texts in every language, tests. Features know the kit and
//! `session`; they know neither each other nor the shell.

pub mod address;
pub mod composer;
pub mod connection_settings;
pub mod connections;
#[cfg(not(target_arch = "wasm32"))]
pub mod conversation;
pub mod frame_form;
pub mod frames;
pub mod inspector;
pub mod latency;
#[cfg(not(target_arch = "wasm32"))]
pub mod message_form;
pub mod messages;
pub mod palette;
pub mod polling;
#[cfg(not(target_arch = "wasm32"))]
pub mod proto_files;
pub mod protocol;
#[cfg(not(target_arch = "wasm32"))]
pub mod rules;
pub mod scenarios;
pub mod sequences;
#[cfg(not(target_arch = "wasm32"))]
pub mod share;
pub mod sidebar;
pub mod traffic;
#[cfg(not(target_arch = "wasm32"))]
pub mod watch;
