//! The echo server that the program starts when nothing listens at the default address.

use std::thread::JoinHandle;

use echo_server::{Config, Listener, run};
use tokio_util::sync::CancellationToken;

/// Where the course's server listens.
const ADDRESS: &str = "localhost:4000";

/// A running server. Dropping it closes its connections and ends it.
pub(crate) struct BuiltInServer {
    url: String,
    shutdown: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl BuiltInServer {
    /// Starts the server, unless something listens at its address already: then that is used.
    pub(crate) fn start() -> Option<Self> {
        let shutdown = CancellationToken::new();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .inspect_err(|error| tracing::warn!("no echo server: {error}"))
            .ok()?;
        if somebody_listens() {
            return None;
        }
        let listener = runtime
            .block_on(Listener::bind(ADDRESS))
            .inspect_err(|error| tracing::info!("no echo server of our own: {error}"))
            .ok()?;
        let url = listener.url();
        let token = shutdown.clone();
        let thread = std::thread::Builder::new()
            .name("echo-server".to_owned())
            .spawn(move || runtime.block_on(run(listener, Config::default(), token)))
            .inspect_err(|error| tracing::warn!("no echo server: {error}"))
            .ok()?;
        Some(Self {
            url,
            shutdown,
            thread: Some(thread),
        })
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// On Linux a port that is in use cannot be bound, and asking would only leave a line in the log of the program that has it.
#[cfg(target_os = "linux")]
fn somebody_listens() -> bool {
    false
}

/// Elsewhere a port of one address can be bound though somebody listens on all addresses, and would be taken from them.
#[cfg(not(target_os = "linux"))]
fn somebody_listens() -> bool {
    std::net::TcpStream::connect(ADDRESS).is_ok()
}

impl Drop for BuiltInServer {
    fn drop(&mut self) {
        self.shutdown.cancel();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the echo server ended with a panic");
        }
    }
}
