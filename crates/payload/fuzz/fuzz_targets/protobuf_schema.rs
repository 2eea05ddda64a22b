//! Messages of Protocol Buffers, with a schema that they follow or not.
#![no_main]

use payload::properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::protobuf_schema(data));
