//! The other end of the wire: a WebSocket server that sends every message back, and a web server
//! for the page that talks to it, both on one port.
//!
//! [`Listener::bind`] takes the port, [`run`] serves until it is told to stop. Both the listener
//! and the shutdown signal are parameters, so a test or another program can run the real server on
//! a free port:
//!
//! ```
//! use echo_server::{CancellationToken, Config, Listener, run};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), echo_server::BindError> {
//! let listener = Listener::bind("localhost:0").await?;
//! let url = listener.url();
//! let shutdown = CancellationToken::new();
//! let server = tokio::spawn(run(listener, Config::default(), shutdown.clone()));
//!
//! // Connect to `url`: every message comes back.
//! # assert!(url.starts_with("ws://localhost:"));
//!
//! shutdown.cancel();
//! server.await.expect("the server does not panic");
//! # Ok(())
//! # }
//! ```
//!
//! # The decision that shaped it
//!
//! Answers are fed while further messages are ready, and flushed when the next read would block.
//! So a burst costs a system call for each buffer and not for each message, and a single message
//! is still answered at once. Every bound is in one file, `limits.rs`, with the reason for it.
//!
//! A message that came whole in one frame is answered below tungstenite, from the memory that it was
//! read into (`fast_echo.rs`); a fragment, a ping, a close frame and every violation is left to tungstenite, and
//! a property test holds the two to the same bytes. Each connection stays on one thread, and a thread
//! that has just read something polls for more before it sleeps (`workers.rs`).
//!
//! Every connection begins as HTTP, read by hyper. A request that asks for a WebSocket is answered
//! here and then leaves hyper behind: the WebSocket goes on with the raw stream and with what has
//! been read of it already, so a message passes through nothing that it did not pass through
//! before there were pages. Every other request goes to an axum router.
//!
//! # What was rejected
//!
//! - *axum's own WebSockets.* Their messages go through hyper's type for an upgraded connection: a
//!   buffer and a dynamic call for each read and write.
//!
//! - *A task that reads and a task that writes, with a queue between them.* The queue needs a
//!   bound, and when it is full the reader has to wait for the writer all the same.
//! - *Buffering for a peer that does not read.* The server stops reading instead, so the pressure
//!   goes back through TCP to the client that causes it.
//! - *Large messages sent back as one frame.* The copy waiting to be written would be as large as
//!   the message, and common clients refuse frames above 16 MiB.

mod activity_stream;
mod address;
mod addresses;
mod clock;
mod closing;
mod compression;
mod config;
mod connection;
mod dispatch;
mod echo;
mod event_answers;
mod events;
mod fast_echo;
mod handshake;
mod http;
mod keep_alive;
mod keep_alive_stream;
pub mod limits;
mod listener;
mod meter;
mod metrics;
mod origin;
mod pages;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod properties;
mod refusal;
mod secured;
mod server;
mod site;
mod spare_buffers;
mod spare_thread;
mod target;
#[cfg(feature = "tls")]
mod tls;
mod token;
mod workers;

pub use compression::Compression;
pub use config::Config;
pub use listener::{BindError, Listener};
pub use origin::{BadOrigin, Origin};
pub use server::run;
#[cfg(feature = "tls")]
pub use tls::{Tls, TlsError};
// What may be asked for is a part of [`Config`].
pub use scenario;
pub use tokio_util::sync::CancellationToken;
