//! The threads that serve the connections: one for each processor but one, each with a runtime of
//! its own.
//!
//! One processor is left to the clients, which are often on the same machine, and to the rest of the system. With a thread
//! more, the server would take processor time from the client whose message it waits for.
//!
//! A connection stays on the thread that it is given to, so a message wakes nobody else, and nothing
//! that belongs to a connection is ever shared between processors.
//!
//! *What was rejected:* one listening socket for each thread (`SO_REUSEPORT`). The system deals
//! connections by a hash of their addresses then, so that of a few long ones most may end up on one
//! thread.

mod busy_poll;

use std::io;
use std::thread::{self, available_parallelism};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tracing::warn;

pub(crate) use busy_poll::keep_polling;

/// The threads, started when there is something for them to do. Dropping this ends them, and with
/// them whatever they still serve.
pub(crate) struct Workers {
    started: Vec<Worker>,
    /// How many there may be.
    max: usize,
}

struct Worker {
    handle: Handle,
    /// The thread runs as long as this exists; nothing is ever sent.
    _running: oneshot::Sender<()>,
}

impl Workers {
    /// At most so many threads, or as many as there are processors but one.
    pub(crate) fn new(max: Option<usize>) -> Self {
        let all_but_one = || available_parallelism().map_or(1, |processors| processors.get() - 1);
        Self {
            started: Vec::new(),
            max: max.unwrap_or_else(all_but_one).max(1),
        }
    }

    /// The thread with the fewest connections. If the system has no threads left, that may be the
    /// caller's own, so this must be called within a runtime.
    pub(crate) fn least_busy(&mut self) -> Handle {
        let least_busy = self.started.iter().min_by_key(|worker| worker.load());
        let has_nothing_to_do = least_busy.is_some_and(|worker| worker.load() == 0);
        let least_busy = least_busy.map(|worker| worker.handle.clone());
        if has_nothing_to_do || self.started.len() == self.max {
            return least_busy.unwrap_or_else(Handle::current);
        }
        match Worker::start(self.started.len()) {
            Ok(worker) => {
                let handle = worker.handle.clone();
                self.started.push(worker);
                handle
            }
            Err(error) => {
                // Trying again for each connection would only fail again.
                self.max = self.started.len();
                warn!(%error, threads = self.max, "no further thread can be started");
                least_busy.unwrap_or_else(Handle::current)
            }
        }
    }
}

impl Worker {
    fn start(number: usize) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        handle.spawn(busy_poll::run());
        let (running, ended) = oneshot::channel::<()>();
        thread::Builder::new()
            .name(format!("connections-{number}"))
            .spawn(move || runtime.block_on(ended).ok())?;
        Ok(Self {
            handle,
            _running: running,
        })
    }

    /// How many connections it has. One task is that of busy polling.
    fn load(&self) -> usize {
        self.handle.metrics().num_alive_tasks().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::thread;

    use tokio::task::JoinSet;

    use super::Workers;

    #[tokio::test]
    async fn connections_are_dealt_evenly() {
        let mut workers = Workers::new(None);
        let mut connections = JoinSet::new();
        for _ in 0..workers.max * 3 {
            connections.spawn_on(pending::<()>(), &workers.least_busy());
        }
        for worker in &workers.started {
            assert_eq!(worker.load(), 3);
        }
    }

    #[tokio::test]
    async fn a_thread_with_nothing_to_do_is_used_again() {
        let mut workers = Workers::new(None);
        let mut connections = JoinSet::new();
        let on = async || thread::current().id();
        connections.spawn_on(on(), &workers.least_busy());
        let first = connections
            .join_next()
            .await
            .expect("one")
            .expect("no panic");
        connections.spawn_on(on(), &workers.least_busy());
        let second = connections
            .join_next()
            .await
            .expect("one")
            .expect("no panic");
        assert_eq!(first, second);
        assert_ne!(first, thread::current().id());
    }

    #[tokio::test]
    async fn what_is_still_served_ends_with_the_threads() {
        let mut workers = Workers::new(None);
        let mut connections = JoinSet::new();
        connections.spawn_on(pending::<()>(), &workers.least_busy());
        drop(workers);
        let ended = connections.join_next().await.expect("one");
        assert!(ended.expect_err("no end of its own").is_cancelled());
    }
}
