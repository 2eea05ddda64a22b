//! What messages have in common that no protocol is known of.

use std::borrow::Cow;

use super::limits::MAX_SUMMARY;
use super::members::{Members, string, values};
use super::payload::Payload;

/// So many members of an object are named.
const MAX_MEMBERS: usize = 12;
/// Members by whose text messages are usually told apart, in the order in which they are looked for.
const DISCRIMINATORS: [&str; 10] = [
    "type", "event", "action", "op", "cmd", "command", "method", "kind", "channel", "topic",
];
/// A text that is longer tells no kinds of messages apart.
const MAX_DISCRIMINATOR: usize = 40;

/// The shape of a payload: for a JSON object its type, if it has one, and the names of its members; for others what they are.
pub fn shape(payload: &Payload<'_>) -> Cow<'static, str> {
    if !payload.is_text {
        return "binary".into();
    }
    if let Some(members) = Members::read(payload.bytes) {
        return object(&members).into();
    }
    match values(payload.bytes) {
        Some(values) => array(&values).into(),
        None => "text".into(),
    }
}

/// What tells a JSON payload from others that are of another type: the member that says so, as `type: tick`, or the first value
/// of an array. `None` if there is no such text, or the payload is no JSON of that kind.
pub fn type_name(payload: &Payload<'_>) -> Option<String> {
    if !payload.is_text {
        return None;
    }
    match Members::read(payload.bytes) {
        Some(members) => named(&members),
        None => first_text(&values(payload.bytes)?),
    }
}

fn named(members: &Members<'_>) -> Option<String> {
    DISCRIMINATORS.iter().find_map(|name| {
        let text = members.string(name)?;
        (text.len() <= MAX_DISCRIMINATOR).then(|| format!("{name}: {text}"))
    })
}

fn first_text(values: &[&str]) -> Option<String> {
    let text = string(values.first()?)?;
    (text.len() <= MAX_DISCRIMINATOR).then(|| text.into())
}

fn object(members: &Members<'_>) -> String {
    let mut shape = named(members).map_or_else(String::new, |name| name + " ");
    shape.push('{');
    for (index, (name, value)) in members.iter().enumerate() {
        if index == MAX_MEMBERS || shape.len() + name.len() > MAX_SUMMARY {
            shape.push_str(", …");
            break;
        }
        if index > 0 {
            shape.push_str(", ");
        }
        shape.push_str(name);
        shape.push_str(": ");
        shape.push_str(type_of(value));
    }
    shape.push('}');
    shape
}

/// An array: by its first value if that is a text, as the name of what follows often is.
fn array(values: &[&str]) -> String {
    match first_text(values) {
        Some(name) => format!("[{name}, …]"),
        None => "[…]".to_owned(),
    }
}

/// The type of a JSON value (RFC 8259, section 3).
fn type_of(value: &str) -> &'static str {
    match value.as_bytes().first() {
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b'"') => "string",
        Some(b't' | b'f') => "boolean",
        Some(b'n') => "null",
        _ => "number",
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sender;
    use super::*;

    #[test]
    fn what_says_of_which_type_a_message_is_names_it() {
        for (text, expected) in [
            (r#"{"price":1.5,"event":"trade"}"#, Some("event: trade")),
            (r#"{"event":1,"op":"sub"}"#, Some("op: sub")),
            (r#"["subscribe",{"x":1}]"#, Some("subscribe")),
            ("[1]", None),
            ("{}", None),
            ("hello", None),
        ] {
            let name = type_name(&Payload::text(Sender::Client, text));
            assert_eq!(name.as_deref(), expected, "{text}");
        }
        assert_eq!(type_name(&Payload::binary(Sender::Client, b"{}")), None);
    }

    #[test]
    fn messages_of_one_shape_are_named_alike() {
        for (text, expected) in [
            ("hello", "text"),
            ("", "text"),
            ("12", "text"),
            (
                r#"{"a":1,"b":"x","c":null,"d":true,"e":[],"f":{}}"#,
                "{a: number, b: string, c: null, d: boolean, e: array, f: object}",
            ),
            (
                r#"{"type":"tick","price":1.5}"#,
                "type: tick {type: string, price: number}",
            ),
            (
                r#"{"price":1.5,"event":"trade"}"#,
                "event: trade {price: number, event: string}",
            ),
            (r#"["subscribe",{"x":1}]"#, "[subscribe, …]"),
            ("[1,2]", "[…]"),
            ("{\"a\":", "text"),
        ] {
            assert_eq!(shape(&Payload::text(Sender::Client, text)), expected);
        }
        assert_eq!(shape(&Payload::binary(Sender::Client, b"{}")), "binary");
    }
}
