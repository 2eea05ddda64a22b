//! What is compared, and what is left out of it.

use connection::sorted;
use regex::{Regex, RegexBuilder};
use serde_json::{Number, Value};
use serde_json_path::{JsonPath, PathElement};

use crate::json_path;

/// A compiled regular expression may take this much memory, in bytes: a pattern is typed by a person.
const MAX_PATTERN_BYTES: usize = 1024 * 1024;
/// The largest whole number that a floating-point number stands for without doubt: 2⁵³.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// What is compared, and what is left out of it.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// As they were written, and as they are followed.
    paths: Vec<(String, JsonPath)>,
    patterns: Vec<Regex>,
    /// Whether pings and pongs are compared too. They depend on time, and browsers do not tell them.
    pub control_frames: bool,
}

/// Why nothing can be masked by a text.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// It is no path, or takes more than is allowed.
    #[error("“{text}” is not a JSONPath (RFC 9535): {why}")]
    Path {
        /// The text.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// It is no regular expression, or a very large one.
    #[error("{0}")]
    Pattern(#[from] regex::Error),
}

impl Rules {
    /// Leaves out the fields of JSON that this path names (RFC 9535).
    ///
    /// # Errors
    /// When it is no path, or takes more than [`json_path`] allows.
    pub fn mask_path(&mut self, path: &str) -> Result<(), RuleError> {
        let parsed = json_path::compile(path).map_err(|(_, why)| RuleError::Path {
            text: path.to_owned(),
            why,
        })?;
        self.paths.push((path.to_owned(), parsed));
        Ok(())
    }

    /// Leaves out what this regular expression matches in texts and in strings of JSON.
    ///
    /// # Errors
    /// When it is no regular expression, or a very large one.
    pub fn mask_pattern(&mut self, pattern: &str) -> Result<(), RuleError> {
        let pattern = RegexBuilder::new(pattern)
            .size_limit(MAX_PATTERN_BYTES)
            .dfa_size_limit(MAX_PATTERN_BYTES)
            .build()?;
        self.patterns.push(pattern);
        Ok(())
    }

    /// Whether a path names something.
    pub(super) fn has_paths(&self) -> bool {
        !self.paths.is_empty()
    }

    /// A text without what the patterns match.
    pub(super) fn masked(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for pattern in &self.patterns {
            masked = pattern.replace_all(&masked, "").into_owned();
        }
        masked
    }

    /// Takes what is masked out of a value, and writes equal numbers alike. Says whether that was all that the paths name: where it
    /// would take too long to follow one, that one masks nothing.
    pub(super) fn apply(&self, value: &mut Value) -> bool {
        let mut is_all = true;
        let mut places: Vec<Vec<Place>> = Vec::new();
        for (text, path) in &self.paths {
            let Some(located) = json_path::locate(text, path, value) else {
                is_all = false;
                continue;
            };
            places.extend(
                located
                    .locations()
                    .map(|path| path.iter().map(Place::from).collect()),
            );
        }
        let places = sorted(places, Vec::cmp);
        // The last ones first: so the others stay where they are.
        for place in places.iter().rev() {
            remove(value, place);
        }
        self.normalise(value);
        is_all
    }

    fn normalise(&self, value: &mut Value) {
        match value {
            Value::Number(number) => {
                let float = number.as_f64().filter(|_| number.is_f64());
                let whole = float.filter(|float| float.fract() == 0.0 && float.abs() <= MAX_EXACT);
                if let Some(whole) = whole {
                    *number = Number::from(whole as i64);
                }
            }
            Value::String(text) if !self.patterns.is_empty() => *text = self.masked(text),
            Value::Array(elements) => elements.iter_mut().for_each(|it| self.normalise(it)),
            Value::Object(members) => members.values_mut().for_each(|it| self.normalise(it)),
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
}

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Index(usize),
    Name(String),
}

impl From<&PathElement<'_>> for Place {
    fn from(element: &PathElement<'_>) -> Self {
        match element {
            PathElement::Name(name) => Self::Name((*name).to_owned()),
            PathElement::Index(index) => Self::Index(*index),
        }
    }
}

/// Removes what is at this place, if it is still there. Of the whole value, nothing is left.
fn remove(value: &mut Value, place: &[Place]) {
    let Some((last, way)) = place.split_last() else {
        *value = Value::Null;
        return;
    };
    let mut parent = value;
    for step in way {
        let child = match step {
            Place::Index(index) => parent.get_mut(index),
            Place::Name(name) => parent.get_mut(name),
        };
        let Some(child) = child else {
            return;
        };
        parent = child;
    }
    match (last, parent) {
        (Place::Name(name), Value::Object(members)) => drop(members.remove(name)),
        (Place::Index(index), Value::Array(elements)) if *index < elements.len() => {
            elements.remove(*index);
        }
        _ => {}
    }
}
