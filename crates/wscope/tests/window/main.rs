//! The real window against real servers, without a screen.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod anatomy;
mod composing;
mod detail;
mod faults;
mod finding;
mod inspecting;
mod lesson;
mod list;
mod options;
mod probing;
mod reconnecting;
mod scenarios;
mod sending;
#[path = "../../../connection/tests/support/servers.rs"]
mod servers;
mod settings;
mod stage;
mod tabs;
mod typing;

mod reaching;
mod still;
