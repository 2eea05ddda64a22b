//! What is said on standard error.

use std::io::{self, Write as _};

use payload::visible::shortened;

use crate::limits::TOLD_CHARACTERS;

/// Says what went wrong.
pub(crate) fn complain(text: &str) {
    tell("error", text);
}

/// Says what was left out, or what else one should know.
pub(crate) fn remark(text: &str) {
    tell("note", text);
}

fn tell(kind: &str, text: &str) {
    tell_as_it_is(&format!("{kind}: {text}"));
}

/// Says what says itself of which kind it is.
pub(crate) fn tell_as_it_is(text: &str) {
    // As one, so that nothing else that writes to a terminal stands in the middle. It may be closed, and there is no other place to
    // report that.
    let text = format!("{}\n", for_people(text));
    io::stderr().write_all(text.as_bytes()).ok();
}

/// A text of one or more lines as a terminal can show it, whatever names, arguments and texts of libraries are in it: with escapes for
/// what a terminal obeys, and without the end of a very long line.
pub(crate) fn for_people(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        if line.len() > TOLD_CHARACTERS {
            return shortened(line, TOLD_CHARACTERS);
        }
        // What is told of a script points at a column below it, so tabs stay.
        let parts = line.split('\t');
        let parts = parts.map(|part| shortened(part, usize::MAX));
        parts.collect::<Vec<_>>().join("\t")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A text without the end of a very long one.
pub(crate) fn cut(text: String) -> String {
    match text.char_indices().nth(TOLD_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_nothing_to_obey_and_no_line_without_end() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(for_people(text), expected);
        }
        check("", "");
        check("a\n\tb 中\n  ^", "a\n\tb 中\n  ^");
        check(
            "\u{1b}[31m\u{7}\u{202e}\u{9b}",
            "\\u{1b}[31m\\u{7}\\u{202e}\\u{9b}",
        );
        let long = "x".repeat(TOLD_CHARACTERS + 1);
        let short = format!("{}…", &long[1..]);
        check(&format!("{long}\n{long}"), &format!("{short}\n{short}"));
        assert_eq!(cut(long), short);
        assert_eq!(cut("中".to_owned()), "中");
    }
}
