//! What the server does on a connection, as the path says it.
//!
//! A path is a chain, read from left to right: any number of steps that change what the server sends, then one
//! act that says what it sends. `/delay/200ms/lose/10%25/echo` echoes each message after 200 ms, but for one in ten.
//! Without an act the server echoes.
//!
//! Everything here is data and pure functions; `play` is where it meets a connection.

mod acts;
mod backlog;
mod bounds;
mod catalogue;
mod handshake;
mod masking;
mod parse;
mod pipe;
mod play;
mod rooms;
mod wire;

use std::time::Duration;

pub use self::bounds::Bounds;
pub use self::catalogue::{Entry, Group, catalogue};
pub(crate) use self::handshake::{Handshake, has_token};
pub use self::parse::PathError;
pub(crate) use self::parse::Query;
pub(crate) use self::play::{Place, play};
pub(crate) use self::rooms::Halls;
pub(crate) use self::wire::{After, Drip, act_on_stream};
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use self::wire::{BROKEN, broken_frame};

/// What the server does on a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What happens to everything that is sent, in this order.
    pub(crate) steps: Vec<Step>,
    /// What is sent.
    pub(crate) act: Act,
    /// Where the dice begin: the same seed is the same dice.
    pub(crate) seed: Option<u64>,
}

/// Something that happens to what is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// It is sent later.
    Delay(Duration),
    /// It is sent later, by an uncertain time. What was sent first still arrives first.
    Jitter(Duration, Duration),
    /// It is sent slowly: so many bytes in a second.
    Drip(usize),
    /// This share of it is not sent.
    Lose(f64),
    /// This share of it is sent twice.
    Duplicate(f64),
    /// This share of it is sent after what follows it.
    Reorder(f64),
    /// It is sent in frames of so many bytes.
    Fragment(usize),
}

/// What the server sends, and when.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Act {
    /// Every message back.
    Echo,
    /// The answers of the course.
    Course,
    /// 10,000 numbers for each message.
    Numbers,
    /// What others in the room say.
    Room { name: String, hears_itself: bool },
    /// The time, to all at once.
    Clock { every: Duration },
    /// A chat with names.
    Chat,
    /// Echo for those who have a token.
    Private,
    /// The handshake as the server saw it.
    Whoami,
    /// Echo with this subprotocol.
    Subprotocol(String),
    /// How much was received.
    Count,
    /// The same text again and again.
    Repeat { text: String, every: Duration },
    /// Numbered messages.
    Flood(Flood),
    /// The events of a run, as they happen.
    Events {
        /// The run; `None` for the one that all share.
        run: Option<String>,
        /// The last event that is known already; `None` for whatever has happened.
        since: Option<u64>,
    },
    /// A close frame with this code, after a while.
    Close {
        code: u16,
        reason: String,
        after: Duration,
    },
    /// The end of the stream, without a close frame.
    Vanish { after: Duration },
    /// A TCP reset.
    Reset { after: Duration },
    /// The handshake is answered with this HTTP status.
    Refuse(u16),
    /// The handshake is answered with an accept key that is wrong.
    WrongAccept,
    /// Nothing is read.
    Stall,
    /// Everything is read, and nothing is answered.
    Silent,
    /// One frame that breaks a rule.
    Broken(Broken),
    /// One message of so many bytes.
    Huge(usize),
}

/// Numbered messages, as fast as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flood {
    /// Messages in a second; 0 for as many as the client takes.
    pub(crate) rate: u32,
    /// Bytes of a message.
    pub(crate) size: usize,
    /// How many; 0 for no end.
    pub(crate) count: u64,
}

/// A frame that breaks a rule of RFC 6455.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// A text that is not UTF-8 (section 5.6).
    Utf8,
    /// A reserved bit is set (section 5.2).
    ReservedBits,
    /// The frame is masked, which only a client's may be (section 5.1).
    Masked,
    /// An opcode that means nothing (section 5.2).
    UnknownOpcode,
    /// A ping with more than 125 bytes (section 5.5).
    OversizedControl,
}

impl Scenario {
    /// How many bytes in a second are written, if a step says so: the slowest counts.
    pub(crate) fn bytes_per_second(&self) -> Option<usize> {
        let rates = self.steps.iter().filter_map(|step| match step {
            Step::Drip(rate) => Some(*rate),
            _ => None,
        });
        rates.min()
    }

    /// The name of each part, as it is written in the path.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        let steps = self.steps.iter().map(Step::name);
        steps.chain(std::iter::once(self.act.name()))
    }

    /// Whether it sends messages over an ordinary connection.
    pub(crate) fn is_conversation(&self) -> bool {
        !matches!(
            self.act,
            Act::Vanish { .. }
                | Act::Reset { .. }
                | Act::Refuse(_)
                | Act::WrongAccept
                | Act::Stall
                | Act::Silent
                | Act::Broken(_)
        )
    }

    /// The run whose events it tells, if it is about events: `None` within for the one that all share.
    pub(crate) fn run(&self) -> Option<Option<&str>> {
        match &self.act {
            Act::Events { run, .. } => Some(run.as_deref()),
            _ => None,
        }
    }

    /// Whether it is the plain echo, which has a fast way of its own.
    pub(crate) fn is_plain_echo(&self) -> bool {
        self.steps.is_empty() && matches!(self.act, Act::Echo | Act::Private | Act::Subprotocol(_))
    }
}

impl Step {
    fn name(&self) -> &'static str {
        match self {
            Self::Delay(_) => "delay",
            Self::Jitter(..) => "jitter",
            Self::Drip(_) => "drip",
            Self::Lose(_) => "lose",
            Self::Duplicate(_) => "duplicate",
            Self::Reorder(_) => "reorder",
            Self::Fragment(_) => "fragment",
        }
    }
}

impl Act {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::Course => "course",
            Self::Numbers => "numbers",
            Self::Room { .. } => "room",
            Self::Clock { .. } => "clock",
            Self::Chat => "chat",
            Self::Private => "private",
            Self::Whoami => "whoami",
            Self::Subprotocol(_) => "subprotocol",
            Self::Count => "count",
            Self::Repeat { .. } => "repeat",
            Self::Flood(_) => "flood",
            Self::Events { .. } => "events",
            Self::Close { .. } | Self::Vanish { .. } => "close",
            Self::Reset { .. } => "reset",
            Self::Refuse(_) => "refuse",
            Self::WrongAccept => "wrong-accept",
            Self::Stall => "stall",
            Self::Silent => "silent",
            Self::Broken(broken) => broken.name(),
            Self::Huge(_) => "huge",
        }
    }
}

impl Broken {
    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "bad-utf8",
            Self::ReservedBits => "reserved-bits",
            Self::Masked => "masked",
            Self::UnknownOpcode => "unknown-opcode",
            Self::OversizedControl => "oversized-control",
        }
    }
}
