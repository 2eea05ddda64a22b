//! How the connection of a tab is made: the page on which it is filled in, what is read from it, and from a command line of
//! another program.

mod command;
mod details;
pub mod form;
mod import;
mod page;
mod parameters;
mod setting;
mod state;
mod table;
mod texts;

pub use command::Command;
pub use details::{RecordDetails, is_unexplained};
pub use import::{Imported, MAX_COMMAND_LINE_BYTES, import, is_command_line};
pub use page::{Page, sections};
pub use setting::Setting;
pub use state::{FileField, Section, State};
pub use texts::Text;
