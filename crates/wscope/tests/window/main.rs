//! The real window against real servers, without a screen.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attaching;
mod composing;
mod compression;
mod connections;
mod copying;
mod detail;
mod dialogs;
mod faults;
mod finding;
mod fitting;
mod following;
mod frame_finding;
mod frame_list;
mod frames;
mod inspecting;
mod inspector;
mod keyring;
mod keys;
mod latency;
mod list;
mod main_menu;
mod negotiated;
mod opening;
mod options;
mod palette;
mod polling;
mod protocol;
mod reaching;
mod reconnecting;
mod recording;
mod rows;
mod scenarios;
mod sending;
mod sequences;
#[path = "../../../transport/tests/support/servers.rs"]
mod servers;
mod session_files;
mod settings;
mod shell;
mod stage;
mod still;
mod storing;
mod tabs;
mod typing;
mod words;
