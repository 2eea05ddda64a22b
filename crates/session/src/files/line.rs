//! One line of a file: a message or an event.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read, Write};

use message_log::{Direction, Kind, Seq, Timestamp};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::fault::{Expected, LineFault, TEXT, quoted};
use super::fields::Fields;
use super::frame_line::{FRAME, ReadFrame};
use super::left_out::{LeftOut, WhyLeftOut};
use super::limits::{Borrowed, Budget, MAX_FIELDS};
use super::message_line::MessageLines;
use super::obeyed::ForTerminals;
pub(super) use super::parts::Payload;
use super::parts::{DECODED, base64};
pub use super::parts::{direction_name, kind_name};
use super::plain_line::PlainLine;
use crate::log::LogMessage;
use crate::recorded_event::RecordedEvent;

/// What a file has of a message or an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// When it was recorded.
    pub at: Timestamp,
    /// What was recorded.
    pub content: Content,
    /// What this version does not know of it, to be written again.
    pub unknown: Fields,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A message, or a control frame.
    Message {
        /// Which way it went.
        direction: Direction,
        /// What sort of message it is; never [`Kind::Event`].
        kind: Kind,
        /// Its bytes.
        payload: Vec<u8>,
    },
    /// Something that happened.
    Event(Box<RecordedEvent>),
}

impl FileEntry {
    /// What a file has of what the log has.
    pub fn of(message: &LogMessage<'_>, unknown: Option<&Fields>) -> Self {
        let content = match message.event {
            Some(event) => Content::Event(Box::new(event.clone())),
            None => Content::Message {
                direction: message.direction,
                kind: message.kind,
                payload: message.payload.to_vec(),
            },
        };
        Self {
            at: message.at,
            content,
            unknown: unknown.cloned().unwrap_or_default(),
        }
    }

    /// The same as the log has it, under this name.
    pub fn message(&self, seq: Seq) -> LogMessage<'_> {
        let at = self.at;
        match &self.content {
            Content::Message {
                direction,
                kind,
                payload,
            } => LogMessage {
                seq,
                direction: *direction,
                kind: *kind,
                at,
                payload,
                event: None,
            },
            Content::Event(event) => LogMessage {
                seq,
                direction: Direction::Local,
                kind: Kind::Event,
                at,
                payload: &[],
                event: Some(event),
            },
        }
    }
}

/// Writes a message or an event as one line, under this number if it has one, and with the fields that it was read with and
/// that this version does not know.
///
/// # Errors
/// When `out` takes no more.
pub fn write_line(
    out: &mut impl Write,
    message: &LogMessage<'_>,
    number: Option<u64>,
    unknown: Option<&Fields>,
) -> io::Result<()> {
    LineWriter::default().write(out, message, number, unknown)
}

/// The same without the end of the line.
///
/// # Errors
/// When `out` takes no more.
pub fn write_entry(
    out: &mut impl Write,
    message: &LogMessage<'_>,
    number: Option<u64>,
    unknown: Option<&Fields>,
) -> io::Result<()> {
    LineWriter::default().write_entry(out, message, number, unknown)
}

/// Writes many lines one after the other, faster than each alone.
#[derive(Debug, Default)]
pub(crate) struct LineWriter(MessageLines);

impl LineWriter {
    /// Writes a line, as [`write_line`] does.
    pub(crate) fn write(
        &mut self,
        out: &mut impl Write,
        message: &LogMessage<'_>,
        number: Option<u64>,
        unknown: Option<&Fields>,
    ) -> io::Result<()> {
        self.write_entry(out, message, number, unknown)?;
        out.write_all(b"\n")
    }

    fn write_entry(
        &mut self,
        out: &mut impl Write,
        message: &LogMessage<'_>,
        number: Option<u64>,
        unknown: Option<&Fields>,
    ) -> io::Result<()> {
        if message.event.is_none() && unknown.is_none_or(Fields::is_empty) {
            return self.0.write(out, message, number);
        }
        // Few lines come here, and each kind of file would have code of its own for them.
        let out: &mut dyn Write = out;
        let mut serializer = serde_json::Serializer::with_formatter(out, ForTerminals);
        Ok(Line::new(message, number, unknown).serialize(&mut serializer)?)
    }
}

/// What is written. The order of the fields is that of the output.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    time: u64,
    direction: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "base64")]
    base64: Option<&'a [u8]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a RecordedEvent>,
    #[serde(flatten)]
    unknown: Option<&'a Fields>,
}

impl<'a> Line<'a> {
    fn new(message: &LogMessage<'a>, number: Option<u64>, unknown: Option<&'a Fields>) -> Self {
        let (text, base64) = match (message.event, Payload::of(message)) {
            (Some(_), _) => (None, None),
            (None, Payload::Text(text)) => (Some(text), None),
            (None, Payload::Base64(bytes)) => (None, Some(bytes)),
        };
        // What was read of it as it stood there, since this version would leave something out.
        let is_event_kept = unknown.is_some_and(|fields| fields.contains_key(EVENT));
        Self {
            number,
            time: message.at.as_micros(),
            direction: direction_name(message.direction),
            kind: kind_name(message.kind),
            text,
            base64,
            event: message.event.filter(|_| !is_event_kept),
            unknown: unknown.filter(|fields| !fields.is_empty()),
        }
    }
}

const EVENT: &str = "event";

/// What one line has.
pub(super) enum LentLine<'a> {
    Entry(LentEntry<'a>),
    Frame(Box<ReadFrame>),
}

impl<'a> LentLine<'a> {
    pub(super) fn parse(line: &'a [u8]) -> Result<Self, LineFault> {
        match PlainLine::parse(line) {
            Some(line) => LentEntry::of_plain(line).map(Self::Entry),
            None => match serde_json::from_slice::<ParsedLine<'_>>(line) {
                Ok(line) => line.line(),
                // Which field it is, a parser does not tell.
                Err(error) if error.is_data() => {
                    let value: Value = serde_json::from_slice(line)?;
                    Err(LineFault::of_field(&value, EXPECTED).unwrap_or_else(|| error.into()))
                }
                Err(error) => Err(error.into()),
            },
        }
    }
}

/// What is expected of the fields that are read. The others may be anything.
const EXPECTED: &[Expected] = &[
    (
        "time",
        Value::is_u64,
        "microseconds since 1970 are expected, as a whole number",
    ),
    ("direction", Value::is_string, TEXT),
    ("kind", Value::is_string, TEXT),
    ("text", Value::is_string, TEXT),
    ("base64", Value::is_string, TEXT),
];

/// Whether these fields are those of a message, an event or a frame, right or wrong.
pub(super) fn is_line(fields: &Fields) -> bool {
    let has = |name| fields.contains_key(name);
    has("time") && has("kind") && (has("direction") || has(EVENT))
}

/// The messages and events of these lines. Those that cannot be read are passed over: they are for lines of this program's own.
pub fn entries(lines: &[u8]) -> impl Iterator<Item = FileEntry> {
    let lines = lines.split(|byte| *byte == b'\n');
    lines.filter_map(|line| match LentLine::parse(line.trim_ascii()) {
        Ok(LentLine::Entry(entry)) => Some(entry.into_owned()),
        Ok(LentLine::Frame(_)) | Err(_) => None,
    })
}

/// What a line has, lent from it where that is possible: files have millions of lines.
pub(super) struct LentEntry<'a> {
    /// The place in the record from which it was written, if it tells.
    pub(super) number: Option<u64>,
    pub(super) at: Timestamp,
    pub(super) content: LentContent<'a>,
    pub(super) unknown: Fields,
    /// What is not kept of what this version does not know.
    pub(super) left_out: LeftOut,
}

pub(super) enum LentContent<'a> {
    Message {
        direction: Direction,
        kind: Kind,
        payload: Cow<'a, [u8]>,
    },
    Event(Box<RecordedEvent>),
}

impl<'a> LentEntry<'a> {
    fn of_plain(line: PlainLine<'a>) -> Result<Self, LineFault> {
        let payload = if line.is_text {
            Payload::from_text(line.payload)?
        } else {
            Payload::from_base64(&line.payload)?.into()
        };
        Ok(Self {
            number: line.number,
            at: Timestamp::from_micros(line.time),
            content: LentContent::Message {
                direction: line.direction,
                kind: line.kind,
                payload,
            },
            unknown: Fields::new(),
            left_out: LeftOut::default(),
        })
    }

    pub(super) fn into_owned(self) -> FileEntry {
        let content = match self.content {
            LentContent::Message {
                direction,
                kind,
                payload,
            } => Content::Message {
                direction,
                kind,
                payload: payload.into_owned(),
            },
            LentContent::Event(event) => Content::Event(event),
        };
        FileEntry {
            at: self.at,
            content,
            unknown: self.unknown,
        }
    }
}

/// Reads one line, which is not held whole.
pub(super) fn parse_from(
    line: impl Read,
) -> serde_json::Result<Result<LentLine<'static>, LineFault>> {
    let mut parser = serde_json::Deserializer::from_reader(line);
    let parsed = parser.deserialize_map(LineVisitor)?;
    parser.end()?;
    Ok(parsed.line())
}

/// The fields of a line, as they stand there.
#[derive(Default)]
struct ParsedLine<'a> {
    number: Option<u64>,
    time: Option<u64>,
    direction: Option<Cow<'a, str>>,
    kind: Option<Cow<'a, str>>,
    text: Option<Cow<'a, str>>,
    base64: Option<Cow<'a, str>>,
    event: Option<Value>,
    unknown: Fields,
    left_out: LeftOut,
    /// The event is larger than what is held.
    is_over: bool,
    /// Which of [`NAMES`] stood there.
    seen: [bool; NAMES.len()],
    /// A name of this program's own that stands there twice.
    duplicate: Option<String>,
}

/// The fields that this version knows.
const NAMES: [&str; 8] = [
    "number",
    "time",
    "direction",
    "kind",
    "text",
    "base64",
    DECODED,
    EVENT,
];

impl<'de> Deserialize<'de> for ParsedLine<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LineVisitor)
    }
}

/// By hand: a derived one with `flatten` holds every field twice, and a file has millions of lines.
struct LineVisitor;

impl<'de> Visitor<'de> for LineVisitor {
    type Value = ParsedLine<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a message or an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut line = ParsedLine::default();
        // How much more may be held of what is not known.
        let mut room = MAX_FIELDS;
        while let Some(Borrowed(key)) = map.next_key()? {
            line.see(&key);
            let text = |map: &mut A| map.next_value().map(|Borrowed(text)| Some(text));
            match &*key {
                // It gets another one where it is opened, so that anything is let through.
                "number" => {
                    let mut budget = Budget::new(MAX_FIELDS);
                    line.number = map.next_value_seed(budget.value())?.as_u64();
                }
                "time" => line.time = Some(map.next_value()?),
                "direction" => line.direction = text(&mut map)?,
                "kind" => line.kind = text(&mut map)?,
                "text" => line.text = text(&mut map)?,
                "base64" => line.base64 = text(&mut map)?,
                DECODED => drop(map.next_value::<IgnoredAny>()?),
                EVENT => line.read_event(&mut map)?,
                _ => (line.left_out).keep(&key, &mut map, &mut room, &mut line.unknown)?,
            }
        }
        Ok(line)
    }
}

impl<'a> ParsedLine<'a> {
    fn see(&mut self, name: &str) {
        let Some(at) = NAMES.iter().position(|known| *known == name) else {
            return;
        };
        if std::mem::replace(&mut self.seen[at], true) {
            self.duplicate.get_or_insert_with(|| name.to_owned());
        }
    }

    fn read_event<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        let mut budget = Budget::new(MAX_FIELDS);
        self.event = Some(map.next_value_seed(budget.value())?);
        self.is_over = budget.is_over;
        // No event of this version is so deep: it is something in it that is not known.
        if budget.is_too_deep {
            self.left_out.note(EVENT, WhyLeftOut::TooDeep);
        }
        if let Some(name) = budget.duplicate {
            self.duplicate.get_or_insert(quoted(&name));
        }
        Ok(())
    }

    fn line(mut self) -> Result<LentLine<'a>, LineFault> {
        if let Some(name) = self.duplicate {
            return Err(LineFault::Duplicate(name));
        }
        if self.is_over {
            return Err(LineFault::TooManyFields);
        }
        let at = Timestamp::from_micros(self.time.ok_or(LineFault::Missing("time"))?);
        let name = self.kind.take().ok_or(LineFault::Missing("kind"))?;
        if name == FRAME {
            return self.frame(at).map(Box::new).map(LentLine::Frame);
        }
        let kind = Kind::ALL.into_iter().find(|it| kind_name(*it) == name);
        let kind = kind.ok_or_else(|| LineFault::Kind(quoted(&name)))?;
        let content = if kind == Kind::Event {
            self.event()?
        } else {
            self.message(kind)?
        };
        Ok(LentLine::Entry(LentEntry {
            number: self.number,
            at,
            content,
            unknown: self.unknown,
            left_out: self.left_out,
        }))
    }

    fn direction(&mut self) -> Result<Direction, LineFault> {
        let name = self.direction.take();
        let name = name.ok_or(LineFault::Missing("direction"))?;
        let known = [Direction::Sent, Direction::Received];
        let direction = known.into_iter().find(|it| direction_name(*it) == name);
        direction.ok_or_else(|| LineFault::Direction(quoted(&name)))
    }

    fn frame(mut self, at: Timestamp) -> Result<ReadFrame, LineFault> {
        let direction = self.direction()?;
        let base64 = self.base64.take().ok_or(LineFault::Missing("base64"))?;
        let frame = ReadFrame::new(at, direction, &base64, self.unknown)?;
        Ok(ReadFrame {
            left_out: self.left_out,
            ..frame
        })
    }

    fn message(&mut self, kind: Kind) -> Result<LentContent<'a>, LineFault> {
        let direction = self.direction()?;
        let payload = match (self.text.take(), self.base64.take()) {
            (Some(text), None) => Payload::from_text(text)?,
            (None, Some(base64)) => Payload::from_base64(&base64)?.into(),
            (Some(_), Some(_)) => return Err(LineFault::TwoPayloads),
            (None, None) => return Err(LineFault::Missing("text” or “base64")),
        };
        Ok(LentContent::Message {
            direction,
            kind,
            payload,
        })
    }

    fn event(&mut self) -> Result<LentContent<'a>, LineFault> {
        let stands_there = self.event.take().ok_or(LineFault::Missing(EVENT))?;
        if !stands_there.is_object() {
            return Err(LineFault::Field(EVENT, "an object is expected".to_owned()));
        }
        let event = RecordedEvent::deserialize(&stands_there);
        let event = event.map_err(|error| LineFault::Field(EVENT, quoted(&error.to_string())))?;
        // Another version may tell more of it.
        if serde_json::to_value(&event)? != stands_there {
            self.unknown.insert(EVENT.to_owned(), stands_there);
        }
        Ok(LentContent::Event(Box::new(event)))
    }
}

#[cfg(test)]
mod tests;
