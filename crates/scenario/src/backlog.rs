//! The messages of a room that not all of its members have received: the newest of them, within bounds in messages and in
//! bytes.
//!
//! A payload is there once, however many members are still to receive it.
//!
//! *What was rejected:* tokio's broadcast channel, whose bound is a number of messages: with as many of the largest as of
//! small ones, a room took 16 MiB.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::task::consume_budget;

use crate::room_message::RoomMessage;

/// The messages that wait in a room.
#[derive(Debug)]
pub(crate) struct Backlog {
    max_messages: usize,
    max_bytes: usize,
    kept: Mutex<Kept>,
    /// Changes with each message.
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Kept {
    waiting: VecDeque<Waiting>,
    /// The number of the first of them. Those before it are gone.
    first: u64,
    /// Their payloads.
    bytes: usize,
    subscribers: usize,
}

#[derive(Debug)]
struct Waiting {
    message: RoomMessage,
    /// How many have not received it.
    subscribers: usize,
}

/// Receives the messages of a room from now on.
#[derive(Debug)]
pub(crate) struct Subscriber {
    backlog: Arc<Backlog>,
    /// The number of the next message.
    next: u64,
    changed: watch::Receiver<()>,
}

/// So many messages were dropped before they were received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missed(pub(crate) u64);

impl Backlog {
    /// Keeps at most so many messages with so many bytes, but always the newest.
    pub(crate) fn new(max_messages: usize, max_bytes: usize) -> Arc<Self> {
        Arc::new(Self {
            max_messages,
            max_bytes,
            kept: Mutex::default(),
            changed: watch::Sender::new(()),
        })
    }

    pub(crate) fn subscribe(self: &Arc<Self>) -> Subscriber {
        let mut kept = self.kept.lock();
        kept.subscribers += 1;
        Subscriber {
            backlog: self.clone(),
            next: kept.end(),
            changed: self.changed.subscribe(),
        }
    }

    /// Adds a message for all that are subscribed now.
    pub(crate) fn push(&self, message: RoomMessage) {
        let mut kept = self.kept.lock();
        kept.bytes += message.message.len();
        let subscribers = kept.subscribers;
        kept.waiting.push_back(Waiting {
            message,
            subscribers,
        });
        while kept.waiting.len() > self.max_messages
            || (kept.bytes > self.max_bytes && kept.waiting.len() > 1)
        {
            kept.drop_first();
        }
        kept.drop_received();
        drop(kept);
        self.changed.send_replace(());
    }

    /// How many bytes wait, payloads only.
    pub(crate) fn bytes(&self) -> usize {
        self.kept.lock().bytes
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

    fn drop_first(&mut self) {
        if let Some(first) = self.waiting.pop_front() {
            self.first += 1;
            self.bytes -= first.message.message.len();
        }
    }

    fn drop_received(&mut self) {
        while self
            .waiting
            .front()
            .is_some_and(|first| first.subscribers == 0)
        {
            self.drop_first();
        }
    }
}

impl Subscriber {
    /// The next message, when there is one. Cancel safe.
    pub(crate) async fn recv(&mut self) -> Result<RoomMessage, Missed> {
        loop {
            consume_budget().await;
            if let Some(received) = self.try_recv() {
                return received;
            }
            if self.changed.changed().await.is_err() {
                // Not while there is a subscriber: it holds the backlog.
                return std::future::pending().await;
            }
        }
    }

    /// The next message, if there is one.
    pub(crate) fn try_recv(&mut self) -> Option<Result<RoomMessage, Missed>> {
        let mut kept = self.backlog.kept.lock();
        if self.next < kept.first {
            let missed = kept.first - self.next;
            self.next = kept.first;
            return Some(Err(Missed(missed)));
        }
        let index = kept.index(self.next)?;
        let waiting = &mut kept.waiting[index];
        waiting.subscribers -= 1;
        let message = waiting.message.clone();
        self.next += 1;
        kept.drop_received();
        Some(Ok(message))
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        let mut kept = self.backlog.kept.lock();
        kept.subscribers -= 1;
        if let Some(index) = kept.index(self.next) {
            for waiting in kept.waiting.range_mut(index..) {
                waiting.subscribers -= 1;
            }
            kept.drop_received();
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::{Bytes, Message};

    use super::*;

    fn message(size: usize) -> RoomMessage {
        RoomMessage {
            from: 1,
            to: None,
            message: Message::Binary(Bytes::from(vec![0; size])),
        }
    }

    #[test]
    fn what_all_have_received_is_dropped() {
        let backlog = Backlog::new(100, 100);
        backlog.push(message(10));
        assert_eq!(backlog.bytes(), 0, "nobody is subscribed");
        let mut first = backlog.subscribe();
        let mut second = backlog.subscribe();
        backlog.push(message(10));
        backlog.push(message(5));
        assert!(matches!(first.try_recv(), Some(Ok(received)) if received.message.len() == 10));
        assert_eq!(backlog.bytes(), 15);
        assert!(matches!(second.try_recv(), Some(Ok(_))));
        assert_eq!(backlog.bytes(), 5);
        assert!(matches!(second.try_recv(), Some(Ok(_))));
        assert!(second.try_recv().is_none());
        drop(first);
        assert_eq!(backlog.bytes(), 0);
        backlog.push(message(7));
        assert!(matches!(second.try_recv(), Some(Ok(received)) if received.message.len() == 7));
    }

    #[test]
    fn no_more_is_kept_for_a_slow_subscriber_than_may_be() {
        for (size, kept) in [(0, 8), (10, 8), (30, 3), (100, 1), (500, 1)] {
            let backlog = Backlog::new(8, 100);
            let mut subscriber = backlog.subscribe();
            for _ in 0..20 {
                backlog.push(message(size));
                assert!(backlog.bytes() <= size.max(100), "{size}");
            }
            assert_eq!(
                subscriber.try_recv().unwrap().unwrap_err(),
                Missed(20 - kept)
            );
            for _ in 0..kept {
                assert!(matches!(subscriber.try_recv(), Some(Ok(_))), "{size}");
            }
            assert!(subscriber.try_recv().is_none(), "{size}");
            assert_eq!(backlog.bytes(), 0, "{size}");
        }
    }
}
