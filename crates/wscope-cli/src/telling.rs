//! What is said on standard error.

use std::io::{self, Write as _};

use session::files::is_obeyed;

/// So many characters of a text that may be of any length are shown: what fits on a few lines of a terminal.
pub(crate) const MAX_READABLE: usize = 400;

/// Says what went wrong.
pub(crate) fn complain(text: &str) {
    tell("error", text);
}

/// Says what was left out, or what else one should know.
pub(crate) fn remark(text: &str) {
    tell("note", text);
}

fn tell(kind: &str, text: &str) {
    // It may be closed, and there is no other place to report that.
    writeln!(io::stderr(), "{kind}: {text}").ok();
}

/// A text on one line, cut, and without what a terminal obeys.
pub(crate) fn readable(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars().take(MAX_READABLE) {
        if letter.is_control() || is_obeyed(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    if text.chars().nth(MAX_READABLE).is_some() {
        shown.push('…');
    }
    shown
}
