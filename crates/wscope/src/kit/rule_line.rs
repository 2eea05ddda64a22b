//! What is sent by itself when a message matches, as a person fills it in.

use std::fmt;

use payload::typed::Form;
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
use payload::typed::{Content, Malformed, parse};
#[cfg(not(target_arch = "wasm32"))]
use session::responder::{Matcher, MatcherFault};

#[cfg(not(target_arch = "wasm32"))]
use crate::kit::variables::Variables;

/// The most rules of a connection: each is tried with every message that comes.
pub const MAX_RULES: usize = 32;

/// One rule.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleLine {
    /// Whether it does nothing.
    pub is_off: bool,
    /// How it is told which messages match.
    pub by: MatchBy,
    /// What is looked for: a text, a regular expression, or a `JSONPath`.
    pub look_for: String,
    /// What the `JSONPath` has to find.
    pub equals: String,
    /// What is sent.
    pub answer: String,
    /// What that is meant as.
    pub form: Form,
}

/// How it is told which messages match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchBy {
    /// They contain a text.
    #[default]
    Contains,
    /// A regular expression finds something.
    Regex,
    /// A `JSONPath` finds a value.
    JsonPath,
}

impl MatchBy {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Contains, Self::Regex, Self::JsonPath];
}

/// What is wrong with a rule.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleFault {
    /// What is looked for.
    Matcher(MatcherFault),
    /// What is looked for is no `JSONPath`.
    Path(String),
    /// What is sent.
    Answer(Malformed),
    /// A variable in that has no value.
    Variable(String),
}

impl RuleLine {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.look_for.is_empty() && self.equals.is_empty() && self.answer.is_empty()
    }

    /// Which messages match, and what is sent.
    ///
    /// # Errors
    /// What is wrong with it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn read(&self, variables: &Variables) -> Result<(Matcher, Content), RuleFault> {
        let matcher = match self.by {
            MatchBy::Contains => Matcher::contains(&self.look_for),
            MatchBy::Regex => Matcher::regex(&self.look_for),
            MatchBy::JsonPath => Matcher::json_path(&self.look_for, &self.equals),
        };
        let matcher = matcher.map_err(|fault| match fault {
            MatcherFault::JsonPath(_) => RuleFault::Path(self.look_for.clone()),
            other => RuleFault::Matcher(other),
        })?;
        let answer = variables.fill(&self.answer).map_err(RuleFault::Variable)?;
        let answer = parse(&answer, self.form).map_err(RuleFault::Answer)?;
        Ok((matcher, answer))
    }

    /// Whether it is the same, on or off.
    pub fn is_alike(&self, other: &Self) -> bool {
        let is_off = other.is_off;
        Self {
            is_off,
            ..self.clone()
        } == *other
    }

    /// How long its longest text is, in bytes.
    pub fn bytes(&self) -> usize {
        let texts = [&self.look_for, &self.equals, &self.answer];
        texts.map(String::len).into_iter().max().unwrap_or_default()
    }
}

/// Without what may be secret.
impl fmt::Debug for RuleLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RuleLine({:?}, off: {})", self.by, self.is_off)
    }
}
