//! A frame put together by hand, which may break any rule, and what the server did about it.

mod command;
mod state;
mod texts;
mod view;

pub use command::Command;
pub use state::{FrameForm, Outcome, Verdict};
pub use texts::Text;
pub use view::Known;
