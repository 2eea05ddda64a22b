use std::borrow::Cow;

use crate::decoders::Fault;
use crate::decoders::members::{string, values};

/// A message (section 4.2).
#[derive(Debug)]
pub(super) enum Message<'a> {
    /// `[2, "<id>", "<action>", {<payload>}]`
    Call {
        id: Cow<'a, str>,
        action: Cow<'a, str>,
        payload: &'a str,
    },
    /// `[3, "<id>", {<payload>}]`
    Result { id: Cow<'a, str>, payload: &'a str },
    /// `[4, "<id>", "<code>", "<description>", {<details>}]`
    Error {
        id: Cow<'a, str>,
        code: Cow<'a, str>,
        description: Cow<'a, str>,
        details: &'a str,
    },
    /// `[5, "<id>", "<code>", "<description>", {<details>}]`, since 2.1.
    ResultError {
        id: Cow<'a, str>,
        code: Cow<'a, str>,
        description: Cow<'a, str>,
        details: &'a str,
    },
    /// `[6, "<id>", "<action>", {<payload>}]`, since 2.1.
    Send {
        id: Cow<'a, str>,
        action: Cow<'a, str>,
        payload: &'a str,
    },
}

impl<'a> Message<'a> {
    pub(super) fn read(text: &'a [u8]) -> Result<Self, Fault> {
        let values = values(text).ok_or(Fault::new("not a JSON array"))?;
        let word = |index: usize, name: &'static str| {
            values
                .get(index)
                .and_then(|value| string(value))
                .ok_or_else(|| Fault::new(format!("no {name}: value {index} is not a string")))
        };
        let object = |index: usize, name: &'static str| match values.get(index) {
            Some(value) if value.starts_with('{') => Ok(*value),
            _ => Err(Fault::new(format!("no {name}: value {index} is no object"))),
        };
        let number = values.first().copied().unwrap_or_default();
        let count = match number {
            "2" | "6" => 4,
            "3" => 3,
            "4" | "5" => 5,
            _ => {
                return Err(Fault::new(format!(
                    "no message type from 2 to 6: {number:.20}"
                )));
            }
        };
        let id = word(1, "message id")?;
        let message = match number {
            "2" => Self::Call {
                id,
                action: word(2, "action")?,
                payload: object(3, "payload")?,
            },
            "3" => Self::Result {
                id,
                payload: object(2, "payload")?,
            },
            "4" => Self::Error {
                id,
                code: word(2, "error code")?,
                description: word(3, "error description")?,
                details: object(4, "error details")?,
            },
            "5" => Self::ResultError {
                id,
                code: word(2, "error code")?,
                description: word(3, "error description")?,
                details: object(4, "error details")?,
            },
            _ => Self::Send {
                id,
                action: word(2, "action")?,
                payload: object(3, "payload")?,
            },
        };
        if values.len() > count {
            let found = values.len();
            let name = message.name();
            return Err(Fault::new(format!(
                "{found} values, and a {name} has {count}"
            )));
        }
        Ok(message)
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Call { .. } => "CALL",
            Self::Result { .. } => "CALLRESULT",
            Self::Error { .. } => "CALLERROR",
            Self::ResultError { .. } => "CALLRESULTERROR",
            Self::Send { .. } => "SEND",
        }
    }

    pub(super) fn id(&self) -> &str {
        match self {
            Self::Call { id, .. }
            | Self::Result { id, .. }
            | Self::Error { id, .. }
            | Self::ResultError { id, .. }
            | Self::Send { id, .. } => id,
        }
    }
}
