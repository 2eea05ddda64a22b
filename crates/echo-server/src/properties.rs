//! What must hold whatever a client sends: each function takes any bytes, and panics if it does not hold.
//!
//! They stand in the library because they look at what is private, and are called from two sides: by the fuzz targets in
//! `fuzz/`, which make up bytes, and by a test that gives them the seeds that are kept there. So they are only there for
//! tests and with the feature `fuzzing`, and are nobody's interface.

mod client;
mod compressed;
mod connection;
mod frames;
mod negotiation;
mod units;
mod wire;

pub(crate) use self::client::Client;
pub use self::compressed::compressed;
pub use self::connection::connection;
pub use self::frames::frames;
#[cfg(test)]
pub(crate) use self::frames::{through_fast_echo, through_frame_stream};
pub use self::negotiation::negotiation;
pub use self::units::units;
pub use scenario::properties::path;

/// Takes the next byte for a choice among some.
fn choose<T: Copy>(bytes: &mut &[u8], among: &[T]) -> Option<T> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    among.get(usize::from(*first) % among.len()).copied()
}

#[cfg(test)]
mod tests;
