//! How something is done beside the window, on each platform.

#[cfg_attr(target_arch = "wasm32", path = "platform/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "platform/native.rs")]
mod this;

pub use this::{fetch, sleep, spawn};

/// What an HTTP server answered.
pub struct Answer {
    /// 200 if all is well.
    pub status: u16,
    /// The body.
    pub bytes: Vec<u8>,
}

impl From<ehttp::Response> for Answer {
    fn from(response: ehttp::Response) -> Self {
        Self {
            status: response.status,
            bytes: response.bytes,
        }
    }
}
