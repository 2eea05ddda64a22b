//! What is watched.

use message_log::Direction;
use serde::{Deserialize, Serialize};
use serde_json_path::JsonPath;

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
    #[error("no JSONPath (RFC 9535) at character {at}: {why}")]
    Syntax {
        /// At which character, counted from one.
        at: usize,
        /// The technical text of the library.
        why: String,
    },
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

    /// What it selects, in order.
    pub(super) fn select<'v>(
        &self,
        value: &'v serde_json::Value,
    ) -> impl Iterator<Item = &'v serde_json::Value> + use<'v> {
        // What would take too long is not looked for.
        let selected = json_path::select(&self.text, &self.path, value);
        selected.unwrap_or_default().into_iter()
    }
}
