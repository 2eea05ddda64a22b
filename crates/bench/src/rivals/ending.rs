//! How a connection of a plain echo ends.

/// How one connection ended. A load ends without a word, so an error is nothing to speak of.
pub(super) type Ending = Result<(), Box<dyn std::error::Error + Send + Sync>>;
