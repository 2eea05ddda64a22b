//! The server's side of a recorded conversation, said again to clients that come anew.
//!
//! A [`Mock`] is what was recorded, held once for all clients; a [`MockConversation`] is what one client has heard of it. Neither
//! knows a socket: a server tells the conversation what it hears, and asks it what to say, and when.
//!
//! # What belongs together
//!
//! What the server said before the first message of the client is said when a client has connected. All that it said after a
//! message of the client and before the next one follows that message, at the recorded distances from it.

use std::collections::HashMap;
use std::sync::Arc;

use connection::CloseFrame;
use message_log::{Direction, Kind, Timestamp};
use payload::diff::Side;
use web_time::Instant;

use crate::replay::{Act, RecordedAct, Speed};

/// The most that a recording may take, in bytes: it is held in memory, so that each client hears it from the beginning, and many
/// may do so at once.
pub const MAX_MOCK_BYTES: u64 = 512 * 1024 * 1024;

/// The most answers of one conversation that may be under way at once: a client that goes on asking is not read meanwhile.
const MAX_UNDER_WAY: usize = 64;

/// What a server said, in a recording, and after what.
#[derive(Debug, Default)]
pub struct Mock {
    /// What it said, in order.
    said: Vec<Saying>,
    /// What it said after each message of the client; the first is what it said before all of them.
    answers: Vec<Answer>,
    /// After which messages of the client, by their fingerprints.
    by_content: HashMap<u64, Vec<u32>>,
    bytes: u64,
}

#[derive(Debug)]
struct Saying {
    at: Timestamp,
    reply: Reply,
}

/// What was said after a message.
#[derive(Debug)]
struct Answer {
    /// When that message was heard.
    heard: Timestamp,
    /// Where in `said` it begins; it ends where the next one begins.
    first: usize,
}

/// What a server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It sends a message or a control frame.
    Message(Kind, Vec<u8>),
    /// It closes the connection with this close frame, as far as that is known.
    Close(Option<CloseFrame>),
    /// It drops the connection without one.
    Drop,
}

/// A recording takes more than [`MAX_MOCK_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the recording takes more than {} MiB of memory", MAX_MOCK_BYTES >> 20)]
pub struct MockTooLarge;

impl Mock {
    /// Adds what was done next over the connection.
    ///
    /// # Errors
    /// When it takes too much memory.
    pub fn push(&mut self, RecordedAct { at, act }: RecordedAct) -> Result<(), MockTooLarge> {
        if self.answers.is_empty() {
            self.begin_answer(at);
        }
        match act {
            Act::Message {
                direction: Direction::Sent,
                kind,
                payload,
            } => {
                if let Some(fingerprint) = fingerprint(kind, &payload) {
                    let number = u32::try_from(self.answers.len()).map_err(|_many| MockTooLarge)?;
                    self.by_content.entry(fingerprint).or_default().push(number);
                    self.begin_answer(at);
                }
            }
            Act::Message { kind, payload, .. } => {
                self.bytes += payload.len() as u64;
                self.say(at, Reply::Message(kind, payload));
            }
            Act::Closed {
                direction: Direction::Received,
                frame,
            } => self.say(at, Reply::Close(frame)),
            Act::Lost => self.say(at, Reply::Drop),
            // When it was opened, all begins; and how a client ends it is up to the client.
            Act::Opened | Act::Closed { .. } => {}
        }
        match self.bytes > MAX_MOCK_BYTES {
            true => Err(MockTooLarge),
            false => Ok(()),
        }
    }

    fn begin_answer(&mut self, heard: Timestamp) {
        // With its place among those of the same content, about.
        self.bytes += 2 * size_of::<Answer>() as u64;
        self.answers.push(Answer {
            heard,
            first: self.said.len(),
        });
    }

    fn say(&mut self, at: Timestamp, reply: Reply) {
        self.bytes += size_of::<Saying>() as u64;
        self.said.push(Saying { at, reply });
    }

    /// How many messages of the client the recording has.
    pub fn heard(&self) -> u64 {
        self.answers.len().saturating_sub(1) as u64
    }

    /// How much the recording has that a server says or does.
    pub fn said(&self) -> u64 {
        self.said.len() as u64
    }

    /// Where in `said` an answer ends.
    fn end_of(&self, answer: usize) -> usize {
        let next = self.answers.get(answer + 1);
        next.map_or(self.said.len(), |next| next.first)
    }
}

/// The same for messages that say the same; `None` for control frames, which ask for nothing.
fn fingerprint(kind: Kind, payload: &[u8]) -> Option<u64> {
    let is_text = kind == Kind::Text;
    kind.is_data().then(|| {
        Side {
            bytes: payload,
            is_text,
        }
        .fingerprint()
    })
}

/// How it is decided what answers a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// By its number: the third message is answered by what followed the third one of the recording. If a client is faster than
    /// the recorded one, what was said before is said first, at once.
    Order,
    /// By what it says ([`Side::fingerprint`]): what followed an equal message of the recording, the next one that was not used
    /// yet. When all equal ones were used, the last of them is used again.
    Content,
}

/// The recording has no answer to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverHeard;

/// What one client has heard of a recording, and is to hear.
#[derive(Debug)]
pub struct MockConversation {
    mock: Arc<Mock>,
    matching: Matching,
    speed: Speed,
    /// How many messages were heard.
    heard: u64,
    /// How often those with the same fingerprint were.
    used: HashMap<u64, usize>,
    /// The answers that have begun and not ended, in the order in which they began.
    under_way: Vec<UnderWay>,
}

#[derive(Debug)]
struct UnderWay {
    answer: usize,
    /// Up to where in `said` it was said.
    next: usize,
    /// When it began.
    start: Instant,
    /// Whether what is left of it is due.
    is_hurried: bool,
}

impl MockConversation {
    /// A client has connected now.
    pub fn new(mock: Arc<Mock>, matching: Matching, speed: Speed, now: Instant) -> Self {
        let mut conversation = Self {
            mock,
            matching,
            speed,
            heard: 0,
            used: HashMap::new(),
            under_way: Vec::new(),
        };
        conversation.begin(0, now);
        conversation
    }

    fn begin(&mut self, answer: usize, start: Instant) {
        let Some(first) = self.mock.answers.get(answer).map(|answer| answer.first) else {
            return;
        };
        if first < self.mock.end_of(answer) {
            self.under_way.push(UnderWay {
                answer,
                next: first,
                start,
                is_hurried: false,
            });
        }
    }

    /// Whether more can be heard now: a client that asks faster than it is answered has to wait.
    pub fn can_hear(&self) -> bool {
        self.under_way.len() < MAX_UNDER_WAY
    }

    /// The client has said this. Control frames are no messages.
    ///
    /// # Errors
    /// When the recording has no answer to it.
    pub fn hear(&mut self, kind: Kind, payload: &[u8], now: Instant) -> Result<(), NeverHeard> {
        let Some(fingerprint) = fingerprint(kind, payload) else {
            return Ok(());
        };
        let answer = match self.matching {
            Matching::Order => {
                let next = usize::try_from(self.heard).map_or(usize::MAX, |heard| heard + 1);
                (next < self.mock.answers.len()).then_some(next)
            }
            Matching::Content => self.next_of(fingerprint),
        };
        let answer = answer.ok_or(NeverHeard)?;
        self.heard += 1;
        if self.matching == Matching::Order {
            for one in &mut self.under_way {
                one.is_hurried = true;
            }
        }
        self.begin(answer, now);
        Ok(())
    }

    fn next_of(&mut self, fingerprint: u64) -> Option<usize> {
        let equal = self.mock.by_content.get(&fingerprint)?;
        let used = self.used.entry(fingerprint).or_default();
        let answer = equal.get(*used).or(equal.last())?;
        *used += 1;
        usize::try_from(*answer).ok()
    }

    /// When there is something to say next; `None` before more is heard.
    pub fn due(&self) -> Option<Instant> {
        self.next().map(|(_, due)| due)
    }

    /// What is to be said now, if it is due.
    pub fn take_due(&mut self, now: Instant) -> Option<Reply> {
        let (index, due) = self.next()?;
        if due > now {
            return None;
        }
        let one = self.under_way.get_mut(index)?;
        let reply = self.mock.said.get(one.next)?.reply.clone();
        one.next += 1;
        if one.next >= self.mock.end_of(one.answer) {
            self.under_way.remove(index);
        }
        Some(reply)
    }

    /// Which of those that are under way is due first, and when: of several, the one that began first.
    fn next(&self) -> Option<(usize, Instant)> {
        let due = |one: &UnderWay| {
            let saying = self.mock.said.get(one.next)?;
            let heard = self.mock.answers.get(one.answer)?.heard;
            let distance = saying.at.as_micros().saturating_sub(heard.as_micros());
            let after = self.speed.scaled(distance);
            match one.is_hurried {
                true => Some(one.start),
                false => Some(one.start.checked_add(after).unwrap_or(one.start)),
            }
        };
        let all = self.under_way.iter().enumerate();
        all.filter_map(|(index, one)| Some((index, due(one)?)))
            .min_by_key(|(_, due)| *due)
    }

    /// How many messages were heard to which there was an answer.
    pub fn heard(&self) -> u64 {
        self.heard
    }
}

#[cfg(test)]
mod tests;
