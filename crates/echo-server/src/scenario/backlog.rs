//! What was said in a room and was not heard yet by everyone in it: the newest of it, within bounds in messages and in bytes.
//!
//! A payload is there once, however many are still to hear it.
//!
//! *What was rejected:* tokio's broadcast channel, whose bound is a number of messages: with as many of the largest as of
//! small ones, a room took 16 MiB.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::task::consume_budget;

use super::rooms::Said;

/// What waits in a room.
#[derive(Debug)]
pub(crate) struct Backlog {
    max_messages: usize,
    max_bytes: usize,
    kept: Mutex<Kept>,
    /// Changes with each message.
    news: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Kept {
    waiting: VecDeque<Waiting>,
    /// The number of the first of them. What was said before is forgotten.
    first: u64,
    /// Their payloads.
    bytes: usize,
    hearers: usize,
}

#[derive(Debug)]
struct Waiting {
    said: Said,
    /// How many have not heard it.
    hearers: usize,
}

/// Hears what is said in a room from now on.
#[derive(Debug)]
pub(crate) struct Hearer {
    backlog: Arc<Backlog>,
    /// The number of the next message.
    next: u64,
    news: watch::Receiver<()>,
}

/// So many messages were forgotten before they were heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missed(pub(crate) u64);

impl Backlog {
    /// Keeps at most so many messages with so many bytes, but always the newest.
    pub(crate) fn new(max_messages: usize, max_bytes: usize) -> Arc<Self> {
        Arc::new(Self {
            max_messages,
            max_bytes,
            kept: Mutex::default(),
            news: watch::Sender::new(()),
        })
    }

    pub(crate) fn subscribe(self: &Arc<Self>) -> Hearer {
        let mut kept = self.lock();
        kept.hearers += 1;
        Hearer {
            backlog: self.clone(),
            next: kept.end(),
            news: self.news.subscribe(),
        }
    }

    /// Says something to all who hear now.
    pub(crate) fn push(&self, said: Said) {
        let mut kept = self.lock();
        kept.bytes += said.message.len();
        let hearers = kept.hearers;
        kept.waiting.push_back(Waiting { said, hearers });
        while kept.waiting.len() > self.max_messages
            || (kept.bytes > self.max_bytes && kept.waiting.len() > 1)
        {
            kept.forget_first();
        }
        kept.forget_heard();
        drop(kept);
        self.news.send_replace(());
    }

    /// How many bytes wait, payloads only.
    pub(crate) fn bytes(&self) -> usize {
        self.lock().bytes
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Nothing that holds the lock can be left half done.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// The number of the message that comes next.
    fn end(&self) -> u64 {
        self.first + self.waiting.len() as u64
    }

    /// The messages from this number on. `None` if there are none.
    fn index(&self, number: u64) -> Option<usize> {
        let index = usize::try_from(number.saturating_sub(self.first)).ok()?;
        (index < self.waiting.len()).then_some(index)
    }

    fn forget_first(&mut self) {
        if let Some(first) = self.waiting.pop_front() {
            self.first += 1;
            self.bytes -= first.said.message.len();
        }
    }

    fn forget_heard(&mut self) {
        while self.waiting.front().is_some_and(|first| first.hearers == 0) {
            self.forget_first();
        }
    }
}

impl Hearer {
    /// The next message, when there is one. Cancel safe.
    pub(crate) async fn recv(&mut self) -> Result<Said, Missed> {
        loop {
            consume_budget().await;
            if let Some(heard) = self.try_recv() {
                return heard;
            }
            if self.news.changed().await.is_err() {
                // Not while there is a hearer: it holds the room.
                return std::future::pending().await;
            }
        }
    }

    /// The next message, if there is one.
    pub(crate) fn try_recv(&mut self) -> Option<Result<Said, Missed>> {
        let mut kept = self.backlog.lock();
        if self.next < kept.first {
            let missed = kept.first - self.next;
            self.next = kept.first;
            return Some(Err(Missed(missed)));
        }
        let index = kept.index(self.next)?;
        let waiting = &mut kept.waiting[index];
        waiting.hearers -= 1;
        let said = waiting.said.clone();
        self.next += 1;
        kept.forget_heard();
        Some(Ok(said))
    }
}

impl Drop for Hearer {
    fn drop(&mut self) {
        let mut kept = self.backlog.lock();
        kept.hearers -= 1;
        if let Some(index) = kept.index(self.next) {
            for waiting in kept.waiting.range_mut(index..) {
                waiting.hearers -= 1;
            }
            kept.forget_heard();
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::{Bytes, Message};

    use super::*;

    fn said(size: usize) -> Said {
        Said {
            from: 1,
            to: None,
            message: Message::Binary(Bytes::from(vec![0; size])),
        }
    }

    #[test]
    fn what_everyone_has_heard_is_forgotten() {
        let backlog = Backlog::new(100, 100);
        backlog.push(said(10));
        assert_eq!(backlog.bytes(), 0, "nobody hears it");
        let mut first = backlog.subscribe();
        let mut second = backlog.subscribe();
        backlog.push(said(10));
        backlog.push(said(5));
        assert!(matches!(first.try_recv(), Some(Ok(heard)) if heard.message.len() == 10));
        assert_eq!(backlog.bytes(), 15);
        assert!(matches!(second.try_recv(), Some(Ok(_))));
        assert_eq!(backlog.bytes(), 5);
        assert!(matches!(second.try_recv(), Some(Ok(_))));
        assert!(second.try_recv().is_none());
        drop(first);
        assert_eq!(backlog.bytes(), 0);
        backlog.push(said(7));
        assert!(matches!(second.try_recv(), Some(Ok(heard)) if heard.message.len() == 7));
    }

    #[test]
    fn for_whoever_does_not_hear_no_more_is_kept_than_may_be() {
        for (size, kept) in [(0, 8), (10, 8), (30, 3), (100, 1), (500, 1)] {
            let backlog = Backlog::new(8, 100);
            let mut hearer = backlog.subscribe();
            for _ in 0..20 {
                backlog.push(said(size));
                assert!(backlog.bytes() <= size.max(100), "{size}");
            }
            assert_eq!(hearer.try_recv().unwrap().unwrap_err(), Missed(20 - kept));
            for _ in 0..kept {
                assert!(matches!(hearer.try_recv(), Some(Ok(_))), "{size}");
            }
            assert!(hearer.try_recv().is_none(), "{size}");
            assert_eq!(backlog.bytes(), 0, "{size}");
        }
    }
}
