//! Names one tab for as long as the program runs.

/// The name of a tab. It is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TabId(pub u64);
