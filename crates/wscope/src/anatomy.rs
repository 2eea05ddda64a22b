//! A frame as it is on the wire, field by field (RFC 6455, section 5.2), and how a handshake is proved.

use std::ops::Range;

use data_encoding::{BASE64, HEXLOWER};
use sha1::{Digest as _, Sha1};

/// What the server appends to the key of a handshake (RFC 6455, section 1.3).
pub const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Which way a frame goes. What a client sends is masked (RFC 6455, section 5.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// From the client to the server.
    #[default]
    ToServer,
    /// From the server to the client.
    ToClient,
}

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opcode {
    /// The message before goes on.
    Continuation,
    /// A text.
    Text,
    /// Bytes.
    Binary,
    /// The end.
    Close,
    /// A question whether the peer is there.
    Ping,
    /// The answer.
    Pong,
    /// Not used yet.
    Reserved(u8),
}

impl Opcode {
    /// From its four bits.
    pub fn from_bits(bits: u8) -> Self {
        match bits & 0xf {
            0x0 => Self::Continuation,
            0x1 => Self::Text,
            0x2 => Self::Binary,
            0x8 => Self::Close,
            0x9 => Self::Ping,
            0xa => Self::Pong,
            other => Self::Reserved(other),
        }
    }

    fn bits(self) -> u8 {
        match self {
            Self::Continuation => 0x0,
            Self::Text => 0x1,
            Self::Binary => 0x2,
            Self::Close => 0x8,
            Self::Ping => 0x9,
            Self::Pong => 0xa,
            Self::Reserved(bits) => bits & 0xf,
        }
    }
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
pub fn dissect(bytes: &[u8]) -> Result<Vec<Field>, CutOff> {
    let [first, second, rest @ ..] = bytes else {
        return Err(CutOff);
    };
    let short = second & 0x7f;
    let is_masked = second & 0x80 != 0;
    let mut fields = Fields::default();
    fields.push(1, Meaning::Fin(first & 0x80 != 0));
    fields.push(3, Meaning::Reserved(first >> 4 & 0x7));
    fields.push(4, Meaning::Opcode(Opcode::from_bits(*first)));
    fields.push(1, Meaning::Mask(is_masked));
    fields.push(7, Meaning::ShortLength(short));
    let (length, rest) = match short {
        126 => {
            let (length, rest) = rest.split_first_chunk().ok_or(CutOff)?;
            let length = u16::from_be_bytes(*length).into();
            fields.push(16, Meaning::LongLength(length));
            (length, rest)
        }
        127 => {
            let (length, rest) = rest.split_first_chunk().ok_or(CutOff)?;
            let length = u64::from_be_bytes(*length);
            fields.push(64, Meaning::LongLength(length));
            (length, rest)
        }
        short => (short.into(), rest),
    };
    let (key, rest) = if is_masked {
        let (key, rest) = rest.split_first_chunk().ok_or(CutOff)?;
        fields.push(32, Meaning::MaskingKey(*key));
        (Some(*key), rest)
    } else {
        (None, rest)
    };
    if (rest.len() as u64) < length {
        return Err(CutOff);
    }
    fields.push(length * 8, Meaning::Payload { key });
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
    let mut frame = vec![0x80 | opcode.bits()];
    let mask = match way {
        Way::ToServer => 0x80,
        Way::ToClient => 0,
    };
    // The shortest form that fits is the only one that is allowed.
    match payload.len() {
        short @ 0..126 => frame.push(mask | short as u8),
        medium @ 126..0x1_0000 => {
            frame.push(mask | 126);
            frame.extend((medium as u16).to_be_bytes());
        }
        long => {
            frame.push(mask | 127);
            frame.extend((long as u64).to_be_bytes());
        }
    }
    match way {
        Way::ToServer => {
            frame.extend(key);
            frame.extend(masked(payload, key));
        }
        Way::ToClient => frame.extend(payload),
    }
    frame
}

/// Masks a payload, or takes the mask away: it is the same (RFC 6455, section 5.3).
pub fn masked(payload: &[u8], key: [u8; 4]) -> Vec<u8> {
    let bytes = payload.iter().zip(key.iter().cycle());
    bytes.map(|(byte, key)| byte ^ key).collect()
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
        let joined = format!("{key}{GUID}");
        let digest = Sha1::digest(joined.as_bytes());
        Self {
            digest: HEXLOWER.encode(&digest),
            accept: BASE64.encode(&digest),
            joined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

    fn meanings(bytes: &[u8]) -> Vec<Meaning> {
        let fields = dissect(bytes).unwrap();
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
        let fields = dissect(b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58").unwrap();
        let bits: Vec<_> = fields.into_iter().map(|field| field.bits).collect();
        assert_eq!(bits, [0..1, 1..4, 4..8, 8..9, 9..16, 16..48, 48..88]);
        for cut in [
            &b""[..],
            b"\x81",
            b"\x81\x05Hell",
            b"\x81\x7e\x01",
            b"\x81\x85\x37",
        ] {
            assert_eq!(dissect(cut), Err(CutOff), "{cut:?}");
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
            let fields = dissect(&bytes).unwrap();
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
            if let Ok(fields) = dissect(&bytes) {
                prop_assert!(fields.windows(2).all(|pair| pair[0].bits.end == pair[1].bits.start));
            }
        }
    }
}
