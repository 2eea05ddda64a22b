//! What is watched.

use message_log::Direction;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::exact::Wanted;
use crate::json_path;

/// The longest path, in bytes: it is still read by a person, and looked for quickly.
pub const MAX_PATH_BYTES: usize = 1000;

/// Of which side messages are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Of both.
    #[default]
    Both,
    /// Of this one.
    Sent,
    /// Of the peer.
    Received,
}

impl Side {
    /// Whether a message that went this way is looked at.
    pub fn has(self, direction: Direction) -> bool {
        match self {
            Self::Both => true,
            Self::Sent => direction == Direction::Sent,
            Self::Received => direction == Direction::Received,
        }
    }
}

/// A `JSONPath` (RFC 9535), and of which side messages are looked at.
#[derive(Clone, Debug)]
pub struct WatchedPath {
    text: String,
    path: JsonPath,
    side: Side,
}

/// Why a path cannot be watched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// There is none.
    #[error("the path is empty")]
    Empty,
    /// It is too long.
    #[error("the path is longer than {MAX_PATH_BYTES} bytes")]
    Long,
    /// It is no `JSONPath`.
    #[error("not a valid JSONPath (RFC 9535) at character {at}: {why}")]
    Syntax {
        /// At which character, counted from one.
        at: usize,
        /// The technical text of the library.
        why: String,
    },
}

/// A value that a path selects.
#[derive(Clone, Debug)]
pub(super) struct Selected<'v> {
    pub(super) value: &'v Value,
    /// A number as it stands in the text, where the value does not have all of it.
    number: Option<String>,
}

impl Selected<'_> {
    /// A value that has all of itself.
    #[cfg(test)]
    pub(super) fn whole(value: &Value) -> Selected<'_> {
        Selected {
            value,
            number: None,
        }
    }

    /// As JSON. A number has the digits that it has in the text.
    pub(super) fn json(&self) -> String {
        self.number
            .clone()
            .unwrap_or_else(|| self.value.to_string())
    }
}

impl WatchedPath {
    /// Reads a path.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str, side: Side) -> Result<Self, PathError> {
        let text = text.trim();
        match text.len() {
            0 => return Err(PathError::Empty),
            1..=MAX_PATH_BYTES => {}
            _ => return Err(PathError::Long),
        }
        let path =
            json_path::compile(text).map_err(|(at, why)| PathError::Syntax { at: at + 1, why })?;
        Ok(Self {
            text: text.to_owned(),
            path,
            side,
        })
    }

    /// The path as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Of which side messages are looked at.
    pub fn side(&self) -> Side {
        self.side
    }

    /// What it selects of a JSON text, in order, of which this is the value.
    pub(super) fn select<'v>(&self, value: &'v Value, json: &[u8]) -> Vec<Selected<'v>> {
        // What would take too long is not looked for.
        let Some(located) = json_path::locate(&self.text, &self.path, value) else {
            return Vec::new();
        };
        let mut wanted = Wanted::default();
        let mut selected = Vec::new();
        for node in located.iter() {
            if let Value::Number(number) = node.node()
                && number.is_f64()
            {
                wanted.push(node.location(), selected.len());
            }
            selected.push(Selected {
                value: node.node(),
                number: None,
            });
        }
        for (place, number) in wanted.find(json) {
            selected[place].number = Some(number);
        }
        selected
    }
}
