//! What happens here, in English.

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use super::super::AnatomyText as T;
use crate::IN_BROWSER;
use crate::anatomy::{Meaning, Opcode};

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Open => "What happens here?".into(),
        T::OpenTooltip => "The handshake line by line, and a frame bit by bit".into(),
        T::Title => "What happens here?".into(),
        T::Handshake => "The handshake".into(),
        T::OwnHandshake => "As it was on this connection".into(),
        T::ExampleHandshake if IN_BROWSER => {
            "The example of RFC 6455. A browser hides the handshake from its pages: your own is in its developer tools, \
             under Network, or in the wscope that is a program"
                .into()
        }
        T::Agreement => "What the browser tells of this connection".into(),
        T::AgreedOnNone => "(none)".into(),
        T::ExampleHandshake => {
            "The example of RFC 6455; connect with Inspect ticked to see your own".into()
        }
        T::Request => "The client asks, in HTTP".into(),
        T::Reply => "The server agrees, and from here on both may speak".into(),
        T::Proof => "How the server proves that it understood".into(),
        T::ProofJoined => "1. The key, and behind it a text that every server knows".into(),
        T::ProofDigest => "2. Its SHA-1".into(),
        T::ProofAccept => "3. The same in Base64: Sec-WebSocket-Accept".into(),
        T::Frame => "A frame".into(),
        T::Message => "A message to take apart".into(),
        T::ToServer => "To the server".into(),
        T::ToClient => "To the client".into(),
        T::Drawing => "The bits of the frame".into(),
        T::FirstLine(false) => "what is wanted, and in which version of HTTP".into(),
        T::FirstLine(true) => "101: the protocol changes after this reply".into(),
        T::Header(name) => header(name).into(),
        T::MoreBytes(1) => "… and 1 byte more".into(),
        T::MoreBytes(rest) => format!("… and {rest} bytes more").into(),
        T::Field(meaning) => field(meaning),
    }
}

fn header(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        "host" => "which of the servers at this address is meant",
        "upgrade" => "into what the connection is to be changed",
        "connection" => "that the header before is for the next hop",
        "sec-websocket-key" => "16 random bytes in Base64: the reply must fit them",
        "sec-websocket-accept" => "the answer to the key: worked out below",
        "sec-websocket-version" => "13 is the only one in use",
        "sec-websocket-protocol" => "what both will speak over it",
        "sec-websocket-extensions" => "what changes the frames, such as compression",
        "origin" => "from which page it comes; servers may refuse others",
        "authorization" | "cookie" => "who it is: asked once, not with every message",
        "user-agent" => "which program asks",
        "server" => "which program answers",
        "date" => "when it was answered",
        _ => "not needed for a WebSocket",
    }
}

fn opcode(opcode: Opcode) -> Cow<'static, str> {
    match opcode {
        Opcode::Continuation => "0: the message before goes on".into(),
        Opcode::Text => "1: a text".into(),
        Opcode::Binary => "2: bytes".into(),
        Opcode::Close => "8: the end".into(),
        Opcode::Ping => "9: is the peer there?".into(),
        Opcode::Pong => "10: yes".into(),
        Opcode::Reserved(bits) => format!("{bits}: not used yet").into(),
    }
}

fn field(meaning: &Meaning) -> Cow<'static, str> {
    match meaning {
        Meaning::Fin(true) => "1: the last frame of its message, here the only one".into(),
        Meaning::Fin(false) => "0: the message goes on in the next frame".into(),
        Meaning::Reserved(0) => "0: no extension is in use".into(),
        Meaning::Reserved(bits) => format!("{bits}: an extension is in use").into(),
        Meaning::Opcode(code) => opcode(*code),
        Meaning::Mask(true) => "1: masked, as everything from a client must be".into(),
        Meaning::Mask(false) => "0: not masked, as nothing from a server may be".into(),
        Meaning::ShortLength(126) => "126: the length follows in 16 bits".into(),
        Meaning::ShortLength(127) => "127: the length follows in 64 bits".into(),
        Meaning::ShortLength(bytes) => format!("{bytes} bytes of payload").into(),
        Meaning::LongLength(bytes) => format!("{bytes} bytes of payload").into(),
        Meaning::MaskingKey(key) => format!(
            "{}: new and random for each frame; here that of the RFC's examples",
            HEXLOWER.encode(key)
        )
        .into(),
        Meaning::Payload { key: Some(_) } => {
            "each byte is changed by one of the key, so that nothing between takes it for HTTP"
                .into()
        }
        Meaning::Payload { key: None } => "the message itself".into(),
    }
}
