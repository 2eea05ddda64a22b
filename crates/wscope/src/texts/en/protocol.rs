//! How the protocol works, in English.

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use crate::IN_BROWSER;
use crate::frame_view::{Meaning, Opcode};
use crate::kit::format::counted;
use crate::texts::fragments::has_token;
use crate::texts::parts::ProtocolText as T;

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
        T::NoReply => "There was no response".into(),
        T::RequestLine => "method, path and HTTP version".into(),
        T::StatusLine(status) => status_line(status).into(),
        T::Header {
            name,
            value,
            is_reply,
        } => header(name, value, is_reply).into(),
        T::HeaderContinued => "continuation of a header value (obsolete line folding)".into(),
        T::NoHeader => "not an HTTP header".into(),
        T::MoreBytes(rest) => format!("… and {} more", counted(rest, "byte", "bytes")).into(),
        T::Field(meaning) => field(meaning),
    }
}

fn status_line(status: Option<u16>) -> &'static str {
    match status {
        Some(101) => "101 Switching Protocols: WebSocket frames follow this response",
        Some(100..=199) => "interim response: the final response follows",
        Some(200..=299) => "an HTTP response, not a WebSocket",
        Some(300..=399) => "redirect: the server names another address",
        Some(400..=499) => "the server refuses the request",
        Some(500..=599) => "an error in the server, or in a server behind it",
        _ => "not an HTTP response",
    }
}

/// What a header is for: true wherever it stands, however often, and whatever stands around it.
fn header(name: &str, value: &str, is_reply: bool) -> &'static str {
    match (name.to_ascii_lowercase().as_str(), is_reply) {
        ("host", _) => "requested host and port: several hosts may share an IP address",
        ("upgrade", _) => "protocol to switch to",
        ("connection", _) if has_token(value, "upgrade") => "Upgrade applies to this hop only",
        ("connection", _) => "options that apply to this hop only",
        ("sec-websocket-key", _) => {
            "random bytes in Base64, from which Sec-WebSocket-Accept is computed"
        }
        ("sec-websocket-accept", _) => {
            "computed from Sec-WebSocket-Key: proves that the server processed the handshake"
        }
        ("sec-websocket-version", false) => "protocol version; RFC 6455 defines version 13",
        ("sec-websocket-version", true) => "versions that the server supports",
        ("sec-websocket-protocol", false) => "offered subprotocols; the server may choose one",
        ("sec-websocket-protocol", true) => "subprotocol chosen by the server",
        ("sec-websocket-extensions", false) => {
            "offered extensions, such as compression; the server may reject them"
        }
        ("sec-websocket-extensions", true) => "extensions accepted by the server",
        ("origin", _) => "origin of the page that sent the request; servers may reject it",
        ("authorization", _) => "credentials, sent once with the handshake, not with every message",
        ("proxy-authorization", _) => "credentials for the proxy",
        ("cookie", _) => "cookies, sent once with the handshake, not with every message",
        ("set-cookie", _) => "a cookie to send with later requests",
        ("user-agent", _) => "client program",
        ("server", _) => "server program",
        ("date", _) => "date and time of the response",
        ("via", _) => "proxies on the path",
        (
            "forwarded" | "x-forwarded-for" | "x-forwarded-host" | "x-forwarded-proto"
            | "x-real-ip",
            _,
        ) => "tells a server behind a proxy the original client, host or protocol",
        ("location", _) => "address to use instead",
        ("www-authenticate" | "proxy-authenticate", _) => "required authentication method",
        ("retry-after", _) => "when to retry",
        ("content-length" | "content-type" | "content-encoding" | "transfer-encoding", _) => {
            "describes the body; a handshake has none"
        }
        ("cache-control" | "pragma", _) => "caching rules",
        _ => "not part of the WebSocket handshake (RFC 6455)",
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
