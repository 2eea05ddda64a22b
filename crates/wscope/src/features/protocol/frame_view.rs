//! A frame as it is on the wire, field by field (RFC 6455, section 5.2), and how a handshake is proved.

use std::ops::Range;

use data_encoding::HEXLOWER;
use wire::FrameHead;
use wire::handshake::{accept_digest, accept_key};

pub use wire::Opcode;
pub use wire::handshake::GUID;

/// Which way a frame goes. What a client sends is masked (RFC 6455, section 5.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// From the client to the server.
    #[default]
    ToServer,
    /// From the server to the client.
    ToClient,
}

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Whether this is the last frame of its message.
    Fin(bool),
    /// Three bits for extensions; 0 without one.
    Reserved(u8),
    /// What the frame is.
    Opcode(Opcode),
    /// Whether the payload is masked.
    Mask(bool),
    /// The length of the payload, in bytes, if it is below 126. 126 and 127 say that it follows.
    ShortLength(u8),
    /// The length of the payload, in bytes, in 16 or 64 bits.
    LongLength(u64),
    /// With what the payload is masked.
    MaskingKey([u8; 4]),
    /// The payload, and how it is masked.
    Payload {
        /// The key, if it is.
        key: Option<[u8; 4]>,
    },
}

/// One field of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it is, in bits from the beginning of the frame.
    pub bits: Range<u64>,
    /// What it says.
    pub meaning: Meaning,
}

/// A frame ends before it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutOff;

/// The fields of the frame at the beginning of these bytes, in order.
///
/// # Errors
/// When the frame goes on beyond them.
pub fn fields_of(bytes: &[u8]) -> Result<Vec<Field>, CutOff> {
    let (head, size) = FrameHead::parse(bytes).ok_or(CutOff)?;
    if ((bytes.len() - size) as u64) < head.length {
        return Err(CutOff);
    }
    let mut fields = Fields::default();
    fields.push(1, Meaning::Fin(head.is_final));
    fields.push(3, Meaning::Reserved(head.reserved));
    fields.push(4, Meaning::Opcode(head.opcode));
    fields.push(1, Meaning::Mask(head.mask.is_some()));
    // The second byte is there: a head has two at the least.
    fields.push(7, Meaning::ShortLength(bytes[1] & 0x7f));
    let key_size = if head.mask.is_some() { 4 } else { 0 };
    let long_length_size = size - 2 - key_size;
    if long_length_size > 0 {
        let meaning = Meaning::LongLength(head.length);
        fields.push(long_length_size as u64 * 8, meaning);
    }
    if let Some(key) = head.mask {
        fields.push(32, Meaning::MaskingKey(key));
    }
    fields.push(head.length * 8, Meaning::Payload { key: head.mask });
    Ok(fields.0)
}

#[derive(Default)]
struct Fields(Vec<Field>);

impl Fields {
    fn push(&mut self, bits: u64, meaning: Meaning) {
        let start = self.0.last().map_or(0, |field| field.bits.end);
        let bits = start..start + bits;
        self.0.push(Field { bits, meaning });
    }
}

/// A whole message as one frame. What goes to the server is masked with this key.
pub fn frame(opcode: Opcode, payload: &[u8], way: Way, key: [u8; 4]) -> Vec<u8> {
    let head = FrameHead {
        mask: match way {
            Way::ToServer => Some(key),
            Way::ToClient => None,
        },
        ..FrameHead::whole(opcode, payload.len() as u64)
    };
    wire::frame(&head, payload)
}

/// How the server proves that it read the handshake, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The key with the GUID behind it.
    pub joined: String,
    /// Its SHA-1, in hexadecimal digits.
    pub digest: String,
    /// The same in Base64: `Sec-WebSocket-Accept`.
    pub accept: String,
}

impl Proof {
    /// For this `Sec-WebSocket-Key`.
    pub fn of(key: &str) -> Self {
        Self {
            joined: format!("{key}{GUID}"),
            digest: HEXLOWER.encode(&accept_digest(key.as_bytes())),
            accept: accept_key(key.as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use wire::apply_mask;

    const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

    /// Masks a payload, or takes the mask away: it is the same (RFC 6455, section 5.3).
    fn masked(payload: &[u8], key: [u8; 4]) -> Vec<u8> {
        let mut masked = payload.to_vec();
        apply_mask(&mut masked, key);
        masked
    }

    fn meanings(bytes: &[u8]) -> Vec<Meaning> {
        let fields = fields_of(bytes).unwrap();
        fields.into_iter().map(|field| field.meaning).collect()
    }

    fn head(fin: bool, opcode: Opcode, key: Option<[u8; 4]>, length: u8) -> Vec<Meaning> {
        let mut head = vec![
            Meaning::Fin(fin),
            Meaning::Reserved(0),
            Meaning::Opcode(opcode),
            Meaning::Mask(key.is_some()),
            Meaning::ShortLength(length),
        ];
        head.extend(key.map(Meaning::MaskingKey));
        head.push(Meaning::Payload { key });
        head
    }

    /// Every example of RFC 6455, section 5.7.
    #[test]
    fn the_examples_of_the_standard_are_named_correctly() {
        use Opcode::{Binary, Continuation, Ping, Pong, Text};
        let hello = b"\x81\x05\x48\x65\x6c\x6c\x6f";
        assert_eq!(meanings(hello), head(true, Text, None, 5));
        assert_eq!(frame(Text, b"Hello", Way::ToClient, KEY), hello);
        let masked_hello = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
        assert_eq!(meanings(masked_hello), head(true, Text, Some(KEY), 5));
        assert_eq!(frame(Text, b"Hello", Way::ToServer, KEY), masked_hello);
        assert_eq!(masked(&masked_hello[6..], KEY), b"Hello");
        assert_eq!(
            meanings(b"\x01\x03\x48\x65\x6c"),
            head(false, Text, None, 3)
        );
        assert_eq!(
            meanings(b"\x80\x02\x6c\x6f"),
            head(true, Continuation, None, 2)
        );
        assert_eq!(
            meanings(b"\x89\x05\x48\x65\x6c\x6c\x6f"),
            head(true, Ping, None, 5)
        );
        assert_eq!(
            meanings(b"\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"),
            head(true, Pong, Some(KEY), 5)
        );
        for (start, short, length) in [
            (&b"\x82\x7e\x01\x00"[..], 126, 256),
            (
                &b"\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"[..],
                127,
                65_536,
            ),
        ] {
            let payload = vec![7; length];
            let bytes = [start, &payload].concat();
            let mut expected = head(true, Binary, None, short);
            expected.insert(5, Meaning::LongLength(length as u64));
            assert_eq!(meanings(&bytes), expected);
            assert_eq!(frame(Binary, &payload, Way::ToClient, KEY), bytes);
        }
    }

    #[test]
    fn each_field_has_its_place() {
        let fields = fields_of(b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58").unwrap();
        let bits: Vec<_> = fields.into_iter().map(|field| field.bits).collect();
        assert_eq!(bits, [0..1, 1..4, 4..8, 8..9, 9..16, 16..48, 48..88]);
        for cut in [
            &b""[..],
            b"\x81",
            b"\x81\x05Hell",
            b"\x81\x7e\x01",
            b"\x81\x85\x37",
        ] {
            assert_eq!(fields_of(cut), Err(CutOff), "{cut:?}");
        }
    }

    /// The example of RFC 6455, section 1.3.
    #[test]
    fn the_proof_is_worked_out_step_by_step() {
        let proof = Proof::of("dGhlIHNhbXBsZSBub25jZQ==");
        assert_eq!(
            proof.joined,
            "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        );
        assert_eq!(proof.digest, "b37a4f2cc0624f1690f64606cf385945b2bec4ea");
        assert_eq!(proof.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_framed_is_found_again(payload: Vec<u8>, key: [u8; 4], goes_to_server: bool) {
            let way = if goes_to_server { Way::ToServer } else { Way::ToClient };
            let bytes = frame(Opcode::Binary, &payload, way, key);
            let fields = fields_of(&bytes).unwrap();
            let last = fields.last().unwrap();
            prop_assert_eq!(last.bits.end, bytes.len() as u64 * 8);
            let body = &bytes[(last.bits.start / 8) as usize..];
            let read = match last.meaning {
                Meaning::Payload { key: Some(key) } => masked(body, key),
                _ => body.to_vec(),
            };
            prop_assert_eq!(read, payload);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            if let Ok(fields) = fields_of(&bytes) {
                prop_assert!(fields.windows(2).all(|pair| pair[0].bits.end == pair[1].bits.start));
            }
        }
    }
}
