//! What a terminal obeys is not written as it is.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// JSON on one line, in which nothing is written as it is that a terminal obeys: `serde_json` escapes only what JSON asks for.
pub(super) struct ForTerminals;

impl Formatter for ForTerminals {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        // As nearly all is. All bytes are looked at, which is faster than stopping at the first.
        let is_ascii = fragment.bytes().fold(true, |is, byte| is & (byte < 0x7f));
        if is_ascii {
            return out.write_all(rest.as_bytes());
        }
        while let Some(at) = rest.find(is_obeyed) {
            let (before, from) = rest.split_at(at);
            let mut letters = from.chars();
            let code = letters.next().map_or(0, u32::from);
            write!(out, "{before}\\u{code:04x}")?;
            rest = letters.as_str();
        }
        out.write_all(rest.as_bytes())
    }

    fn write_raw_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_json(out, fragment)
    }
}

/// So many bytes are looked at before it is known whether to go on: enough to compare many at once, and a long text that needs
/// escapes needs them soon.
const PLAIN_PIECE: usize = 256;

/// Whether a text is ASCII of which nothing is escaped in a string of JSON.
pub(super) fn is_plain(text: &[u8]) -> bool {
    let is_special = |byte: u8| !(b' '..0x7f).contains(&byte) | (byte == b'"') | (byte == b'\\');
    // All bytes of a piece are looked at, which is faster than stopping at the first.
    let has_special = |piece: &[u8]| {
        piece
            .iter()
            .fold(false, |found, byte| found | is_special(*byte))
    };
    !text.chunks(PLAIN_PIECE).any(has_special)
}

/// Whether a terminal obeys a character that JSON allows in a string: controls (DEL and C1), those of writing direction, and what some programs take for the end of
/// a line. All of them have at most four digits in hexadecimal.
pub fn is_obeyed(letter: char) -> bool {
    matches!(
        letter,
        '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// Writes a JSON value on one line, with escapes for what a terminal obeys. Nothing else of it is changed.
pub(super) fn write_json<W: ?Sized + Write>(out: &mut W, json: &str) -> io::Result<()> {
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
