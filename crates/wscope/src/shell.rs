//! What holds the features together: tabs, layout, what the commands do, settings and where they are kept.

pub mod app;
pub mod dialogs;
pub mod layout;
pub mod notice;
mod polling_state;
pub mod settings;
pub mod start_options;
pub mod status_bar;
pub mod store;
mod storing;
pub mod tab;
pub mod tab_strip;
pub mod tabs;
