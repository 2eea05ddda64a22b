//! `--decode`: what messages say in the protocol of their connection.

use std::collections::VecDeque;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use payload::decoders::encodings::Encoding;
use payload::decoders::protobuf_schema::{Schema, SchemaError, Types};
use payload::decoders::{Confidence, PROTOCOLS, Reason, Sender, protocol_named};
use session::conversation::{Choice, Heard, Listener, Spoken};
use session::{LogMessage, RecordedEvent};

/// Which protocol messages are decoded in: the one that a connection seems to speak.
const AUTOMATIC: &str = "auto";

/// Whether messages are decoded.
#[derive(Debug, Args)]
pub(crate) struct DecodeArguments {
    /// Also say what messages are in the protocol of their connection; it is recognised unless it is named
    #[arg(
        long,
        value_name = "PROTOCOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = AUTOMATIC,
        value_parser = PossibleValuesParser::new(names()),
        hide_possible_values = true,
        long_help = long_help()
    )]
    decode: Option<String>,

    /// Decode binary messages as Protobuf with the names of this .proto file; may be given several times
    #[arg(long, value_name = "FILE", requires = "message")]
    proto: Vec<PathBuf>,

    /// A folder to look for imports in, before the folder of each file; may be given several times
    #[arg(long, value_name = "FOLDER", requires = "proto")]
    proto_path: Vec<PathBuf>,

    /// The type of the messages, with its package, as chat.Said; sent=TYPE and received=TYPE are for one direction
    #[arg(long, value_name = "TYPE", requires = "proto")]
    message: Vec<String>,
}

/// Why nothing can be decoded.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DecodeError {
    #[error("the schema cannot be used: {0}")]
    Schema(#[from] SchemaError),
    #[error("--proto is for Protobuf: it goes with --decode=protobuf, or without --decode")]
    OtherProtocol,
    #[error("there is no message type {0}: the files of --proto have no message types")]
    NoTypes(String),
    #[error("{0}: --proto-path has to name a folder")]
    NoFolder(String),
}

fn names() -> impl Iterator<Item = &'static str> {
    std::iter::once(AUTOMATIC).chain(PROTOCOLS.iter().map(|protocol| protocol.id()))
}

fn long_help() -> String {
    let names: Vec<&str> = names().skip(1).collect();
    format!(
        "Also say what messages are in the protocol of their connection: in the field \"decoded\" where JSON is written, else in place of the \
         message. The protocol is recognised by the handshake and the first messages, and told on standard error, unless it is named: {}",
        names.join(", ")
    )
}

impl DecodeArguments {
    /// How messages are decoded, if they are. Reads the schema, if there is one.
    pub(crate) fn choice(&self) -> Result<Option<Choice>, DecodeError> {
        let name = self.decode.as_deref();
        if !self.proto.is_empty() {
            if name.is_some_and(|name| name != Encoding::Protobuf.id()) {
                return Err(DecodeError::OtherProtocol);
            }
            for folder in &self.proto_path {
                if !folder.is_dir() {
                    return Err(DecodeError::NoFolder(folder.display().to_string()));
                }
            }
            let schema = Schema::read(&self.proto, &self.proto_path)?;
            let protocol = schema.protocol(&self.types());
            return match protocol {
                Err(SchemaError::Type { name, known }) if known.is_empty() => {
                    Err(DecodeError::NoTypes(name))
                }
                protocol => Ok(Some(Choice::Always(protocol?))),
            };
        }
        Ok(name.map(|name| protocol_named(name).map_or(Choice::Automatic, Choice::Always)))
    }

    /// The files that they name, without those that these import.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.proto
    }

    /// Of which types messages are. What is said last counts.
    fn types(&self) -> Types {
        let mut types = Types::default();
        for message in &self.message {
            match message.split_once('=') {
                Some(("sent", name)) => types.client = Some(name.to_owned()),
                Some(("received", name)) => types.server = Some(name.to_owned()),
                _ => types = Types::both(message),
            }
        }
        types
    }
}

/// Decodes the messages of a session, one after another.
pub(crate) struct Decoder {
    listener: Listener,
    choice: Choice,
    /// The protocol that was told last of the connection.
    told: Option<&'static str>,
    /// Whether a connection was told of.
    has_begun: bool,
    is_open: bool,
    /// What is spoken on the connections to come, where that is known already.
    known: VecDeque<Option<Spoken>>,
}

impl Decoder {
    /// Begins before the first message. Trees are only made where they are written.
    pub(crate) fn new(choice: Choice, wants_trees: bool) -> Self {
        Self {
            listener: Listener::new(choice, wants_trees),
            choice,
            told: None,
            has_begun: false,
            is_open: false,
            known: VecDeque::new(),
        }
    }

    /// With what is spoken before the first connection, and on each that follows.
    pub(crate) fn knowing(mut self, known: Vec<Option<Spoken>>) -> Self {
        self.known = known.into();
        self.know_next();
        self
    }

    /// Whether the protocol is to be found out.
    pub(crate) fn recognises(&self) -> bool {
        matches!(self.choice, Choice::Automatic)
    }

    /// What is spoken on the connection that is told of now, or that comes next, unless that is known.
    pub(crate) fn know(&mut self, spoken: Spoken) {
        if !self.has_begun {
            self.known = VecDeque::from([Some(spoken)]);
        } else if self.listener.spoken().is_none() {
            self.listener.know(spoken);
        }
    }

    /// What messages said in words that came before it was known what is spoken.
    pub(crate) fn heard_late(&self) -> Vec<String> {
        let late = self.listener.hear_late().into_iter();
        let received = late.filter(|(sender, _)| *sender == Sender::Server);
        received.filter_map(|(_, heard)| heard.words()).collect()
    }

    fn know_next(&mut self) {
        if let Some(spoken) = self.known.pop_front().flatten() {
            self.listener.know(spoken);
        }
    }

    /// What the next message or event says, and what is to be told because of it.
    pub(crate) fn next(&mut self, message: &LogMessage<'_>) -> (Option<Heard>, Option<String>) {
        let Some(event) = message.event else {
            return (self.listener.hear(message), self.remark());
        };
        self.listener.observe(event);
        match event {
            RecordedEvent::Connecting { .. } => {
                self.told = None;
                self.has_begun = true;
                self.know_next();
            }
            RecordedEvent::Opened => self.is_open = true,
            RecordedEvent::ClosedByUs { .. }
            | RecordedEvent::ClosedByPeer { .. }
            | RecordedEvent::Lost { .. } => return (None, self.end()),
            _ => {}
        }
        (None, self.remark())
    }

    /// The connection has ended: if its protocol is not known, this is told.
    fn end(&mut self) -> Option<String> {
        let was_open = std::mem::take(&mut self.is_open);
        (was_open && self.listener.spoken().is_none()).then(|| {
            "no protocol was recognised, so nothing is decoded; --decode=PROTOCOL names one"
                .to_owned()
        })
    }

    /// Which protocol was recognised, and why, once.
    fn remark(&mut self) -> Option<String> {
        let spoken = self.listener.spoken()?;
        let id = spoken.protocol.id();
        if self.told == Some(id) || matches!(self.choice, Choice::Always(_)) {
            return None;
        }
        self.told = Some(id);
        Some(recognised(&spoken))
    }
}

fn recognised(spoken: &Spoken) -> String {
    let name = spoken.protocol.name();
    let Some((confidence, reason)) = spoken.because else {
        return format!("decoded as {name}");
    };
    let confidence = match confidence {
        Confidence::Guess => ", which is a guess",
        Confidence::Likely => ", which is likely",
        Confidence::Certain => "",
    };
    let reason = match reason {
        Reason::Subprotocol => "because the server chose its subprotocol",
        Reason::Path => "because of the path",
        Reason::Messages => "because of the first messages",
    };
    format!("decoded as {name}, {reason}{confidence}")
}
