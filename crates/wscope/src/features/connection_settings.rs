//! How the connection of a tab is made: the page on which it is filled in, what is read from it, and from a command line of
//! another program.

mod command;
mod details;
pub mod form;
mod texts;

pub use command::Command;
pub use details::{RecordDetails, is_unexplained};
pub use texts::Text;
