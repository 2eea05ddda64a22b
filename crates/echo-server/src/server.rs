//! The accept loop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::StatusCode;
use tokio::net::TcpStream;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, error, info, info_span, warn};

use crate::addresses::{Counted, TooMany};
use crate::listener::Accepted;
use crate::metrics::GaugeGuard;
use crate::refusal::Refusal;
use crate::site::Site;
use crate::workers::Workers;
use crate::{Config, Listener, connection, limits};

/// Serves the connections to `listener` until `shutdown` is cancelled.
///
/// Then nothing more is accepted, every client gets close code 1001 (going away; RFC 6455, section
/// 7.4.1), and this returns when they have answered it, or after 5 seconds at the latest. Dropping
/// the future instead drops the connections with it.
///
/// An error of one connection never ends the server, and when the operating system cannot open any
/// more connections the server waits until it can.
pub async fn run(mut listener: Listener, config: Config, shutdown: CancellationToken) {
    let mut server = Server::new(config, shutdown.clone());
    loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            Some(ended) = server.connections.join_next() => report(ended),
            Some(ended) = server.refusals.join_next() => report(ended),
            accepted = accept(&mut listener) => server.admit(accepted),
        }
    }
    drop(listener);
    server.finish().await;
}

/// The connections of a running server.
struct Server {
    site: Arc<Site>,
    /// Where the connections are served.
    workers: Workers,
    /// Tells the connections to end.
    shutdown: CancellationToken,
    /// What counts against [`Config::max_connections`].
    connections: JoinSet<()>,
    /// Connections that are being told that there is no room.
    refusals: JoinSet<()>,
    /// The number by which the log names the next connection.
    next_id: u64,
}

impl Server {
    fn new(config: Config, shutdown: CancellationToken) -> Self {
        Self {
            workers: Workers::new(config.threads),
            site: Arc::new(Site::new(config)),
            shutdown,
            connections: JoinSet::new(),
            refusals: JoinSet::new(),
            next_id: 1,
        }
    }

    /// Serves the connection if there is room for it, and tells it so if there is none.
    fn admit(&mut self, accepted: Accepted) {
        let peer = accepted.peer;
        let id = self.next_id;
        self.next_id += 1;
        let span = info_span!("connection", id, %peer);
        match self.find_room(peer) {
            Ok(counted) => {
                let present = (counted, self.site.metrics.connection());
                let serving = serve(accepted, present, self.site.clone(), self.shutdown.clone());
                let worker = self.workers.least_busy();
                self.connections.spawn_on(serving.instrument(span), &worker);
            }
            Err(refusal) => {
                warn!(parent: &span, reason = refusal.reason(), "refused: no room");
                self.site.metrics.refused(refusal.cause());
                if self.refusals.len() < limits::MAX_REFUSALS {
                    let refusing = connection::refuse(accepted.stream, accepted.acceptor, refusal);
                    self.refusals.spawn(refusing.instrument(span));
                }
            }
        }
    }

    /// A place among all connections and among those of the address.
    fn find_room(&self, peer: SocketAddr) -> Result<Counted, Refusal> {
        let max_connections = self.site.config.max_connections;
        if self.connections.len() >= max_connections {
            let reason = format!("All {max_connections} connections are taken. Try again later.");
            return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, reason));
        }
        let admitted = self.site.addresses.admit(peer.ip());
        admitted.map_err(|TooMany { max_connections }| {
            let reason =
                format!("All {max_connections} connections of your address are taken. End one.");
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, reason)
        })
    }

    /// Lets the connections end, and drops what is left after a while.
    async fn finish(mut self) {
        info!(connections = self.connections.len(), "shutting down");
        self.refusals.abort_all();
        let all_ended = async {
            while let Some(ended) = self.connections.join_next().await {
                report(ended);
            }
        };
        if timeout(limits::SHUTDOWN_TIMEOUT, all_ended).await.is_err() {
            warn!(
                connections = self.connections.len(),
                "dropping what did not end in time"
            );
            self.drop_connections().await;
        }
    }

    /// Drops the connections. One that its thread is busy with at the moment goes when the thread comes to it, or with the
    /// program: nobody waits for that.
    async fn drop_connections(mut self) {
        self.connections.abort_all();
        let all_dropped = async { while self.connections.join_next().await.is_some() {} };
        if timeout(limits::DROP_TIMEOUT, all_dropped).await.is_err() {
            warn!(
                connections = self.connections.len(),
                "a thread that serves connections does not come to an end"
            );
        }
    }
}

/// Serves a connection on another runtime than the one that accepted it.
fn serve(
    accepted: Accepted,
    present: (Counted, GaugeGuard),
    site: Arc<Site>,
    shutdown: CancellationToken,
) -> impl Future<Output = ()> + Send {
    // Nothing may be left with the runtime that it comes from, nor be known of it by the other.
    let moved = accepted.stream.into_std();
    async move {
        let _until_the_end = present;
        match moved.and_then(TcpStream::from_std) {
            Ok(stream) => connection::serve(stream, accepted.acceptor, site, shutdown).await,
            Err(error) => warn!(%error, "the connection could not be given to its thread"),
        }
    }
}

/// The next connection. After an error that says more about this machine than about the peer, such
/// as too many open files, waits a moment: trying again at once would only fail again. Cancel safe.
async fn accept(listener: &mut Listener) -> Accepted {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_about_the_peer(&error) => {}
            Err(error) => {
                warn!(%error, "cannot accept connections for the moment");
                sleep(limits::ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Whether the connection was given up by the peer before it could be accepted.
fn is_about_the_peer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        error!(%error, "a connection ended by a mistake in this program");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_thread_that_never_returns_does_not_hold_up_the_end() {
        let mut server = Server::new(Config::default(), CancellationToken::new());
        let (until_the_end_of_the_test, blocked) = mpsc::sync_channel::<()>(0);
        let worker = server.workers.least_busy();
        let never_yields = async move { blocked.recv().unwrap_or_default() };
        server.connections.spawn_on(never_yields, &worker);
        let promised = limits::SHUTDOWN_TIMEOUT + limits::DROP_TIMEOUT;
        let ended = timeout(promised + Duration::from_millis(1), server.finish()).await;
        assert!(ended.is_ok(), "it waits for longer than {promised:?}");
        drop(until_the_end_of_the_test);
    }
}
