//! Messages that are alike: of one kind, with one name, from one side.

use connection::sorted;
use std::collections::{HashMap, VecDeque};

use message_log::{Direction, Seq, Timestamp};
use payload::decoders::{Kind, MAX_JOINED, Sender};

/// So many groups are told apart. Where messages are all different, groups tell nothing.
const MAX_GROUPS: usize = 1_000;
/// Of so many messages the group is known; of older ones it is forgotten. Two bytes each.
const MAX_ROWS: usize = 16_000_000;
/// So many messages wait for the group of the one that they go on with: those of one message of each side, and as many that
/// were never ended.
const MAX_WAITING: usize = 4 * MAX_JOINED;
/// The group of what is no message.
const NONE: u16 = u16::MAX;

/// What messages that are alike have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Likeness {
    /// What they are for; `None` if they were not decoded.
    pub kind: Option<Kind>,
    /// What they are about, or their shape if they were not decoded; of answers, what was called. `None` for the rest, when
    /// there are too many groups.
    pub name: Option<Box<str>>,
    /// Which way they went.
    pub direction: Direction,
    /// Whether they are calls, or answers to calls.
    pub is_paired: bool,
}

/// Messages that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they have in common.
    pub likeness: Likeness,
    /// How many there are.
    pub messages: u64,
    /// Their payloads together, in bytes.
    pub bytes: u64,
    /// The first of them, and when it came.
    pub first: (Seq, Timestamp),
    /// The last of them, and when it came.
    pub last: (Seq, Timestamp),
}

impl Group {
    /// How many there were a second, from the first to the last; `None` where they came all at once.
    pub fn per_second(&self) -> Option<f64> {
        let micros = self
            .last
            .1
            .as_micros()
            .saturating_sub(self.first.1.as_micros());
        let after_first = self.messages.saturating_sub(1);
        (micros > 0 && after_first > 0).then(|| after_first as f64 * 1e6 / micros as f64)
    }
}

/// A message, as it is grouped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grouped<'a> {
    pub(super) seq: Seq,
    pub(super) at: Timestamp,
    pub(super) kind: Option<Kind>,
    pub(super) name: &'a str,
    pub(super) sender: Sender,
    /// Whether it is a call, or an answer to one.
    pub(super) is_paired: bool,
    pub(super) bytes: u64,
}

#[derive(Debug)]
pub(super) struct Groups {
    all: Vec<Group>,
    known: HashMap<Likeness, u16>,
    /// The group that was looked up last: messages that are alike often follow each other.
    last: Option<u16>,
    /// The group of each message, from `base` on.
    rows: VecDeque<u16>,
    base: Seq,
    /// What goes on with messages whose group is not known yet.
    waiting: Vec<Part>,
}

/// A message that goes on with another one.
#[derive(Clone, Copy, Debug)]
struct Part {
    first: Seq,
    seq: Seq,
    at: Timestamp,
    bytes: u64,
}

impl Default for Groups {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            known: HashMap::new(),
            last: None,
            rows: VecDeque::new(),
            base: Seq::FIRST,
            waiting: Vec::new(),
        }
    }
}

impl Groups {
    /// Notes the group of a message. If it had one, it leaves that.
    pub(super) fn put(&mut self, message: &Grouped<'_>) {
        self.reach(message.seq);
        if self.row(message.seq).is_some() {
            let id = self.id(message);
            self.enter(id, message.seq, message.at, message.bytes);
            self.join_waiting(message.seq, id);
        }
    }

    /// Notes that a message goes on with another one: it is in the same group.
    pub(super) fn join(&mut self, first: Seq, seq: Seq, at: Timestamp, bytes: u64) {
        self.reach(seq);
        if let Some(index) = self.index_of(first) {
            self.enter(index as u16, seq, at, bytes);
        } else if self.waiting.len() < MAX_WAITING {
            self.waiting.push(Part {
                first,
                seq,
                at,
                bytes,
            });
        }
    }

    /// The group of a message has become known: what goes on with it is in it too.
    fn join_waiting(&mut self, first: Seq, id: u16) {
        if self.waiting.is_empty() {
            return;
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        for part in waiting.extract_if(.., |part| part.first == first) {
            self.enter(id, part.seq, part.at, part.bytes);
        }
        self.waiting = waiting;
    }

    fn enter(&mut self, id: u16, seq: Seq, at: Timestamp, bytes: u64) {
        let Some(row) = self.row(seq) else {
            return;
        };
        let before = std::mem::replace(&mut self.rows[row], id);
        if let Some(group) = self.all.get_mut(usize::from(before)) {
            group.messages -= 1;
            group.bytes -= bytes;
        }
        let group = &mut self.all[usize::from(id)];
        if group.messages == 0 {
            group.first = (seq, at);
        }
        group.messages += 1;
        group.bytes += bytes;
        group.first = group.first.min((seq, at));
        group.last = group.last.max((seq, at));
    }

    /// Makes room for all rows up to this one.
    pub(super) fn reach(&mut self, seq: Seq) {
        if self.rows.is_empty() && self.base < seq {
            self.base = seq;
        }
        while self.end() <= seq.get() {
            self.rows.push_back(NONE);
            if self.rows.len() > MAX_ROWS {
                self.rows.pop_front();
                self.base = Seq::new(self.base.get() + 1);
            }
        }
    }

    /// Forgets the rows before this.
    pub(super) fn drop_before(&mut self, oldest: Seq) {
        self.waiting.retain(|part| part.first >= oldest);
        let gone = oldest.get().saturating_sub(self.base.get());
        let gone = usize::try_from(gone)
            .unwrap_or(usize::MAX)
            .min(self.rows.len());
        self.rows.drain(..gone);
        self.base = Seq::new(self.base.get() + gone as u64);
    }

    pub(super) fn of(&self, seq: Seq) -> Option<&Group> {
        self.all.get(self.index_of(seq)?)
    }

    pub(super) fn index_of(&self, seq: Seq) -> Option<usize> {
        let group = usize::from(self.rows[self.row(seq)?]);
        (group < self.all.len()).then_some(group)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Group> {
        self.all.iter()
    }

    pub(super) fn all(&self) -> Vec<Group> {
        let used = self.all.iter().filter(|group| group.messages > 0);
        // Of equally many the first stays first.
        sorted(used.cloned().collect(), |one: &Group, other| {
            other.messages.cmp(&one.messages)
        })
    }

    fn end(&self) -> u64 {
        self.base.get() + self.rows.len() as u64
    }

    fn row(&self, seq: Seq) -> Option<usize> {
        let row = seq.get().checked_sub(self.base.get())?;
        usize::try_from(row)
            .ok()
            .filter(|row| *row < self.rows.len())
    }

    fn id(&mut self, message: &Grouped<'_>) -> u16 {
        let direction = match message.sender {
            Sender::Client => Direction::Sent,
            Sender::Server => Direction::Received,
        };
        let last = self.last.and_then(|id| self.all.get(usize::from(id)));
        if let (Some(id), Some(last)) = (self.last, last)
            && last.likeness.kind == message.kind
            && last.likeness.name.as_deref() == Some(message.name)
            && last.likeness.direction == direction
            && last.likeness.is_paired == message.is_paired
        {
            return id;
        }
        let likeness = Likeness {
            kind: message.kind,
            name: Some(message.name.into()),
            direction,
            is_paired: message.is_paired,
        };
        let known = self.known.get(&likeness).copied();
        let id = known.unwrap_or_else(|| self.add(message, likeness));
        self.last = Some(id);
        id
    }

    fn add(&mut self, message: &Grouped<'_>, mut likeness: Likeness) -> u16 {
        // The rest has no name, and is of no kind: it is one group for each side.
        if self.all.len() >= MAX_GROUPS {
            likeness = Likeness {
                kind: None,
                name: None,
                is_paired: false,
                ..likeness
            };
            if let Some(id) = self.known.get(&likeness) {
                return *id;
            }
        }
        let id = self.all.len() as u16;
        self.all.push(Group {
            likeness: likeness.clone(),
            messages: 0,
            bytes: 0,
            first: (message.seq, message.at),
            last: (message.seq, message.at),
        });
        self.known.insert(likeness, id);
        id
    }
}
