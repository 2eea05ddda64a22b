//! In the browser the socket runs by itself: there is nothing to drive.
#![expect(clippy::unused_self, reason = "the same face as on native")]

use std::io;
use std::time::Duration;

/// The browser's own event loop.
pub(crate) struct Network;

/// Nothing to hold.
pub(crate) struct Lease;

impl Network {
    pub(crate) fn start() -> io::Result<(Self, Lease)> {
        Ok((Self, Lease))
    }

    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }

    /// The browser queues without telling.
    pub(crate) fn is_full(&self) -> bool {
        false
    }

    pub(crate) fn finish(self, _patience: Duration) {}
}
