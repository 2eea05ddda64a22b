//! A frame as somebody describes it, whether it keeps the rules or not.

use crate::head::{FIN, FrameHead, LENGTH_16, LENGTH_64, MASK};
use crate::mask::apply_mask;
use crate::opcode::Opcode;

/// With what a frame is masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Masking {
    /// With a key that is new for each frame, as a client has to (RFC 6455, section 5.3).
    #[default]
    Random,
    /// With this key.
    Key([u8; 4]),
    /// It is not masked.
    Unmasked,
}

/// In how many bits a length is written (RFC 6455, section 5.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LengthForm {
    /// As few as it needs, which is the only form that is allowed.
    #[default]
    Shortest,
    /// 16 bits after the second byte. Of a length that has more, the last 16.
    Bits16,
    /// 64 bits after the second byte.
    Bits64,
}

/// A frame as somebody describes it, whether it keeps the rules or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFrame {
    /// Whether it says that it is the last one of its message.
    pub is_final: bool,
    /// The bits RSV1, RSV2 and RSV3, from 4 to 1.
    pub reserved: u8,
    /// What it is.
    pub opcode: Opcode,
    /// With what its payload is masked.
    pub masking: Masking,
    /// The length that its head tells, in bytes; `None` for that of the payload.
    pub declared: Option<u64>,
    /// In how many bits the length is written.
    pub form: LengthForm,
    /// What follows the head, before it is masked.
    pub payload: Vec<u8>,
}

impl RawFrame {
    /// A whole frame that keeps the rules, as a client sends it.
    pub fn whole(opcode: Opcode, payload: &[u8]) -> Self {
        Self {
            is_final: true,
            reserved: 0,
            opcode,
            masking: Masking::Random,
            declared: None,
            form: LengthForm::Shortest,
            payload: payload.to_vec(),
        }
    }

    /// The frame that these bytes are, as they are on the wire: sent again it is the same. `None` if its head is not whole.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (head, size) = FrameHead::parse(bytes)?;
        let mut payload = bytes[size..].to_vec();
        apply_mask(&mut payload, head.mask.unwrap_or_default());
        let mask = head.mask.map_or(0, |key| key.len());
        let form = match size - mask {
            _ if head.size() == size => LengthForm::Shortest,
            4 => LengthForm::Bits16,
            _ => LengthForm::Bits64,
        };
        Some(Self {
            is_final: head.is_final,
            reserved: head.reserved,
            opcode: head.opcode,
            masking: head.mask.map_or(Masking::Unmasked, Masking::Key),
            declared: (head.length != payload.len() as u64).then_some(head.length),
            form,
            payload,
        })
    }

    /// The length that its head tells, in bytes.
    pub fn length(&self) -> u64 {
        self.declared.unwrap_or(self.payload.len() as u64)
    }

    /// The key of its mask, if it has one. `random` is that of [`Masking::Random`].
    pub fn key(&self, random: [u8; 4]) -> Option<[u8; 4]> {
        match self.masking {
            Masking::Random => Some(random),
            Masking::Key(key) => Some(key),
            Masking::Unmasked => None,
        }
    }

    /// Its head as it is sent. `random` is the key of [`Masking::Random`].
    pub fn encode_head(&self, random: [u8; 4]) -> Vec<u8> {
        let key = self.key(random);
        let fin = if self.is_final { FIN } else { 0 };
        let mask = if key.is_some() { MASK } else { 0 };
        let mut bytes = vec![fin | (self.reserved & 0x7) << 4 | self.opcode.bits()];
        let length = self.length();
        let form = match self.form {
            LengthForm::Shortest if length > u64::from(u16::MAX) => LengthForm::Bits64,
            LengthForm::Shortest if length >= u64::from(LENGTH_16) => LengthForm::Bits16,
            form => form,
        };
        match form {
            LengthForm::Shortest => bytes.push(mask | length as u8),
            LengthForm::Bits16 => {
                bytes.push(mask | LENGTH_16);
                bytes.extend_from_slice(&(length as u16).to_be_bytes());
            }
            LengthForm::Bits64 => {
                bytes.push(mask | LENGTH_64);
                bytes.extend_from_slice(&length.to_be_bytes());
            }
        }
        bytes.extend(key.into_iter().flatten());
        bytes
    }

    /// All of it as it is sent. `random` is the key of [`Masking::Random`].
    pub fn encode(&self, random: [u8; 4]) -> Vec<u8> {
        let mut bytes = self.encode_head(random);
        let head = bytes.len();
        bytes.extend_from_slice(&self.payload);
        if let Some(key) = self.key(random) {
            apply_mask(&mut bytes[head..], key);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::head::frame;

    const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

    #[test]
    fn each_part_has_its_place() {
        #[track_caller]
        fn check(change: impl FnOnce(&mut RawFrame), expected: &[u8]) {
            let mut raw = RawFrame::whole(Opcode::Text, b"Hello");
            change(&mut raw);
            assert_eq!(raw.encode(KEY), expected, "{raw:?}");
        }
        // RFC 6455, section 5.7.
        let masked = b"\x7f\x9f\x4d\x51\x58";
        let with_head = |head: &[u8]| [head, &KEY[..], &masked[..]].concat();
        check(|_| {}, &with_head(b"\x81\x85"));
        check(|raw| raw.is_final = false, &with_head(b"\x01\x85"));
        for (reserved, first) in [(4, 0xc1), (2, 0xa1), (1, 0x91), (7, 0xf1), (15, 0xf1)] {
            check(|raw| raw.reserved = reserved, &with_head(&[first, 0x85]));
        }
        for opcode in 0..16 {
            let bytes = with_head(&[0x80 | opcode, 0x85]);
            check(|raw| raw.opcode = Opcode::from_bits(opcode), &bytes);
        }
        check(|raw| raw.masking = Masking::Unmasked, b"\x81\x05Hello");
        let zero = Masking::Key([0; 4]);
        check(|raw| raw.masking = zero, b"\x81\x85\0\0\0\0Hello");
        check(|raw| raw.declared = Some(0), &with_head(b"\x81\x80"));
        check(|raw| raw.declared = Some(125), &with_head(b"\x81\xfd"));
        let medium = with_head(b"\x81\xfe\x00\x7e");
        check(|raw| raw.declared = Some(126), &medium);
        let medium = with_head(b"\x81\xfe\xff\xff");
        check(|raw| raw.declared = Some(0xffff), &medium);
        let long = with_head(b"\x81\xff\0\0\0\0\0\x01\0\0");
        check(|raw| raw.declared = Some(0x1_0000), &long);
        let long = with_head(&[&b"\x81\xff"[..], &[0xff; 8]].concat());
        check(|raw| raw.declared = Some(u64::MAX), &long);
        let medium = with_head(b"\x81\xfe\x00\x05");
        check(|raw| raw.form = LengthForm::Bits16, &medium);
        let long = with_head(b"\x81\xff\0\0\0\0\0\0\0\x05");
        check(|raw| raw.form = LengthForm::Bits64, &long);
        let cut = with_head(b"\x81\xfe\x00\x02");
        let change = |raw: &mut RawFrame| {
            raw.form = LengthForm::Bits16;
            raw.declared = Some(0x1_0002);
        };
        check(change, &cut);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_keeps_to_the_shortest_form_is_written_as_any_head(
            is_final: bool, reserved in 0..8_u8, opcode in 0..16_u8, is_masked: bool,
            declared: Option<u64>, payload: Vec<u8>,
        ) {
            let raw = RawFrame {
                is_final,
                reserved,
                opcode: Opcode::from_bits(opcode),
                masking: if is_masked { Masking::Random } else { Masking::Unmasked },
                declared,
                form: LengthForm::Shortest,
                payload: payload.clone(),
            };
            let head = FrameHead {
                is_final,
                reserved,
                opcode: raw.opcode,
                mask: is_masked.then_some(KEY),
                length: raw.length(),
            };
            prop_assert_eq!(raw.encode(KEY), frame(&head, &payload));
        }

        #[test]
        fn what_was_on_the_wire_is_sent_again_as_it_was(
            is_final: bool, reserved in 0..8_u8, opcode in 0..16_u8, is_masked: bool,
            declared: Option<u64>, form in 0..3_u8, payload in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let raw = RawFrame {
                is_final,
                reserved,
                opcode: Opcode::from_bits(opcode),
                masking: if is_masked { Masking::Key(KEY) } else { Masking::Unmasked },
                declared,
                form: match form {
                    0 => LengthForm::Shortest,
                    1 => LengthForm::Bits16,
                    _ => LengthForm::Bits64,
                },
                payload,
            };
            let bytes = raw.encode(KEY);
            let parsed = RawFrame::parse(&bytes);
            prop_assert_eq!(parsed.map(|parsed| parsed.encode(KEY)), Some(bytes));
        }
    }
}
