//! What a script says.

use std::fmt;
use std::time::Duration;

use connection::CloseFrame;
use wire::{LengthForm, Masking, Opcode};

use crate::cause::CauseName;
use crate::template::Template;
use crate::units::Amount;

/// A script: steps that are carried out one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The steps.
    pub steps: Vec<Step>,
    /// The lines that it was read from.
    pub(crate) source: Vec<String>,
}

impl Script {
    /// One that was not read, but made.
    pub fn of_steps(steps: Vec<Step>) -> Self {
        Self {
            steps,
            source: Vec::new(),
        }
    }

    pub(crate) fn source_line(&self, number: u32) -> String {
        let index = (number as usize).checked_sub(1);
        let line = index.and_then(|index| self.source.get(index));
        line.cloned().unwrap_or_default()
    }

    /// A line of its source, from 1 on, without the blanks around it; empty if there is none.
    pub fn line(&self, number: u32) -> &str {
        let index = (number as usize).checked_sub(1);
        let line = index.and_then(|index| self.source.get(index));
        line.map_or("", |line| line.trim())
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The line on which it begins, from 1 on.
    pub line: u32,
    /// The name of the connection that it is about, if that has one.
    pub connection: Option<String>,
    /// What is done.
    pub action: Action,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Connects, and waits until the connection is open.
    Connect(Box<Connect>),
    /// Sends a message or a frame.
    Send(Send),
    /// Waits for something.
    Expect(Expect),
    /// From now on, messages like this are passed over.
    Ignore(Pattern),
    /// Closes the connection.
    Close(Close),
    /// Does nothing for this time.
    Wait(Duration),
    /// Sets a variable.
    Set {
        /// Its name.
        name: String,
        /// What it stands for.
        value: Template,
    },
    /// Ends the script without a fault, and says why.
    Skip(Skip),
    /// Carries out steps several times.
    Repeat {
        /// How often they are carried out.
        times: u64,
        /// The steps, in order.
        steps: Vec<Step>,
    },
}

/// Why what follows is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// When it is not, unless never.
    pub condition: Option<SkipCondition>,
    /// What is said of it; empty if that is left to the condition.
    pub reason: Template,
}

/// On what it depends whether what follows is carried out. A variable that is empty counts as one that is not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipCondition {
    /// It is, unless this variable is set.
    If(String),
    /// It is, if this variable is set.
    Unless(String),
}

impl SkipCondition {
    /// The variable.
    pub(crate) fn variable(&self) -> &str {
        match self {
            Self::If(name) | Self::Unless(name) => name,
        }
    }

    /// Whether it is skipped, if the variable stands for this.
    pub(crate) fn skips(&self, value: Option<&str>) -> bool {
        let is_set = value.is_some_and(|value| !value.is_empty());
        match self {
            Self::If(_) => is_set,
            Self::Unless(_) => !is_set,
        }
    }
}

impl fmt::Display for SkipCondition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::If(name) => write!(formatter, "if {{{{{name}}}}}"),
            Self::Unless(name) => write!(formatter, "unless {{{{{name}}}}}"),
        }
    }
}

/// How to connect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connect {
    /// Where to.
    pub address: Template,
    /// Headers of the request, each as `Name: value`.
    pub headers: Vec<Template>,
    /// The subprotocols to offer.
    pub subprotocols: Vec<Template>,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// Whether compression is not offered.
    pub is_uncompressed: bool,
    /// What the response is to be.
    pub expected: Vec<Response>,
}

/// What is expected of the response to a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// It has a header with this value.
    Header {
        /// Its name.
        name: String,
        /// Its value.
        value: Template,
    },
    /// It chooses this subprotocol; none if it is empty.
    Subprotocol(Template),
    /// It has this HTTP status, and so there is no connection.
    Status(u16),
    /// There is no connection, for this cause or any.
    Failure(Option<CauseName>),
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Send {
    /// A text message.
    Text(Template),
    /// A text message that is JSON.
    Json(Template),
    /// A text message: what is in this file.
    File(Template),
    /// A binary message.
    Binary(Bytes),
    /// A ping.
    Ping(Bytes),
    /// A frame, whether it keeps the rules or not.
    Frame(Box<Frame>),
}

/// Bytes, as a script writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes {
    /// How its bytes are written.
    pub encoding: Encoding,
    /// What is written.
    pub value: Template,
}

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As a text, in UTF-8.
    Text,
    /// Two digits each.
    Hex,
    /// RFC 4648, sections 4 and 5.
    Base64,
    /// The name of a file that has them.
    File,
}

/// A frame that is put together by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether it says that it is the last one of its message.
    pub is_final: bool,
    /// The bits RSV1, RSV2 and RSV3, from 4 to 1.
    pub reserved: u8,
    /// What it is.
    pub opcode: Opcode,
    /// With what its payload is masked.
    pub masking: Masking,
    /// The length that its head tells, if that is not the one of the payload.
    pub declared: Option<u64>,
    /// In how many bits the length is written.
    pub form: LengthForm,
    /// What follows the head.
    pub payload: Bytes,
}

/// What is waited for, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// What has to happen.
    pub awaited: Awaited,
    /// For how long, unless for the usual time.
    pub within: Option<Duration>,
    /// Whether messages before it are passed over.
    pub is_eventual: bool,
}

/// What is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// A message.
    Message(Pattern),
    /// Messages in any order.
    AnyOrder(Vec<Pattern>),
    /// A ping, with this payload or any.
    Ping(Option<Bytes>),
    /// A pong, with this payload or any.
    Pong(Option<Bytes>),
    /// A close frame.
    Close(ExpectedClose),
    /// The connection breaks, for this cause or any.
    Lost(Option<CauseName>),
    /// No message comes for this time.
    Silence(Duration),
}

/// What a close frame is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedClose {
    /// Its code, or any; `Some(None)` for a frame without one.
    pub code: Option<Option<u16>>,
    /// Its reason, or any.
    pub reason: Option<Template>,
}

/// What a message is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The line on which it stands.
    pub line: u32,
    /// What its payload is compared with.
    pub content: Content,
    /// The variables that the whole of it, or what the groups of its regular expression match, is kept in.
    pub names: Vec<String>,
    /// What is to hold for its JSON.
    pub checks: Vec<Check>,
}

impl Pattern {
    /// The text that a message is to be, if it is always the same.
    pub(crate) fn constant_text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(TextTest::Is(text)) => text.constant(),
            _ => None,
        }
    }
}

/// What the payload of a message is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Anything.
    Any,
    /// A text message.
    Text(TextTest),
    /// A text message that is JSON.
    Json(JsonTest),
    /// A binary message.
    Binary(BinaryTest),
}

/// What a text is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextTest {
    /// Anything.
    Any,
    /// This.
    Is(Template),
    /// Something with this in it.
    Contains(Template),
    /// What a regular expression matches.
    Matches(RegexTemplate),
    /// Something of so many bytes.
    Size(Amount),
}

/// A regular expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegexTemplate {
    /// What stands between the slashes.
    pub source: Template,
    /// Whether upper and lower case are the same.
    pub ignores_case: bool,
}

/// What JSON is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonTest {
    /// Anything.
    Any,
    /// This value.
    Is(Template),
    /// Something with at least these members.
    Includes(Template),
    /// What the schema in this file allows.
    Schema(Template),
}

/// What bytes are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BinaryTest {
    /// Anything.
    Any,
    /// These.
    Is(Bytes),
    /// So many.
    Size(Amount),
}

/// What is to hold for what a JSONPath selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The line on which it stands.
    pub line: u32,
    /// The path (RFC 9535).
    pub path: Template,
    /// What is to hold.
    pub test: PathTest,
}

/// What is to hold for what a JSONPath selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathTest {
    /// It is one value, which is this.
    Is(Template),
    /// It is one value, which is not this.
    IsNot(Template),
    /// One of the values is this, or is a text or an array with this in it.
    Contains(Template),
    /// It is one value, of which the text is matched.
    Matches(RegexTemplate, Vec<String>),
    /// It is one number, which compares so to this one.
    Compares(Comparison, Template),
    /// It is at least one value.
    Exists,
    /// It is no value.
    Missing,
    /// It is so many values.
    Count(Amount),
    /// It is one value, which is kept in a variable.
    Capture(String),
}

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// As it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// With what a connection is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// The code; `None` for a close frame without one.
    pub code: Option<u16>,
    /// The reason.
    pub reason: Template,
}

impl Close {
    /// The frame, if its reason is this.
    pub(crate) fn frame(&self, reason: String) -> CloseFrame {
        CloseFrame {
            code: self.code,
            reason,
        }
    }
}
