//! The echo server that the program brings with it: started with the program when nothing listens at the default address, or when that is asked for.

use std::thread::JoinHandle;

use echo_server::{BindError, Config, Listener, run};
use tokio_util::sync::CancellationToken;

use crate::kit::task::spawn;

/// Why the server does not run.
#[derive(Debug)]
pub(crate) enum ServerFault {
    /// Something listens at its address.
    InUse,
    /// In the words of the system.
    Other(String),
}

/// A running server. Dropping it closes its connections and ends it.
pub(crate) struct BuiltInServer {
    url: String,
    shutdown: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl BuiltInServer {
    /// Starts the server at this address, unless something listens there already.
    ///
    /// # Errors
    /// Why that cannot be done.
    fn start(address: &str) -> Result<Self, ServerFault> {
        let failed = |error: &dyn std::fmt::Display| ServerFault::Other(error.to_string());
        let shutdown = CancellationToken::new();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| failed(&error))?;
        if somebody_listens(address) {
            return Err(ServerFault::InUse);
        }
        let listener = runtime
            .block_on(Listener::bind(address))
            .map_err(|error| match error {
                BindError::InUse { .. } => ServerFault::InUse,
                other => failed(&other),
            })?;
        let url = listener.url();
        let token = shutdown.clone();
        let thread = std::thread::Builder::new()
            .name("echo-server".to_owned())
            .spawn(move || runtime.block_on(run(listener, Config::default(), token)))
            .map_err(|error| failed(&error))?;
        Ok(Self {
            url,
            shutdown,
            thread: Some(thread),
        })
    }
}

/// The server, if it runs, and where it may be started.
pub(crate) struct ServerSwitch {
    /// `None` where the program has none.
    address: Option<String>,
    running: Option<BuiltInServer>,
}

impl ServerSwitch {
    /// One that is off.
    pub(crate) fn new(address: Option<String>) -> Self {
        Self {
            address,
            running: None,
        }
    }

    /// Where it would be started, if it is off.
    pub(crate) fn startable(&self) -> Option<&str> {
        let is_off = self.running.is_none();
        self.address.as_deref().filter(|_| is_off)
    }

    /// Whether it runs.
    pub(crate) fn is_on(&self) -> bool {
        self.running.is_some()
    }

    /// Starts the server, if it is off. Says where it listens.
    ///
    /// # Errors
    /// Why that cannot be done.
    pub(crate) fn start(&mut self) -> Option<Result<String, ServerFault>> {
        let started = BuiltInServer::start(self.startable()?);
        Some(started.map(|server| {
            let url = server.url.clone();
            self.running = Some(server);
            url
        }))
    }

    /// Ends the server beside the window: its connections have time to close.
    pub(crate) fn stop(&mut self) {
        if let Some(server) = self.running.take() {
            // The port is free at once, not when the thread begins.
            server.shutdown.cancel();
            spawn("wscope-server-stop", async move { drop(server) });
        }
    }
}

/// On Linux a port that is in use cannot be bound, and asking would only leave a line in the log of the program that has it.
#[cfg(target_os = "linux")]
fn somebody_listens(_address: &str) -> bool {
    false
}

/// Elsewhere a port of one address can be bound though somebody listens on all addresses, and would be taken from them.
#[cfg(not(target_os = "linux"))]
fn somebody_listens(address: &str) -> bool {
    use std::net::{TcpStream, ToSocketAddrs};

    // A connection on this machine is there at once. One that is refused is tried again for seconds by Windows.
    let patience = std::time::Duration::from_millis(200);
    let addresses = address.to_socket_addrs().into_iter().flatten();
    let mut connections = addresses.map(|it| TcpStream::connect_timeout(&it, patience));
    connections.any(|it| it.is_ok())
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
