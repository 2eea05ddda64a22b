//! Where ewebsock's tasks run on native: a current-thread runtime on a thread of its own.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{Notify, oneshot};

use super::{MAX_PENDING_BYTES, MAX_PENDING_SENDS};
use crate::Signal;

/// How long what was sent before a hang-up may still take to go out. A peer that reads takes it
/// within moments; one that does not must not keep a thread.
const GRACE: Duration = Duration::from_secs(2);

/// The thread of one attempt. It ends when the [`Lease`] is dropped, or a [`GRACE`] after this is.
pub(crate) struct Network {
    handle: Handle,
    /// The sizes of the messages that were sent last, in bytes: at least of all that still wait.
    recent: RefCell<Recent>,
    hung_up: oneshot::Sender<()>,
    finished: mpsc::Receiver<()>,
}

/// Ends a network at once, with all that runs on it.
#[derive(Clone, Default)]
pub(crate) struct Stop(Arc<Notify>);

impl Stop {
    pub(crate) fn stop(&self) {
        self.0.notify_one();
    }
}

/// A runtime that never waits for what hangs in it, such as a name look-up in the system: it may be dropped anywhere.
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
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

/// Held by what runs on the network: dropping it says that nothing is left to run.
pub(crate) struct Lease {
    _dropped: oneshot::Sender<()>,
    stop: Stop,
}

impl Network {
    pub(crate) fn start() -> io::Result<(Self, Lease)> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (lease, lease_dropped) = oneshot::channel();
        let (hung_up, hang_up) = oneshot::channel();
        let (ended, finished) = mpsc::sync_channel(1);
        let stop = Stop::default();
        let (runtime, stopped) = (Background(Some(runtime)), stop.clone());
        std::thread::Builder::new()
            .name("wscope-network".to_owned())
            .spawn(move || {
                live(runtime, lease_dropped, hang_up, stopped);
                // Nobody waits for it unless the program is about to end.
                ended.send(()).ok();
            })?;
        let network = Self {
            handle,
            recent: RefCell::default(),
            hung_up,
            finished,
        };
        let lease = Lease {
            _dropped: lease,
            stop,
        };
        Ok((network, lease))
    }

    /// Runs `work`, which may spawn tasks, as if on the network.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let _context = self.handle.enter();
        work()
    }

    /// Whether too much waits to be sent. Each send that waits is a live task; the connection itself is one more.
    pub(crate) fn is_full(&self) -> bool {
        let waiting = self.handle.metrics().num_alive_tasks().saturating_sub(1);
        let bytes = self.recent.borrow_mut().keep(waiting);
        waiting >= MAX_PENDING_SENDS || bytes >= MAX_PENDING_BYTES
    }

    /// A message of so many bytes was handed to ewebsock.
    pub(crate) fn note_sent(&self, bytes: usize) {
        self.recent.borrow_mut().push(bytes);
    }

    /// Waits until the thread has ended, at most for `patience`.
    pub(crate) fn finish(self, patience: Duration) {
        drop(self.hung_up);
        // Whether it ended or time is up: there is nothing more to do for it.
        self.finished.recv_timeout(patience).ok();
    }
}

impl Lease {
    /// What it means that ewebsock says the connection is closed: here it says so of a close frame only.
    #[expect(clippy::unused_self, reason = "the same face as in the browser")]
    pub(crate) fn closed(&self) -> Signal {
        Signal::Closed(None)
    }

    /// What ends the network at once.
    pub(crate) fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Lets go of everything that runs on the network, without waiting for anything.
    pub(crate) fn end(&self) {
        self.stop.stop();
    }

    /// What it means that ewebsock lets go of the socket.
    #[expect(clippy::unused_self, reason = "the same face as in the browser")]
    pub(crate) fn gone(&self) -> Signal {
        Signal::Gone
    }
}

/// Drives the runtime, then drops it with whatever still hangs in it.
fn live(
    runtime: Background,
    lease: oneshot::Receiver<()>,
    hang_up: oneshot::Receiver<()>,
    stop: Stop,
) {
    let Some(driven) = &runtime.0 else {
        return;
    };
    driven.block_on(async {
        let grace_is_over = async {
            // Its sender is never used: that it is dropped is the signal. So with the lease.
            hang_up.await.ok();
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            _ = lease => {}
            () = grace_is_over => {}
            () = stop.0.notified() => {}
        }
    });
}
