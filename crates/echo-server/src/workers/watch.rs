//! Looking for more before going to sleep.
//!
//! Whoever was answered often asks again at once. To be asleep by then costs more than to look for a
//! moment: waking up a processor, in a virtual machine above all, takes longer than a round trip of
//! a message. So after each message its thread looks again and again, until nothing has come for
//! [`limits::WATCH_TIME`]. Whoever else wants the processor meanwhile gets it.

use std::cell::Cell;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use tokio::sync::Notify;

use crate::limits;

thread_local! {
    static WATCH: Watch = Watch::default();
}

#[derive(Default)]
struct Watch {
    until: Cell<Option<Instant>>,
    begins: Arc<Notify>,
}

/// Has this thread look for more for a while, if it is one that keeps watch.
pub(crate) fn expect_more() {
    WATCH.with(|watch| {
        watch.until.set(Some(Instant::now() + limits::WATCH_TIME));
        watch.begins.notify_one();
    });
}

/// Keeps watch on the thread that runs this; never ends. The runtime looks for what has come
/// whenever a task yields and no other can go on.
pub(super) async fn keep_watch() {
    let begins = WATCH.with(|watch| watch.begins.clone());
    loop {
        begins.notified().await;
        while WATCH.with(Watch::lasts) {
            thread::yield_now();
            tokio::task::yield_now().await;
        }
    }
}

impl Watch {
    fn lasts(&self) -> bool {
        self.until.get().is_some_and(|until| Instant::now() < until)
    }
}
