//! What every feature is built from: languages, formats, colours and sizes, widgets, work beside the window. It knows no
//! feature.

#[cfg(not(target_arch = "wasm32"))]
pub mod atomic_file;
pub mod attach;
pub mod button;
pub mod clipboard;
pub mod command;
pub mod completion;
pub mod copy_limit;
pub mod event_texts;
pub mod field;
pub mod file_dialog;
pub mod format;
pub mod head_line;
pub mod http;
pub mod icon;
pub mod icon_menu;
pub mod json_colours;
pub mod key_cap;
pub mod language;
pub mod lenient;
pub mod marked_line;
pub mod menu;
pub mod page;
pub mod room;
pub mod save;
pub mod segments;
pub mod shortcut;
pub mod standing;
pub mod tab_id;
pub mod tabs;
pub mod task;
pub mod theme;
pub mod tool_row;
pub mod tree;
pub mod variables;
