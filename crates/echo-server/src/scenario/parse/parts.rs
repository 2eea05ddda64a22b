//! A path and a query, taken apart.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::PathError;

/// The error about a part.
pub(super) fn malformed(part: &str, why: String) -> PathError {
    PathError::Malformed {
        part: part.to_owned(),
        why,
    }
}

/// The parts of a path, decoded.
pub(super) struct Parts<'a> {
    rest: std::str::Split<'a, char>,
    last: String,
}

impl<'a> Parts<'a> {
    pub(super) fn new(path: &'a str) -> Self {
        Self {
            rest: path.split('/'),
            last: String::new(),
        }
    }

    pub(super) fn next(&mut self) -> Option<String> {
        let part = self.rest.find(|part| !part.is_empty())?;
        self.last = percent_decode_str(part).decode_utf8_lossy().into_owned();
        Some(self.last.clone())
    }

    pub(super) fn last(&self) -> &str {
        &self.last
    }

    /// The part that belongs to the one before.
    pub(super) fn value<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, PathError> {
        let value = self.next().unwrap_or_default();
        read(&value).map_err(|why| malformed(&format!("{name}/{value}"), why))
    }
}

/// The pairs of a query that were not read yet.
pub(crate) struct Query<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Query<'a> {
    pub(crate) fn new(query: &'a str) -> Self {
        Self {
            pairs: form_urlencoded::parse(query.as_bytes()).collect(),
        }
    }

    pub(crate) fn read<T>(
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

    pub(crate) fn forget(&mut self, name: &str) {
        self.pairs.retain(|pair| pair.0 != name);
    }

    pub(crate) fn is_used_up(&self) -> Result<(), PathError> {
        match self.pairs.first() {
            None => Ok(()),
            Some((name, value)) => {
                let nameless = format!("={value}");
                let part = if name.is_empty() {
                    &nameless
                } else {
                    name.as_ref()
                };
                Err(malformed(part, "this scenario does not know it".to_owned()))
            }
        }
    }
}
