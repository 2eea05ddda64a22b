//! Messages that are alike: of one kind, with one name, from one side.

use std::collections::{HashMap, VecDeque};

use message_log::{Direction, Seq};
use payload::decoders::{Kind, Sender};

/// So many groups are told apart. Where messages are all different, groups tell nothing.
const MAX_GROUPS: usize = 1_000;
/// Of so many messages the group is known; of older ones it is forgotten. Two bytes each.
const MAX_ROWS: usize = 16_000_000;
/// The group of what is no message.
const NONE: u16 = u16::MAX;

/// Names a group of one [`Conversation`](super::Conversation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(u16);

/// Messages that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they are for; `None` if they were not decoded.
    pub kind: Option<Kind>,
    /// What they are about, or their shape if they were not decoded. `None` for the rest, when there are too many groups.
    pub name: Option<Box<str>>,
    /// Which way they went.
    pub direction: Direction,
    /// How many there are.
    pub messages: u64,
    /// Their payloads together, in bytes.
    pub bytes: u64,
    /// The first of them.
    pub first: Seq,
    /// The last of them.
    pub last: Seq,
}

type Key = (Option<Kind>, Option<Box<str>>, Sender);

#[derive(Debug)]
pub(super) struct Groups {
    all: Vec<Group>,
    known: HashMap<Key, u16>,
    /// The group that was looked up last: messages that are alike often follow each other.
    last: Option<(Key, u16)>,
    /// The group of each message, from `base` on.
    rows: VecDeque<u16>,
    base: Seq,
}

impl Default for Groups {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            known: HashMap::new(),
            last: None,
            rows: VecDeque::new(),
            base: Seq::FIRST,
        }
    }
}

impl Groups {
    /// Notes the group of a message. If it had one, it leaves that.
    pub(super) fn put(
        &mut self,
        seq: Seq,
        kind: Option<Kind>,
        name: &str,
        sender: Sender,
        bytes: u64,
    ) {
        self.reach(seq);
        let Some(row) = self.row(seq) else {
            return;
        };
        let before = self.rows[row];
        if let Some(group) = self.all.get_mut(usize::from(before)) {
            group.messages -= 1;
            group.bytes -= bytes;
        }
        let id = self.id(seq, kind, name, sender);
        self.rows[row] = id;
        let group = &mut self.all[usize::from(id)];
        group.messages += 1;
        group.bytes += bytes;
        group.last = group.last.max(seq);
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
        let gone = oldest.get().saturating_sub(self.base.get());
        let gone = usize::try_from(gone)
            .unwrap_or(usize::MAX)
            .min(self.rows.len());
        self.rows.drain(..gone);
        self.base = Seq::new(self.base.get() + gone as u64);
    }

    pub(super) fn of(&self, seq: Seq) -> Option<GroupId> {
        self.index_of(seq).map(|index| GroupId(index as u16))
    }

    pub(super) fn index_of(&self, seq: Seq) -> Option<usize> {
        let group = usize::from(self.rows[self.row(seq)?]);
        (group < self.all.len()).then_some(group)
    }

    pub(super) fn all(&self) -> Vec<(GroupId, Group)> {
        let numbered = self.all.iter().enumerate();
        let used = numbered.filter(|(_, group)| group.messages > 0);
        let mut all: Vec<(GroupId, Group)> = used
            .map(|(index, group)| (GroupId(index as u16), group.clone()))
            .collect();
        all.sort_by_key(|(id, group)| (std::cmp::Reverse(group.messages), *id));
        all
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

    fn id(&mut self, seq: Seq, kind: Option<Kind>, name: &str, sender: Sender) -> u16 {
        if let Some((last, id)) = &self.last
            && last.0 == kind
            && last.1.as_deref() == Some(name)
            && last.2 == sender
        {
            return *id;
        }
        let key: Key = (kind, Some(name.into()), sender);
        let id = match self.known.get(&key) {
            Some(id) => *id,
            None => self.add(seq, key.clone()),
        };
        self.last = Some((key, id));
        id
    }

    fn add(&mut self, seq: Seq, mut key: Key) -> u16 {
        // The rest has no name, and is of no kind: it is one group for each side.
        if self.all.len() >= MAX_GROUPS {
            key = (None, None, key.2);
            if let Some(id) = self.known.get(&key) {
                return *id;
            }
        }
        let id = self.all.len() as u16;
        self.all.push(Group {
            kind: key.0,
            name: key.1.clone(),
            direction: match key.2 {
                Sender::Client => Direction::Sent,
                Sender::Server => Direction::Received,
            },
            messages: 0,
            bytes: 0,
            first: seq,
            last: seq,
        });
        self.known.insert(key, id);
        id
    }
}
