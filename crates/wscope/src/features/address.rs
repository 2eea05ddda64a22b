//! Where to connect to, and how the connection stands.

mod command;
mod field;
mod state;
mod texts;
mod view;

pub use command::Command;
pub use state::{dot_and_word, word};
pub use texts::Text;
pub use view::AddressRow;
