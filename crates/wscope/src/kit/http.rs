//! Asks a server over HTTP, beside the window.

mod answer;
#[cfg_attr(target_arch = "wasm32", path = "http/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "http/native.rs")]
mod platform;

pub use answer::Answer;
pub use platform::{get, get_trusting};
