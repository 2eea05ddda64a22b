//! What is to be sent, and the button that sends it: 点击请求.

mod command;
mod field;
mod hint_line;
mod menu;
mod texts;
mod view;

pub use command::Command;
pub use view::{Composer, Room, Tip, field_height};
