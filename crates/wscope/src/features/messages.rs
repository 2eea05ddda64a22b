//! The list of messages: what stands above it, its columns, its rows, and what can be done with them.

mod action;
mod columns;
mod command;
mod export;
mod flow;
mod fold;
mod form;
mod header;
mod likeness;
mod list;
mod menu;
mod row;
mod selected;
mod texts;
mod toolbar;
pub mod words;

pub use self::action::Action;
pub use self::columns::{Column, Columns, Widths};
pub use self::command::{Command, Picture};
pub use self::export::Export;
#[cfg(not(target_arch = "wasm32"))]
pub use self::flow::{Drawn, DrawnRows, FlowPicture};
pub use self::flow::{FlowHeader, MAX_ARROWS};
pub use self::form::{Copied, Form};
pub use self::header::Header;
pub use self::likeness::like;
pub use self::list::MessageList;
pub use self::selected::SelectedRows;
pub use self::texts::Text;
pub use self::toolbar::{Folding, Toolbar};
