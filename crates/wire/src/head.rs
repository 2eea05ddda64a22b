//! The head of a frame (RFC 6455, section 5.2): all that stands before the payload.

use std::ops::Deref;

use crate::mask::apply_mask;
use crate::opcode::Opcode;

pub(crate) const FIN: u8 = 0x80;
pub(crate) const MASK: u8 = 0x80;

/// In place of a length: it follows in 16 bits.
pub(crate) const LENGTH_16: u8 = 126;

/// In place of a length: it follows in 64 bits.
pub(crate) const LENGTH_64: u8 = 127;

/// The head of a frame, whether it breaks a rule or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameHead {
    /// Whether the frame is the last one of its message.
    pub is_final: bool,
    /// The bits RSV1, RSV2 and RSV3, from 4 to 1. They mean nothing unless an extension was agreed on.
    pub reserved: u8,
    /// What the frame is.
    pub opcode: Opcode,
    /// With what the payload is masked.
    pub mask: Option<[u8; 4]>,
    /// Bytes of payload that follow.
    pub length: u64,
}

impl FrameHead {
    /// The size of the largest head, in bytes: two, eight for a length, four for a mask.
    pub const MAX_SIZE: usize = 14;

    /// The head of a whole message, or of a control frame, without a mask.
    #[inline]
    pub fn whole(opcode: Opcode, length: u64) -> Self {
        Self {
            is_final: true,
            reserved: 0,
            opcode,
            mask: None,
            length,
        }
    }

    /// Reads a head at the beginning of these bytes, and tells how many of them it has. `None` if more are to come.
    #[inline]
    pub fn parse(bytes: &[u8]) -> Option<(Self, usize)> {
        let [first, second, rest @ ..] = bytes else {
            return None;
        };
        let (length, rest) = match second & !MASK {
            LENGTH_16 => {
                let (length, rest) = rest.split_first_chunk()?;
                (u16::from_be_bytes(*length).into(), rest)
            }
            LENGTH_64 => {
                let (length, rest) = rest.split_first_chunk()?;
                (u64::from_be_bytes(*length), rest)
            }
            short => (short.into(), rest),
        };
        let (mask, rest) = if second & MASK == 0 {
            (None, rest)
        } else {
            let (key, rest) = rest.split_first_chunk()?;
            (Some(*key), rest)
        };
        let head = Self {
            is_final: first & FIN != 0,
            reserved: first >> 4 & 0x7,
            opcode: Opcode::from_bits(*first),
            mask,
            length,
        };
        Some((head, bytes.len() - rest.len()))
    }

    /// So many bytes it has with the shortest form of its length, which is the only one that is allowed.
    #[inline]
    pub fn size(&self) -> usize {
        let length = match self.length {
            0..126 => 0,
            126..0x1_0000 => size_of::<u16>(),
            _ => size_of::<u64>(),
        };
        2 + length + self.mask.map_or(0, |key| key.len())
    }

    /// The key of its mask, beginning with the byte that belongs to this byte of the payload.
    pub fn mask_from(&self, index: u64) -> Option<[u8; 4]> {
        let mut key = self.mask?;
        key.rotate_left((index % 4) as usize);
        Some(key)
    }

    /// How it is written: with the shortest form of its length, which is the only one that is allowed.
    #[inline]
    pub fn encode(&self) -> EncodedHead {
        let mut encoded = EncodedHead {
            bytes: [0; Self::MAX_SIZE],
            size: 0,
        };
        let fin = if self.is_final { FIN } else { 0 };
        let mask = if self.mask.is_some() { MASK } else { 0 };
        let first = fin | (self.reserved & 0x7) << 4 | self.opcode.bits();
        match self.length {
            short @ 0..126 => encoded.push(&[first, mask | short as u8]),
            medium @ 126..0x1_0000 => {
                encoded.push(&[first, mask | LENGTH_16]);
                encoded.push(&(medium as u16).to_be_bytes());
            }
            long => {
                encoded.push(&[first, mask | LENGTH_64]);
                encoded.push(&long.to_be_bytes());
            }
        }
        if let Some(key) = &self.mask {
            encoded.push(key);
        }
        encoded
    }
}

/// A head as it is sent.
#[derive(Clone, Copy, Debug)]
pub struct EncodedHead {
    bytes: [u8; FrameHead::MAX_SIZE],
    size: usize,
}

impl EncodedHead {
    #[inline]
    fn push(&mut self, more: &[u8]) {
        self.bytes[self.size..self.size + more.len()].copy_from_slice(more);
        self.size += more.len();
    }
}

impl Deref for EncodedHead {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.bytes[..self.size]
    }
}

/// A frame as it is sent: the head, and the payload, masked if the head says so. [`FrameHead::length`] is taken as it is,
/// so that a frame can be written that lies about it.
pub fn frame(head: &FrameHead, payload: &[u8]) -> Vec<u8> {
    let encoded = head.encode();
    let mut frame = [&encoded, payload].concat();
    if let Some(key) = head.mask {
        apply_mask(&mut frame[encoded.len()..], key);
    }
    frame
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

    fn any_head() -> impl Strategy<Value = FrameHead> {
        let length = prop_oneof![0..200_u64, 65_000..66_000_u64, any::<u64>()];
        let parts = (any::<bool>(), 0..8_u8, 0..16_u8, any::<Option<[u8; 4]>>());
        (parts, length).prop_map(|((is_final, reserved, opcode, mask), length)| FrameHead {
            is_final,
            reserved,
            opcode: Opcode::from_bits(opcode),
            mask,
            length,
        })
    }

    /// Examples of RFC 6455, section 5.7.
    #[test]
    fn the_examples_of_the_standard_are_written_and_read() {
        let fragment = |opcode, is_final| FrameHead {
            is_final,
            ..FrameHead::whole(opcode, 3)
        };
        let masked = FrameHead {
            mask: Some(KEY),
            ..FrameHead::whole(Opcode::Text, 5)
        };
        for (head, payload, expected) in [
            (
                FrameHead::whole(Opcode::Text, 5),
                &b"Hello"[..],
                &b"\x81\x05Hello"[..],
            ),
            (
                masked,
                b"Hello",
                b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58",
            ),
            (fragment(Opcode::Text, false), b"Hel", b"\x01\x03Hel"),
            (fragment(Opcode::Continuation, true), b"lo!", b"\x80\x03lo!"),
            (
                FrameHead::whole(Opcode::Ping, 5),
                b"Hello",
                b"\x89\x05Hello",
            ),
            (
                FrameHead::whole(Opcode::Binary, 256),
                b"",
                b"\x82\x7e\x01\x00",
            ),
            (
                FrameHead::whole(Opcode::Binary, 65_536),
                b"",
                b"\x82\x7f\0\0\0\0\0\x01\0\0",
            ),
        ] {
            assert_eq!(frame(&head, payload), expected, "{head:?}");
            let size = head.encode().len();
            assert_eq!(FrameHead::parse(expected), Some((head, size)), "{head:?}");
        }
    }

    #[test]
    fn a_length_in_a_longer_form_than_needed_is_read() {
        for bytes in [&b"\x82\x7e\x00\x05"[..], b"\x82\x7f\0\0\0\0\0\0\0\x05"] {
            let head = FrameHead::whole(Opcode::Binary, 5);
            assert_eq!(FrameHead::parse(bytes), Some((head, bytes.len())));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn a_head_that_is_written_is_read_again(head in any_head(), after: Vec<u8>) {
            let encoded = head.encode();
            prop_assert_eq!(head.size(), encoded.len());
            for end in 0..encoded.len() {
                prop_assert_eq!(FrameHead::parse(&encoded[..end]), None);
            }
            let bytes = [&encoded, after.as_slice()].concat();
            prop_assert_eq!(FrameHead::parse(&bytes), Some((head, encoded.len())));
            prop_assert_eq!(head.size(), encoded.len());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            if let Some((head, size)) = FrameHead::parse(&bytes) {
                prop_assert!(size <= bytes.len());
                prop_assert!(head.size() <= size);
            }
        }
    }
}
