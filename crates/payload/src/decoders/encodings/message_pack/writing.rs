//! What is written in `MessagePack`, of a JSON text.

use std::convert::Infallible;

use rmp::encode::{self, ByteBuf, ValueWriteError};

use crate::decoders::members::{Members, string, values};
use crate::decoders::{Fault, MAX_DEPTH};

/// The same value as a JSON text has, each number in the shortest way.
pub(in crate::decoders) fn from_json(text: &str) -> Result<Vec<u8>, Fault> {
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .map_err(|error| Fault::new(error.to_string()))?;
    let mut bytes = ByteBuf::new();
    push(&mut bytes, text.trim_ascii(), 0)?;
    Ok(bytes.into_vec())
}

/// Writes one JSON value, which was checked. How deep it is was not.
fn push(bytes: &mut ByteBuf, json: &str, depth: usize) -> Result<(), Fault> {
    if depth > MAX_DEPTH {
        let why = format!("values are nested deeper than {MAX_DEPTH}");
        return Err(Fault::new(why));
    }
    // A payload that is sent has no 4 GiB.
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    if let Some(members) = Members::read(json.as_bytes()) {
        encode::write_map_len(bytes, count(members.len())).map_err(unwritten)?;
        return members.iter().try_for_each(|(name, value)| {
            encode::write_str(bytes, name).map_err(unwritten)?;
            push(bytes, value, depth + 1)
        });
    }
    if let Some(values) = values(json.as_bytes()) {
        encode::write_array_len(bytes, count(values.len())).map_err(unwritten)?;
        let mut values = values.into_iter();
        return values.try_for_each(|value| push(bytes, value, depth + 1));
    }
    push_simple(bytes, json).map_err(unwritten)
}

fn unwritten(error: ValueWriteError<Infallible>) -> Fault {
    Fault::new(error.to_string())
}

/// Writes a value that has no others in it.
fn push_simple(bytes: &mut ByteBuf, json: &str) -> Result<(), ValueWriteError<Infallible>> {
    if let Some(text) = string(json) {
        return encode::write_str(bytes, &text);
    }
    let infallible = ValueWriteError::InvalidMarkerWrite;
    match json {
        "true" | "false" => encode::write_bool(bytes, json == "true").map_err(infallible),
        "null" => encode::write_nil(bytes).map_err(infallible),
        _ => match (json.parse(), json.parse()) {
            (Ok(value), _) => encode::write_uint(bytes, value).map(drop),
            (_, Ok(value)) => encode::write_sint(bytes, value).map(drop),
            // What is no JSON number was refused before.
            _ => encode::write_f64(bytes, json.parse().unwrap_or(f64::NAN)),
        },
    }
}
