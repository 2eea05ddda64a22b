//! What holds the features together: tabs, layout, what the commands do, settings and where they are kept.

pub mod app;
mod banner;
#[cfg(not(target_arch = "wasm32"))]
mod built_in_server;
mod choices;
pub mod command;
pub mod dialogs;
#[cfg(not(target_arch = "wasm32"))]
mod flow_state;
mod last_keys;
pub mod layout;
mod main_menu;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod notice;
pub(crate) mod opening_file;
mod page_tab;
mod pane;
mod pending_export;
mod polling_state;
mod program_settings;
mod public_address;
#[cfg(not(target_arch = "wasm32"))]
mod responding;
#[cfg(not(target_arch = "wasm32"))]
mod schema;
mod secrets;
mod sequence_state;
pub(crate) mod session_export;
pub mod settings;
#[cfg(not(target_arch = "wasm32"))]
mod share_export;
mod side_state;
pub mod start_options;
mod status_bar;
pub mod store;
mod storing;
pub mod tab;
mod tab_strip;
pub mod tabs;
pub mod texts;
mod undo;
#[cfg(not(target_arch = "wasm32"))]
pub mod unopened;
mod wanted_focus;
mod window_picture;
