//! The parts of a HAR that are read and written.

use serde::de::{DeserializeOwned, DeserializeSeed as _};
use serde::{Deserialize, Deserializer, Serialize};

use serde_json::Value;

use crate::files::fault::{Expected, TEXT};
use crate::files::limits::{Budget, MAX_FIELDS};
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
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntryHead {
    #[serde(rename = "_resourceType", default, deserialize_with = "lenient")]
    resource_type: String,
    /// Whether there are messages, if there is a list of them.
    #[serde(
        rename = "_webSocketMessages",
        default,
        deserialize_with = "has_messages"
    )]
    messages: Option<bool>,
    /// How it ended, as this program writes it: HAR has no place for that.
    #[serde(rename = "_wscopeEnding", default, deserialize_with = "lenient")]
    pub(super) ending: Option<RecordedEvent>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) started_date_time: String,
    /// In milliseconds.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) time: f64,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) request: Option<Request>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) response: Option<Response>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) timings: Timings,
}

/// What is of another type than it should be is as if it were not there: a HAR has thousands of entries of others. So is what is too
/// large to be held, as the content of an answer. None of it is a list.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = Budget::new(MAX_FIELDS).value().deserialize(deserializer)?;
    Ok(match value {
        // A list would do for an object whose fields may all be missing.
        Value::Array(_) => T::default(),
        value => serde_json::from_value(value).unwrap_or_default(),
    })
}

/// How much is held to see whether there are messages, in bytes: they are read later.
const FEW: usize = 256;

fn has_messages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let value = Budget::new(FEW).value().deserialize(deserializer)?;
    Ok(match value {
        Value::Null => None,
        Value::Array(messages) => Some(!messages.is_empty()),
        _ => Some(false),
    })
}

impl EntryHead {
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

fn get() -> String {
    "GET".to_owned()
}
