//! The form for a frame, in English.

use std::borrow::Cow;

use wire::{Expected, Preset};

use super::text::Text as T;
use crate::kit::format::counted;

pub(super) fn say(text: T) -> Cow<'static, str> {
    match text {
        T::Title => "Frame by hand".into(),
        T::Preset => "Preset".into(),
        T::PresetName(preset) => preset_name(preset).into(),
        T::Rule {
            rfc,
            section,
            expected,
        } => rule(rfc, section, expected).into(),
        T::Changed => "Changed: no longer the frame of the preset".into(),
        T::SentBefore => "Sent before it: a text frame without FIN, 3 bytes".into(),
        T::Opcode => "Opcode".into(),
        T::OpcodeName(bits) => opcode(bits),
        T::Bits => "Bits".into(),
        T::Mask => "Mask".into(),
        T::MaskRandom => "Random".into(),
        T::MaskKey => "Key".into(),
        T::MaskNone => "None".into(),
        T::Key => "Masking key".into(),
        T::Length => "Length".into(),
        T::Shortest => "Shortest".into(),
        T::Bits16 => "16 bits".into(),
        T::Bits64 => "64 bits".into(),
        T::Declared => "Declared length".into(),
        T::ActualLength => "actual length".into(),
        T::Payload => "Payload".into(),
        T::AsText => "Text".into(),
        T::AsHex => "Hex".into(),
        T::Drawing => "Bits of the frame".into(),
        T::MoreBytes(rest) => format!("… and {} more", counted(rest, "byte", "bytes")).into(),
        T::BadKey => "A masking key has 4 bytes: 8 hexadecimal digits".into(),
        T::BadDeclared => {
            "The declared length must be a whole number from 0 to 18446744073709551615".into()
        }
        T::BadPayload => "The payload is not hexadecimal: each byte has two digits".into(),
        T::Send => "Send frame".into(),
        T::SendTooltip => "Send these bytes as they are, whichever rule they break".into(),
        T::Done => "Done".into(),
        T::WithholdPongs => "Withhold pongs".into(),
        T::WithholdPongsTooltip => "Pings of the server are not answered".into(),
        T::WithholdCloses => "Withhold close frames".into(),
        T::WithholdClosesTooltip => {
            "No close frame is sent, and that of the server is not answered".into()
        }
        T::Since => "What the server did since".into(),
        T::NotSent => "No frame has been sent".into(),
        T::Waiting => "Nothing yet; the connection is open".into(),
        T::Received(count) => format!(
            "{} received; the connection is open",
            counted(count, "message", "messages")
        )
        .into(),
        T::ClosedUnanswered(Some(code)) => {
            format!("Close frame {code}, not answered; the connection is still open").into()
        }
        T::ClosedUnanswered(None) => {
            "Close frame without a code, not answered; the connection is still open".into()
        }
        T::Forgotten => "This connection is no longer recorded".into(),
        T::AsRequired => "As RFC 6455 requires".into(),
        T::NotAsRequired => "Not as RFC 6455 requires".into(),
        T::OtherCode(code) => format!(
            "The connection was failed, as RFC 6455 requires; the usual close code is {code}"
        )
        .into(),
        T::NeedsDetails => {
            "Only a connection with details can send frames by hand: use “Reconnect with details”"
                .into()
        }
        T::NotInBrowser => {
            "Browsers do not let pages send frames by hand: use the wscope desktop program".into()
        }
        T::Reconnect => "Reconnect with details".into(),
        T::ReconnectTooltip => "Connect again in a way that can send frames by hand".into(),
    }
}

fn rule(rfc: u16, section: &str, expected: Expected) -> String {
    let expected = match expected {
        Expected::Accepts => "the server should accept it".to_owned(),
        Expected::Closes(code) => {
            format!("the server must fail the connection, usually with close code {code}")
        }
        Expected::MayClose(code) => {
            format!("the server may refuse it with close code {code}, or wait for the payload")
        }
        Expected::Waits => "the server should wait for the rest of the payload".to_owned(),
    };
    format!("RFC {rfc}, section {section}: {expected}")
}

fn opcode(bits: u8) -> Cow<'static, str> {
    match bits {
        0x0 => "0 continuation".into(),
        0x1 => "1 text".into(),
        0x2 => "2 binary".into(),
        0x8 => "8 close".into(),
        0x9 => "9 ping".into(),
        0xa => "10 pong".into(),
        other => format!("{other} reserved").into(),
    }
}

fn preset_name(preset: Preset) -> &'static str {
    match preset {
        Preset::Sound => "Text frame that keeps all rules",
        Preset::Unmasked => "Not masked",
        Preset::Rsv1 => "RSV1 set",
        Preset::Rsv2 => "RSV2 set",
        Preset::Rsv3 => "RSV3 set",
        Preset::Rsv1OnControl => "Ping with RSV1 set",
        Preset::ReservedData => "Reserved data opcode 3",
        Preset::ReservedControl => "Reserved control opcode 11",
        Preset::Length16 => "Length of 5 in 16 bits",
        Preset::Length64 => "Length of 5 in 64 bits",
        Preset::HighLength => "64-bit length with the highest bit set",
        Preset::DeclaredLonger => "Declared longer than it is",
        Preset::DeclaredShorter => "Declared shorter than it is",
        Preset::DeclaredHuge => "Declared as 2^62 bytes",
        Preset::NothingToContinue => "Continuation without a message",
        Preset::NewMessageWithin => "New message within a message",
        Preset::FragmentedPing => "Fragmented ping",
        Preset::FragmentedClose => "Fragmented close frame",
        Preset::LongPing => "Ping of 126 bytes",
        Preset::LongClose => "Close frame of 126 bytes",
        Preset::CloseOneByte => "Close frame of 1 byte",
        Preset::CloseReason => "Close reason that is not UTF-8",
        Preset::InvalidUtf8 => "Text that is not UTF-8",
        Preset::Surrogate => "Text with a surrogate (U+D800)",
        Preset::CutUtf8 => "Text that ends within a character",
        Preset::CloseWithoutFrame => "Close code 1005",
        Preset::CloseBelowRange => "Close code 999",
    }
}
