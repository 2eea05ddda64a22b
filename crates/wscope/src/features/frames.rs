//! The list of frames: what stands above it, its columns and rows, and one frame bit by bit.

mod columns;
mod command;
mod list;
mod menu;
mod page;
mod pane;
mod recording;
mod row;
mod state;
mod texts;
mod toolbar;

pub use self::columns::Header;
pub use self::command::Command;
pub use self::list::FrameList;
pub use self::page::as_hex;
pub use self::pane::show_page;
pub use self::recording::Recording;
pub use self::state::State;
pub use self::texts::Text;
pub use self::toolbar::Toolbar;
