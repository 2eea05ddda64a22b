//! What is to be sent, and the button that sends it: 点击请求.

mod command;
mod compose;
mod field;
mod hint_line;
mod history;
mod menu;
mod repeat;
mod texts;
mod view;

pub use command::Command;
pub use compose::{Compose, MAX_NAME, SavedDraft};
pub use history::{Draft, History};
pub use repeat::{MAX_EVERY_MS, Repeat, RepeatForm};
pub use texts::Text;
pub use view::{Composer, Room, Tip, field_height};
