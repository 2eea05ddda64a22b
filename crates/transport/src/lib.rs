//! What carries a WebSocket connection. One module and one feature each, none by default; the only crate that names WebSocket
//! libraries.
//!
//! | transport | feature | on native | in the browser |
//! |---|---|---|---|
//! | `Ewebsock` | `ewebsock` | ewebsock over tungstenite | ewebsock over the browser's socket |
//! | `Full` | `full` | tokio-tungstenite, which tells all details | – |
//! | `Web` | `web` | – | the browser's own, with what it lets a page see |
//! | `Automatic` | `ewebsock`, and `full` or `web` | `Ewebsock`, and `Full` where that gets no further or details are wanted | `Ewebsock`, or `Web` where details are wanted |
//!
//! # What was rejected
//!
//! - *ewebsock's own receiver.* It wakes the window before it queues the event, and its queue has
//!   no bound.
//! - *A runtime with several workers.* ewebsock spawns a task a message, so workers reorder them.
//! - *One network thread for all connections.* ewebsock gives no handle to its tasks, and one that
//!   hangs in a handshake or in a write that the peer does not read cannot be cancelled. A runtime
//!   of its own can: it is dropped with all that is in it. So each connection has one small thread.

#[cfg(all(
    feature = "ewebsock",
    any(
        all(feature = "full", not(target_arch = "wasm32")),
        all(feature = "web", target_arch = "wasm32")
    )
))]
mod automatic;
#[cfg(all(feature = "ewebsock", target_arch = "wasm32"))]
mod constructor;
#[cfg(feature = "ewebsock")]
mod ewebsock;
#[cfg(any(
    feature = "ewebsock",
    all(feature = "full", not(target_arch = "wasm32")),
    all(feature = "web", target_arch = "wasm32")
))]
mod failure;
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
mod full;
#[cfg(all(
    any(feature = "ewebsock", feature = "full"),
    not(target_arch = "wasm32")
))]
mod network;
#[cfg(all(any(feature = "ewebsock", feature = "web"), target_arch = "wasm32"))]
mod page_socket;
#[cfg(all(
    any(feature = "ewebsock", feature = "full"),
    not(target_arch = "wasm32")
))]
mod pongs;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
mod web;

#[cfg(all(
    feature = "ewebsock",
    any(
        all(feature = "full", not(target_arch = "wasm32")),
        all(feature = "web", target_arch = "wasm32")
    )
))]
pub use self::automatic::Automatic;
#[cfg(feature = "ewebsock")]
pub use self::ewebsock::Ewebsock;
#[cfg(all(feature = "full", not(target_arch = "wasm32")))]
pub use self::full::{Full, Page, page};
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub use self::web::Web;
