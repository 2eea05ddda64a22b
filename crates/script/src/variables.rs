//! What `{{name}}` stands for.

use std::collections::BTreeMap;

/// What stands before a name that the environment is asked for.
const ENVIRONMENT: &str = "env.";

/// The number of the round of the innermost `repeat`, from 1 on.
pub(crate) const ROUND: &str = "round";

/// Values by name: those that are given, those that a script sets and captures, and the environment.
#[derive(Clone, Default)]
pub struct Variables {
    values: BTreeMap<String, String>,
    rounds: Vec<u64>,
}

/// Why an argument is no variable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VariableError {
    /// There is no `=` in it.
    #[error("a variable is given as NAME=VALUE")]
    NoValue,
    /// The name is none.
    #[error(
        "“{0}” is no name of a variable: it consists of letters, digits, _, - and ., and begins with a letter or _"
    )]
    Name(String),
}

impl Variables {
    /// Sets the one that is given as `NAME=VALUE`.
    ///
    /// # Errors
    /// When it is not given so.
    pub fn assign(&mut self, text: &str) -> Result<(), VariableError> {
        let (name, value) = text.split_once('=').ok_or(VariableError::NoValue)?;
        let name = name.trim();
        if !is_name(name) {
            return Err(VariableError::Name(payload::visible::shortened(name, 40)));
        }
        self.set(name, value);
        Ok(())
    }

    /// Sets one.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// What a name stands for; `None` if it is not set. An environment that is not UTF-8 does not count.
    pub fn get(&self, name: &str) -> Option<String> {
        if let Some(value) = self.values.get(name) {
            return Some(value.clone());
        }
        if name == ROUND {
            return self.rounds.last().map(u64::to_string);
        }
        environment(name.strip_prefix(ENVIRONMENT)?)
    }

    /// The names that are set.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(|name| &**name)
    }

    /// A round of a `repeat` begins, or it is over.
    pub(crate) fn set_rounds(&mut self, rounds: Vec<u64>) {
        self.rounds = rounds;
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A page has no environment.
#[cfg(target_arch = "wasm32")]
fn environment(_name: &str) -> Option<String> {
    None
}

/// Whether a word can be the name of a variable or of a connection.
pub(crate) fn is_name(word: &str) -> bool {
    let begins = word
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_');
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    begins && word.chars().all(is_part) && word.chars().count() <= crate::limits::MAX_NAME
}
