//! Compressed messages in any pieces: what is handed on is bounded, and the same in whatever pieces it came.
#![no_main]

use echo_server::properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::compressed(data));
