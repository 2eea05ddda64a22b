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
