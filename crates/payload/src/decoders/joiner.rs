use super::payload::Payload;

/// How a message belongs to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It says something alone.
    Alone,
    /// It begins something that later messages go on with.
    Begins,
    /// It goes on with what the last message that began something from the same side said, and more is to follow.
    Continues,
    /// It goes on with it, and is the last of them.
    Ends,
}

/// Finds out which messages are one. It is given every message of a connection, in their order, of both sides.
pub trait Joiner: Send {
    /// How the next message belongs to those before it.
    fn next(&mut self, message: &Payload<'_>) -> Joined;
}
