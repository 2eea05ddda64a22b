//! What happens here, in English.

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use crate::IN_BROWSER;
use crate::anatomy::{Meaning, Opcode};
use crate::texts::fragments::has_token;
use crate::texts::parts::AnatomyText as T;

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
        T::Reply => "The server answers, in HTTP".into(),
        T::Proof => "How Sec-WebSocket-Accept follows from Sec-WebSocket-Key".into(),
        T::ProofJoined => "1. The key, and behind it the fixed text of RFC 6455".into(),
        T::ProofDigest => "2. Its SHA-1".into(),
        T::ProofAccept => "3. The same in Base64: Sec-WebSocket-Accept".into(),
        T::Frame => "A frame".into(),
        T::Message => "A message to take apart".into(),
        T::ToServer => "To the server".into(),
        T::ToClient => "To the client".into(),
        T::Drawing => "The bits of the frame".into(),
        T::NoReply => "There was no reply".into(),
        T::RequestLine => "what is wanted, and in which version of HTTP".into(),
        T::StatusLine(status) => status_line(status).into(),
        T::Header {
            name,
            value,
            is_reply,
        } => header(name, value, is_reply).into(),
        T::HeaderContinued => "more of a header's value, written in an obsolete way".into(),
        T::NoHeader => "not a header of HTTP".into(),
        T::MoreBytes(1) => "… and 1 byte more".into(),
        T::MoreBytes(rest) => format!("… and {rest} bytes more").into(),
        T::Field(meaning) => field(meaning),
    }
}

fn status_line(status: Option<u16>) -> &'static str {
    match status {
        Some(101) => "101: the server agrees, and what follows this head is WebSocket",
        Some(100..=199) => "an interim reply: the final one is still to come",
        Some(200..=299) => "a reply of HTTP, not of a WebSocket",
        Some(300..=399) => "the server names another address",
        Some(400..=499) => "the server refuses the request",
        Some(500..=599) => "something failed in the server, or behind it",
        _ => "not a reply of HTTP",
    }
}

/// What a header is for: true wherever it stands, however often, and whatever stands around it.
fn header(name: &str, value: &str, is_reply: bool) -> &'static str {
    match (name.to_ascii_lowercase().as_str(), is_reply) {
        ("host", _) => "the host and port that are asked for: several may share an address",
        ("upgrade", _) => "the protocol to change to",
        ("connection", _) if has_token(value, "upgrade") => "Upgrade applies to this hop only",
        ("connection", _) => "what applies to this hop only",
        ("sec-websocket-key", _) => {
            "16 random bytes in Base64, from which Sec-WebSocket-Accept is worked out"
        }
        ("sec-websocket-accept", _) => {
            "worked out from Sec-WebSocket-Key: the server has read the request"
        }
        ("sec-websocket-version", false) => "the version of the protocol: RFC 6455 is 13",
        ("sec-websocket-version", true) => "the versions that the server speaks",
        ("sec-websocket-protocol", false) => {
            "the subprotocols on offer, of which one may be chosen"
        }
        ("sec-websocket-protocol", true) => "the subprotocol that the server chose",
        ("sec-websocket-extensions", false) => {
            "the extensions on offer, such as compression; a server may refuse them"
        }
        ("sec-websocket-extensions", true) => "the extensions that the server accepted",
        ("origin", _) => "the origin of the page that asks; servers may refuse it",
        ("authorization", _) => "credentials, sent with the handshake and not with every message",
        ("proxy-authorization", _) => "credentials for the proxy",
        ("cookie", _) => "cookies, sent with the handshake and not with every message",
        ("set-cookie", _) => "a cookie to send with later requests",
        ("user-agent", _) => "the program that asks",
        ("server", _) => "the program that answers",
        ("date", _) => "when the reply was made",
        ("via", _) => "proxies on the way",
        (
            "forwarded" | "x-forwarded-for" | "x-forwarded-host" | "x-forwarded-proto"
            | "x-real-ip",
            _,
        ) => "tells a server behind a proxy who asked, and how",
        ("location", _) => "the address to ask instead",
        ("www-authenticate" | "proxy-authenticate", _) => "how to log in",
        ("retry-after", _) => "when to ask again",
        ("content-length" | "content-type" | "content-encoding" | "transfer-encoding", _) => {
            "about the body; a handshake has none"
        }
        ("cache-control" | "pragma", _) => "whether a reply may come from a cache",
        _ => "not part of the WebSocket handshake (RFC 6455)",
    }
}

fn opcode(opcode: Opcode) -> Cow<'static, str> {
    match opcode {
        Opcode::Continuation => "0: goes on with a message in several frames".into(),
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
