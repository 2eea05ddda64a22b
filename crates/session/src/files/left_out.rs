//! What of a line is not kept, although its message is.

use serde::de::{IgnoredAny, MapAccess};
use serde_json::{Map, Value};

use super::fault::quoted;
use super::limits::{Budget, MAX_FIELDS, MAX_HELD_DEPTH};

/// Why a field that this version does not know is not kept as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyLeftOut {
    /// There is no room for it beside the others of the line.
    #[error("at most {} KiB of such fields are kept of a line", MAX_FIELDS >> 10)]
    TooLarge,
    /// Lists and objects in it are too deep within each other.
    #[error(
        "of such a field, lists and objects are kept that are at most {MAX_HELD_DEPTH} deep within each other"
    )]
    TooDeep,
    /// Its name stands twice in the line (RFC 8259, section 4): the later value is kept.
    #[error("its name stands twice, and the later value is kept")]
    Duplicate,
}

/// A field that is not kept as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutField {
    /// Its line in the file, from 1 on.
    pub line: u64,
    /// Its name, cut.
    pub name: String,
    /// Why it is left out.
    pub why: WhyLeftOut,
}

/// The fields of one line that are not kept as they were.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    pub(super) count: u64,
    /// Name and reason of the first one.
    pub(super) first: Option<(String, WhyLeftOut)>,
}

impl LeftOut {
    pub(super) fn note(&mut self, name: &str, why: WhyLeftOut) {
        self.count += 1;
        self.first.get_or_insert_with(|| (quoted(name), why));
    }

    /// Reads the value of a field that this version does not know into `fields`, if there is room for all of it.
    pub(super) fn keep<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        budget: &mut usize,
        fields: &mut Map<String, Value>,
    ) -> Result<(), A::Error> {
        let mut held = Budget::new(*budget);
        if !held.holds(name.len()) {
            map.next_value::<IgnoredAny>()?;
            self.note(name, WhyLeftOut::TooLarge);
            return Ok(());
        }
        let value = map.next_value_seed(held.value())?;
        if held.is_over || held.is_too_deep {
            let why = match held.is_over {
                true => WhyLeftOut::TooLarge,
                false => WhyLeftOut::TooDeep,
            };
            self.note(name, why);
            return Ok(());
        }
        *budget = held.left();
        if fields.insert(name.to_owned(), value).is_some() {
            self.note(name, WhyLeftOut::Duplicate);
        }
        Ok(())
    }
}
