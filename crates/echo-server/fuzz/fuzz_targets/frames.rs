//! Frames in any pieces: the fast echo answers what tungstenite alone would.
#![no_main]

use echo_server::properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::frames(data));
