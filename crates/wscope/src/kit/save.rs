//! Saves a message to a file, beside the window: a disk may be slow, and a dialog waits for a person.

mod ending;
mod outcome;
#[cfg_attr(target_arch = "wasm32", path = "save/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "save/native.rs")]
mod platform;

pub use ending::{ending_of, with_ending};
pub use outcome::{Content, Fill, Outcome};
#[cfg(target_arch = "wasm32")]
pub use platform::download;
pub use platform::{browse, default_path, fill, write};
