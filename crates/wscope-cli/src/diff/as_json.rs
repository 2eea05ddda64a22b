//! Differences as one JSON object.

use std::io::{self, Write};

use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use session::comparison::{
    Amounts, Changes, ComparedMessage, Content, Difference, FieldChange, MAX_JSON_BYTES, Outcome,
    Side,
};
use session::files::{direction_name, kind_name};

use super::found::Found;
use crate::for_terminals::for_terminals;

/// Writes them.
pub(super) fn write(out: &mut impl Write, found: &Found) -> io::Result<()> {
    let comparison = &found.comparison;
    let differences: Vec<_> = comparison.differences.iter().map(difference).collect();
    let object = json!({
        "equal": comparison.is_equal(),
        "left": side(&found.left, comparison.left),
        "right": side(&found.right, comparison.right),
        "volatile": found.volatile,
        "count": comparison.count(),
        "differences": differences,
        "untold": comparison.untold,
        "untold_ends": comparison.untold_ends,
        "unmasked": comparison.unmasked,
        "large_json": comparison.large_json,
        "max_json_bytes": MAX_JSON_BYTES,
        "coarse": comparison.is_coarse,
        "incomplete": found.is_incomplete,
    });
    writeln!(out, "{}", for_terminals(&object.to_string()))
}

fn side(file: &str, amounts: Amounts) -> Value {
    json!({
        "file": file,
        "messages": amounts.messages,
        "connections": amounts.connections,
    })
}

fn difference(difference: &Difference) -> Value {
    match difference {
        Difference::Connection { left, right } => json!({
            "what": "connection",
            "left": left.as_ref().map(connection),
            "right": right.as_ref().map(connection),
        }),
        Difference::Changed {
            direction,
            left,
            right,
            changes,
        } => {
            let mut object = json!({
                "what": "changed",
                "direction": direction_name(*direction),
                "left": message(left),
                "right": message(right),
            });
            if let Changes::Fields(fields) = changes {
                object["fields"] = fields.changes.iter().map(field).collect();
                object["more_fields"] = fields.more.into();
            }
            object
        }
        Difference::Only {
            side,
            direction,
            message: only,
        } => {
            let on = |of| (*side == of).then(|| message(only));
            json!({
                "what": match side {
                    Side::Left => "only-left",
                    Side::Right => "only-right",
                },
                "direction": direction_name(*direction),
                "left": on(Side::Left),
                "right": on(Side::Right),
            })
        }
        Difference::Moved {
            direction,
            left,
            right,
        } => json!({
            "what": "moved",
            "direction": direction_name(*direction),
            "left": message(left),
            "right": { "number": right },
        }),
    }
}

fn connection((number, outcome): &(u64, Outcome)) -> Value {
    let mut object = json!({
        "number": number,
        "opened": outcome.is_opened,
        "end": outcome.end,
    });
    // A field that is missing is not told; `null` is none.
    if let Some(subprotocol) = &outcome.subprotocol {
        object["subprotocol"] = json!(subprotocol);
    }
    object
}

fn message(message: &ComparedMessage) -> Value {
    let mut object = json!({
        "number": message.number,
        "kind": kind_name(message.kind),
    });
    let (name, said) = match &message.content {
        Content::Json(value) => ("json", value.clone()),
        Content::Text(text) => ("text", text.as_str().into()),
        Content::Bytes(bytes) => ("base64", BASE64.encode(bytes).into()),
    };
    object[name] = said;
    if message.is_large_json {
        object["large_json"] = true.into();
    }
    object
}

fn field(change: &FieldChange) -> Value {
    let mut object = Map::new();
    object.insert("path".to_owned(), change.path().into());
    // A field that one side does not have is missing; `null` is a value.
    for (name, value) in [("left", &change.left), ("right", &change.right)] {
        if let Some(value) = value {
            object.insert(name.to_owned(), value.clone());
        }
    }
    object.into()
}
