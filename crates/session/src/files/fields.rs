//! What this version does not know of a file, kept to be written again.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Index;

use serde::de::{DeserializeSeed as _, Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

use super::fault::LineFault;
use super::limits::{Borrowed, Budget, MAX_FIELDS};

/// The fields of a JSON object, in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Field>);

/// A value, and how it is written where that says more: a number may have more digits than a program holds of it.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) value: Value,
    written: Option<Box<RawValue>>,
}

/// Whether numbers keep digits beyond those of 64 bits. A page has no room for the program that it takes.
const KEEPS_DIGITS: bool = cfg!(not(target_arch = "wasm32"));

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.written() == other.written()
    }
}

impl Eq for Field {}

impl From<Value> for Field {
    fn from(value: Value) -> Self {
        Self {
            value,
            written: None,
        }
    }
}

impl Field {
    /// The next value, as far as there is room for it. `is_held` says that all of its text is in memory, without which its digits are not
    /// known.
    pub(super) fn next<'de, A: MapAccess<'de>>(
        map: &mut A,
        budget: &mut Budget,
        is_held: bool,
    ) -> Result<Self, A::Error> {
        if !is_held || !KEEPS_DIGITS {
            return map.next_value_seed(budget.value()).map(Self::from);
        }
        let written: &RawValue = map.next_value()?;
        let text = written.get();
        let mut parser = serde_json::Deserializer::from_slice(text.as_bytes());
        let value = budget.value().deserialize(&mut parser);
        let is_kept = value.is_err() || !has_exact_numbers(text);
        Ok(Self {
            written: (is_kept && budget.holds(text.len())).then(|| written.to_owned()),
            // No number of binary64 is so large: it is looked at as a text.
            value: value.unwrap_or_else(|_| text.into()),
        })
    }

    /// The fields that it has as an object; `None` for `null`. What is neither is told by this name.
    pub(super) fn fields(&self, name: &'static str) -> Result<Option<Fields>, LineFault> {
        match (self.written(), &self.value) {
            (Some(object), _) if object.starts_with('{') => {
                Fields::of_line(object.as_bytes()).map(Some)
            }
            (None, Value::Object(fields)) => Ok(Some(fields.clone().into())),
            (None, Value::Null) => Ok(None),
            _ => Err(LineFault::Field(name, "an object is expected".to_owned())),
        }
    }

    /// How it is written, where that says more than the value.
    pub(super) fn written(&self) -> Option<&str> {
        self.written.as_deref().map(RawValue::get)
    }
}

/// Whether all numbers in JSON are written again as they stand there.
fn has_exact_numbers(json: &str) -> bool {
    let mut rest = json.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = match first {
            b'"' => behind_string(behind),
            b'-' | b'0'..=b'9' => {
                let is_within = |byte: &u8| byte.is_ascii_digit() || b"-+.eE".contains(byte);
                let end = rest.iter().position(|byte| !is_within(byte));
                let (number, behind) = rest.split_at(end.unwrap_or(rest.len()));
                let held = serde_json::from_slice::<Number>(number);
                if !held.is_ok_and(|held| held.to_string().as_bytes() == number) {
                    return false;
                }
                behind
            }
            _ => behind,
        };
    }
    true
}

/// What follows the string in which this is.
fn behind_string(mut rest: &[u8]) -> &[u8] {
    while let Some((first, behind)) = rest.split_first() {
        rest = match first {
            b'"' => return behind,
            b'\\' => behind.get(1..).unwrap_or_default(),
            _ => behind,
        };
    }
    rest
}

impl Fields {
    /// No field.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The fields of the object that a line is.
    pub(super) fn of_line(line: &[u8]) -> Result<Self, LineFault> {
        let mut budget = Budget::new(MAX_FIELDS);
        let mut parser = serde_json::Deserializer::from_slice(line);
        let fields = parser.deserialize_map(ObjectVisitor(&mut budget))?;
        parser.end()?;
        match budget.is_over {
            true => Err(LineFault::TooManyFields),
            false => Ok(fields),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is one of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The value of the one of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).map(|field| &field.value)
    }

    pub(super) fn insert(&mut self, name: String, field: impl Into<Field>) {
        self.0.insert(name, field.into());
    }

    /// Takes the one of this name out of them.
    pub(super) fn remove(&mut self, name: &str) -> Option<Field> {
        self.0.remove(name)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Field)> {
        self.0.iter_mut()
    }
}

impl From<Map<String, Value>> for Fields {
    fn from(fields: Map<String, Value>) -> Self {
        let fields = fields.into_iter();
        Self(fields.map(|(name, value)| (name, value.into())).collect())
    }
}

/// `null` where there is none, as in [`Value`].
impl Index<&str> for Fields {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&Value::Null)
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.written {
            Some(written) if KEEPS_DIGITS => written.serialize(serializer),
            _ => self.value.serialize(serializer),
        }
    }
}

struct ObjectVisitor<'b>(&'b mut Budget);

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::new();
        while let Some(Borrowed(name)) = map.next_key()? {
            if self.0.holds(name.len()) {
                let field = Field::next(&mut map, self.0, true)?;
                fields.insert(name.into_owned(), field);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_lose_nothing_need_not_be_kept_as_they_are_written() {
        #[track_caller]
        fn check(json: &str, is_exact: bool) {
            let line = format!("{{\"a\":{json}}}");
            let fields = Fields::of_line(line.as_bytes()).unwrap();
            assert_eq!(fields.0["a"].written().is_none(), is_exact, "{json}");
            assert_eq!(serde_json::to_string(&fields).unwrap(), line);
        }
        check("[0,-1,18446744073709551615,-9223372036854775808,0.5]", true);
        check(r#"{"a-0":"1.10 \" 1e5 \\","b":[]}"#, true);
        check("true", true);
        for number in [
            "-0",
            "1.10",
            "-1.5e3",
            "1e400",
            "1E5",
            "1e-5",
            "12345678901234567890123",
            "18446744073709551616",
        ] {
            check(number, false);
            check(&format!("[1,{{\"n\":{number}}}]"), false);
        }
    }
}
