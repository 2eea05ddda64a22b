//! A message of a protocol, filled in as a form.

mod command;
mod state;
mod texts;
mod view;

pub use command::Command;
pub use state::{FormId, MessageForms};
pub use texts::Text;
pub use view::forms_menu;
