//! Sizes, times, shares, rates, addresses and origins: what is read can be written and read again.
#![no_main]

use echo_server::properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::units(data));
