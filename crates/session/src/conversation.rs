//! What is said in a session, as far as the protocol of its connections is known: calls and their answers, groups of messages
//! that are alike, and which messages are one.
//!
//! It is found out beside the window, a page of the log at a time, and goes on as messages arrive. What is kept of a message is two
//! bytes, and sixteen for an answer; what a row or a detail shows is decoded when it is looked at.

mod groups;
mod job;
mod methods;
mod pairs;
mod sifting;
mod state;
mod told;

use std::sync::Arc;

use message_log::Seq;
use parking_lot::Mutex;
use payload::decoders::{Fault, Kind, Output, Payload, Protocol, Unit};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use crate::listener::Held;
pub(crate) use crate::listener::payload_of;
pub use crate::listener::{Choice, Heard, Listener, Spoken};
pub use groups::{Group, Likeness};
pub use methods::Method;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use pairs::Pairs;
pub use pairs::Partner;
pub use sifting::Sifted;
pub use state::Belonging;

use crate::log::{Log, LogMessage, SharedLogMessage};
use crate::search::{Runner, Sieve};
use crate::session::Session;
use job::Job;
use sifting::Sifting;
use state::State;

/// What is said in a session. Dropping it ends the work.
pub struct Conversation {
    state: Arc<Mutex<State>>,
    job: Arc<Job>,
    runner: Runner,
}

impl Conversation {
    /// Begins with the oldest message. `choice` says which protocol is spoken, or that this is to be found out.
    pub fn new(session: &Session, choice: Choice) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let job = Arc::new(Job::new(choice, session.recorder(), Arc::clone(&state)));
        let runner = Runner::start(Arc::clone(&job) as _, session.waker());
        Self { state, job, runner }
    }

    /// Once a frame: looks on where something has arrived. Says whether it must be called again though nothing arrives.
    pub fn poll(&self) -> bool {
        self.runner.poll(&*self.job)
    }

    /// From now on messages are told apart also where no protocol is known: for groups. It costs time for each message, so
    /// it is not done unasked.
    pub fn want(&self) {
        self.job.want();
    }

    /// Which protocol the connection speaks to which a message belongs, and why that is supposed.
    pub fn spoken(&self, seq: Seq) -> Option<Spoken> {
        self.state.lock().spoken(seq)
    }

    /// Which protocol the newest connection speaks.
    pub fn spoken_last(&self) -> Option<Spoken> {
        self.state.lock().spoken(Seq::new(u64::MAX))
    }

    /// The protocol of a message, to decode it.
    pub fn protocol(&self, seq: Seq) -> Option<&'static dyn Protocol> {
        self.spoken(seq).map(|spoken| spoken.protocol)
    }

    /// The same, to read messages on another thread.
    pub fn protocols(
        &self,
    ) -> impl Fn(Seq) -> Option<&'static dyn Protocol> + Send + Sync + 'static {
        let state = Arc::clone(&self.state);
        move |seq| Some(state.lock().spoken(seq)?.protocol)
    }

    /// Which messages are one with this.
    pub fn belonging(&self, seq: Seq) -> Belonging {
        self.state.lock().joined.belonging(seq)
    }

    /// The call that a message answers or its answer, and how long that took.
    pub fn partner(&self, seq: Seq) -> Option<Partner> {
        self.state.lock().pairs.partner(seq)
    }

    /// The groups, the largest number of messages first.
    pub fn groups(&self) -> Vec<Group> {
        self.state.lock().groups.all()
    }

    /// Leaves rows out of a list, or folds them, by their group; `None` are rows of no group, such as events. `sifted` is asked
    /// again for each page of rows, of each group.
    pub fn sieve(
        &self,
        folds: bool,
        sifted: impl Fn(Option<&Group>) -> Sifted + Send + Sync + 'static,
    ) -> Sieve {
        self.want();
        Sieve::new(Sifting::new(Arc::clone(&self.state), folds, sifted))
    }

    /// Counts anew: the rows are gone. What is spoken is still known.
    pub fn clear(&self) {
        self.state.lock().clear();
    }

    /// What was called, the most often called first.
    pub fn methods(&self) -> Vec<Method> {
        self.state.lock().pairs.methods()
    }

    /// The first message that was not looked at.
    pub fn next(&self) -> Seq {
        self.state.lock().next
    }

    /// The messages that a message is one with, itself among them, as far as they are kept: what is decoded together.
    pub fn parts(&self, seq: Seq, log: &Log) -> Vec<SharedLogMessage> {
        let first = match self.belonging(seq) {
            Belonging::Continues(first) => first,
            Belonging::Alone | Belonging::Begins(_) => seq,
        };
        let rest = match self.belonging(first) {
            Belonging::Begins(rest) => rest,
            Belonging::Alone | Belonging::Continues(_) => Vec::new(),
        };
        let all = std::iter::once(first).chain(rest);
        all.filter_map(|seq| log.share(seq)).collect()
    }
}

/// Decodes messages that are one ([`Conversation::parts`]): what they say, and a tree as a JSON text.
///
/// # Errors
///
/// They are not what the protocol allows.
pub fn decode(
    protocol: &dyn Protocol,
    parts: &[SharedLogMessage],
) -> Result<(Vec<Unit>, String), Fault> {
    let messages: Vec<LogMessage<'_>> = parts.iter().map(SharedLogMessage::message).collect();
    let payloads: Vec<Payload<'_>> = messages.iter().filter_map(payload_of).collect();
    let mut output = Output::with_tree();
    protocol.decode(&payloads, &mut output)?;
    Ok(output.into_parts())
}

/// What a message says in one row: it in words, and what it is for. `None` if it cannot be decoded by itself.
pub fn glance(protocol: &dyn Protocol, message: &LogMessage<'_>) -> Option<(Kind, String)> {
    let mut output = Output::units_only();
    protocol.decode(&[payload_of(message)?], &mut output).ok()?;
    Some((output.units().first()?.kind, output.summary()?))
}

#[cfg(test)]
mod tests;
