use super::limits::MAX_SUMMARY;
use super::payload::Sender;

/// What a unit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Asks for an answer.
    Call,
    /// Answers a call.
    Result,
    /// Answers a call by saying that it failed, or reports a failure.
    Error,
    /// Tells something, and expects no answer.
    Event,
    /// Says that something has arrived.
    Acknowledgement,
    /// Keeps the connection open, and says nothing else.
    Heartbeat,
    /// Opens, closes or changes the conversation itself.
    Control,
}

impl Kind {
    /// What it is called where it is stored and typed. Never changed later.
    pub fn id(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Result => "result",
            Self::Error => "error",
            Self::Event => "event",
            Self::Acknowledgement => "acknowledgement",
            Self::Heartbeat => "heartbeat",
            Self::Control => "control",
        }
    }
}

/// What a call and its answer have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pair {
    /// The side that called, which is where the answer goes to.
    pub caller: Sender,
    /// The id that the two share, as it stands in the message.
    pub id: Box<str>,
}

/// One thing that a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it is for.
    pub kind: Kind,
    /// What it is about: a method, an event, a topic. Units of one kind with one name are counted together.
    pub name: Option<Box<str>>,
    /// What it is paired by, for calls and their answers.
    pub pair: Option<Pair>,
    /// Whether more answers may follow under the same id, as in a subscription.
    pub is_partial: bool,
    /// It in one line of at most [`MAX_SUMMARY`] bytes.
    pub summary: String,
}

impl Unit {
    /// A unit with a summary, which is cut where it is too long.
    pub fn new(kind: Kind, summary: impl Into<String>) -> Self {
        let mut summary = summary.into();
        if summary.len() > MAX_SUMMARY {
            let end = summary.floor_char_boundary(MAX_SUMMARY - '…'.len_utf8());
            summary.truncate(end);
            summary.push('…');
        }
        Self {
            kind,
            name: None,
            pair: None,
            is_partial: false,
            summary,
        }
    }

    /// With what it is about.
    #[must_use]
    pub fn named(mut self, name: impl Into<Box<str>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With what it is paired by.
    #[must_use]
    pub fn paired(mut self, caller: Sender, id: impl Into<Box<str>>) -> Self {
        self.pair = Some(Pair {
            caller,
            id: id.into(),
        });
        self
    }

    /// As one answer of several to the same call.
    #[must_use]
    pub fn partial(mut self) -> Self {
        self.is_partial = true;
        self
    }
}
