//! What every chore uses.

/// What a chore fails with: one sentence for the person who ran it.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Tells the person what happens.
#[expect(clippy::print_stdout, reason = "progress is for the terminal")]
pub(crate) fn say(text: impl std::fmt::Display) {
    println!("{text}");
}
