//! The list of messages: what stands above it, its columns, its rows, and what can be done with them.

mod columns;
mod command;
mod find;
mod header;
mod list;
mod row;
mod texts;
mod times;
mod toolbar;

pub use self::columns::{Column, Columns, Widths};
pub use self::command::Command;
pub use self::header::Header;
pub use self::list::MessageList;
pub use self::texts::Text;
pub use self::times::Times;
pub use self::toolbar::Toolbar;
