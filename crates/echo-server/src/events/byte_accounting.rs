//! To which run the bytes of a connection are attributed.
//!
//! A connection may carry requests of several runs, and others between them. Its bytes belong to the run whose request
//! came last: what was received since the request before it, and what is sent until the next.

use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::counters::Delivery;
use super::run::Run;
use crate::meter::{ByteCounts, Meter};

/// Attributes the bytes of one connection.
#[derive(Debug)]
pub(crate) struct ByteAccounting {
    meter: Arc<Meter>,
    last: Mutex<Last>,
}

/// The request that was read last.
#[derive(Debug, Default)]
struct Last {
    /// Where its bytes begin.
    start: ByteCounts,
    /// How much had been received when it was read. `None` before the first.
    received: Option<u64>,
    attribution: Option<Attribution>,
    /// The run to which bytes were attributed last. Between its requests there may be others of no run.
    user: Option<(Weak<Run>, Delivery)>,
}

impl Last {
    fn is_used_by(&self, run: &Arc<Run>, delivery: Delivery) -> bool {
        let is_same = |user: &(Weak<Run>, Delivery)| {
            user.1 == delivery && user.0.as_ptr() == Arc::as_ptr(run)
        };
        self.user.as_ref().is_some_and(is_same)
    }
}

/// The bytes of a connection that belong to a run, until this is dropped.
#[derive(Debug)]
struct Attribution {
    run: Arc<Run>,
    delivery: Delivery,
    meter: Arc<Meter>,
}

impl ByteAccounting {
    pub(crate) fn new(meter: Arc<Meter>) -> Self {
        Self {
            meter,
            last: Mutex::default(),
        }
    }

    /// A request has been read: what is written from now on is no longer for the one before it.
    pub(crate) fn next_request(&self) {
        let now = self.meter.read();
        let mut last = self.last.lock();
        let start = match last.received {
            // With the handshake of TLS, if there is one.
            None => ByteCounts::default(),
            Some(received) => ByteCounts {
                received,
                sent: now.sent,
            },
        };
        if let Some(attribution) = last.attribution.take() {
            attribution.settle(start);
        }
        last.start = start;
        last.received = Some(now.received);
    }

    /// The request, its answer and what follows belong to the run. Its token is about to be checked.
    pub(crate) fn attribute(&self, run: &Arc<Run>, delivery: Delivery) {
        let mut last = self.last.lock();
        let is_new = !last.is_used_by(run, delivery);
        last.user = Some((Arc::downgrade(run), delivery));
        run.count(delivery, |counts| {
            counts.requests += 1;
            counts.token_checks += 1;
            counts.connections += u64::from(is_new);
        });
        run.counters.lock().ways[delivery as usize]
            .open
            .push((self.meter.clone(), last.start));
        last.attribution = Some(Attribution {
            run: run.clone(),
            delivery,
            meter: self.meter.clone(),
        });
    }

    /// The run that the bytes belong to now.
    pub(crate) fn run(&self) -> Option<Arc<Run>> {
        self.last
            .lock()
            .attribution
            .as_ref()
            .map(|last| last.run.clone())
    }
}

impl Attribution {
    /// What comes after `end` belongs to others.
    fn settle(&self, end: ByteCounts) {
        let mut counters = self.run.counters.lock();
        let delivery = &mut counters.ways[self.delivery as usize];
        let is_this = |open: &(Arc<Meter>, ByteCounts)| Arc::ptr_eq(&open.0, &self.meter);
        if let Some(index) = delivery.open.iter().position(is_this) {
            let (_, from) = delivery.open.swap_remove(index);
            delivery.settled.add(end.since(from));
        }
    }
}

impl Drop for Attribution {
    fn drop(&mut self) {
        // Nothing, if it was settled before.
        self.settle(self.meter.read());
    }
}
