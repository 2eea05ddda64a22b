//! The parts of a HAR that are read and written.

use std::fmt;
use std::ops::ControlFlow;

use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use serde_json::Value;

use super::messages::{EachMessage, MESSAGES};
use super::times::Times;
use crate::files::fault::{Expected, TEXT};
use crate::files::limits::{Borrowed, Budget, MAX_FIELDS};
use crate::recorded_event::RecordedEvent;

/// The type of an entry that is a WebSocket.
pub(super) const WEBSOCKET: &str = "websocket";

/// A message, as Chrome writes it. Its importer skips one in which a field is missing.
#[derive(Debug, Serialize, Deserialize)]
#[serde(expecting = "an object")]
pub(super) struct HarMessage {
    /// `send`, `receive` or `error`.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// Seconds since 1970.
    pub(super) time: f64,
    /// 1 for text, 2 for binary, −1 for an error.
    pub(super) opcode: i64,
    /// A text as it is, else Base64; of an error, what it is.
    #[serde(default)]
    pub(super) data: String,
}

/// What is expected of its fields.
pub(super) const EXPECTED: &[Expected] = &[
    ("type", Value::is_string, TEXT),
    (
        "time",
        Value::is_number,
        "seconds since 1970 are expected, as a number",
    ),
    ("opcode", Value::is_i64, "a whole number is expected"),
    ("data", Value::is_string, TEXT),
];

/// Name and value of a header or a parameter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pair {
    pub(super) name: String,
    #[serde(default)]
    pub(super) value: String,
}

/// What is read of an entry before its messages are.
#[derive(Debug, Default)]
pub(super) struct EntryHead {
    resource_type: String,
    /// Whether there are messages, if there is a list of them.
    messages: Option<bool>,
    /// When these were.
    pub(super) times: Times,
    /// How it ended, as this program writes it: HAR has no place for that.
    pub(super) ending: Option<RecordedEvent>,
    pub(super) started_date_time: String,
    /// In milliseconds.
    pub(super) time: f64,
    pub(super) request: Option<Request>,
    pub(super) response: Option<Response>,
    pub(super) timings: Timings,
}

/// What is of another type than it should be is as if it were not there: a HAR has thousands of entries of others. So is what is too
/// large to be held, as the content of an answer. None of it is a list.
fn lenient<'de, A: MapAccess<'de>, T: DeserializeOwned + Default>(
    map: &mut A,
) -> Result<T, A::Error> {
    let value = map.next_value_seed(Budget::new(MAX_FIELDS).value())?;
    Ok(match value {
        // A list would do for an object whose fields may all be missing.
        Value::Array(_) => T::default(),
        value => serde_json::from_value(value).unwrap_or_default(),
    })
}

/// How much is held of a message to see when it was, in bytes: it is read later.
const FEW: usize = 4096;

/// Reads the fields of an entry; those that precede a fault stay.
struct HeadVisitor<'a>(&'a mut EntryHead);

impl<'de> Visitor<'de> for HeadVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an entry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let head = self.0;
        while let Some(Borrowed(name)) = map.next_key()? {
            match &*name {
                "_resourceType" => head.resource_type = lenient(&mut map)?,
                MESSAGES => {
                    let list = map.next_value_seed(EachMessage {
                        room: FEW,
                        tell: |message: Value, _: &Budget| {
                            head.messages = Some(true);
                            head.times.see(message.get("time").and_then(Value::as_f64));
                            ControlFlow::Continue(())
                        },
                    })?;
                    head.messages = head.messages.or(list.then_some(false));
                }
                "_wscopeEnding" => head.ending = lenient(&mut map)?,
                "startedDateTime" => head.started_date_time = lenient(&mut map)?,
                "time" => head.time = lenient(&mut map)?,
                "request" => head.request = lenient(&mut map)?,
                "response" => head.response = lenient(&mut map)?,
                "timings" => head.timings = lenient(&mut map)?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

impl EntryHead {
    /// Reads what an entry has of this. What precedes a fault stays.
    pub(super) fn read<'de, D: Deserializer<'de>>(&mut self, entry: D) -> Result<(), D::Error> {
        entry.deserialize_map(HeadVisitor(self))
    }

    /// Whether it is a socket.
    pub(super) fn is_socket(&self) -> bool {
        self.resource_type.eq_ignore_ascii_case(WEBSOCKET) || self.messages.is_some()
    }

    /// About what it takes of memory.
    pub(super) fn bytes(&self) -> usize {
        let request = self.request.as_ref();
        let response = self.response.as_ref();
        let headers = request.map(|it| &it.headers).into_iter();
        let headers = headers.chain(response.map(|it| &it.headers)).flatten();
        let pairs = headers.map(|pair| size_of::<Pair>() + pair.name.len() + pair.value.len());
        let texts = [
            self.resource_type.len(),
            self.started_date_time.len(),
            request.map_or(0, |it| it.method.len() + it.url.len()),
            response.map_or(0, |it| it.status_text.len()),
        ];
        let ending = self.ending.as_ref().map_or(0, RecordedEvent::bytes) as usize;
        size_of::<Self>() + pairs.sum::<usize>() + texts.iter().sum::<usize>() + ending
    }

    /// Whether anything was sent or received over it.
    pub(super) fn has_messages(&self) -> bool {
        self.messages == Some(true)
    }
}

/// How long its parts took, in milliseconds; −1 where that is not known.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Timings {
    #[serde(default)]
    pub(super) wait: f64,
}

/// The request for a WebSocket.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    #[serde(default = "get")]
    pub(super) method: String,
    #[serde(default)]
    pub(super) url: String,
    #[serde(default)]
    pub(super) headers: Vec<Pair>,
}

/// The answer to it. Of one that never came, the status is 0.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Response {
    #[serde(default)]
    pub(super) status: i64,
    #[serde(default)]
    pub(super) status_text: String,
    #[serde(default)]
    pub(super) headers: Vec<Pair>,
}

impl Request {
    /// Whether it tells of a request that was recorded. What is written of a session without one has no headers, which no request is without.
    pub(super) fn is_told(&self) -> bool {
        !self.headers.is_empty() || self.method != GET
    }
}

impl Response {
    /// Whether it tells of a response that came and was recorded. Of a session without one, it is written that the connection was open, and no more.
    pub(super) fn is_told(&self, timings: &Timings) -> bool {
        let is_open_only = (self.status, &*self.status_text) == OPEN;
        let tells_more = !self.headers.is_empty() || timings.wait > 0.0;
        self.status > 0 && (tells_more || !is_open_only)
    }
}

/// How a connection is asked for.
pub(super) const GET: &str = "GET";

/// The status of a response with which a connection is open, and its text.
pub(super) const OPEN: (i64, &str) = (101, "Switching Protocols");

fn get() -> String {
    GET.to_owned()
}
