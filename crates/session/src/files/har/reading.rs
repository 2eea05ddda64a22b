//! Reading a HAR, whose messages may come before what tells whose they are: so it is read twice, and never held whole.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;

use connection::{Cause, Endpoint, Step, redacted, redacted_addresses};
use message_log::{Direction, Kind, Timestamp};
use serde::Deserialize as _;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::messages::{EachMessage, MESSAGES};
use super::model::{EXPECTED, EntryHead, HarMessage, Pair, Response, WEBSOCKET};
use super::times::{Span, Times, micros};
use crate::files::fault::{LineFault, quoted};
use crate::files::fields::Fields;
use crate::files::header::Header;
use crate::files::limits::{Budget, Limited, MAX_BASE64, MAX_FIELDS};
use crate::files::line::{Content, FileEntry, Payload};
use crate::files::sink::{FileError, Report, Sink};
use crate::recorded_event::RecordedEvent;

/// The most sockets whose heads are held: more than a browser records in a day.
const MAX_SOCKETS: usize = 10_000;

/// And so much of these heads, in bytes: 6 KiB for each.
const MAX_HEADS: usize = 64 << 20;

/// How much of the file is looked at at once, in bytes.
const PIECE: usize = 64 * 1024;

/// Tells what is in a HAR.
pub(in crate::files) fn read<R: BufRead, S: Sink>(
    source: R,
    again: impl Fn() -> Result<R, FileError>,
    sink: &mut S,
) -> Result<Report, FileError> {
    let mut heads = Heads::default();
    let cut = where_cut(walk::<S>(source, Pass::Heads(&mut heads)))?;
    if heads.held.is_empty() && heads.left_out == 0 {
        return Err(cut.map_or(FileError::NoSocket, FileError::Har));
    }
    let mut report = Report {
        cut_har: cut,
        ..Report::default()
    };
    for _ in 0..heads.left_out {
        report.count_bad(heads.held.len() as u64 + 1, LineFault::TooManySockets);
    }
    let mut teller = Teller {
        heads: heads.held.into_iter().peekable(),
        sink,
        report,
        messages: 0,
        beginning: Vec::new(),
        span: Span::new(None, &Times::default()),
        last: 0,
        has_ending: false,
        is_cancelled: false,
    };
    let walked = walk(again()?, Pass::Tell(&mut teller));
    if teller.is_cancelled {
        return Err(FileError::Cancelled);
    }
    where_cut(walked)?;
    Ok(teller.report)
}

/// Why what was walked through cannot be read further, if that is a fault of what stands there: what precedes it is read.
fn where_cut(walked: Result<(), FileError>) -> Result<Option<String>, FileError> {
    match walked {
        Ok(()) => Ok(None),
        Err(FileError::Har(why)) => Ok(Some(why)),
        Err(why @ FileError::TooDeep) => Ok(Some(why.to_string())),
        Err(error) => Err(error),
    }
}

/// What is done with each entry.
trait Entries {
    fn entry<'de, D: Deserializer<'de>>(&mut self, index: usize, entry: D) -> Result<(), D::Error>;
}

/// What a file is read for. Both pass through the same code, which is large: serde makes it anew for each type.
enum Pass<'p, 'a, S> {
    Heads(&'p mut Heads),
    Tell(&'p mut Teller<'a, S>),
}

impl<S: Sink> Entries for Pass<'_, '_, S> {
    fn entry<'de, D: Deserializer<'de>>(&mut self, index: usize, entry: D) -> Result<(), D::Error> {
        match self {
            Self::Heads(heads) => heads.entry(index, entry),
            Self::Tell(teller) => teller.entry(index, entry),
        }
    }
}

/// Visits the entries of the log, in order.
fn walk<S: Sink>(source: impl BufRead, mut pass: Pass<'_, '_, S>) -> Result<(), FileError> {
    let limited = BufReader::with_capacity(PIECE, Limited::new(source));
    let mut json = serde_json::Deserializer::from_reader(limited);
    let path = Field {
        path: &["log", "entries"],
        entries: &mut pass,
    };
    path.deserialize(&mut json)
        .and_then(|()| json.end())
        .map_err(|error| match error.classify() {
            serde_json::error::Category::Io => FileError::from(std::io::Error::from(error)),
            _ => FileError::Har(quoted(&error.to_string())),
        })
}

/// Follows a path of fields; at its end is the list of entries.
struct Field<'a, E> {
    path: &'a [&'a str],
    entries: &'a mut E,
}

impl<'de, E: Entries> DeserializeSeed<'de> for Field<'_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.path.is_empty() {
            deserializer.deserialize_seq(self)
        } else {
            deserializer.deserialize_map(self)
        }
    }
}

impl<'de, E: Entries> Visitor<'de> for Field<'_, E> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.first() {
            Some(field) => write!(formatter, "an object with a field “{field}”"),
            None => formatter.write_str("a list of entries"),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((field, rest)) = self.path.split_first() else {
            return Err(A::Error::custom("a list of entries was expected"));
        };
        while let Some(key) = map.next_key::<String>()? {
            if key == *field {
                map.next_value_seed(Field {
                    path: rest,
                    entries: self.entries,
                })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(()) = list.next_element_seed(OneEntry {
            index,
            entries: self.entries,
        })? {
            index += 1;
        }
        Ok(())
    }
}

struct OneEntry<'a, E> {
    index: usize,
    entries: &'a mut E,
}

impl<'de, E: Entries> DeserializeSeed<'de> for OneEntry<'_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.entries.entry(self.index, deserializer)
    }
}

/// The first time: the heads of the sockets, with their places among the entries, and how many more there are than are held.
#[derive(Default)]
struct Heads {
    held: Vec<(usize, EntryHead)>,
    /// What they take, in bytes.
    bytes: usize,
    left_out: u64,
}

impl Entries for Heads {
    fn entry<'de, D: Deserializer<'de>>(&mut self, index: usize, entry: D) -> Result<(), D::Error> {
        let mut head = EntryHead::default();
        let read = head.read(entry);
        // Where there is a fault, what tells how it went may follow that.
        let is_told = read.is_ok() || head.has_messages();
        if !head.is_socket() || !is_told {
            return read;
        }
        let bytes = self.bytes + head.bytes();
        if self.held.len() < MAX_SOCKETS && bytes <= MAX_HEADS {
            self.bytes = bytes;
            self.held.push((index, head));
        } else {
            self.left_out += 1;
        }
        read
    }
}

/// The second time: tells each socket, then its messages.
struct Teller<'a, S> {
    heads: std::iter::Peekable<std::vec::IntoIter<(usize, EntryHead)>>,
    sink: &'a mut S,
    report: Report,
    /// Messages so far, in the whole file.
    messages: u64,
    /// How the connection began, until that is told.
    beginning: Vec<RecordedEvent>,
    /// When the connection was.
    span: Span,
    /// When the latest of its messages so far was, in microseconds since 1970.
    last: u64,
    /// Whether the entry tells how the connection ended, beside the error that other programs read.
    has_ending: bool,
    is_cancelled: bool,
}

impl<S: Sink> Entries for Teller<'_, S> {
    fn entry<'de, D: Deserializer<'de>>(&mut self, index: usize, entry: D) -> Result<(), D::Error> {
        let Some((_, head)) = self.heads.next_if(|(place, _)| *place == index) else {
            IgnoredAny::deserialize(entry)?;
            return Ok(());
        };
        let socket = Socket::new(&head);
        let read = match self.begin(&socket, &head) {
            ControlFlow::Continue(()) => entry.deserialize_map(Messages(self)),
            ControlFlow::Break(()) => return Err(D::Error::custom("cancelled")),
        };
        // What follows a fault may tell how it ended.
        let ending = head.ending.filter(|_| read.is_ok());
        match self.end(ending, head.time) {
            ControlFlow::Continue(()) => read,
            ControlFlow::Break(()) => Err(D::Error::custom("cancelled")),
        }
    }
}

impl<S: Sink> Teller<'_, S> {
    fn begin(&mut self, socket: &Socket, head: &EntryHead) -> ControlFlow<()> {
        self.report.sessions += 1;
        self.report.mended_times += u64::from(socket.span.began.is_none());
        let has_heads = head.request.is_some() && head.response.is_some();
        self.report.mended_heads += u64::from(!has_heads);
        self.sink.begin(socket.header());
        self.beginning = socket.beginning(head);
        self.has_ending = head.ending.is_some();
        self.span = socket.span;
        self.last = self.span.first();
        match self.span.began {
            Some(began) => self.begin_at(began),
            None => ControlFlow::Continue(()),
        }
    }

    /// The connection ended so, if that is told, after so many milliseconds.
    fn end(&mut self, ending: Option<RecordedEvent>, took: f64) -> ControlFlow<()> {
        if self.is_cancelled {
            return ControlFlow::Break(());
        }
        // Nothing says when.
        self.begin_at(Timestamp::from_micros(self.last))?;
        // A HAR of another program does not tell how it ended: nothing is made up.
        let Some(event) = ending else {
            return ControlFlow::Continue(());
        };
        let lasted = Span::lasted(took);
        self.report.mended_times += u64::from(lasted.is_none());
        let ended = self.span.first().saturating_add(lasted.unwrap_or(0));
        let at = Timestamp::from_micros(ended.max(self.last));
        self.tell(at, Content::Event(Box::new(event)))
    }

    /// Tells how the connection began, unless that was told.
    fn begin_at(&mut self, at: Timestamp) -> ControlFlow<()> {
        for event in std::mem::take(&mut self.beginning) {
            self.tell_entry(at, Content::Event(Box::new(event)))?;
        }
        ControlFlow::Continue(())
    }

    fn tell(&mut self, at: Timestamp, content: Content) -> ControlFlow<()> {
        // A date that cannot be read says nothing of when it began: not later than this, and not in 1970 either.
        self.begin_at(at)?;
        self.tell_entry(at, content)
    }

    fn tell_entry(&mut self, at: Timestamp, content: Content) -> ControlFlow<()> {
        self.report.entries += 1;
        let entry = FileEntry {
            at,
            content,
            unknown: Fields::new(),
        };
        let flow = self.sink.entry(entry);
        self.is_cancelled |= flow.is_break();
        flow
    }

    fn message(&mut self, message: Value, held: &Budget) -> ControlFlow<()> {
        self.messages += 1;
        let message = match parsed(message, held) {
            Ok(message) => message,
            Err(why) => {
                self.report.count_bad(self.messages, why);
                return ControlFlow::Continue(());
            }
        };
        let is_possible = self.span.has(message.time);
        self.report.mended_times += u64::from(!is_possible);
        // What has no time was when what precedes it was.
        let at = match is_possible {
            true => micros(message.time),
            false => self.last,
        };
        self.last = self.last.max(at);
        if message.kind == "error" && self.has_ending {
            return ControlFlow::Continue(());
        }
        match content(message) {
            Ok(content) => self.tell(Timestamp::from_micros(at), content),
            Err(why) => {
                self.report.count_bad(self.messages, why);
                ControlFlow::Continue(())
            }
        }
    }
}

/// A message, of which this was held. What is too deep in it is nothing that is read.
fn parsed(message: Value, held: &Budget) -> Result<HarMessage, LineFault> {
    let is_read = |name: &&String| EXPECTED.iter().any(|(known, ..)| known == name);
    if let Some(name) = held.duplicate.as_ref().filter(is_read) {
        return Err(LineFault::Duplicate(name.clone()));
    }
    if held.is_over {
        return Err(LineFault::TooManyFields);
    }
    match LineFault::of_field(&message, EXPECTED) {
        Some(fault) => Err(fault),
        None => Ok(serde_json::from_value(message)?),
    }
}

/// Visits an entry for its messages.
struct Messages<'t, T>(&'t mut T);

impl<'de, S: Sink> Visitor<'de> for Messages<'_, Teller<'_, S>> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an entry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == MESSAGES {
                map.next_value_seed(EachMessage {
                    room: MAX_BASE64 + MAX_FIELDS,
                    tell: |message: Value, held: &Budget| self.0.message(message, held),
                })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

fn content(message: HarMessage) -> Result<Content, LineFault> {
    let direction = match &*message.kind {
        "send" => Direction::Sent,
        "receive" => Direction::Received,
        "error" => {
            return Ok(Content::Event(Box::new(RecordedEvent::Lost {
                cause: Cause::Untold,
                detail: message.data,
            })));
        }
        other => return Err(LineFault::HarType(quoted(other))),
    };
    let kind = match message.opcode {
        1 => Kind::Text,
        2 => Kind::Binary,
        9 => Kind::Ping,
        10 => Kind::Pong,
        other => return Err(LineFault::Opcode(other)),
    };
    let payload = match kind {
        Kind::Text => Payload::sized(message.data.into_bytes())?,
        _ => Payload::from_base64(&message.data)?,
    };
    Ok(Content::Message {
        direction,
        kind,
        payload,
    })
}

/// What a HAR tells of a socket beside its messages.
struct Socket {
    span: Span,
    address: String,
    endpoint: Option<Endpoint>,
}

impl Socket {
    fn new(head: &EntryHead) -> Self {
        let began = chrono::DateTime::parse_from_rfc3339(&head.started_date_time).ok();
        let began = began.and_then(|time| u64::try_from(time.timestamp_micros()).ok());
        let url = head.request.as_ref().map_or("", |request| &request.url);
        let url = url.replacen("http", "ws", usize::from(url.starts_with("http")));
        let endpoint = Endpoint::parse(&url).ok();
        Self {
            span: Span::new(began.map(Timestamp::from_micros), &head.times),
            // What is no address may be one with a login.
            address: endpoint.as_ref().map_or_else(
                || redacted_addresses(&url).into_owned(),
                Endpoint::to_string,
            ),
            endpoint,
        }
    }

    fn header(&self) -> Header {
        Header {
            created: self.span.began.map_or(0, Timestamp::as_micros),
            address: Some(self.address.clone()),
            ..Header::new("")
        }
    }

    /// The events with which it begins; credentials are taken out of them, as when they are recorded.
    fn beginning(&self, head: &EntryHead) -> Vec<RecordedEvent> {
        let address = self.address.clone();
        let mut events = vec![RecordedEvent::Connecting { address }];
        let head_text = |line: String, headers: &[Pair]| {
            let lines = headers
                .iter()
                .map(|pair| format!("{}: {}\r\n", pair.name, pair.value));
            line + &lines.collect::<String>()
        };
        let mut step = |step: Step| {
            events.push(RecordedEvent::Step(redacted(step, self.endpoint.as_ref())));
        };
        if let Some(request) = head.request.as_ref().filter(|it| it.is_told()) {
            let target = request.url.splitn(4, '/').nth(3).unwrap_or_default();
            let line = format!("{} /{target} HTTP/1.1\r\n", request.method);
            step(Step::Requested {
                head: head_text(line, &request.headers),
            });
        }
        let is_told = |it: &&Response| it.is_told(&head.timings);
        if let Some(response) = head.response.as_ref().filter(is_told) {
            let status = format!("HTTP/1.1 {} {}\r\n", response.status, response.status_text);
            step(Step::Answered {
                head: head_text(status, &response.headers),
                micros: micros(head.timings.wait / 1000.0),
            });
        }
        let status = match &head.response {
            // What has messages was open.
            None if head.has_messages() => 101,
            None => 0,
            Some(response) => response.status,
        };
        let cause = match u16::try_from(status) {
            Ok(101) => {
                events.push(RecordedEvent::Opened);
                return events;
            }
            Ok(status @ 1..) => Cause::HttpStatus(status),
            _ => Cause::Untold,
        };
        if head.ending.is_none() {
            events.push(RecordedEvent::Failed {
                address: self.address.clone(),
                cause,
                detail: WEBSOCKET.to_owned(),
            });
        }
        events
    }
}
