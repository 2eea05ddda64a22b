//! What JSON texts have in common: a schema that is inferred from them, and where one departs from those before it.
//!
//! A text is walked through once, without making values of it. What is kept is bounded ([`MAX_NODES`]), however many texts there
//! are and however they differ. No value is kept: a schema of what was recorded tells nothing that was secret in it.
//! It is written as JSON Schema, version 2020-12.

mod departure;
mod format;
mod node;
mod sound;
mod walk;

use serde::de::DeserializeSeed as _;
use serde_json::Value;

pub use departure::{Departure, Difference, JsonType};

pub use walk::{MAX_DEPARTURES, MAX_NODES};

use node::Node;
use sound::Sound;
use walk::Walk;

/// After so many texts it is supposed that their schema is known, and what differs from it is a departure.
pub const LEARNED: u64 = 20;
/// Texts are learned from that are nested so deep: the reader of JSON calls itself, and a stack ends.
pub const MAX_NESTING: usize = 127;

/// Why nothing is learned from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotLearned {
    /// It is no JSON.
    NoJson,
    /// It is nested deeper than [`MAX_NESTING`].
    TooDeep,
}

impl From<serde_json::Error> for NotLearned {
    fn from(error: serde_json::Error) -> Self {
        // The reader has no other name for it.
        match error.to_string().starts_with("recursion limit exceeded") {
            true => Self::TooDeep,
            false => Self::NoJson,
        }
    }
}

/// A schema that is inferred.
#[derive(Debug, Default)]
pub struct Schema {
    root: Node,
    nodes: usize,
    texts: u64,
    told: usize,
}

impl Schema {
    /// Learns from a text. Returns where it departs from those before it, once for each place and difference, when
    /// [`LEARNED`] texts were seen.
    ///
    /// # Errors
    /// Nothing is learned from it.
    pub fn observe(&mut self, json: &[u8]) -> Result<Vec<Departure>, NotLearned> {
        // Nothing is learned from half a text.
        serde_json::from_slice::<Sound>(json)?;
        let has_learned = self.texts >= LEARNED && self.told < MAX_DEPARTURES;
        let mut departures = Vec::new();
        let mut text = serde_json::Deserializer::from_slice(json);
        let mut walk = Walk::new(&mut self.nodes, has_learned.then_some(&mut departures));
        walk.at(&mut self.root).deserialize(&mut text)?;
        self.texts += 1;
        departures.truncate(MAX_DEPARTURES - self.told);
        self.told += departures.len();
        Ok(departures)
    }

    /// How many texts it was inferred from.
    pub fn texts(&self) -> u64 {
        self.texts
    }

    /// As JSON Schema, to be part of a document.
    pub fn to_json(&self) -> Value {
        self.root.to_json()
    }
}

#[cfg(test)]
mod tests;
