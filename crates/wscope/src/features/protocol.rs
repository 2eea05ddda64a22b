//! How it works: the handshake line by line, and a frame bit by bit.

mod view;

pub use view::{ProtocolForm, Seen};
