//! What is said on standard error, and what the program calls itself.

use std::io::{self, Write as _};

/// What writes files, as they name it.
pub(crate) const PROGRAM: &str = concat!("wscope ", env!("CARGO_PKG_VERSION"));

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
