//! How something is done beside the window, on each platform: on a thread of its own, or in turns with the window.

#[cfg_attr(target_arch = "wasm32", path = "beside/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "beside/native.rs")]
mod platform;

use ehttp::streaming::Part;

pub use platform::{get, sleep, spawn};

/// What an HTTP server answered.
#[derive(Debug, Default)]
pub struct Answer {
    /// 200 if all is well.
    pub status: u16,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Adds what came. A body of more than `max_bytes` is not read to its end: whoever sends one is not who was expected.
    fn take(&mut self, part: Part, max_bytes: usize) -> Result<(), String> {
        match part {
            Part::Response(head) => self.status = head.status,
            Part::Chunk(chunk) if self.bytes.len() + chunk.len() > max_bytes => {
                return Err(format!("the answer has more than {max_bytes} bytes"));
            }
            Part::Chunk(chunk) => self.bytes.extend(chunk),
        }
        Ok(())
    }
}
