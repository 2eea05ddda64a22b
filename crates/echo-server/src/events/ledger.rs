//! Whose the bytes of a connection are.
//!
//! A connection may carry requests of several runs, and others between them. Its bytes belong to the run whose request
//! came last: what was received since the request before it, and what is sent until the next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::{Run, Way};
use crate::meter::{Meter, Wire};

/// Who asked last on a connection, and how far its meter was then.
#[derive(Debug)]
pub(crate) struct Ledger {
    meter: Arc<Meter>,
    last: Mutex<Last>,
}

/// The request that was read last.
#[derive(Debug, Default)]
struct Last {
    /// Where its bytes begin.
    start: Wire,
    /// How much had been received when it was read. `None` before the first.
    received: Option<u64>,
    claim: Option<Claim>,
    /// Who claimed last. Between its requests may be those of nobody.
    user: Option<(Weak<Run>, Way)>,
}

impl Last {
    fn is_used_by(&self, run: &Arc<Run>, way: Way) -> bool {
        let is_same =
            |user: &(Weak<Run>, Way)| user.1 == way && user.0.as_ptr() == Arc::as_ptr(run);
        self.user.as_ref().is_some_and(is_same)
    }
}

/// The bytes of a connection that belong to a run, until this is dropped.
#[derive(Debug)]
struct Claim {
    run: Arc<Run>,
    way: Way,
    meter: Arc<Meter>,
}

impl Ledger {
    pub(crate) fn new(meter: Arc<Meter>) -> Self {
        Self {
            meter,
            last: Mutex::default(),
        }
    }

    /// A request has been read: what is written from now on is no longer for the one before it.
    pub(crate) fn next_request(&self) {
        let now = self.meter.read();
        let mut last = self.lock();
        let start = match last.received {
            // With the handshake of TLS, if there is one.
            None => Wire::default(),
            Some(received) => Wire {
                received,
                sent: now.sent,
            },
        };
        if let Some(claim) = last.claim.take() {
            claim.settle(start);
        }
        last.start = start;
        last.received = Some(now.received);
    }

    /// The request, its answer and what follows belong to the run. Its token is about to be checked.
    pub(crate) fn claim(&self, run: &Arc<Run>, way: Way) {
        let mut last = self.lock();
        let is_new = !last.is_used_by(run, way);
        last.user = Some((Arc::downgrade(run), way));
        run.count(way, |counts| {
            counts.requests += 1;
            counts.token_checks += 1;
            counts.connections += u64::from(is_new);
        });
        run.lock().ways[way as usize]
            .open
            .push((self.meter.clone(), last.start));
        last.claim = Some(Claim {
            run: run.clone(),
            way,
            meter: self.meter.clone(),
        });
    }

    /// The run that the bytes belong to now.
    pub(crate) fn run(&self) -> Option<Arc<Run>> {
        self.lock().claim.as_ref().map(|claim| claim.run.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    /// What comes after `end` belongs to others.
    fn settle(&self, end: Wire) {
        let mut books = self.run.lock();
        let account = &mut books.ways[self.way as usize];
        let is_this = |open: &(Arc<Meter>, Wire)| Arc::ptr_eq(&open.0, &self.meter);
        if let Some(index) = account.open.iter().position(is_this) {
            let (_, from) = account.open.swap_remove(index);
            account.settled.add(end.since(from));
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Nothing, if it was settled before.
        self.settle(self.meter.read());
    }
}
