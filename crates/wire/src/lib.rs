//! What goes over the socket as bytes: the frames of WebSocket (RFC 6455), the compression of messages (RFC 7692), and what
//! both sides of the opening handshake have to read and compute in the same way.
//!
//! ```
//! use wire::{FrameHead, Opcode, apply_mask};
//!
//! let bytes = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
//! let (head, size) = FrameHead::parse(bytes).expect("the head is complete");
//! assert_eq!((head.opcode, head.length), (Opcode::Text, 5));
//! let mut payload = bytes[size..].to_vec();
//! apply_mask(&mut payload, head.mask.expect("a client masks"));
//! assert_eq!(payload, b"Hello");
//! ```
//!
//! # The decision that shaped it
//!
//! Functions take the bytes that are there, and neither read nor write. So the echo server answers from its read buffer, the
//! window explains a frame that was never sent, and a connection follows what passes, all with one parser and without a
//! runtime. The exception is `stream`, behind the feature `tokio`: it has to wait for the socket, because it compresses
//! and decompresses messages between the socket and a library that knows no extension. The codec itself, in [`deflate`],
//! is behind the feature of that name, so what only reads a handshake needs no zlib.
//!
//! A head is parsed whether it breaks a rule or not. Which rules apply depends on the side that reads, and on what was
//! agreed in the handshake; [`FrameTracker`] names the faults of what a server sends.
//!
//! # What was rejected
//!
//! *tungstenite's own `FrameHeader`.* It refuses heads with a reserved opcode, so it can neither explain nor write one,
//! and it would make users of this crate depend on its library.

mod close;
mod cutter;
mod fault;
mod head;
mod mask;
mod opcode;
mod presets;
mod raw_frame;
mod rules;
mod tracker;
mod withheld;

pub mod close_code;
pub mod deflate;
pub mod handshake;
#[cfg(feature = "tokio")]
pub mod stream;

pub use close::{CLOSE_CODES, MAX_CLOSE_REASON_BYTES, MAX_CONTROL_PAYLOAD, is_close_code};
pub use cutter::{CutFrame, FrameCutter, MAX_KEPT_PAYLOAD};
pub use fault::{CloseFault, FrameFault};
pub use head::{EncodedHead, FrameHead, frame};
pub use mask::apply_mask;
pub use opcode::Opcode;
pub use presets::{Expected, PRESETS, Preset};
pub use raw_frame::{LengthForm, Masking, RawFrame};
pub use rules::Rules;
pub use tracker::{BrokenFrame, FrameTracker, SeenClose, Unfinished};
pub use withheld::Withheld;
