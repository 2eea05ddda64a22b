//! Values that are watched: what `JSONPath`s select in the messages, as they come, with a plot of those that are numbers.

mod command;
mod panel;
mod plot;
mod row;
mod state;
mod texts;

pub use command::Command;
pub use panel::WatchPanel;
pub use state::{MAX_WATCHED, State, Watched};
pub use texts::Text;
