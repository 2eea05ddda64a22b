//! JSON Schema, where the program is built with it.

#[cfg(not(feature = "schema"))]
mod absent;
#[cfg(feature = "schema")]
mod compiled;

#[cfg(not(feature = "schema"))]
pub(crate) use absent::Schema;
#[cfg(feature = "schema")]
pub(crate) use compiled::Schema;
