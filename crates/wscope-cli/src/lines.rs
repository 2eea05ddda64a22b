//! Messages as lines.

use std::io::{self, Write};

use memchr::memchr2;
use payload::visible::text_row;

/// Writes a message as one line, as websocat does: a line break at its end is that of the line, and those within it are spaces.
pub(crate) fn write_as_line(out: &mut impl Write, payload: &[u8]) -> io::Result<()> {
    let mut rest = without_line_break(payload);
    while let Some(at) = memchr2(b'\n', b'\r', rest) {
        out.write_all(&rest[..at])?;
        out.write_all(b" ")?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest)?;
    out.write_all(b"\n")
}

/// Writes a message as lines on a terminal, with escapes for what it would obey.
pub(crate) fn write_shown(out: &mut impl Write, payload: &[u8]) -> io::Result<()> {
    for line in without_line_break(payload).split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        writeln!(out, "{}", text_row(line, &[]).text)?;
    }
    Ok(())
}

pub(crate) fn without_line_break(payload: &[u8]) -> &[u8] {
    let line = payload.strip_suffix(b"\n").unwrap_or(payload);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line() {
        #[track_caller]
        fn check(payload: &[u8], expected: &[u8]) {
            let mut written = Vec::new();
            write_as_line(&mut written, payload).unwrap();
            assert_eq!(written, expected, "{payload:?}");
        }
        check(b"", b"\n");
        check(b"a", b"a\n");
        check(b"a\n", b"a\n");
        check(b"a\r\n", b"a\n");
        check(b"\n", b"\n");
        check(b"a\n\n", b"a \n");
        check(b"a\nb\r\nc", b"a b  c\n");
        check(b"\xff\0\x1b", b"\xff\0\x1b\n");
        check("中文\n字".as_bytes(), "中文 字\n".as_bytes());
    }

    #[test]
    fn a_terminal_gets_nothing_to_obey() {
        #[track_caller]
        fn check(payload: &[u8], expected: &str) {
            let mut written = Vec::new();
            write_shown(&mut written, payload).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), expected);
        }
        check(b"a\nb\r\n", "a\nb\n");
        check(b"\x1b[2Ja\rb\x07", "\\u{1b}[2Ja\\rb\\u{7}\n");
        check(b"\xff\xfe", "\u{fffd}\u{fffd}\n");
        check("中文 \u{202e}".as_bytes(), "中文 \\u{202e}\n");
    }
}
