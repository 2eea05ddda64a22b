//! Listens to the record, a page at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use message_log::{Direction, Kind, PageSource, Seq};
use parking_lot::Mutex;
use payload::decoders::{self, Payload, Sender, Unit, shape};

use super::state::{Noted, State};
use crate::listener::{Choice, Held, Listener, Spoken, payload_of};
use crate::log::LogMessage;
use crate::recorded_event::RecordedEvent;
use crate::recorder::SharedRecorder;
use crate::search::{Step, Work};

/// So many messages are noted under one lock: a window that waits for it waits less than a millisecond.
const BATCH: usize = 128;

pub(super) struct Job {
    choice: Choice,
    /// Whether messages are told apart also where no protocol is known.
    is_wanted: AtomicBool,
    recorder: SharedRecorder,
    listening: Mutex<Listening>,
    state: Arc<Mutex<State>>,
}

/// What only the job knows.
struct Listening {
    listener: Listener,
    next: Seq,
    /// Where the connection began that is spoken over.
    began: Seq,
    /// What was noted as what is spoken.
    noted: Option<Spoken>,
    /// Whether messages were left out because nothing would be known of them.
    has_skipped: bool,
}

impl Listening {
    fn new(choice: Choice) -> Self {
        let listener = Listener::new(choice, false);
        Self {
            noted: listener.spoken(),
            listener,
            next: Seq::FIRST,
            began: Seq::FIRST,
            has_skipped: false,
        }
    }
}

impl Job {
    pub(super) fn new(choice: Choice, recorder: SharedRecorder, state: Arc<Mutex<State>>) -> Self {
        let listening = Listening::new(choice);
        state.lock().speak(Seq::FIRST, listening.listener.spoken());
        Self {
            choice,
            is_wanted: AtomicBool::new(false),
            recorder,
            listening: Mutex::new(listening),
            state,
        }
    }

    /// From now on messages are told apart also where no protocol is known.
    pub(super) fn want(&self) {
        self.is_wanted.store(true, Ordering::Release);
    }

    /// Begins anew where messages were left out that are wanted now.
    fn begin_anew(&self, listening: &mut Listening) {
        if !listening.has_skipped || !self.is_wanted.load(Ordering::Acquire) {
            return;
        }
        *listening = Listening::new(self.choice);
        let mut state = self.state.lock();
        state.begin_anew();
        state.speak(Seq::FIRST, listening.listener.spoken());
    }

    fn flush(&self, noted: &mut Vec<Noted>) {
        let mut state = self.state.lock();
        noted.drain(..).for_each(|noted| state.note(&noted));
    }

    /// Something happened: what was noted before belongs to what was spoken before.
    fn event(
        &self,
        listening: &mut Listening,
        noted: &mut Vec<Noted>,
        message: &LogMessage<'_>,
        event: &RecordedEvent,
    ) {
        listening.listener.observe(event);
        let is_new = matches!(event, RecordedEvent::Connecting { .. });
        if is_new {
            listening.began = message.seq;
            listening.noted = None;
        }
        let is_over = matches!(
            event,
            RecordedEvent::ClosedByUs { .. }
                | RecordedEvent::ClosedByPeer { .. }
                | RecordedEvent::Lost { .. }
        );
        if is_new || is_over {
            self.flush(noted);
            let mut state = self.state.lock();
            state.pairs.end();
            if is_new {
                state.speak(message.seq, listening.listener.spoken());
            }
        }
        self.note_spoken(listening, noted);
    }

    /// Notes what is spoken, once that is known, and decodes what was said before.
    fn note_spoken(&self, listening: &mut Listening, noted: &mut Vec<Noted>) {
        let Some(spoken) = listening.listener.spoken() else {
            return;
        };
        let before = listening.noted.replace(spoken);
        let is_same = before.is_some_and(|it| it.protocol.id() == spoken.protocol.id());
        if is_same && before.is_some_and(|it| it.because == spoken.because) {
            return;
        }
        self.flush(noted);
        self.state.lock().speak(listening.began, Some(spoken));
        if is_same {
            // It is only better known.
            return;
        }
        let first_ones = listening.listener.before_known();
        if !first_ones.is_empty() {
            self.state.lock().revision += 1;
        }
        for held in first_ones {
            noted.extend(first(&listening.listener, &held));
        }
    }
}

impl Work for Job {
    fn step(&self) -> Step {
        let mut listening = self.listening.lock();
        let listening = &mut *listening;
        self.begin_anew(listening);
        let is_wanted = self.is_wanted.load(Ordering::Acquire);
        let (kept, found, is_in_memory) = {
            let recorder = self.recorder.read();
            let is_in_memory = recorder.log.is_in_memory(listening.next);
            (
                recorder.log.kept(),
                recorder.log.locate(listening.next),
                is_in_memory,
            )
        };
        // A file of a hundred million plain messages is not read for what may come in it.
        if found.is_some() && !is_in_memory && !is_wanted && !listening.listener.may_speak() {
            listening.has_skipped = true;
            listening.next = kept.end;
            self.state.lock().next = kept.end;
            return Step::Last;
        }
        let Some(page) = found.and_then(PageSource::read) else {
            self.state.lock().drop_before(kept.start);
            return Step::Nothing;
        };
        let mut noted = Vec::with_capacity(BATCH);
        for message in page.messages_from(listening.next) {
            if let Some(event) = message.event {
                self.event(listening, &mut noted, &message, event);
                noted.extend(heartbeat(&message));
            } else if let Some(one) = heartbeat(&message) {
                noted.push(one);
            } else if !is_wanted && !listening.listener.may_speak() {
                listening.has_skipped = true;
            } else if let Some(payload) = payload_of(&message) {
                let one = self.message(listening, &mut noted, &message, &payload);
                noted.push(one);
            }
            if noted.len() >= BATCH {
                self.flush(&mut noted);
            }
        }
        self.flush(&mut noted);
        listening.next = page.seqs().end;
        let mut state = self.state.lock();
        state.next = listening.next;
        state.groups.reach(Seq::new(listening.next.get() - 1));
        state.drop_before(kept.start);
        if listening.next >= kept.end {
            Step::Last
        } else {
            Step::More
        }
    }
}

impl Job {
    fn message(
        &self,
        listening: &mut Listening,
        noted: &mut Vec<Noted>,
        message: &LogMessage<'_>,
        payload: &Payload<'_>,
    ) -> Noted {
        let heard = listening.listener.hear(message);
        self.note_spoken(listening, noted);
        let mut one = Noted::new(message.seq, message.at, payload);
        let Some(heard) = heard else {
            one.shape = Some(shape(payload));
            return one;
        };
        one.joined = heard.joined;
        match (heard.said, heard.begun) {
            // What several messages say together is known of the first of them.
            (Some(Ok(output)), Some(begun)) => {
                noted.push(Noted {
                    seq: begun.seq,
                    at: begun.at,
                    bytes: begun.bytes,
                    units: output.into_parts().0,
                    ..Noted::new(message.seq, message.at, payload)
                });
                // Who has looked at its group already looks again.
                let mut state = self.state.lock();
                state.revision += u64::from(begun.seq < state.next);
            }
            (Some(Ok(output)), None) => one.units = output.into_parts().0,
            (Some(Err(_)), _) => one.shape = Some(shape(payload)),
            // It is a part of what another one says.
            (None, _) => {}
        }
        one
    }
}

/// A message that came before it was known what is spoken.
fn first(listener: &Listener, held: &Held) -> Option<Noted> {
    let output = listener.decode_first(held)?.ok()?;
    let mut one = Noted::new(held.seq, held.at, &held.payload());
    one.units = output.into_parts().0;
    Some(one)
}

/// A ping or a pong of WebSocket itself, and what is told of the two: they keep the connection open, as the heartbeats of
/// protocols do.
fn heartbeat(message: &LogMessage<'_>) -> Option<Noted> {
    let name = match (message.kind, message.event) {
        (Kind::Ping, _) => "WebSocket ping",
        (Kind::Pong, _) => "WebSocket pong",
        (_, Some(RecordedEvent::RoundTrip { .. })) => "WebSocket round trip",
        _ => return None,
    };
    let payload = Payload {
        sender: if message.direction == Direction::Sent {
            Sender::Client
        } else {
            Sender::Server
        },
        is_text: false,
        bytes: message.payload,
    };
    let mut one = Noted::new(message.seq, message.at, &payload);
    one.units = vec![Unit::new(decoders::Kind::Heartbeat, String::new()).named(name)];
    Some(one)
}
