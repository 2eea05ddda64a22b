//! What is known of a conversation so far.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use message_log::{Seq, Timestamp};
use payload::decoders::{Joined, Payload, Sender, Unit};

use super::groups::{Grouped, Groups};
use super::pairs::Pairs;
use crate::listener::Spoken;

/// So many connections are told apart, as in the record of connections.
const MAX_CONNECTIONS: usize = 64;
/// Of so many messages it is known that they are one with others.
const MAX_JOINED: usize = 200_000;

/// What is known so far.
pub(super) struct State {
    /// The first message that was not looked at.
    pub(super) next: Seq,
    pub(super) groups: Groups,
    pub(super) pairs: Pairs,
    pub(super) joined: JoinedMessages,
    /// Rises when messages that were looked at get other groups.
    pub(super) revision: u64,
    /// From which message on which protocol is spoken.
    spoken: VecDeque<(Seq, Option<Spoken>)>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            next: Seq::FIRST,
            groups: Groups::default(),
            pairs: Pairs::default(),
            joined: JoinedMessages::default(),
            revision: 0,
            spoken: VecDeque::new(),
        }
    }
}

/// A message that was looked at.
pub(super) struct Noted {
    pub(super) seq: Seq,
    pub(super) at: Timestamp,
    pub(super) sender: Sender,
    pub(super) bytes: u64,
    /// What it says; empty if it was not decoded, or goes on with what another one says.
    pub(super) units: Vec<Unit>,
    /// The name of its group if it has no units; `None` if it goes on with what another one says.
    pub(super) shape: Option<Cow<'static, str>>,
    pub(super) joined: Joined,
}

impl Noted {
    /// A message of which nothing is known yet.
    pub(super) fn new(seq: Seq, at: Timestamp, payload: &Payload<'_>) -> Self {
        Self {
            seq,
            at,
            sender: payload.sender,
            bytes: payload.bytes.len() as u64,
            units: Vec::new(),
            shape: None,
            joined: Joined::Alone,
        }
    }
}

impl State {
    /// The protocol of the connection to which a row belongs.
    pub(super) fn spoken(&self, seq: Seq) -> Option<Spoken> {
        let after = self.spoken.partition_point(|(from, _)| *from <= seq);
        self.spoken.get(after.checked_sub(1)?)?.1
    }

    /// From this row on another protocol is spoken.
    pub(super) fn speak(&mut self, from: Seq, spoken: Option<Spoken>) {
        self.spoken.retain(|(before, _)| *before < from);
        self.spoken.push_back((from, spoken));
        if self.spoken.len() > MAX_CONNECTIONS {
            self.spoken.pop_front();
        }
    }

    pub(super) fn note(&mut self, noted: &Noted) {
        let (seq, at, bytes) = (noted.seq, noted.at, noted.bytes);
        self.joined.note(seq, noted.sender, noted.joined);
        let mut called = None;
        for (index, unit) in noted.units.iter().enumerate() {
            let method = self.pairs.note(unit, seq, at);
            called = if index == 0 { method } else { called };
        }
        let called = called.map(|method| self.pairs.name(method));
        let first = noted.units.first();
        let name = match (first, &noted.shape) {
            (Some(unit), _) => called.or(unit.name.as_deref()).unwrap_or_default(),
            (None, Some(shape)) => shape,
            (None, None) => {
                return match self.joined.belonging(seq) {
                    Belonging::Continues(first) => self.groups.join(first, seq, at, bytes),
                    Belonging::Alone | Belonging::Begins(_) => self.groups.reach(seq),
                };
            }
        };
        self.groups.put(&Grouped {
            seq,
            at,
            kind: first.map(|unit| unit.kind),
            name,
            sender: noted.sender,
            is_paired: called.is_some(),
            bytes,
        });
    }

    /// Knows nothing any more: everything is looked at once more.
    pub(super) fn begin_anew(&mut self) {
        let revision = self.revision + 1;
        *self = Self {
            revision,
            ..Self::default()
        };
    }

    /// Counts anew: the rows are gone.
    pub(super) fn clear(&mut self) {
        self.groups = Groups::default();
        self.pairs = Pairs::default();
        self.joined = JoinedMessages::default();
    }

    /// Forgets what the log has forgotten.
    pub(super) fn drop_before(&mut self, oldest: Seq) {
        self.groups.drop_before(oldest);
        self.pairs.drop_before(oldest);
        self.joined.drop_before(oldest);
    }
}

/// Which messages are one with a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Belonging {
    /// None.
    #[default]
    Alone,
    /// It begins what these go on with.
    Begins(Vec<Seq>),
    /// It goes on with what this one began.
    Continues(Seq),
}

#[derive(Debug, Default)]
pub(super) struct JoinedMessages {
    /// To what a message belongs that goes on.
    first: BTreeMap<Seq, Seq>,
    /// What goes on with what a message began.
    rest: BTreeMap<Seq, Vec<Seq>>,
    /// What was begun last: by the client, and by the server.
    last: [Option<Seq>; 2],
}

impl JoinedMessages {
    pub(super) fn belonging(&self, seq: Seq) -> Belonging {
        if let Some(first) = self.first.get(&seq) {
            return Belonging::Continues(*first);
        }
        match self.rest.get(&seq) {
            Some(rest) => Belonging::Begins(rest.clone()),
            None => Belonging::Alone,
        }
    }

    fn note(&mut self, seq: Seq, sender: Sender, joined: Joined) {
        let last = &mut self.last[usize::from(sender == Sender::Server)];
        match joined {
            Joined::Alone => {}
            Joined::Begins => *last = Some(seq),
            Joined::Continues | Joined::Ends => {
                let Some(first) = *last else {
                    return;
                };
                let rest = self.rest.entry(first).or_default();
                if rest.len() < payload::decoders::MAX_JOINED {
                    rest.push(seq);
                    self.first.insert(seq, first);
                }
                if self.first.len() > MAX_JOINED
                    && let Some((oldest, _)) = self.first.pop_first()
                {
                    self.drop_before(oldest);
                }
            }
        }
    }

    fn drop_before(&mut self, oldest: Seq) {
        self.first = self.first.split_off(&oldest);
        self.rest = self.rest.split_off(&oldest);
    }
}
