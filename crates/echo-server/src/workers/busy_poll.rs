//! Busy polling: a thread that has just read a message polls for more before it sleeps.
//!
//! A client that was answered often sends again at once. Waking up a sleeping processor, in a virtual machine above all,
//! takes longer than a round trip of a message. So after each message its thread polls, until nothing has come for
//! [`limits::BUSY_POLL_TIME`]. It yields the processor to other programs meanwhile.

use std::cell::Cell;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use tokio::sync::Notify;
use tokio::time::timeout;

use crate::{limits, spare_buffers};

thread_local! {
    static BUSY_POLL: BusyPoll = BusyPoll::default();
}

#[derive(Default)]
struct BusyPoll {
    until: Cell<Option<Instant>>,
    begins: Arc<Notify>,
}

/// Has this thread poll for a while, if it is one on which [`run`] runs.
pub(crate) fn keep_polling() {
    BUSY_POLL.with(|busy_poll| {
        let until = Instant::now() + limits::BUSY_POLL_TIME;
        busy_poll.until.set(Some(until));
        busy_poll.begins.notify_one();
    });
}

/// Does the polling on the thread that runs this; never ends. The runtime checks for input and output whenever a task yields
/// and no other is ready. A thread that has had nothing to read for long keeps no buffers.
pub(super) async fn run() {
    let begins = BUSY_POLL.with(|busy_poll| busy_poll.begins.clone());
    loop {
        let has_begun = timeout(limits::SPARE_BUFFER_TIME, begins.notified()).await;
        if has_begun.is_err() {
            spare_buffers::release();
            begins.notified().await;
        }
        while BUSY_POLL.with(BusyPoll::is_active) {
            thread::yield_now();
            tokio::task::yield_now().await;
        }
    }
}

impl BusyPoll {
    fn is_active(&self) -> bool {
        self.until.get().is_some_and(|until| Instant::now() < until)
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::yield_now;
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_thread_with_nothing_to_read_keeps_no_buffers() {
        let polling = tokio::spawn(run());
        for _ in 0..2 {
            spare_buffers::give(spare_buffers::take());
            keep_polling();
            yield_now().await;
            sleep(limits::SPARE_BUFFER_TIME / 2).await;
            assert_eq!(spare_buffers::count(), 1);
            sleep(limits::SPARE_BUFFER_TIME).await;
            assert_eq!(spare_buffers::count(), 0);
        }
        polling.abort();
    }
}
