//! What is said on standard error.

use std::io::{self, Write as _};

/// Says what went wrong.
pub(crate) fn complain(text: &str) {
    tell("error", text);
}

/// Says what was left out, or what else one should know.
pub(crate) fn remark(text: &str) {
    tell("note", text);
}

fn tell(kind: &str, text: &str) {
    // As one, so that nothing else that writes to a terminal stands in the middle. It may be closed, and there is no other place to
    // report that.
    let line = format!("{kind}: {text}\n");
    io::stderr().write_all(line.as_bytes()).ok();
}
