//! Sequences: scripts of `script`, edited and carried out in the window, all at once or step by step.

mod browser;
mod command;
mod editor;
mod example;
mod messages;
mod run;
mod state;
mod texts;
mod trouble;
mod view;

pub use browser::{Unsupported, unsupported};
pub use command::Command;
pub use editor::editor;
pub use example::Example;
pub use run::{Mark, Run};
pub use state::{MAX_SEQUENCE, Sequence};
pub use texts::Text;
pub use trouble::Trouble;
pub use view::{View, go_to};

/// How the names of scripts end.
pub const SUFFIX: &str = "wstest";

/// Whether a file is a script by its name.
pub fn is_script(path: &std::path::Path) -> bool {
    let suffix = path.extension();
    suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case(SUFFIX))
}
