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

use crate::limits;

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
/// and no other is ready.
pub(super) async fn run() {
    let begins = BUSY_POLL.with(|busy_poll| busy_poll.begins.clone());
    loop {
        begins.notified().await;
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
