//! The latency test: numbered messages to a server that echoes, how long each takes, and whether each comes back as it was.
//! The messages are counted in [`session`], where they arrive.

mod command;
mod panel;
mod texts;

pub use command::Command;
pub use panel::Panel;
pub use texts::Text;
