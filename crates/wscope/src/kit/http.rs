//! How something is done beside the window, on each platform: on a thread of its own, or in turns with the window.

#[cfg_attr(target_arch = "wasm32", path = "http/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "http/native.rs")]
mod platform;

pub use platform::{get, sleep, spawn};

/// What an HTTP server answered.
#[derive(Debug, Default)]
pub struct Answer {
    /// 200 if all is well.
    pub status: u16,
    /// The body.
    pub bytes: Vec<u8>,
}
