//! Where ewebsock's tasks run on native: a current-thread runtime on a thread of its own.

use std::io;
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

use super::MAX_PENDING_SENDS;
use crate::Signal;

/// How long what was sent before a hang-up may still take to go out. A peer that reads takes it
/// within moments; one that does not must not keep a thread.
const GRACE: Duration = Duration::from_secs(2);

/// The thread of one attempt. It ends when the [`Lease`] is dropped, or a [`GRACE`] after this is.
pub(crate) struct Network {
    handle: Handle,
    hung_up: oneshot::Sender<()>,
    finished: mpsc::Receiver<()>,
}

/// Held by what runs on the network: dropping it says that nothing is left to run.
pub(crate) struct Lease {
    _dropped: oneshot::Sender<()>,
}

impl Network {
    pub(crate) fn start() -> io::Result<(Self, Lease)> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (lease, lease_dropped) = oneshot::channel();
        let (hung_up, hang_up) = oneshot::channel();
        let (ended, finished) = mpsc::sync_channel(1);
        std::thread::Builder::new()
            .name("wscope-network".to_owned())
            .spawn(move || {
                live(runtime, lease_dropped, hang_up);
                // Nobody waits for it unless the program is about to end.
                ended.send(()).ok();
            })?;
        let network = Self {
            handle,
            hung_up,
            finished,
        };
        Ok((network, Lease { _dropped: lease }))
    }

    /// Runs `work`, which may spawn tasks, as if on the network.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let _context = self.handle.enter();
        work()
    }

    /// Whether too many sends wait. Each is a live task; the connection itself is one more.
    pub(crate) fn is_full(&self) -> bool {
        self.handle.metrics().num_alive_tasks() > MAX_PENDING_SENDS
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

    /// What it means that ewebsock lets go of the socket.
    #[expect(clippy::unused_self, reason = "the same face as in the browser")]
    pub(crate) fn gone(&self) -> Signal {
        Signal::Gone
    }
}

/// Drives the runtime, then drops it with whatever still hangs in it.
fn live(runtime: Runtime, lease: oneshot::Receiver<()>, hang_up: oneshot::Receiver<()>) {
    runtime.block_on(async {
        let grace_is_over = async {
            // Its sender is never used: that it is dropped is the signal. So with the lease.
            hang_up.await.ok();
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            _ = lease => {}
            () = grace_is_over => {}
        }
    });
    // A name look-up that hangs in the system must not hang this thread.
    runtime.shutdown_background();
}
