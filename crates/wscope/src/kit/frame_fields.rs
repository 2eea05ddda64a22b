//! A frame as it is on the wire, field by field (RFC 6455, section 5.2).

use std::ops::Range;

use wire::FrameHead;

pub use wire::Opcode;

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
    Ok(fields(bytes, &head, size, head.length))
}

/// The same of a frame that may end too early or too late: its payload is all that follows its head.
///
/// # Errors
/// When not even the head is whole.
pub fn fields_of_any(bytes: &[u8]) -> Result<Vec<Field>, CutOff> {
    let (head, size) = FrameHead::parse(bytes).ok_or(CutOff)?;
    Ok(fields(bytes, &head, size, (bytes.len() - size) as u64))
}

fn fields(bytes: &[u8], head: &FrameHead, size: usize, payload: u64) -> Vec<Field> {
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
    fields.push(payload * 8, Meaning::Payload { key: head.mask });
    fields.0
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

    #[test]
    fn a_frame_that_tells_another_length_has_the_payload_that_is_there() {
        for (bytes, payload) in [
            (&b"\x81\x05Hell"[..], 32),
            (b"\x81\x01Hello", 40),
            (b"\x81\x05", 0),
            (b"\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xffa", 8),
        ] {
            let fields = fields_of_any(bytes).unwrap();
            let last = fields.last().unwrap();
            assert_eq!(last.bits.end - last.bits.start, payload, "{bytes:?}");
            assert_eq!(last.bits.end, bytes.len() as u64 * 8);
        }
        assert_eq!(fields_of_any(b"\x81\x7e\x01"), Err(CutOff));
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
