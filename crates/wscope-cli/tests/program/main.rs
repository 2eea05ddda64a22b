//! The built program against real servers.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod comparing;
mod damaged;
mod decoding;
mod describing;
mod endings;
mod files;
mod frames;
mod limits;
mod listing;
mod overwriting;
mod pipe;
mod probing;
mod refusing;
mod replay;
mod scripts;
mod serve;
mod signals;
mod sockets;
mod support;
mod talking;
mod telling;
mod typing;
