//! What is stored, and why nothing was read.

use std::collections::BTreeMap;

/// What is stored, by its names: the settings are one of them.
pub(super) type Entries = BTreeMap<String, String>;

/// Why nothing was read.
pub(super) enum LoadError {
    /// It is there, and is not what this program writes.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "what a browser stores is always a text")
    )]
    Damaged,
    /// In the system's words.
    Unavailable(String),
}
