//! A path and a query, taken apart.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Why a path is no scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// A part has no meaning.
    #[error("there is no scenario {part:?}; the nearest is {nearest:?}")]
    Unknown {
        /// The part.
        part: String,
        /// The name that is most like it.
        nearest: &'static str,
    },
    /// A part has a meaning, but is not well written.
    #[error("{part}: {why}")]
    Malformed {
        /// The part.
        part: String,
        /// What is expected instead.
        why: String,
    },
}

/// The error about a part.
pub(crate) fn malformed(part: &str, why: String) -> PathError {
    PathError::Malformed {
        part: part.to_owned(),
        why,
    }
}

/// The parts of a path, decoded.
pub(crate) struct Parts<'a> {
    rest: std::str::Split<'a, char>,
    last: String,
}

impl<'a> Parts<'a> {
    pub(crate) fn new(path: &'a str) -> Self {
        Self {
            rest: path.split('/'),
            last: String::new(),
        }
    }

    pub(crate) fn next(&mut self) -> Option<String> {
        let part = self.rest.find(|part| !part.is_empty())?;
        self.last = percent_decode_str(part).decode_utf8_lossy().into_owned();
        Some(self.last.clone())
    }

    pub(crate) fn last(&self) -> &str {
        &self.last
    }

    /// The part that belongs to the one before.
    pub(crate) fn value<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, PathError> {
        let value = self.next().unwrap_or_default();
        read(&value).map_err(|why| malformed(&format!("{name}/{value}"), why))
    }
}

/// The pairs of a query that were not read yet.
pub struct Query<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Query<'a> {
    /// Takes a query apart, without the question mark before it.
    pub fn new(query: &'a str) -> Self {
        Self {
            pairs: form_urlencoded::parse(query.as_bytes()).collect(),
        }
    }

    /// Takes a value out and reads it. `None` if there is none of this name.
    ///
    /// # Errors
    /// What `read` says of a value that it does not accept.
    pub fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, PathError> {
        let Some(index) = self.pairs.iter().position(|pair| pair.0 == name) else {
            return Ok(None);
        };
        let (_, value) = self.pairs.remove(index);
        read(&value)
            .map(Some)
            .map_err(|why| malformed(&format!("{name}={value}"), why))
    }

    /// Takes all values of a name out, whatever they are.
    pub fn forget(&mut self, name: &str) {
        self.pairs.retain(|pair| pair.0 != name);
    }

    pub(crate) fn forget_all(&mut self) {
        self.pairs.clear();
    }

    /// Expects all values to have been taken out.
    ///
    /// # Errors
    /// Names one that was not.
    pub fn is_used_up(&self) -> Result<(), PathError> {
        match self.pairs.first() {
            None => Ok(()),
            Some((name, value)) => {
                let nameless = format!("={value}");
                let part = if name.is_empty() {
                    &nameless
                } else {
                    name.as_ref()
                };
                Err(malformed(
                    part,
                    "not a parameter of this scenario".to_owned(),
                ))
            }
        }
    }
}
