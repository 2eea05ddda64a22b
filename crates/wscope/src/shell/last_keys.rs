//! What is told of the keys that were pressed last in a presentation.

/// Keys, and what they did.
pub(super) struct LastKeys {
    pub(super) keys: Vec<String>,
    pub(super) did: String,
}
