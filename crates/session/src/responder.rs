//! What a session answers by itself: the heartbeats of its protocol, and what rules say. A thread of its own follows the record, so
//! this goes on whether a window is painted or not, and nobody waits for it.
//!
//! # What was rejected
//!
//! - *Answering where a message is recorded.* The socket would wait for decoders and regular expressions, and a send from there would
//!   take locks in the other order.
//! - *A follower.* It makes the socket wait for what it has not read, and there is one at most: the recording, or `wsc`.

mod owed;
mod responses;
mod rule;
mod work;

use std::sync::Arc;
use std::sync::atomic::Ordering;

pub use owed::owes_heartbeat;
pub use responses::{Responded, Responses};
pub use rule::{Firings, MAX_FIRINGS, Matcher, MatcherFault, Rule, Stopped};

use crate::session::Session;
use crate::waker::Waker;
use work::Work;

/// Answers for as long as it is kept.
pub struct Responder {
    work: Arc<Work>,
    waker: Arc<Waker>,
    thread: std::thread::Thread,
}

impl Responder {
    /// Begins with what is received from now on. What the connection said before tells what it speaks.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn start(session: &Session, responses: Responses) -> std::io::Result<Self> {
        let recorder = session.recorder();
        let work = Arc::new(Work::new(responses, recorder, session.sender()));
        // What arrives from now on is answered, also before the thread runs.
        let listening = work.begin();
        let waker = session.waker();
        let thread = std::thread::Builder::new()
            .name("wscope-respond".to_owned())
            .spawn({
                let work = Arc::clone(&work);
                move || work.run(listening)
            })?;
        let thread = thread.thread().clone();
        waker.add_thread(thread.clone());
        // What was recorded before it was told of.
        thread.unpark();
        Ok(Self {
            work,
            waker,
            thread,
        })
    }

    /// How much was sent so far.
    pub fn responded(&self) -> Responded {
        self.work.responded()
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        self.work.is_over.store(true, Ordering::Release);
        self.waker.remove_thread(&self.thread);
        self.thread.unpark();
    }
}

#[cfg(test)]
mod tests;
