//! Offers and answers about compression: what one side writes the other side reads as it is meant.
#![no_main]

use echo_server::properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::negotiation(data));
