//! The sidebar beside the list, or the rail of icons that stands for it: which sections there are, which of them are open,
//! and what is looked for in all of them. What is in a section is another feature's; the shell brings them together.

mod command;
mod state;
mod texts;
mod view;

pub use command::Command;
pub use state::{Choices, Section, Sidebar};
pub use texts::Text;
pub use view::{Content, Panel};
