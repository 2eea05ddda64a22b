//! Rules of one's own: when a message matches, another one is sent.

mod command;
mod texts;
mod view;

pub use command::Command;
pub use texts::Text;
pub use view::{Known, RulesForm};
