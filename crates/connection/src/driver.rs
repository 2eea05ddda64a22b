//! Drivers carry the bytes. They are the only files that name a WebSocket library.

mod ewebsock;
mod failure;
#[cfg_attr(target_arch = "wasm32", path = "driver/network_web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "driver/network_native.rs")]
mod network;

pub(crate) use ewebsock::Driver;

/// How many messages may wait for the socket before [`Connection::send`](crate::Connection::send)
/// refuses more. Each is a live task of some 300 bytes beside its payload; this many keep a fast
/// sender busy through any pause of the peer that is worth waiting for.
pub const MAX_PENDING_SENDS: usize = 16 * 1024;
