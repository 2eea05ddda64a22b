//! What a filter looks for that shows rows like one.

use message_log::search::{Directions, Kinds};
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use session::{LogMessage, Query};

/// How many keys are looked for: more tell messages apart no better.
const MAX_KEYS: usize = 6;
/// Longer messages are not read for their keys, in bytes: it happens in a frame.
const MAX_BYTES: usize = 1 << 20;

/// A query for messages that went the same way, are of the same kind, and if this one is a JSON object, have the same keys
/// in the same order.
pub fn like(message: &LogMessage<'_>) -> Query {
    let keys = keys(message.payload).filter(|_| message.kind == message_log::Kind::Text);
    let keys = keys.unwrap_or_default();
    let patterns: Vec<String> = keys
        .iter()
        .map(|key| format!("{}\\s*:", escaped(key)))
        .collect();
    Query {
        // As an expression, a key is found where it is followed by a colon.
        is_regex: !patterns.is_empty(),
        text: match patterns.len() {
            0 => String::new(),
            _ => format!("(?s){}", patterns.join(".*")),
        },
        directions: Directions::from_iter([message.direction]),
        kinds: Kinds::from_iter([message.kind]),
        ..Query::default()
    }
}

/// The first keys of a JSON object, as JSON writes them; `None` if it is none, or has none.
fn keys(payload: &[u8]) -> Option<Vec<String>> {
    if payload.len() > MAX_BYTES || payload.trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_slice(payload);
    let keys = deserializer.deserialize_map(Keys).ok()?;
    (!keys.is_empty()).then_some(keys)
}

struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = Vec<String>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = Vec::new();
        while let Some((key, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
            if keys.len() < MAX_KEYS {
                // With quotes, and escapes where JSON needs them.
                keys.push(serde_json::Value::String(key).to_string());
            }
        }
        Ok(keys)
    }
}

/// A text in which an expression finds nothing but itself.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use message_log::{Direction, Kind, Seq, Timestamp};

    use super::*;

    fn message(kind: Kind, payload: &[u8]) -> LogMessage<'_> {
        LogMessage {
            seq: Seq::FIRST,
            direction: Direction::Received,
            kind,
            at: Timestamp::default(),
            payload,
            event: None,
        }
    }

    #[test]
    fn messages_like_one_have_its_keys() {
        #[track_caller]
        fn check(payload: &str, alike: &[&str], others: &[&str]) {
            let query = like(&message(Kind::Text, payload.as_bytes()));
            assert!(query.directions.contains(Direction::Received));
            assert!(!query.directions.contains(Direction::Sent));
            let Some(pattern) = query.pattern() else {
                assert_eq!((alike.len(), others.len()), (0, 0));
                return;
            };
            assert!(pattern.fallback().is_none(), "{:?}", query.text);
            for other in [&[payload], alike].concat() {
                assert!(pattern.is_match(other.as_bytes()), "{other}");
            }
            for other in others {
                assert!(!pattern.is_match(other.as_bytes()), "{other}");
            }
        }
        check(
            r#"{"op":"ping","id":1}"#,
            &["{\"op\" : \"pong\",\n \"id\":2}"],
            &[r#"{"op":"ping"}"#, r#"{"id":1,"op":"x"}"#, r#"["op","id"]"#],
        );
        check(r#"{"a.b*":1,"[(":2}"#, &[], &[r#"{"axbb":1,"[(":2}"#]);
        check(r#"{"中\"":1}"#, &[], &[r#"{"中":1}"#]);
        for none in ["", "{}", "[1]", "text", "{broken", "12"] {
            check(none, &[], &[]);
        }
    }

    #[test]
    fn other_kinds_have_no_keys() {
        let query = like(&message(Kind::Binary, br#"{"a":1}"#));
        assert_eq!((query.text.as_str(), query.is_regex), ("", false));
        assert!(query.kinds.contains(Kind::Binary) && !query.kinds.contains(Kind::Text));
    }
}
