//! What every measurement uses.

use std::io::{self, Write as _};

/// What a measurement fails with: one sentence for the person who ran it.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Tells the person what happens.
#[expect(clippy::print_stderr, reason = "stdout is for programs")]
pub(crate) fn say(text: impl std::fmt::Display) {
    eprintln!("{text}");
}

/// Tells a program what was measured: one JSON object, on a line of its own.
pub(crate) fn emit(object: &serde_json::Value) -> Result<()> {
    writeln!(io::stdout(), "{object}")?;
    Ok(())
}
