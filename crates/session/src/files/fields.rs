//! The fields of a JSON object, as far as there is room for them: of a header, and what this version does not know of a file, kept
//! to be written again.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::fault::{LineFault, quoted};
use super::left_out::{LeftOut, WhyLeftOut};
use super::limits::{Borrowed, Budget, MAX_FIELDS};

/// The fields of a JSON object, in no order. Numbers are integers of 64 bits or binary64 (RFC 8259, section 6).
pub type Fields = Map<String, Value>;

/// The fields of the object that a line is, and what is not kept of them. Those with a name among `known` are all there, once each.
pub(super) fn of_line(line: &[u8], known: &[&str]) -> Result<(Fields, LeftOut), LineFault> {
    let mut read = ReadFields::default();
    let mut parser = serde_json::Deserializer::from_slice(line);
    parser.deserialize_map(ObjectVisitor {
        known,
        read: &mut read,
    })?;
    parser.end()?;
    match read.fault {
        Some(fault) => Err(fault),
        None => Ok((read.fields, read.left_out)),
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

#[derive(Default)]
struct ReadFields {
    fields: Fields,
    left_out: LeftOut,
    /// What is wrong with those that are known.
    fault: Option<LineFault>,
}

struct ObjectVisitor<'a> {
    known: &'a [&'a str],
    read: &'a mut ReadFields,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let ReadFields {
            fields,
            left_out,
            fault,
        } = self.read;
        // How much more may be held of what is not known.
        let mut room = MAX_FIELDS;
        while let Some(Borrowed(name)) = map.next_key()? {
            if !self.known.contains(&&*name) {
                left_out.keep(&name, &mut map, &mut room, fields)?;
                continue;
            }
            let mut budget = Budget::new(MAX_FIELDS);
            let value = map.next_value_seed(budget.value())?;
            if budget.is_over {
                fault.get_or_insert(LineFault::TooManyFields);
            }
            if budget.is_too_deep {
                left_out.note(&name, WhyLeftOut::TooDeep);
            }
            let is_twice = fields.contains_key(&*name);
            let twice = budget.duplicate.or(is_twice.then(|| name.to_string()));
            if let Some(name) = twice {
                fault.get_or_insert(LineFault::Duplicate(quoted(&name)));
            }
            fields.insert(name.into_owned(), value);
        }
        Ok(())
    }
}
