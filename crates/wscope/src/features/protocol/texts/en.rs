//! How the protocol works, in English.

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use super::text::Text as T;
use crate::IN_BROWSER;
use crate::kit::format::counted;
use crate::kit::frame_fields::{Meaning, Opcode};

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Open => "How it works".into(),
        T::OpenTooltip => "The handshake line by line and a frame bit by bit".into(),
        T::Title => "How it works".into(),
        T::Handshake => "Handshake".into(),
        T::OwnHandshake => "Of this connection".into(),
        T::ExampleHandshake if IN_BROWSER => {
            "Example of RFC 6455. Browsers do not show the handshake to pages: see the Network panel of the developer tools, \
             or use the wscope desktop program"
                .into()
        }
        T::Agreement => "Reported by the browser for this connection".into(),
        T::AgreedOnNone => "(none)".into(),
        T::ExampleHandshake => {
            "Example of RFC 6455; to see your own, use “Reconnect with details”".into()
        }
        T::Request => "HTTP request of the client".into(),
        T::Reply => "HTTP response of the server".into(),
        T::Proof => "How Sec-WebSocket-Accept is computed from Sec-WebSocket-Key".into(),
        T::ProofJoined => "1. Append the fixed GUID of RFC 6455 to the key".into(),
        T::ProofDigest => "2. Compute the SHA-1 hash".into(),
        T::ProofAccept => "3. Encode it in Base64: this is Sec-WebSocket-Accept".into(),
        T::Frame => "Frame".into(),
        T::Message => "Message to encode".into(),
        T::ToServer => "To the server".into(),
        T::ToClient => "To the client".into(),
        T::Drawing => "Bits of the frame".into(),
        T::NoReply => "No response".into(),
        T::MoreBytes(rest) => format!("… and {} more", counted(rest, "byte", "bytes")).into(),
        T::Field(meaning) => field(meaning),
    }
}

fn opcode(opcode: Opcode) -> Cow<'static, str> {
    match opcode {
        Opcode::Continuation => "0: continuation of a fragmented message".into(),
        Opcode::Text => "1: text".into(),
        Opcode::Binary => "2: binary".into(),
        Opcode::Close => "8: close".into(),
        Opcode::Ping => "9: ping".into(),
        Opcode::Pong => "10: pong".into(),
        Opcode::Reserved(bits) => format!("{bits}: reserved").into(),
    }
}

fn field(meaning: &Meaning) -> Cow<'static, str> {
    match meaning {
        Meaning::Fin(true) => "1: final frame of the message, here the only one".into(),
        Meaning::Fin(false) => "0: the message continues in the next frame".into(),
        Meaning::Reserved(0) => "0: not used by an extension".into(),
        Meaning::Reserved(bits) => format!("{bits}: used by an extension").into(),
        Meaning::Opcode(code) => opcode(*code),
        Meaning::Mask(true) => "1: masked, as required for frames from a client".into(),
        Meaning::Mask(false) => "0: not masked, as required for frames from a server".into(),
        Meaning::ShortLength(126) => "126: the length is in the next 16 bits".into(),
        Meaning::ShortLength(127) => "127: the length is in the next 64 bits".into(),
        Meaning::ShortLength(bytes) => payload((*bytes).into()).into(),
        Meaning::LongLength(bytes) => payload(*bytes).into(),
        Meaning::MaskingKey(key) => format!(
            "{}: random and different for each frame; here the key of the RFC examples",
            HEXLOWER.encode(key)
        )
        .into(),
        Meaning::Payload { key: Some(_) } => {
            "each byte is XORed with a byte of the key, so that proxies do not mistake it for HTTP"
                .into()
        }
        Meaning::Payload { key: None } => "the message".into(),
    }
}

fn payload(bytes: u64) -> String {
    format!("payload of {}", counted(bytes, "byte", "bytes"))
}
