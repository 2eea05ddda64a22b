//! The same rows as a sequence diagram: the client at the left, the server at the right, an arrow for each message.

mod header;
mod lifelines;
#[cfg(not(target_arch = "wasm32"))]
mod picture;
mod way;

pub use header::FlowHeader;
#[cfg(not(target_arch = "wasm32"))]
pub use picture::{Drawn, DrawnRows, FlowPicture};

/// So many rows a picture has at most: programs that show SVG get slow with more, and nobody reads a page that is 100 m long.
pub const MAX_ARROWS: u64 = 10_000;

pub(super) use lifelines::{FLOW_ROW, Lifelines, PRESENTED_FLOW_ROW};
pub(super) use way::Way;
