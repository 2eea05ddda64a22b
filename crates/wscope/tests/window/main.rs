//! The real window against real servers, without a screen.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod anatomy;
mod attaching;
mod composing;
mod copying;
mod detail;
mod faults;
mod finding;
mod inspecting;
mod lesson;
mod list;
mod opening;
mod options;
mod probing;
mod reconnecting;
mod scenarios;
mod sending;
#[path = "../../../connection/tests/support/servers.rs"]
mod servers;
mod settings;
mod stage;
mod storing;
mod tabs;
mod typing;
