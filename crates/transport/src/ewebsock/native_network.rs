//! The network of ewebsock on native, and how much waits to be sent over it, which ewebsock does not tell.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use connection::{Failure, MAX_PENDING_BYTES, MAX_PENDING_SENDS, Signal};
use tokio::sync::Notify;

use crate::network;

/// The thread of one attempt, and what was sent last.
pub(crate) struct Network {
    thread: network::Network,
    /// The sizes of the messages that were sent last, in bytes: at least of all that still wait.
    recent: RefCell<Recent>,
}

/// Held by ewebsock; the network ends when it is dropped.
pub(crate) struct Lease {
    _thread: network::Lease,
    stop: Stop,
}

/// Ends a network at once, with all that runs on it.
#[derive(Clone, Default)]
pub(crate) struct Stop(Arc<Notify>);

impl Stop {
    pub(crate) fn stop(&self) {
        self.0.notify_one();
    }
}

/// Sizes of messages, newest last, and their sum. ewebsock does not tell which of them wait, but how many: the newest.
#[derive(Default)]
struct Recent {
    sizes: VecDeque<usize>,
    sum: usize,
}

impl Recent {
    fn push(&mut self, bytes: usize) {
        self.sizes.push_back(bytes);
        self.sum += bytes;
    }

    /// Forgets all but the newest `count`. Returns how many bytes these are.
    fn keep(&mut self, count: usize) -> usize {
        while self.sizes.len() > count {
            self.sum -= self.sizes.pop_front().unwrap_or_default();
        }
        self.sum
    }
}

impl Network {
    pub(crate) fn start() -> Result<(Self, Lease), Failure> {
        let stop = Stop::default();
        let stopped = stop.clone();
        let (thread, lease) = network::Network::start(async move { stopped.0.notified().await })?;
        let network = Self {
            thread,
            recent: RefCell::default(),
        };
        let lease = Lease {
            _thread: lease,
            stop,
        };
        Ok((network, lease))
    }

    /// Runs `work`, which may spawn tasks, as if on the network.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        self.thread.within(work)
    }

    /// Whether too much waits to be sent. Each send that waits is a live task; the connection itself is one more.
    pub(crate) fn is_full(&self) -> bool {
        let waiting = self.thread.tasks().saturating_sub(1);
        let bytes = self.recent.borrow_mut().keep(waiting);
        waiting >= MAX_PENDING_SENDS || bytes >= MAX_PENDING_BYTES
    }

    /// A message of so many bytes was handed to ewebsock.
    pub(crate) fn note_sent(&self, bytes: usize) {
        self.recent.borrow_mut().push(bytes);
    }

    /// Waits until the thread has ended, at most for `time_limit`.
    pub(crate) fn finish(self, time_limit: Duration) {
        self.thread.finish(time_limit);
    }
}

impl Lease {
    /// What ewebsock's `Closed` means: on native it comes after a close frame only.
    #[expect(clippy::unused_self, reason = "the same face as in the browser")]
    pub(crate) fn closed(&self) -> Signal<'static> {
        Signal::Closed(None)
    }

    /// What ends the network at once.
    #[cfg(feature = "full")]
    pub(crate) fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Drops everything that runs on the network, without waiting for anything.
    pub(crate) fn end(&self) {
        self.stop.stop();
    }

    /// What it means that ewebsock drops the socket.
    #[expect(clippy::unused_self, reason = "the same face as in the browser")]
    pub(crate) fn gone(&self) -> Signal<'static> {
        Signal::Gone
    }
}
