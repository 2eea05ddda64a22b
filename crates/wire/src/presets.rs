//! Frames that break a rule of RFC 6455, section 5, each: what a server has to refuse, and with which code.

use crate::close::MAX_CONTROL_PAYLOAD;
use crate::opcode::Opcode;
use crate::raw_frame::{LengthForm, Masking, RawFrame};

/// What a server does about a frame if it keeps to RFC 6455.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It takes it.
    Accepts,
    /// It fails the connection (section 7.1.7), with or without a close frame. This is the code that fits (section 7.4.1).
    Closes(u16),
    /// It may refuse the frame with this close code, and need not.
    MayClose(u16),
    /// It waits for the rest of the payload.
    Waits,
}

/// A frame to send, and the rule that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a row of the table below")]
pub enum Preset {
    Sound,
    Rsv1,
    Rsv2,
    Rsv3,
    Rsv1OnControl,
    ReservedData,
    ReservedControl,
    Unmasked,
    FragmentedPing,
    FragmentedClose,
    LongPing,
    LongClose,
    Length16,
    Length64,
    HighLength,
    DeclaredLonger,
    DeclaredShorter,
    DeclaredHuge,
    NothingToContinue,
    NewMessageWithin,
    InvalidUtf8,
    Surrogate,
    CutUtf8,
    CloseOneByte,
    CloseWithoutFrame,
    CloseBelowRange,
    CloseReason,
}

/// All of them: the sound one, then those about the head of a frame, about fragments, control frames and payloads.
pub const PRESETS: [Preset; 27] = [
    Preset::Sound,
    Preset::Unmasked,
    Preset::Rsv1,
    Preset::Rsv2,
    Preset::Rsv3,
    Preset::Rsv1OnControl,
    Preset::ReservedData,
    Preset::ReservedControl,
    Preset::Length16,
    Preset::Length64,
    Preset::HighLength,
    Preset::DeclaredLonger,
    Preset::DeclaredShorter,
    Preset::DeclaredHuge,
    Preset::NothingToContinue,
    Preset::NewMessageWithin,
    Preset::FragmentedPing,
    Preset::FragmentedClose,
    Preset::LongPing,
    Preset::LongClose,
    Preset::CloseOneByte,
    Preset::CloseReason,
    Preset::InvalidUtf8,
    Preset::Surrogate,
    Preset::CutUtf8,
    Preset::CloseWithoutFrame,
    Preset::CloseBelowRange,
];

impl Preset {
    /// The section of RFC 6455 that has the rule.
    pub fn section(self) -> &'static str {
        match self {
            Self::Sound => "5.6",
            Self::Unmasked => "5.1",
            Self::Rsv1
            | Self::Rsv2
            | Self::Rsv3
            | Self::Rsv1OnControl
            | Self::ReservedData
            | Self::ReservedControl
            | Self::Length16
            | Self::Length64
            | Self::HighLength
            | Self::DeclaredLonger
            | Self::DeclaredShorter => "5.2",
            Self::DeclaredHuge => "10.4",
            Self::NothingToContinue | Self::NewMessageWithin => "5.4",
            Self::FragmentedPing | Self::FragmentedClose | Self::LongPing | Self::LongClose => {
                "5.5"
            }
            Self::CloseOneByte | Self::CloseReason => "5.5.1",
            Self::InvalidUtf8 | Self::Surrogate | Self::CutUtf8 => "8.1",
            Self::CloseWithoutFrame => "7.4.1",
            Self::CloseBelowRange => "7.4.2",
        }
    }

    /// The RFC that has the rule, and its section, as [`Self::section`]: if compression was agreed on, RSV1 is a matter of RFC 7692.
    pub fn rule(self, is_compressed: bool) -> (u16, &'static str) {
        match self {
            Self::Rsv1 if is_compressed => (7692, "7.2.2"),
            _ => (6455, self.section()),
        }
    }

    /// What a server does about it. If compression was agreed on, RSV1 on a message says that it is compressed (RFC 7692), and what
    /// is refused is that it does not decompress.
    pub fn expected(self, is_compressed: bool) -> Expected {
        match self {
            Self::Rsv1 if is_compressed => Expected::Closes(1007),
            Self::Sound => Expected::Accepts,
            Self::DeclaredLonger => Expected::Waits,
            Self::InvalidUtf8 | Self::Surrogate | Self::CutUtf8 | Self::CloseReason => {
                Expected::Closes(1007)
            }
            // No rule is broken: a server protects itself by limits of its own.
            Self::DeclaredHuge => Expected::MayClose(1009),
            _ => Expected::Closes(1002),
        }
    }

    /// What has to be sent before it, so that it breaks its rule.
    pub fn before(self) -> Option<RawFrame> {
        (self == Self::NewMessageWithin).then(|| RawFrame {
            is_final: false,
            ..RawFrame::whole(Opcode::Text, b"Hel")
        })
    }

    /// The frame.
    pub fn frame(self) -> RawFrame {
        let text = |payload: &[u8]| RawFrame::whole(Opcode::Text, payload);
        let close = |payload: &[u8]| RawFrame::whole(Opcode::Close, payload);
        let ping = |payload: &[u8]| RawFrame::whole(Opcode::Ping, payload);
        let hello = text(b"Hello");
        match self {
            Self::Sound | Self::NewMessageWithin => hello,
            Self::Unmasked => RawFrame {
                masking: Masking::Unmasked,
                ..hello
            },
            Self::Rsv1 | Self::Rsv2 | Self::Rsv3 | Self::Rsv1OnControl => self.with_reserved_bit(),
            Self::ReservedData => RawFrame::whole(Opcode::Reserved(0x3), b"Hello"),
            Self::ReservedControl => RawFrame::whole(Opcode::Reserved(0xb), b"Hello"),
            Self::Length16 | Self::Length64 => RawFrame {
                form: match self {
                    Self::Length16 => LengthForm::Bits16,
                    _ => LengthForm::Bits64,
                },
                ..hello
            },
            Self::HighLength => RawFrame {
                declared: Some(1 << 63),
                ..hello
            },
            Self::DeclaredLonger => RawFrame {
                declared: Some(100),
                ..hello
            },
            // What follows the first byte begins, unmasked by the key 0, as a frame does: 65 is RSV1, RSV2 and the opcode 5.
            Self::DeclaredShorter => RawFrame {
                declared: Some(1),
                masking: Masking::Key([0; 4]),
                ..hello
            },
            Self::DeclaredHuge => RawFrame {
                declared: Some(1 << 62),
                ..hello
            },
            Self::NothingToContinue => RawFrame::whole(Opcode::Continuation, b"lo"),
            Self::FragmentedPing => RawFrame {
                is_final: false,
                ..ping(b"Hello")
            },
            Self::FragmentedClose => RawFrame {
                is_final: false,
                ..close(b"\x03\xe8")
            },
            Self::LongPing => ping(&[b'a'; MAX_CONTROL_PAYLOAD + 1]),
            Self::LongClose => {
                let reason = [b'a'; MAX_CONTROL_PAYLOAD - 1];
                close(&[&b"\x03\xe8"[..], &reason].concat())
            }
            Self::CloseOneByte => close(b"\x03"),
            Self::CloseReason => close(b"\x03\xe8\xff\xfe"),
            Self::InvalidUtf8 => text(b"Hel\xfflo"),
            Self::Surrogate => text(b"\xed\xa0\x80"),
            Self::CutUtf8 => text(b"Hell\xc3"),
            Self::CloseWithoutFrame => close(&1005_u16.to_be_bytes()),
            Self::CloseBelowRange => close(&999_u16.to_be_bytes()),
        }
    }

    fn with_reserved_bit(self) -> RawFrame {
        let (opcode, reserved) = match self {
            Self::Rsv1OnControl => (Opcode::Ping, 0b100),
            Self::Rsv2 => (Opcode::Text, 0b010),
            Self::Rsv3 => (Opcode::Text, 0b001),
            _ => (Opcode::Text, 0b100),
        };
        RawFrame {
            reserved,
            ..RawFrame::whole(opcode, b"Hello")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close::is_close_code;
    use crate::fault::FrameFault;
    use crate::head::FrameHead;
    use crate::rules::Rules;

    const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

    fn fault(preset: Preset) -> Option<FrameFault> {
        let bytes = preset.frame().encode(KEY);
        let (head, size) = FrameHead::parse(&bytes).unwrap();
        let rules = Rules {
            is_from_client: true,
            allows_compression: false,
        };
        rules.fault(&head, size, preset.before().is_some())
    }

    #[test]
    fn each_head_breaks_the_rule_that_it_is_about_and_no_other() {
        for preset in PRESETS {
            let expected = match preset {
                Preset::Unmasked => Some(FrameFault::NotMasked),
                Preset::Rsv1 | Preset::Rsv2 | Preset::Rsv3 | Preset::Rsv1OnControl => {
                    Some(FrameFault::ReservedBits)
                }
                Preset::ReservedData => Some(FrameFault::Opcode(3)),
                Preset::ReservedControl => Some(FrameFault::Opcode(11)),
                Preset::Length16 | Preset::Length64 => Some(FrameFault::LongLength),
                Preset::HighLength => Some(FrameFault::HighLength),
                Preset::NothingToContinue => Some(FrameFault::NothingToContinue),
                Preset::NewMessageWithin => Some(FrameFault::Unfinished),
                Preset::FragmentedPing | Preset::FragmentedClose => {
                    Some(FrameFault::FragmentedControl)
                }
                Preset::LongPing | Preset::LongClose => Some(FrameFault::LongControl),
                // The fault is in the payload, or in how much of it there is.
                _ => None,
            };
            assert_eq!(fault(preset), expected, "{preset:?}");
            if let Some(fault) = expected {
                assert_eq!(preset.section(), fault.section(), "{preset:?}");
                assert_eq!(preset.expected(false), Expected::Closes(1002), "{preset:?}");
            }
        }
    }

    #[test]
    fn each_payload_breaks_the_rule_that_it_is_about() {
        for preset in PRESETS
            .into_iter()
            .filter(|preset| fault(*preset).is_none())
        {
            let raw = preset.frame();
            let is_cut = raw.length() != raw.payload.len() as u64;
            let is_broken = match raw.opcode {
                Opcode::Close => match raw.payload.split_first_chunk() {
                    Some((code, reason)) => {
                        !is_close_code(u16::from_be_bytes(*code))
                            || std::str::from_utf8(reason).is_err()
                    }
                    None => !raw.payload.is_empty(),
                },
                _ => std::str::from_utf8(&raw.payload).is_err(),
            };
            let is_sound = preset == Preset::Sound;
            assert_eq!(is_cut || is_broken, !is_sound, "{preset:?}");
        }
    }

    #[test]
    fn each_is_listed_once() {
        for (index, preset) in PRESETS.iter().enumerate() {
            assert!(!PRESETS[..index].contains(preset), "{preset:?}");
        }
    }
}
