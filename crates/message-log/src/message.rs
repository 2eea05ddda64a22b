use crate::Seq;

/// A moment: microseconds since the Unix epoch. It is given by the caller; the log has no clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The moment that lies so many microseconds after the Unix epoch.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Microseconds since `base`, if this is not earlier and not more than 71 minutes later.
    pub(crate) fn micros_since(self, base: Self) -> Option<u32> {
        u32::try_from(self.0.checked_sub(base.0)?).ok()
    }

    /// The moment so many microseconds later.
    pub(crate) const fn plus_micros(self, micros: u32) -> Self {
        Self(self.0 + micros as u64)
    }
}

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From here to the peer.
    Sent,
    /// From the peer to here.
    Received,
    /// Neither: an event on this side.
    Local,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Self; 3] = [Self::Sent, Self::Received, Self::Local];
}

/// What sort of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A message that was announced as text. The log does not check that it is.
    Text,
    /// A message of bytes.
    Binary,
    /// A question whether the peer is there.
    Ping,
    /// The answer to a ping.
    Pong,
    /// No message: something that happened, such as the opening of the connection. It is recorded with
    /// [`append_event`](crate::MessageLog::append_event).
    Event,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::Binary,
        Self::Ping,
        Self::Pong,
        Self::Event,
    ];

    /// Whether it is a message of the application: neither a control frame nor an event.
    pub const fn is_data(self) -> bool {
        matches!(self, Self::Text | Self::Binary)
    }
}

/// What is recorded of a message beside its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Which way it went.
    pub direction: Direction,
    /// What sort of message it is.
    pub kind: Kind,
    /// When it was recorded.
    pub at: Timestamp,
}

/// A message in the log, or an event in its place.
#[derive(Debug, PartialEq, Eq)]
pub struct Message<'a, E = ()> {
    /// Its name.
    pub seq: Seq,
    /// Which way it went.
    pub direction: Direction,
    /// What sort of message it is.
    pub kind: Kind,
    /// When it was recorded.
    pub at: Timestamp,
    /// Its bytes, exactly as they were appended. An event has none.
    pub payload: &'a [u8],
    /// What happened, if it is an event.
    pub event: Option<&'a E>,
}

// Derived, these would ask the same of `E`.
impl<E> Clone for Message<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Message<'_, E> {}
