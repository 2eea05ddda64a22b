//! Carries out a script, one step when asked.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use connection::SendError;
use session::Session;
use web_time::Instant;

use super::began::Began;
use super::expectation::{Expectation, Verdict};
use super::failure::{Failure, Fault};
use super::matching::Matcher;
use super::outgoing::{Outgoing, outgoing};
use super::peer::{Peer, check_failure, is_to_fail};
use super::place::Place;
use super::schemas::Schemas;
use super::setup::Setup;
use super::shown;
use super::told::{Outcome, Told, Turn};
use crate::error::ScriptError;
use crate::limits::{BACKLOG_PAUSE, EXPECT_TIMEOUT};
use crate::syntax::{Action, Close, Connect, Pattern, Script, Step};
use crate::template::Context;
use crate::variables::Variables;

/// A script that is carried out. It is driven from outside: [`Self::poll`] looks after what is under way, and
/// [`Self::begin`] begins the next step, so that a person can look at each.
pub struct Runner {
    script: Arc<Script>,
    setup: Setup,
    variables: Variables,
    peers: BTreeMap<Option<String>, Peer>,
    schemas: Schemas,
    place: Place,
    state: State,
    /// When the step began that is under way, or was the last.
    began: Began,
}

/// What is under way.
enum State {
    /// Nothing.
    Between,
    /// A step.
    Within(Task),
    /// The script is over.
    Over(Outcome),
}

/// What a step waits for.
enum Task {
    /// The connection opens, or fails.
    Open,
    /// There is room to send this.
    Room(Outgoing),
    /// What was expected.
    Expect(Expectation),
    /// This moment.
    Until(Instant),
}

impl Runner {
    /// A script that was not begun.
    ///
    /// # Errors
    /// What can be known to be wrong before anything is sent: variables that are not set, and files that cannot be read.
    pub fn new(script: Arc<Script>, setup: Setup) -> Result<Self, Vec<ScriptError>> {
        script.check(&setup.variables, &*setup.files)?;
        Ok(Self {
            place: Place::first(&script),
            variables: setup.variables.clone(),
            script,
            setup,
            peers: BTreeMap::new(),
            schemas: Schemas::default(),
            state: State::Between,
            began: Began::at(Instant::now()),
        })
    }

    /// The script.
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// The line of the step that is under way or comes next.
    pub fn line(&self) -> Option<u32> {
        self.place.step(&self.script).map(|step| step.line)
    }

    /// The step that is under way or comes next.
    pub fn step(&self) -> Option<&Step> {
        self.place.step(&self.script)
    }

    /// Whether a step is under way.
    pub fn is_within_step(&self) -> bool {
        matches!(self.state, State::Within(..))
    }

    /// The connections that were made, each with its name if it has one.
    pub fn sessions(&self) -> impl Iterator<Item = (Option<&str>, &Session)> {
        let peers = self.peers.iter();
        peers.map(|(name, peer)| (name.as_deref(), &peer.session))
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.state {
            State::Over(outcome) => Some(outcome),
            State::Between | State::Within(..) => None,
        }
    }

    /// What the variables stand for.
    pub fn variables(&self) -> &Variables {
        &self.variables
    }

    /// Looks after the connections, and after the step that is under way.
    pub fn poll(&mut self, now: Instant, tell: &mut dyn FnMut(Told<'_>)) -> Turn {
        let due = self.poll_peers();
        if !matches!(self.state, State::Within(..)) {
            return self.turn(due);
        }
        let State::Within(task) = std::mem::replace(&mut self.state, State::Between) else {
            return self.turn(due);
        };
        let script = Arc::clone(&self.script);
        let Some(step) = self.place.step(&script) else {
            return self.turn(due);
        };
        match self.go_on(step, task, now) {
            Ok(None) => {
                tell(Told::Passed(step.line, self.took(step, now)));
                self.place.advance(&script);
                self.turn(due)
            }
            Ok(Some((task, wait))) => {
                self.state = State::Within(task);
                Turn::Wait(wait.into_iter().chain(due).min())
            }
            Err(fault) => {
                let took = match fault {
                    Fault::Misfit(_) => self.took(step, now),
                    _ => self.began.passed(now),
                };
                self.fail(step.line, step.connection.clone(), fault, took, tell)
            }
        }
    }

    /// How long a step took that waited.
    fn took(&self, step: &Step, now: Instant) -> Duration {
        self.began.took(step, self.peers.get(&step.connection), now)
    }

    fn turn(&self, due: Option<Duration>) -> Turn {
        match self.state {
            State::Between => Turn::Ready,
            State::Within(..) => Turn::Wait(due),
            State::Over(_) => Turn::Over,
        }
    }

    /// Begins the next step; after the last one, the script is over.
    pub fn begin(&mut self, now: Instant, tell: &mut dyn FnMut(Told<'_>)) {
        if !matches!(self.state, State::Between) {
            return;
        }
        self.poll_peers();
        let script = Arc::clone(&self.script);
        let Some(step) = self.place.step(&script) else {
            return self.end(tell);
        };
        self.variables.set_rounds(self.place.rounds());
        tell(Told::Began(step.line));
        self.began = Began::at(now);
        let acted = match self.skips(step) {
            Ok(Some(reason)) => {
                tell(Told::Skipped(step.line));
                self.state = State::Over(Outcome::Skipped(reason));
                return;
            }
            Ok(None) => self.act(step, now),
            Err(fault) => Err(fault),
        };
        match acted {
            Ok(Some(task)) => self.state = State::Within(task),
            Ok(None) => {
                tell(Told::Passed(step.line, Duration::ZERO));
                self.place.advance(&script);
            }
            Err(fault) => {
                self.fail(
                    step.line,
                    step.connection.clone(),
                    fault,
                    Duration::ZERO,
                    tell,
                );
            }
        }
    }

    /// Begins to close what is open, and does not wait: what comes of it is recorded while this is polled.
    pub fn close_all(&mut self) {
        for peer in self.peers.values_mut() {
            peer.begin_to_finish();
        }
    }

    /// Closes all connections. Waits at most for `patience` for each of them.
    pub fn finish(self, patience: Duration) {
        for peer in self.peers.into_values() {
            peer.finish(patience);
        }
    }

    /// The connections, and what their messages are compared with patterns by.
    fn matching(&mut self) -> (&mut BTreeMap<Option<String>, Peer>, Matcher<'_>) {
        let matcher = Matcher {
            variables: &self.variables,
            files: &*self.setup.files,
            schemas: &mut self.schemas,
        };
        (&mut self.peers, matcher)
    }

    fn poll_peers(&mut self) -> Option<Duration> {
        let (peers, mut matcher) = self.matching();
        let due = peers.values_mut().filter_map(|peer| {
            peer.poll(|ignored, message| {
                ignored
                    .iter()
                    .any(|pattern| matcher.fit(pattern, message).is_ok())
            })
        });
        due.min()
    }

    fn fail(
        &mut self,
        line: u32,
        connection: Option<String>,
        fault: Fault,
        took: Duration,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> Turn {
        let peer = self.peers.get(&connection);
        let failure = Failure {
            line,
            last: peer
                .map(|peer| shown::last(&peer.session))
                .unwrap_or_default(),
            connection,
            fault,
        };
        tell(Told::Failed(&failure, took));
        self.state = State::Over(Outcome::Failed(Box::new(failure)));
        Turn::Over
    }

    /// After the last step: nothing may be left that was not expected.
    fn end(&mut self, tell: &mut dyn FnMut(Told<'_>)) {
        let left_over = self.peers.iter_mut().find_map(|(name, peer)| {
            let fault = peer.left_over()?;
            Some((peer.line, name.clone(), fault))
        });
        match left_over {
            None => self.state = State::Over(Outcome::Passed),
            Some((line, name, fault)) => {
                self.fail(line, name, fault, Duration::ZERO, tell);
            }
        }
    }

    /// Why this step and what follows is not carried out, if it says so.
    fn skips(&self, step: &Step) -> Result<Option<String>, Fault> {
        let Action::Skip(skip) = &step.action else {
            return Ok(None);
        };
        let condition = skip.condition.as_ref();
        let is_skipped = condition.is_none_or(|condition| {
            condition.skips(self.variables.get(condition.variable()).as_deref())
        });
        if !is_skipped {
            return Ok(None);
        }
        let reason = skip.reason.fill(&self.variables, Context::Plain);
        let reason = reason.map_err(|error| Fault::Script(error.to_string()))?;
        Ok(Some(match condition {
            Some(condition) if reason.is_empty() => condition.to_string(),
            _ => reason,
        }))
    }

    /// Does what a step does. What it waits for, if it is not done with that.
    fn act(&mut self, step: &Step, now: Instant) -> Result<Option<Task>, Fault> {
        match &step.action {
            Action::Connect(connect) => self.connect(step, connect).map(|()| Some(Task::Open)),
            Action::Send(send) => {
                let sent = outgoing(send, &self.variables, &*self.setup.files);
                let sent = sent.map_err(Fault::Script)?;
                let left = self.send(step, sent)?;
                Ok(left.map(Task::Room))
            }
            Action::Expect(expect) => {
                self.peer(step)?;
                Ok(Some(Task::Expect(Expectation::new(expect, now))))
            }
            Action::Ignore(pattern) => self.ignore(step, pattern).map(|()| None),
            Action::Close(close) => self.close(step, close).map(|()| None),
            Action::Wait(time) => Ok(Some(Task::Until(now + *time))),
            Action::Set { name, value } => {
                let value = value.fill(&self.variables, Context::Plain);
                let value = value.map_err(|error| Fault::Script(error.to_string()))?;
                self.variables.set(name, value);
                Ok(None)
            }
            // Its steps are carried out instead; and this one is not to be skipped.
            Action::Repeat { .. } | Action::Skip(_) => Ok(None),
        }
    }

    /// Goes on with a step. What it still waits for, and after which time it is to be looked at again.
    fn go_on(
        &mut self,
        step: &Step,
        task: Task,
        now: Instant,
    ) -> Result<Option<(Task, Option<Duration>)>, Fault> {
        match task {
            Task::Until(moment) => {
                let left = moment.saturating_duration_since(now);
                Ok((left > Duration::ZERO).then_some((Task::Until(moment), Some(left))))
            }
            Task::Open => self
                .opened(step)
                .map(|is_open| (!is_open).then_some((Task::Open, None))),
            Task::Room(sent) => {
                let waited = self.began.passed(now);
                let left = self.send(step, sent)?;
                match left {
                    Some(_) if waited >= EXPECT_TIMEOUT => Err(Fault::Send(SendError::Backlogged)),
                    left => Ok(left.map(|sent| (Task::Room(sent), Some(BACKLOG_PAUSE)))),
                }
            }
            Task::Expect(mut expectation) => {
                let Action::Expect(expect) = &step.action else {
                    return Ok(None);
                };
                let (peers, mut matcher) = self.matching();
                let peer = peers.get_mut(&step.connection).ok_or(Fault::NotOpen)?;
                match expectation.look(expect, peer, &mut matcher, now)? {
                    Verdict::Wait(wait) => Ok(Some((Task::Expect(expectation), wait))),
                    Verdict::Met(captures) => {
                        for (name, value) in captures {
                            self.variables.set(&name, value);
                        }
                        Ok(None)
                    }
                }
            }
        }
    }

    fn peer(&mut self, step: &Step) -> Result<&mut Peer, Fault> {
        let peer = self.peers.get_mut(&step.connection).ok_or(Fault::NotOpen)?;
        peer.line = step.line;
        Ok(peer)
    }

    fn connect(&mut self, step: &Step, connect: &Connect) -> Result<(), Fault> {
        if let Some(peer) = self.peers.get_mut(&step.connection) {
            if peer.inbox.end.is_none() {
                return Err(Fault::StillOpen);
            }
            if let Some(fault) = peer.left_over() {
                return Err(fault);
            }
        }
        let mut peer = Peer::connect(&self.setup, connect, &self.variables)?;
        peer.line = step.line;
        self.peers.insert(step.connection.clone(), peer);
        Ok(())
    }

    /// Whether a connection is open, or has failed as it was to.
    fn opened(&mut self, step: &Step) -> Result<bool, Fault> {
        let Action::Connect(connect) = &step.action else {
            return Ok(true);
        };
        let peer = self.peers.get_mut(&step.connection).ok_or(Fault::NotOpen)?;
        let fails = is_to_fail(connect);
        match &peer.inbox.end {
            // It may have been open for a moment.
            Some(_) if peer.was_open() && !fails => {
                peer.check_response(connect, &self.variables)?;
                Ok(true)
            }
            Some(_) if peer.was_open() => Err(Fault::Connected),
            Some(event) if fails => {
                let event = event.clone();
                peer.is_end_known = true;
                check_failure(connect, &event)?;
                peer.check_response(connect, &self.variables)?;
                Ok(true)
            }
            Some(_) => Err(peer.end_fault().unwrap_or(Fault::NotOpen)),
            None if !peer.is_open() => Ok(false),
            None if fails => Err(Fault::Connected),
            None => {
                peer.check_response(connect, &self.variables)?;
                Ok(true)
            }
        }
    }

    /// Sends something. What could not be sent because too much waits.
    fn send(&mut self, step: &Step, sent: Outgoing) -> Result<Option<Outgoing>, Fault> {
        let peer = self.peer(step)?;
        if !peer.is_open() {
            return Err(peer.end_fault().unwrap_or(Fault::NotOpen));
        }
        let result = match (peer.session.can_send(), &sent) {
            (Err(error), _) => Err(error),
            (Ok(()), Outgoing::Message(message)) => peer.session.send(message.clone()),
            (Ok(()), Outgoing::Frame(frame)) => peer.session.send_frame(frame.clone()),
        };
        match result {
            Ok(()) => Ok(None),
            Err(SendError::Backlogged) => Ok(Some(sent)),
            Err(SendError::NotOpen) => Err(Fault::NotOpen),
            Err(error) => Err(Fault::Send(error)),
        }
    }

    fn ignore(&mut self, step: &Step, pattern: &Pattern) -> Result<(), Fault> {
        let (peers, mut matcher) = self.matching();
        let peer = peers.get_mut(&step.connection).ok_or(Fault::NotOpen)?;
        let Peer {
            session,
            inbox,
            ignored,
            ..
        } = peer;
        inbox.pass_over(session, |message| matcher.fit(pattern, message).is_ok());
        // In a `repeat` it is the same each time.
        if !ignored.contains(pattern) {
            ignored.push(pattern.clone());
        }
        Ok(())
    }

    fn close(&mut self, step: &Step, close: &Close) -> Result<(), Fault> {
        let reason = close.reason.fill(&self.variables, Context::Plain);
        let reason = reason.map_err(|error| Fault::Script(error.to_string()))?;
        let peer = self.peer(step)?;
        if !peer.is_open() {
            return Err(peer.end_fault().unwrap_or(Fault::NotOpen));
        }
        if peer.inbox.is_overrun {
            return Err(Fault::Overrun);
        }
        match peer.inbox.len() {
            0 => {}
            count => return Err(Fault::Unexpected(count)),
        }
        peer.session
            .close_with(close.frame(reason))
            .map_err(Fault::Close)?;
        // What comes after that, nobody has asked for.
        peer.poll(|_, _| true);
        Ok(())
    }
}
