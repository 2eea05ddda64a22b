//! The fields of a JSON object, as far as there is room for them: of a header, and what this version does not know of a file, kept
//! to be written again.

use std::fmt;

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::fault::LineFault;
use super::limits::{Borrowed, Budget, MAX_FIELDS};

/// The fields of a JSON object, in no order. Numbers are integers of 64 bits or binary64 (RFC 8259, section 6).
pub type Fields = Map<String, Value>;

/// The fields of the object that a line is.
pub(super) fn of_line(line: &[u8]) -> Result<Fields, LineFault> {
    let mut budget = Budget::new(MAX_FIELDS);
    let mut parser = serde_json::Deserializer::from_slice(line);
    let fields = parser.deserialize_map(ObjectVisitor(&mut budget))?;
    parser.end()?;
    match budget.is_over {
        true => Err(LineFault::TooManyFields),
        false => Ok(fields),
    }
}

/// The fields that this value of the field `name` has; `None` for `null`.
pub(super) fn of_value(value: Value, name: &'static str) -> Result<Option<Fields>, LineFault> {
    match value {
        Value::Object(fields) => Ok(Some(fields)),
        Value::Null => Ok(None),
        _ => Err(LineFault::Field(name, "an object is expected".to_owned())),
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
                let value = map.next_value_seed(self.0.value())?;
                fields.insert(name.into_owned(), value);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(fields)
    }
}
