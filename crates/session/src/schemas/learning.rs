//! Learns the schemas of a session beside the window, a page of the log at a time.

use std::sync::Arc;

use message_log::{PageSource, Seq};
use parking_lot::Mutex;

use super::{Departed, Schemas};
use crate::conversation::Choice;
use crate::recorder::SharedRecorder;
use crate::search::{Runner, Step, Work};
use crate::session::Session;

/// So many messages are learned from under one lock: who asks waits for the rest of these at most.
const BATCH: usize = 64;
/// So many departures are kept to be told: those after them say nothing new.
pub const MAX_TOLD: usize = 200;

/// What is learned of a session. Dropping it ends the work.
pub struct Learning {
    job: Arc<Job>,
    runner: Runner,
}

/// What was learned so far.
pub struct Learned {
    /// The schemas.
    pub schemas: Schemas,
    /// The messages that depart from those of their kind before them, the first [`MAX_TOLD`].
    pub departed: Vec<Departed>,
    /// The first message that was not looked at.
    pub next: Seq,
}

struct Job {
    recorder: SharedRecorder,
    learned: Mutex<Learned>,
}

impl Learning {
    /// Begins with the oldest message, in the protocol that `choice` says.
    pub fn new(session: &Session, choice: Choice) -> Self {
        let recorder = session.recorder();
        let mut schemas = Schemas::new(choice);
        {
            let recorder = recorder.read();
            let kept = recorder.log.kept();
            // How the connection began may not be kept.
            let record = recorder.connections.at(None);
            if let Some(record) = record.filter(|record| record.first < kept.start) {
                record.beginning().for_each(|event| schemas.note(&event));
            }
        }
        let job = Arc::new(Job {
            recorder,
            learned: Mutex::new(Learned {
                schemas,
                departed: Vec::new(),
                next: Seq::FIRST,
            }),
        });
        let runner = Runner::start(Arc::clone(&job) as _, session.waker());
        Self { job, runner }
    }

    /// Once a frame: looks on where something has arrived. Says whether it must be called again though nothing arrives.
    pub fn poll(&self) -> bool {
        self.runner.poll(&*self.job)
    }

    /// Looks at what was learned, after what is being learned from now.
    pub fn look<R>(&self, look: impl FnOnce(&Learned) -> R) -> R {
        look(&self.job.learned.lock())
    }

    /// Looks at what was learned; `None` while a message is being learned from, which may be a large one.
    pub fn try_look<R>(&self, look: impl FnOnce(&Learned) -> R) -> Option<R> {
        let learned = self.job.learned.try_lock()?;
        Some(look(&learned))
    }
}

impl Work for Job {
    fn step(&self) -> Step {
        let next = self.learned.lock().next;
        let (kept, found) = {
            let recorder = self.recorder.read();
            (recorder.log.kept(), recorder.log.locate(next))
        };
        let Some(page) = found.and_then(PageSource::read) else {
            return Step::Nothing;
        };
        let mut messages = page.messages_from(next).peekable();
        while messages.peek().is_some() {
            let mut learned = self.learned.lock();
            for message in messages.by_ref().take(BATCH) {
                let departed = learned.schemas.observe(&message);
                let room = MAX_TOLD - learned.departed.len();
                learned.departed.extend(departed.into_iter().take(room));
            }
        }
        let mut learned = self.learned.lock();
        learned.next = page.seqs().end;
        if learned.next >= kept.end {
            Step::Last
        } else {
            Step::More
        }
    }
}
