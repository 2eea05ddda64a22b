//! Messages of Protocol Buffers with a schema that has every type of field.

use std::path::Path;
use std::sync::LazyLock;

use super::conversation::{Message, decoded_soundly, messages_of};
use crate::decoders::Protocol;
use crate::decoders::protobuf_schema::{Schema, Types};

/// Where it is, seen from the crate.
const SCHEMA: &str = "fuzz/schema/fields.proto";

static PROTOCOL: LazyLock<&'static dyn Protocol> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHEMA);
    let schema = Schema::read(&[file], &[]).expect("a schema");
    let types = Types {
        client: Some("fields.New".to_owned()),
        server: Some("fields.Old".to_owned()),
    };
    schema.protocol(&types).expect("its types")
});

/// Messages with their heads, as in [`super::decoders`].
pub fn protobuf_schema(data: &[u8]) {
    for message in messages_of(data).iter().map(Message::payload) {
        decoded_soundly(*PROTOCOL, &[message]);
    }
}
