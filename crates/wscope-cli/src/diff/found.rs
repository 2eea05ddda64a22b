//! What was found.

use session::comparison::Comparison;

/// What was found.
pub(super) struct Found {
    /// What the files are called.
    pub(super) left: String,
    pub(super) right: String,
    pub(super) comparison: Comparison,
    /// The paths of fields that differ between recordings of the same conversation.
    pub(super) volatile: Vec<String>,
    /// Whether something could not be read, and so not be compared.
    pub(super) is_incomplete: bool,
}
