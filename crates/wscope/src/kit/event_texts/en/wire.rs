//! What happens to a connection, in English.

use std::borrow::Cow;

use connection::{
    CLOSE_CODES, Cause, CloseFault, CloseFrame, CloseFrameError, FrameFault, KeyLog,
    MAX_CLOSE_REASON_BYTES, MAX_UNREAD_PONGS, PAGE_CLOSE_CODES, RawFrameHead, Step, TakeOver,
};

use crate::IN_BROWSER;
use crate::kit::event_texts::fragments::{codes, declared, first_line, flags, list, tls_version};
use crate::kit::format::{counted, duration, limit, size};
use payload::visible::visible;
use wire::close_code;

/// The sentence for a connection that was lost.
pub(super) fn connection_lost(cause: &Cause) -> String {
    match cause {
        Cause::Dropped => {
            "Connection dropped without a close frame (1006). Is the server still running?"
                .to_owned()
        }
        cause => format!("Connection lost: {}", lost(cause)),
    }
}

pub(super) fn lost(cause: &Cause) -> Cow<'static, str> {
    match cause {
        Cause::CloseFrame { code, fault } => broken_close(*code, *fault).into(),
        Cause::Frame(fault) => broken_frame(*fault).into(),
        Cause::UnreadPongs => format!(
            "the server keeps sending pings without reading the pongs: {} of pongs are waiting, and more would fill the \
             memory",
            limit(MAX_UNREAD_PONGS)
        )
        .into(),
        cause => lost_otherwise(cause).into(),
    }
}

fn broken_close(code: Option<u16>, fault: CloseFault) -> String {
    let code = code.map(|code| format!(" {code}")).unwrap_or_default();
    let section = fault.section();
    format!("the server sent an invalid close frame{code}: {fault} (RFC 6455, section {section})")
}

fn broken_frame(fault: FrameFault) -> String {
    let section = fault.section();
    format!("the server sent a {fault} (RFC 6455, section {section})")
}

fn lost_otherwise(cause: &Cause) -> &'static str {
    match cause {
        Cause::Dropped => {
            "the connection was dropped without a close frame (1006). Is the server still running?"
        }
        Cause::MessageTooLarge => {
            "the server sent a message that is larger than the limit of this connection: “Max. message size” in the connection settings, 64 MiB at most"
        }
        Cause::InvalidText => {
            "the server sent a text message that is not valid UTF-8. Such data must be sent as a binary message"
        }
        Cause::Inflate => {
            "the server sent a compressed message that cannot be decompressed (RFC 7692)"
        }
        Cause::InvalidUtf8 => {
            "the server sent a text message or a close reason that is not valid UTF-8. “Reconnect with details” shows which"
        }
        Cause::CloseFrame { .. }
        | Cause::Frame(_)
        | Cause::UnreadPongs
        | Cause::ProtocolViolation => "the server violated the WebSocket protocol. See the details",
        Cause::TimedOut => "the server stopped responding. Is it still running?",
        Cause::Unreachable | Cause::UnknownHost | Cause::NameLookup | Cause::Refused => {
            "the server is no longer reachable. Are you online?"
        }
        Cause::NoPong => "the server did not answer a ping. Is it still running? Are you online?",
        Cause::Tls
        | Cause::Certificate(_)
        | Cause::NoTls
        | Cause::OnlyTls
        | Cause::ClientCertificate => "TLS failed. See the details",
        Cause::Proxy(_) => "the proxy closed the connection",
        Cause::HttpStatus(_)
        | Cause::Redirect { .. }
        | Cause::Reply(_)
        | Cause::HeadLimit(_)
        | Cause::Extension { .. }
        | Cause::CompressionAnswer
        | Cause::NotWebSocket
        | Cause::WrongAccept
        | Cause::Subprotocol
        | Cause::SeveralSubprotocols
        | Cause::EmptySubprotocol
        | Cause::MalformedSubprotocol => "not a WebSocket server. Is the port correct?",
        Cause::Insecure => {
            "the browser does not allow unencrypted connections from a page loaded over https"
        }
        Cause::Untold => "browsers do not report the reason to pages",
        Cause::File(_) | Cause::RequestLimit(_) | Cause::Other => {
            "an error occurred. See the technical details"
        }
    }
}

pub(super) fn closed(frame: Option<&CloseFrame>) -> String {
    let Some(frame) = frame else {
        return if !IN_BROWSER {
            "The server closed the connection. “Reconnect with details” shows the close code"
        } else {
            "The server closed the connection; its close code is not known"
        }
        .to_owned();
    };
    let Some(code) = frame.code else {
        return "The server closed the connection without a close code (1005) and without a reason"
            .to_owned();
    };
    let name = close_name(code);
    let meaning = close_meaning(code);
    let reason = quoted(&frame.reason);
    format!("The server closed the connection: {code} {name}{reason}. {meaning}")
}

pub(in crate::kit::event_texts) fn close_name(code: u16) -> &'static str {
    match close_code::name(code) {
        close_code::Name::Known(name) => name,
        close_code::Name::Registered => "(registered)",
        close_code::Name::Private => "(private)",
        close_code::Name::NotAllowed => "(not allowed)",
    }
}

pub(in crate::kit::event_texts) fn refused(error: CloseFrameError) -> String {
    match error {
        CloseFrameError::NeverSent(code) => format!(
            "{code} must not be sent: it is reserved for connections that end without a code (RFC 6455, section 7.4.1)"
        ),
        CloseFrameError::Unassigned(code) => format!(
            "{code} must not be sent; allowed are {} (RFC 6455, section 7.4.2)",
            codes(&CLOSE_CODES, " to ", ", ", " and ")
        ),
        CloseFrameError::NotFromPage(code) => {
            let allowed = codes(&PAGE_CLOSE_CODES, " to ", ", ", " and ");
            format!("Browsers let pages send only {allowed}, not {code}")
        }
        CloseFrameError::LongReason(bytes) => {
            let length = counted(bytes as u64, "byte", "bytes");
            format!("The reason has {length}; a close frame holds at most {MAX_CLOSE_REASON_BYTES}")
        }
        CloseFrameError::ReasonAlone => "A reason requires a close code".to_owned(),
    }
}

pub(super) fn hung_up(frame: Option<&CloseFrame>) -> String {
    let Some((code, frame)) = frame.and_then(|frame| Some((frame.code?, frame))) else {
        return "Disconnected".to_owned();
    };
    format!(
        "Disconnected with {code} {}{}",
        close_name(code),
        quoted(&frame.reason)
    )
}

fn quoted(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => format!(", “{reason}”"),
    }
}

pub(in crate::kit::event_texts) fn close_meaning(code: u16) -> &'static str {
    match code {
        1000 => "The purpose of the connection is fulfilled",
        1001 => "The server is shutting down",
        1002 => "The server reports a protocol error in the data it received",
        1003 => {
            "The server does not accept this type of message: it may expect binary instead of text, or the reverse"
        }
        1007 => "The server received inconsistent data, such as text that is not UTF-8",
        1008 => "Check token, origin or limits, and whether pings are answered",
        1009 => "A message exceeded the size limit of the server",
        1010 => "A required extension was not negotiated",
        1011 => "Unexpected condition in the server; see its log",
        1012 => "The server is restarting. Try again in a moment",
        1013 => "The server is overloaded. Try again later",
        1014 => {
            "The server is a gateway, and received an invalid response from the server behind it"
        }
        3000 => "Missing or invalid credentials",
        3003 => "The client does not have permission",
        3008 => "The server timed out waiting for the client",
        _ if (3000..4000).contains(&code) => {
            "Registered by a library or framework; see its documentation"
        }
        _ if (4000..5000).contains(&code) => {
            "Defined by the application; see the documentation of the server"
        }
        _ => "This code must not be sent (RFC 6455, section 7.4)",
    }
}

pub(super) fn stepped(step: &Step) -> String {
    match step {
        Step::Resolved { addresses, micros } => {
            format!("DNS lookup: {} ({})", list(addresses), duration(*micros))
        }
        Step::Unreached {
            address,
            detail,
            micros,
        } => format!("TCP: {detail}: {address} ({})", duration(*micros)),
        Step::Reached { address, micros } => {
            format!("TCP: connected to {address} ({})", duration(*micros))
        }
        Step::Tunnelled { proxy, micros } => {
            format!(
                "Proxy {proxy}: tunnel to the server established ({})",
                duration(*micros)
            )
        }
        Step::Secured {
            version,
            is_verified,
            key_log,
            micros,
        } => format!(
            "TLS: {}, {} ({}){}",
            tls_version(version),
            if *is_verified {
                "certificate trusted"
            } else {
                "certificate NOT verified: anyone on the network path can read and modify all data"
            },
            duration(*micros),
            key_log.as_ref().map_or_else(String::new, key_logged)
        ),
        Step::Requested { head } => format!("Request: {}", first_line(head)),
        Step::Interim { head, micros } => {
            format!(
                "Interim response: {} ({})",
                first_line(head),
                duration(*micros)
            )
        }
        // A HAR may not tell how long it took.
        Step::Answered { head, micros: 0 } => format!("Response: {}", first_line(head)),
        Step::Answered { head, micros } => {
            format!("Response: {} ({})", first_line(head), duration(*micros))
        }
        Step::TakenOver { why } => taken_over(*why),
        Step::Hidden { micros } => format!(
            "DNS, TCP, TLS and handshake took {} in total; browsers do not show pages the single steps, nor pings",
            duration(*micros)
        ),
        Step::Agreed {
            subprotocol: Some(name),
        } => format!("The server chose the subprotocol {name}"),
        Step::Agreed { subprotocol: None } => {
            "The server chose none of the offered subprotocols".to_owned()
        }
        Step::Compression { agreed } => format!("Messages are compressed: {agreed}"),
        Step::Fragments { count } => fragments(None, *count),
        Step::Unfinished { frames, bytes } => format!(
            "The connection ended within a message: {} in {} had arrived",
            size(*bytes),
            counted((*frames).into(), "frame", "frames")
        ),
        Step::RawFrame(head) => raw_frame(head),
        Step::Withheld(withheld) => match (withheld.pongs, withheld.closes) {
            (true, true) => "Pongs and close frames are withheld",
            (true, false) => "Pongs are withheld",
            (false, true) => "Close frames are withheld",
            (false, false) => "Pongs and close frames are sent again",
        }
        .to_owned(),
        Step::CloseUnanswered { frame } => {
            let code = frame
                .code
                .map_or_else(|| "without a code".to_owned(), |code| code.to_string());
            format!(
                "↓ Close frame {code}, not answered: the connection stays open until the server ends it"
            )
        }
    }
}

fn key_logged(KeyLog { file, fault }: &KeyLog) -> String {
    let file = visible(file);
    match fault {
        None => format!("; TLS keys logged to {file}"),
        Some(why) => format!("; TLS keys not logged to {file}: {}", visible(why)),
    }
}

/// A frame made by hand, as it went out.
fn raw_frame(head: &RawFrameHead) -> String {
    let name = match head.opcode {
        0x0 => "continuation".to_owned(),
        0x1 => "text".to_owned(),
        0x2 => "binary".to_owned(),
        0x8 => "close".to_owned(),
        0x9 => "ping".to_owned(),
        0xa => "pong".to_owned(),
        other => format!("reserved opcode {other}"),
    };
    let mask = if head.is_masked { "masked" } else { "no mask" };
    let bytes = counted(head.payload, "byte", "bytes");
    let declared = declared(head, |length| format!(" (declared as {length})"));
    format!(
        "↑ raw frame: {}{name}, {bytes}{declared}, {mask}",
        flags(head)
    )
}

pub(super) fn fragments(number: Option<u64>, count: u32) -> String {
    let fragments = counted(count.into(), "fragment", "fragments");
    match number {
        Some(number) => format!("Message No. {number} arrived in {fragments}"),
        None => format!("A message arrived in {fragments}"),
    }
}

fn taken_over(why: TakeOver) -> String {
    let why = match why {
        TakeOver::InterimReply => "it treats an interim response (1xx) as the final one",
        TakeOver::Redirect => "it does not report the target of a redirect",
        TakeOver::Upgrade => {
            "it did not find Upgrade: websocket, since it does not read the header as a list"
        }
        TakeOver::Connection => {
            "it did not find Connection: Upgrade, since it does not read the header as a list"
        }
        TakeOver::Pieces => {
            "it treats a response in many small pieces, or a very large one, as an attack"
        }
        TakeOver::HeadLimit => "it does not accept this many headers",
        TakeOver::Malformed => "it does not accept some header syntax that HTTP allows",
        TakeOver::SilentAddress => {
            return "Second request, trying all addresses: one address does not respond while another one accepts, and ewebsock, \
                    which waits for the first, was stopped"
                .to_owned();
        }
    };
    format!("Second request, with connection details: ewebsock was stopped, because {why}")
}
