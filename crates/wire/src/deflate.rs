//! Compression of messages: permessage-deflate (RFC 7692). What both sides agree on, and, behind the feature `deflate`, the
//! two halves of the codec.

#[cfg(feature = "deflate")]
mod deflater;
#[cfg(feature = "deflate")]
mod inflater;
mod parameters;
#[cfg(feature = "deflate")]
mod spare;

#[cfg(feature = "deflate")]
pub use deflater::{DeflateFault, Deflater};
#[cfg(feature = "deflate")]
pub use inflater::{InflateFault, Inflated, Inflater};
pub use parameters::{
    Accepted, AnswerFault, EXTENSION, Offer, OfferFault, ParameterFault, Parameters,
    SideParameters, Wishes,
};

/// The smallest window that can be agreed on (RFC 7692, section 7.1.2), in bits.
pub const MIN_AGREED_WINDOW_BITS: u8 = 8;

/// The smallest window that zlib compresses with, in bits. It can read what was compressed with a smaller one.
pub const MIN_WINDOW_BITS: u8 = 9;

/// The largest window of DEFLATE, in bits.
pub const MAX_WINDOW_BITS: u8 = 15;

/// With what a flush ends, and what is left out of each message (section 7.2.1).
#[cfg(feature = "deflate")]
const TAIL: [u8; 4] = [0, 0, 0xff, 0xff];

#[cfg(all(test, feature = "deflate"))]
mod tests;
