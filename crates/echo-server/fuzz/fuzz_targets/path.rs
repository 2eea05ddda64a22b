//! A path with its query is read as a scenario that can be written again, or the part that is wrong is named.
#![no_main]

use echo_server::properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::path(data));
