//! Follows the record, and answers.

use std::cell::LazyCell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use connection::{SendError, Sender};
use message_log::{PageSource, Seq, Timestamp};
use payload::decoders::{Heartbeats, Payload, Sender as Side};
use payload::typed::Content;

use super::owed::is_sent;
use super::responses::{Responded, Responses};
use crate::clock::now;
use crate::content::message_of;
use crate::conversation::{Listener, payload_of};
use crate::log::LogMessage;
use crate::recorded_event::RecordedEvent;
use crate::recorder::SharedRecorder;

/// When it is tried again to send something while too much waits to be sent: servers give up after seconds.
const RETRY: Duration = Duration::from_millis(200);
/// So many answers wait for that: a server that sends more without reading waits for none of them.
const MAX_WAITING: usize = 64;

/// What the thread works on.
pub(super) struct Work {
    responses: Responses,
    recorder: SharedRecorder,
    sender: Sender,
    heartbeats: AtomicU64,
    not_sent: AtomicU64,
    pub(super) is_over: AtomicBool,
}

/// What is known of the connection.
pub(super) struct Listening {
    listener: Listener,
    /// The first row that was not looked at.
    next: Seq,
    /// What came before this is not answered any more.
    live_from: Seq,
    /// Where the connection began.
    began: Option<Seq>,
    is_open: bool,
    /// What answers heartbeats, and for which protocol.
    heartbeats: Option<(&'static str, Box<dyn Heartbeats>)>,
    /// What was not answered before.
    owed: Option<Content>,
    /// What is to be sent once less waits to be sent, the oldest first.
    waiting: VecDeque<Answer>,
    /// When something was sent last, or the connection was opened.
    last_sent: Option<Instant>,
}

/// What is sent because of a message.
struct Answer {
    content: Content,
    /// Whether the protocol wants it; otherwise a rule does.
    is_heartbeat: bool,
}

impl Answer {
    fn heartbeat(content: Content) -> Self {
        Self {
            content,
            is_heartbeat: true,
        }
    }
}

impl Work {
    pub(super) fn new(responses: Responses, recorder: SharedRecorder, sender: Sender) -> Self {
        Self {
            responses,
            recorder,
            sender,
            heartbeats: AtomicU64::new(0),
            not_sent: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
        }
    }

    pub(super) fn responded(&self) -> Responded {
        Responded {
            heartbeats: self.heartbeats.load(Ordering::Relaxed),
            not_sent: self.not_sent.load(Ordering::Relaxed),
        }
    }

    /// Until it is over.
    pub(super) fn run(&self, mut listening: Listening) {
        while !self.is_over.load(Ordering::Acquire) {
            self.read_on(&mut listening);
            self.send_waiting(&mut listening);
            if let Some(owed) = listening.owed.take().filter(|_| listening.is_open) {
                self.answer(&mut listening, Answer::heartbeat(owed));
            }
            let retry = (!listening.waiting.is_empty()).then_some(RETRY);
            let due = self.send_due(&mut listening);
            match retry.into_iter().chain(due).min() {
                Some(wait) => std::thread::park_timeout(wait),
                None => std::thread::park(),
            }
        }
    }

    /// At the beginning of the newest connection, as far as that is kept.
    pub(super) fn begin(&self) -> Listening {
        let mut listener = Listener::new(self.responses.choice, false);
        let recorder = self.recorder.read();
        let kept = recorder.log.kept();
        let record = recorder.connections.at(None);
        let mut last_sent = None;
        // The events that tell of it may be gone.
        if let Some(record) = record.filter(|record| record.first < kept.start) {
            record
                .beginning()
                .for_each(|event| listener.observe(&event));
            last_sent = record.opened.map(instant_of);
        }
        let is_open = record.is_some_and(|it| it.opened.is_some() && it.ended.is_none());
        Listening {
            listener,
            next: record.map_or(kept.end, |record| record.first.max(kept.start)),
            live_from: kept.end,
            began: record.map(|record| record.first),
            is_open: is_open && last_sent.is_some(),
            heartbeats: None,
            owed: None,
            waiting: VecDeque::new(),
            last_sent,
        }
    }

    /// Looks at all that was recorded meanwhile.
    fn read_on(&self, listening: &mut Listening) {
        while !self.is_over.load(Ordering::Acquire) {
            let found = self.recorder.read().log.locate(listening.next);
            let Some(page) = found.and_then(PageSource::read) else {
                return;
            };
            let rows = page.seqs();
            for message in page.messages_from(listening.next.max(rows.start)) {
                match message.event {
                    Some(event) => self.event(listening, message.seq, message.at, event),
                    None => self.message(listening, &message),
                }
            }
            listening.next = rows.end;
        }
    }

    fn event(&self, listening: &mut Listening, seq: Seq, at: Timestamp, event: &RecordedEvent) {
        use RecordedEvent as E;
        listening.listener.observe(event);
        match event {
            E::Connecting { .. } => {
                listening.began = Some(seq);
                listening.heartbeats = None;
                listening.owed = None;
                self.end(listening);
            }
            E::Opened => {
                listening.is_open = true;
                listening.last_sent = Some(instant_of(at));
            }
            E::ClosedByUs { .. } | E::ClosedByPeer { .. } | E::Lost { .. } => self.end(listening),
            _ => {}
        }
        self.find_heartbeats(listening);
    }

    fn message(&self, listening: &mut Listening, message: &LogMessage<'_>) {
        let Some(payload) = payload_of(message) else {
            return;
        };
        listening.listener.learn(message, &payload);
        self.find_heartbeats(listening);
        if payload.sender == Side::Client {
            listening.last_sent = Some(instant_of(message.at));
        }
        let is_live = message.seq >= listening.live_from;
        let mut heartbeats = listening.heartbeats.as_mut();
        let answer = heartbeats.as_mut().and_then(|(_, it)| it.observe(&payload));
        if is_live {
            let answer = answer.map(Answer::heartbeat);
            answer.into_iter().for_each(|it| self.answer(listening, it));
        } else {
            let owed = listening.owed.take();
            listening.owed = answer.or(owed.filter(|owed| !is_sent(owed, &payload)));
        }
        if is_live && payload.sender == Side::Server {
            self.follow_rules(listening, &payload);
        }
    }

    /// The connection is over: nothing is sent over it any more.
    fn end(&self, listening: &mut Listening) {
        listening.is_open = false;
        let waiting = listening.waiting.drain(..).count() as u64;
        self.not_sent.fetch_add(waiting, Ordering::Relaxed);
    }

    /// Sends an answer, or has it wait until less waits to be sent.
    fn answer(&self, listening: &mut Listening, answer: Answer) {
        listening.waiting.push_back(answer);
        self.send_waiting(listening);
        if listening.waiting.len() > MAX_WAITING {
            // Without its heartbeats, the connection would end.
            let is_rule = |answer: &Answer| !answer.is_heartbeat;
            let first = listening.waiting.iter().position(is_rule);
            listening.waiting.remove(first.unwrap_or(0));
            self.not_sent.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn send_waiting(&self, listening: &mut Listening) {
        while let Some(answer) = listening.waiting.front() {
            match self.send(listening, answer.content.clone()) {
                Ok(()) => {
                    let sent = u64::from(answer.is_heartbeat);
                    self.heartbeats.fetch_add(sent, Ordering::Relaxed);
                }
                Err(SendError::Backlogged) => return,
                Err(_) => {
                    self.not_sent.fetch_add(1, Ordering::Relaxed);
                }
            }
            listening.waiting.pop_front();
        }
    }

    fn follow_rules(&self, listening: &mut Listening, payload: &Payload<'_>) {
        let rules = &self.responses.rules;
        // One rule may be answered by what another one sent.
        let is_returned = LazyCell::new(|| rules.iter().any(|rule| rule.is_in(payload.bytes)));
        for rule in rules {
            if !rule.matcher.matches(payload.bytes) {
                continue;
            }
            let fires = rule.firings.may_fire(Instant::now(), *is_returned);
            if fires {
                let answer = Answer {
                    content: rule.answer.clone(),
                    is_heartbeat: false,
                };
                self.answer(listening, answer);
            }
        }
    }

    /// What answers heartbeats in the protocol that is spoken now. It is told what was said before that was known.
    fn find_heartbeats(&self, listening: &mut Listening) {
        if !self.responses.answers_heartbeats {
            return;
        }
        let spoken = listening.listener.spoken();
        let id = spoken.map(|spoken| spoken.protocol.id());
        if listening.heartbeats.as_ref().map(|(id, _)| *id) == id {
            return;
        }
        listening.heartbeats = spoken.and_then(|spoken| {
            let mut heartbeats = spoken.protocol.heartbeats()?;
            for held in listening.listener.before_known() {
                heartbeats.observe(&held.payload());
            }
            Some((spoken.protocol.id(), heartbeats))
        });
    }

    /// Sends what is due. Says when something will be.
    fn send_due(&self, listening: &mut Listening) -> Option<Duration> {
        let (_, heartbeats) = listening.heartbeats.as_ref()?;
        let (silence, content) = heartbeats.due().filter(|_| listening.is_open)?;
        let now = Instant::now();
        let left = (listening.last_sent? + silence).saturating_duration_since(now);
        if !left.is_zero() {
            return Some(left);
        }
        match self.send(listening, content) {
            Ok(()) => {
                self.heartbeats.fetch_add(1, Ordering::Relaxed);
                listening.last_sent = Some(now);
                Some(silence)
            }
            Err(SendError::Backlogged) => Some(RETRY),
            // It is over, which will be recorded.
            Err(_) => {
                self.not_sent.fetch_add(1, Ordering::Relaxed);
                None
            }
        }
    }

    /// Sends over the connection that was listened to, not over one that has begun meanwhile.
    fn send(&self, listening: &Listening, content: Content) -> Result<(), SendError> {
        let newest = self.recorder.read().connections.at(None).map(|it| it.first);
        let is_over = self.is_over.load(Ordering::Acquire);
        if newest == listening.began && !is_over {
            self.sender.send(message_of(content))
        } else {
            Err(SendError::NotOpen)
        }
    }
}

/// When something was that was recorded at this time.
fn instant_of(at: Timestamp) -> Instant {
    let age = now().as_micros().saturating_sub(at.as_micros());
    let instant = Instant::now();
    instant
        .checked_sub(Duration::from_micros(age))
        .unwrap_or(instant)
}
