//! Makes a payload safe and readable on one line: bounded, and with nothing invisible in it.

use std::fmt::Write as _;
use std::ops::Range;

/// How much of a payload a row shows at most, in bytes: about as much as a wide window has room for, and little enough
/// that thirty rows cost nothing.
pub const PREVIEW_BYTES: usize = 256;

/// A piece of a payload as it is shown, and where the marked parts of the payload are in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What is shown.
    pub text: String,
    /// The marked parts of `text`, in bytes, in ascending order.
    pub marks: Vec<Range<usize>>,
}

impl Line {
    /// Puts something before it.
    pub fn prepend(&mut self, start: &str) {
        self.text.insert_str(0, start);
        for mark in &mut self.marks {
            *mark = mark.start + start.len()..mark.end + start.len();
        }
    }
}

/// The first [`PREVIEW_BYTES`] of a text on one line. Bytes that are not UTF-8 become `�`.
pub fn text_preview(payload: &[u8], marks: &[Range<usize>]) -> Line {
    let head = &payload[..payload.len().min(PREVIEW_BYTES)];
    let mut writer = Writer::new(marks);
    for chunk in head.utf8_chunks() {
        for c in chunk.valid().chars() {
            writer.write(c.len_utf8(), |text| push_visible(text, c));
        }
        let is_at_end = chunk.invalid().as_ptr_range().end == head.as_ptr_range().end;
        // A character that the preview itself cuts in half is no error.
        let is_cut = is_at_end && head.len() < payload.len();
        if !chunk.invalid().is_empty() && !is_cut {
            writer.write(chunk.invalid().len(), |text| text.push('\u{fffd}'));
        }
    }
    writer.end(if head.len() < payload.len() {
        "…"
    } else {
        ""
    })
}

/// The first bytes of a binary payload, as `de ad be ef`.
pub fn hex_preview(payload: &[u8], marks: &[Range<usize>]) -> Line {
    // Three characters a byte: as wide as the preview of a text.
    let head = &payload[..payload.len().min(PREVIEW_BYTES / 3)];
    let mut writer = Writer::new(marks);
    for (index, byte) in head.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        // Writing into a string cannot fail.
        writer.write(1, |text| {
            write!(text, "{space}{byte:02x}").ok();
        });
    }
    writer.end(if head.len() < payload.len() {
        " …"
    } else {
        ""
    })
}

/// A row of a text as it is shown: with tabs as spaces, and escapes for what would be invisible.
pub fn text_row(bytes: &[u8], marks: &[Range<usize>]) -> Line {
    let mut writer = Writer::new(marks);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            writer.write(c.len_utf8(), |text| match c {
                '\t' => text.push_str(TAB),
                other => push_visible(text, other),
            });
        }
        if !chunk.invalid().is_empty() {
            writer.write(chunk.invalid().len(), |text| text.push('\u{fffd}'));
        }
    }
    writer.end("")
}

/// What a tab is shown as.
pub const TAB: &str = "    ";

/// A row of a hex dump: offset, digits padded to `width` bytes, and the printable ASCII.
pub fn hex_row(offset: usize, bytes: &[u8], width: usize, marks: &[Range<usize>]) -> Line {
    let mut writer = Writer::new(marks);
    writer.line.text = format!("{offset:08x} ");
    for byte in bytes {
        writer.write(1, |text| {
            write!(text, " {byte:02x}").ok();
        });
    }
    writer
        .line
        .text
        .push_str(&"   ".repeat(width.saturating_sub(bytes.len())));
    let mut line = writer.end("  ");
    let printable = |byte: &u8| {
        if matches!(byte, b' '..=b'~') {
            char::from(*byte)
        } else {
            '.'
        }
    };
    line.text.extend(bytes.iter().map(printable));
    line
}

/// Columns that a row of a hex dump takes.
pub const fn hex_columns(bytes: usize) -> usize {
    "00000000 ".len() + 3 * bytes + "  ".len() + bytes
}

/// Writes a line piece by piece, and carries the marks over.
struct Writer<'a> {
    line: Line,
    /// How much of the payload is written.
    read: usize,
    /// Marks of the payload that are not passed yet.
    marks: &'a [Range<usize>],
}

impl<'a> Writer<'a> {
    fn new(marks: &'a [Range<usize>]) -> Self {
        Self {
            line: Line::default(),
            read: 0,
            marks,
        }
    }

    /// Writes what stands for the next `bytes` of the payload.
    fn write(&mut self, bytes: usize, push: impl FnOnce(&mut String)) {
        let start = self.line.text.len();
        push(&mut self.line.text);
        let end = self.line.text.len();
        let source = self.read..self.read + bytes;
        self.read = source.end;
        while let [first, rest @ ..] = self.marks
            && first.end <= source.start
        {
            self.marks = rest;
        }
        if self
            .marks
            .first()
            .is_some_and(|mark| mark.start < source.end)
        {
            match self.line.marks.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => self.line.marks.push(start..end),
            }
        }
    }

    fn end(mut self, tail: &str) -> Line {
        self.line.text.push_str(tail);
        self.line
    }
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
            assert_eq!(text_preview(payload.as_ref(), &[]).text, expected);
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
            text_preview(long.as_bytes(), &[]).text,
            format!("{}…", "中".repeat(85))
        );
        let long = "a".repeat(PREVIEW_BYTES + 1);
        assert_eq!(
            text_preview(long.as_bytes(), &[]).text,
            format!("{}…", "a".repeat(PREVIEW_BYTES))
        );
        let exact = "a".repeat(PREVIEW_BYTES);
        assert_eq!(text_preview(exact.as_bytes(), &[]).text, exact);
    }

    #[test]
    fn bytes_are_shown_as_digits() {
        assert_eq!(hex_preview(b"", &[]).text, "");
        assert_eq!(hex_preview(&[0xde, 0xad, 0, 0xff], &[]).text, "de ad 00 ff");
        assert_eq!(
            hex_preview(&[1; 86], &[]).text,
            format!("{} …", ["01"; 85].join(" "))
        );
    }

    #[expect(clippy::single_range_in_vec_init, reason = "one mark is one range")]
    #[test]
    fn marks_follow_what_they_mark() {
        #[track_caller]
        fn check(line: &Line, expected: &[&str]) {
            let marked: Vec<&str> = line
                .marks
                .iter()
                .map(|mark| &line.text[mark.clone()])
                .collect();
            assert_eq!(marked, expected, "{line:?}");
        }
        check(
            &text_preview(b"one two one", &[0..3, 8..11]),
            &["one", "one"],
        );
        check(&text_preview("a\n中b".as_bytes(), &[1..5]), &["\\n中"]);
        check(&text_preview(b"abc", &[0..1, 1..2]), &["ab"]);
        check(&text_preview(b"abc", &[7..9]), &[]);
        check(&hex_preview(&[1, 2, 3], &[1..3]), &[" 02 03"]);
        check(&text_row(b"a\tb", &[1..2]), &[TAB]);
        check(&hex_row(0, &[1, 2], 4, &[0..1]), &[" 01"]);
    }

    #[test]
    fn shows_a_hex_dump() {
        let row = hex_row(16, b"hello\0\xff", 8, &[]).text;
        assert_eq!(row, "00000010  68 65 6c 6c 6f 00 ff     hello..");
        assert!(row.len() <= hex_columns(8));
    }
}
