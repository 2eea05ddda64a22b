//! All that a client may send on one connection: it is answered by the rules, and ends.
#![no_main]

use echo_server::properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::connection(data));
