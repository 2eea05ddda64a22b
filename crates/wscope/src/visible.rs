//! Makes a payload safe and readable on one line: bounded, and with nothing invisible in it.

use std::fmt::Write as _;

/// How much of a payload a row shows at most, in bytes: about as much as a wide window has room for, and little enough
/// that thirty rows cost nothing.
pub const PREVIEW_BYTES: usize = 256;

/// The first [`PREVIEW_BYTES`] of a text on one line. Bytes that are not UTF-8 become `�`.
pub fn text_preview(payload: &[u8]) -> String {
    let head = &payload[..payload.len().min(PREVIEW_BYTES)];
    let mut line = String::with_capacity(head.len() + 8);
    for chunk in head.utf8_chunks() {
        chunk
            .valid()
            .chars()
            .for_each(|c| push_visible(&mut line, c));
        let is_at_end = chunk.invalid().as_ptr_range().end == head.as_ptr_range().end;
        // A character that the preview itself cuts in half is no error.
        let is_cut = is_at_end && head.len() < payload.len();
        if !chunk.invalid().is_empty() && !is_cut {
            line.push('\u{fffd}');
        }
    }
    if head.len() < payload.len() {
        line.push('…');
    }
    line
}

/// The first bytes of a binary payload, as `de ad be ef`.
pub fn hex_preview(payload: &[u8]) -> String {
    // Three characters a byte: as wide as the preview of a text.
    let head = &payload[..payload.len().min(PREVIEW_BYTES / 3)];
    let mut line = String::with_capacity(head.len() * 3 + 4);
    for (index, byte) in head.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        // Writing into a string cannot fail.
        write!(line, "{space}{byte:02x}").ok();
    }
    if head.len() < payload.len() {
        line.push_str(" …");
    }
    line
}

/// A text cut to so many characters, for where an address must not push out what stands beside it.
pub fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Appends a character, or its escape where the character itself would be invisible or would
/// reorder what stands around it.
pub fn push_visible(line: &mut String, c: char) {
    if needs_escape(c) {
        line.extend(c.escape_default());
    } else {
        line.push(c);
    }
}

/// Control characters, line and paragraph separators, characters that steer the direction of text, and those that take
/// no room: with these a message could pose as another (Unicode Technical Report 36, section 2.5). The joiners that
/// shape emoji and scripts stay.
pub fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_on_one_line() {
        #[track_caller]
        fn check(payload: impl AsRef<[u8]>, expected: &str) {
            assert_eq!(text_preview(payload.as_ref()), expected);
        }
        check("helloworld", "helloworld");
        check("", "");
        check("你好 🌍", "你好 🌍");
        check("a\nb\tc\r\0", r"a\nb\tc\r\u{0}");
        check("abc\u{202e}txt.exe", r"abc\u{202e}txt.exe");
        check("\u{feff}x\u{2066}", r"\u{feff}x\u{2066}");
        check(b"a\xffb\xc3", "a\u{fffd}b\u{fffd}");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "中".repeat(1000);
        assert_eq!(
            text_preview(long.as_bytes()),
            format!("{}…", "中".repeat(85))
        );
        let long = "a".repeat(PREVIEW_BYTES + 1);
        assert_eq!(
            text_preview(long.as_bytes()),
            format!("{}…", "a".repeat(PREVIEW_BYTES))
        );
        let exact = "a".repeat(PREVIEW_BYTES);
        assert_eq!(text_preview(exact.as_bytes()), exact);
    }

    #[test]
    fn bytes_are_shown_as_digits() {
        assert_eq!(hex_preview(b""), "");
        assert_eq!(hex_preview(&[0xde, 0xad, 0, 0xff]), "de ad 00 ff");
        assert_eq!(hex_preview(&[1; 86]), format!("{} …", ["01"; 85].join(" ")));
    }
}
