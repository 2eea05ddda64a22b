//! How it works: the handshake line by line, and a frame bit by bit.

pub mod proof;
mod texts;
mod view;

pub use texts::Text;
pub use view::{ProtocolForm, Seen};
