//! Connections over which no WebSocket was opened yet. They are not counted as clients: one that says nothing must not take the place of one
//! that does.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};

use crate::limits::{HANDSHAKE_GRACE, MAX_HANDSHAKES};
use crate::telling::remark;

/// One of them. It is over when this is dropped.
#[derive(Debug)]
pub(super) struct Handshake {
    is_under_way: Option<Arc<()>>,
    changed: Arc<Notify>,
}

impl Drop for Handshake {
    fn drop(&mut self) {
        // Before it is told: who is woken looks at once.
        self.is_under_way = None;
        self.changed.notify_one();
    }
}

/// All of them, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Handshakes {
    under_way: VecDeque<UnderWay>,
    changed: Arc<Notify>,
}

#[derive(Debug)]
struct UnderWay {
    name: String,
    began: Instant,
    handshake: Weak<()>,
    task: AbortHandle,
}

impl Handshakes {
    /// Waits until another one may begin: while there are too many, until one is over, or the oldest had its time.
    pub(super) async fn room(&mut self) {
        loop {
            self.under_way
                .retain(|one| one.handshake.strong_count() > 0);
            let oldest = match self.under_way.front() {
                Some(oldest) if self.under_way.len() >= MAX_HANDSHAKES => oldest,
                _ => return,
            };
            tokio::select! {
                () = sleep_until(oldest.began + HANDSHAKE_GRACE) => return,
                () = self.changed.notified() => {}
            }
        }
    }

    /// Another one begins. Where there are too many, the oldest is dropped.
    pub(super) fn begin(&mut self, name: &str, spawn: impl FnOnce(Handshake) -> AbortHandle) {
        if self.under_way.len() >= MAX_HANDSHAKES
            && let Some(oldest) = self.under_way.pop_front()
            && oldest.handshake.strong_count() > 0
        {
            oldest.task.abort();
            remark(&format!(
                "{} was dropped: it has not opened a WebSocket, and others wait to",
                oldest.name
            ));
        }
        let is_under_way = Arc::new(());
        let handshake = Handshake {
            is_under_way: Some(Arc::clone(&is_under_way)),
            changed: Arc::clone(&self.changed),
        };
        self.under_way.push_back(UnderWay {
            name: name.to_owned(),
            began: Instant::now(),
            handshake: Arc::downgrade(&is_under_way),
            task: spawn(handshake),
        });
    }
}
