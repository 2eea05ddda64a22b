//! What must hold whatever a peer sends: each function takes any bytes, and panics if it does not hold.
//!
//! They are called from two sides: by the fuzz targets in `fuzz/`, which make up bytes, and by tests that give them the seeds that
//! are kept there. So they are only there for tests and with the feature `fuzzing`, and are nobody's interface.

mod conversation;
#[cfg(feature = "protobuf-schema")]
mod with_schema;

#[cfg(test)]
pub(crate) use conversation::decoded_soundly;
pub use conversation::decoders;
#[cfg(feature = "protobuf-schema")]
pub use with_schema::protobuf_schema;

#[cfg(test)]
mod tests;
