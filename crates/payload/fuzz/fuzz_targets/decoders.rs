//! Messages of a connection in any order: each is decoded, or refused with a reason, in the protocol that is chosen or recognised.
#![no_main]

use payload::properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::decoders(data));
