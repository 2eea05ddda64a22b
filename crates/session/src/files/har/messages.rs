//! The list of messages of an entry.

use std::fmt;
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::files::limits::Budget;

/// The field that has them.
pub(super) const MESSAGES: &str = "_webSocketMessages";

/// Tells each message, of which so much is held. What is no list has none. Returns whether there is anything but `null`.
pub(super) struct EachMessage<F> {
    pub(super) room: usize,
    /// Gets a message, with what was left out of it. What is returned may end the reading with an error.
    pub(super) tell: F,
}

impl<'de, F: FnMut(Value, &Budget) -> ControlFlow<()>> DeserializeSeed<'de> for EachMessage<F> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Value, &Budget) -> ControlFlow<()>> Visitor<'de> for EachMessage<F> {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of messages")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<bool, A::Error> {
        loop {
            let mut budget = Budget::new(self.room);
            let Some(message) = list.next_element_seed(budget.value())? else {
                return Ok(true);
            };
            if (self.tell)(message, &budget).is_break() {
                return Err(A::Error::custom("cancelled"));
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        while let Some((IgnoredAny, IgnoredAny)) = map.next_entry()? {}
        Ok(true)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(true)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(true)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(true)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(true)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(true)
    }
}
