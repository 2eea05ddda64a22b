//! Where the tasks of one attempt run on native: a current-thread runtime on a thread of its own.

use std::io;
use std::sync::mpsc;
use std::time::Duration;

use connection::{BackgroundThread, Cause, Failure};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

/// How long what was sent before a close from this side may still take to go out. A peer that reads takes it
/// within moments; one that does not must not keep a thread.
const GRACE: Duration = Duration::from_secs(2);

/// The thread of one attempt. It ends when the [`Lease`] is dropped, or a [`GRACE`] after this is.
pub(crate) struct Network {
    handle: Handle,
    closed: oneshot::Sender<()>,
    finished: mpsc::Receiver<()>,
}

/// Held by what runs on the network, which ends when it is dropped.
pub(crate) struct Lease {
    _dropped: oneshot::Sender<()>,
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

impl Network {
    /// Starts the thread. It also ends, with all that runs on it, when `early_end` is done.
    ///
    /// # Errors
    /// When the system has no thread or socket left.
    pub(crate) fn start(
        early_end: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(Self, Lease), Failure> {
        Self::try_start(early_end).map_err(|error| Failure {
            cause: Cause::Other,
            detail: format!("the system has no thread or socket available: {error}"),
        })
    }

    fn try_start(
        early_end: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<(Self, Lease)> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (lease, lease_dropped) = oneshot::channel();
        let (closed, close) = oneshot::channel();
        let (ended, finished) = mpsc::sync_channel(1);
        let runtime = Background(Some(runtime));
        std::thread::Builder::new()
            .name("wscope-network".to_owned())
            .spawn(move || {
                BackgroundThread::Network.begin();
                run(runtime, lease_dropped, close, early_end);
                // It is only received when the program is about to end.
                ended.send(()).ok();
            })?;
        let network = Self {
            handle,
            closed,
            finished,
        };
        Ok((network, Lease { _dropped: lease }))
    }

    /// Runs `work`, which may spawn tasks, as if on the network.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let _context = self.handle.enter();
        work()
    }

    /// How many tasks are not done yet.
    #[cfg(feature = "ewebsock")]
    pub(crate) fn tasks(&self) -> usize {
        self.handle.metrics().num_alive_tasks()
    }

    /// Waits until the thread has ended, at most for `time_limit`.
    pub(crate) fn finish(self, time_limit: Duration) {
        drop(self.closed);
        // Whether it ended or time is up: there is nothing more to do for it.
        self.finished.recv_timeout(time_limit).ok();
    }
}

/// Drives the runtime, then drops it with whatever still hangs in it.
fn run(
    runtime: Background,
    lease: oneshot::Receiver<()>,
    close: oneshot::Receiver<()>,
    early_end: impl Future<Output = ()>,
) {
    let Some(driven) = &runtime.0 else {
        return;
    };
    driven.block_on(async {
        let grace_is_over = async {
            // Its sender is never used: that it is dropped is the signal. So with the lease.
            close.await.ok();
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            _ = lease => {}
            () = grace_is_over => {}
            () = early_end => {}
        }
    });
}
