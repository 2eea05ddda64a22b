//! What a message says in its protocol, beside the message.

use std::io::{self, Write};

use super::line::{Fields, write_entry};
use super::obeyed::is_obeyed;
use super::parts::DECODED;
use crate::log::LogMessage;

/// What a message says in its protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The id of the protocol.
    pub protocol: &'static str,
    /// It in one line; empty if it says nothing by itself.
    pub words: String,
    /// All of it, as one JSON value.
    pub json: String,
}

/// Writes a message or an event as [`write_line`](super::write_line) does, with what it says.
///
/// # Errors
/// When `out` takes no more.
pub fn write_decoded_line(
    out: &mut impl Write,
    message: &LogMessage<'_>,
    number: Option<u64>,
    unknown: Option<&Fields>,
    decoded: Option<&Decoded>,
) -> io::Result<()> {
    let mut line = Vec::new();
    write_entry(&mut line, message, number, unknown)?;
    let object = line.strip_suffix(b"}").unwrap_or(&line);
    out.write_all(object)?;
    if let Some(decoded) = decoded {
        write!(out, ",\"{DECODED}\":")?;
        write_json(out, &decoded.json)?;
    }
    out.write_all(b"}\n")
}

/// Writes a JSON value on one line, with escapes for what a terminal obeys. Nothing else of it is changed.
fn write_json(out: &mut impl Write, json: &str) -> io::Result<()> {
    let (mut is_in_string, mut is_escaped, mut written) = (false, false, 0);
    for (at, letter) in json.char_indices() {
        let is_obeyed = is_in_string && is_obeyed(letter);
        if is_obeyed || !is_in_string && letter.is_ascii_whitespace() {
            out.write_all(&json.as_bytes()[written..at])?;
            written = at + letter.len_utf8();
        }
        if is_obeyed {
            write!(out, "\\u{:04x}", u32::from(letter))?;
        }
        is_in_string ^= letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
    }
    out.write_all(&json.as_bytes()[written..])
}

#[cfg(test)]
mod tests {
    use super::write_json;

    #[test]
    fn a_value_is_one_line_and_loses_nothing() {
        #[track_caller]
        fn check(json: &str, expected: &str) {
            let mut written = Vec::new();
            write_json(&mut written, json).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), expected);
        }
        check("", "");
        check("{\n  \"a b\" : [1.50, 2e5 ]\r\n}", "{\"a b\":[1.50,2e5]}");
        check(r#"["\" \\", " ", "\\\""]"#, r#"["\" \\"," ","\\\""]"#);
        check("\"\u{9b}中\u{202e}\"", "\"\\u009b中\\u202e\"");
    }
}
