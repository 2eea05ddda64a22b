//! What happens to a connection, in English.

use std::borrow::Cow;

use connection::{
    Cause, CloseFault, CloseFrame, CloseFrameError, FrameFault, MAX_CLOSE_REASON_BYTES, Step,
    TakeOver,
};

use crate::IN_BROWSER;
use crate::kit::format::duration;
use crate::texts::fragments::{first_line, list, tls_version};
use wire::close_code;

pub(super) fn lost(cause: &Cause) -> Cow<'static, str> {
    match cause {
        Cause::CloseFrame { code, fault } => broken_close(*code, *fault).into(),
        Cause::Frame(fault) => broken_frame(*fault).into(),
        cause => lost_otherwise(cause).into(),
    }
}

fn broken_close(code: Option<u16>, fault: CloseFault) -> String {
    let code = code.map(|code| format!(" {code}")).unwrap_or_default();
    let fault = match fault {
        CloseFault::Code => "no close frame may carry this code (RFC 6455, section 7.4)",
        CloseFault::Reason => "its reason is not valid UTF-8 (RFC 6455, section 5.5.1)",
        CloseFault::OneByte => "it carries one byte, and a code has two (RFC 6455, section 5.5.1)",
        CloseFault::Long => "it carries more than 125 bytes (RFC 6455, section 5.5)",
        CloseFault::Fragmented => "it is marked as a fragment (RFC 6455, section 5.5)",
    };
    format!("the server sent a broken close frame{code}: {fault}")
}

fn broken_frame(fault: FrameFault) -> String {
    let fault = match fault {
        FrameFault::ReservedBits => {
            "with a reserved bit set, though no extension was agreed upon (RFC 6455, section 5.2)"
        }
        FrameFault::Opcode(opcode) => {
            return format!(
                "the server sent a frame with the reserved opcode {opcode} (RFC 6455, section 5.2)"
            );
        }
        FrameFault::Masked => "that is masked; only a client masks (RFC 6455, section 5.1)",
        FrameFault::FragmentedControl => {
            "for control (ping, pong or close) that is marked as a fragment (RFC 6455, section 5.5)"
        }
        FrameFault::LongControl => {
            "for control (ping, pong or close) with more than 125 bytes (RFC 6455, section 5.5)"
        }
        FrameFault::NothingToContinue => {
            "that continues a message, and there is none to continue (RFC 6455, section 5.4)"
        }
        FrameFault::Unfinished => {
            "that begins a new message before the last fragment of the one before (RFC 6455, section 5.4)"
        }
    };
    format!("the server sent a frame {fault}")
}

fn lost_otherwise(cause: &Cause) -> &'static str {
    match cause {
        Cause::Dropped => {
            "it ended without a goodbye. Is the server still running? Press Connect to try again"
        }
        Cause::MessageTooLarge => {
            "the server sent a message over the limit for this connection. Ask it for smaller ones, or raise the limit in the options"
        }
        Cause::UnreadPongs => {
            "the server sends pings and shows no sign of reading the answers, of which 16 MiB wait. The connection was ended before they fill the memory"
        }
        Cause::InvalidText => {
            "the server sent a text message that is not valid UTF-8. It should send such bytes as binary"
        }
        Cause::InvalidUtf8 => {
            "the server sent a text message, or a reason in a close frame, that is not valid UTF-8. With Inspect ticked, it is told which"
        }
        Cause::CloseFrame { .. } | Cause::Frame(_) | Cause::ProtocolViolation => {
            "the server broke the rules of WebSocket. Select this line to see which"
        }
        Cause::TimedOut => {
            "the server does not answer any more. Is it still running? Press Connect to try again"
        }
        Cause::Unreachable | Cause::UnknownHost | Cause::Refused => {
            "the server cannot be reached any more. Are you online?"
        }
        Cause::NoPong => {
            "the server did not answer a ping. Is it still running? Is the network still there?"
        }
        Cause::Tls
        | Cause::Certificate(_)
        | Cause::NoTls
        | Cause::OnlyTls
        | Cause::ClientCertificate => "the encryption failed. Select this line to see why",
        Cause::Proxy(_) => "the proxy on the way is gone",
        Cause::HttpStatus(_)
        | Cause::Redirect { .. }
        | Cause::Reply(_)
        | Cause::HeadLimit(_)
        | Cause::Extension { .. }
        | Cause::NotWebSocket
        | Cause::WrongAccept
        | Cause::Subprotocol
        | Cause::SeveralSubprotocols
        | Cause::EmptySubprotocol
        | Cause::MalformedSubprotocol => {
            "the server is not a WebSocket server. Is it the right port?"
        }
        Cause::Insecure => "the browser lets a page from https speak only encrypted",
        Cause::Untold => "the browser does not tell a page why. Press Connect to try again",
        Cause::File(_) | Cause::Other => {
            "an error occurred; select this line to see what the library said"
        }
    }
}

pub(super) fn closed(frame: Option<&CloseFrame>) -> String {
    let Some(frame) = frame else {
        return if !IN_BROWSER {
            "The server closed the connection. Press Connect to open it again; with Inspect ticked, the code is told"
        } else {
            "The server closed the connection. Press Connect to open it again"
        }
        .to_owned();
    };
    let Some(code) = frame.code else {
        return "The server closed the connection without a code (1005): it does not say why"
            .to_owned();
    };
    let name = close_code::name(code);
    let meaning = close_meaning(code);
    let reason = quoted(&frame.reason);
    format!("The server closed the connection: {code} {name}{reason}. {meaning}")
}

pub(super) fn refused(error: CloseFrameError) -> String {
    match error {
        CloseFrameError::NeverSent(code) => format!(
            "{code} is never sent: it stands for an ending without such a frame (RFC 6455, section 7.4.1)"
        ),
        CloseFrameError::Unassigned(code) => format!(
            "{code} may not be sent; 1000 to 1003, 1007 to 1014 and 3000 to 4999 may (RFC 6455, section 7.4.2)"
        ),
        CloseFrameError::NotFromPage(code) => {
            format!("A browser lets its pages send 1000 and 3000 to 4999 only, not {code}")
        }
        CloseFrameError::LongReason(bytes) => {
            format!("The reason has {bytes} bytes; {MAX_CLOSE_REASON_BYTES} fit into the frame")
        }
        CloseFrameError::ReasonAlone => "A reason needs a code before it".to_owned(),
    }
}

pub(super) fn hung_up(frame: Option<&CloseFrame>) -> String {
    let Some((code, frame)) = frame.and_then(|frame| Some((frame.code?, frame))) else {
        return "Disconnected".to_owned();
    };
    format!(
        "Disconnected with {code} {}{}",
        close_code::name(code),
        quoted(&frame.reason)
    )
}

fn quoted(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => format!(", “{reason}”"),
    }
}

fn close_meaning(code: u16) -> &'static str {
    match code {
        1000 => "Everything is done, as agreed",
        1001 => "The server is shutting down or moving on",
        1002 => "It found a mistake against the protocol in what this side sent",
        1003 => {
            "It does not take this kind of message: perhaps text where it wants binary, or the reverse"
        }
        1007 => "It was sent something that is not what it says, such as text that is not UTF-8",
        1008 => "Something it does not allow: a token, an origin, a limit, or an unanswered ping",
        1009 => "A message was larger than it takes",
        1010 => "It was expected to agree to an extension, and did not",
        1011 => "Something went wrong inside the server; its log knows more",
        1012 => "It restarts. Press Connect in a moment",
        1013 => "It has too much to do. Press Connect later",
        1014 => "It stands before another server, which did not answer as it should",
        3000 => "It wants to know who is asking: a token or a login is missing or wrong",
        3003 => "Whoever asked may not do that",
        3008 => "It waited too long for something",
        _ if (3000..4000).contains(&code) => {
            "A library or framework has registered this code; its documentation knows more"
        }
        _ if (4000..5000).contains(&code) => {
            "The code is of the application's own making: ask those who wrote the server"
        }
        _ => "No such code may be sent (RFC 6455, section 7.4)",
    }
}

pub(super) fn stepped(step: &Step) -> String {
    match step {
        Step::Resolved { addresses, micros } => {
            format!(
                "Name looked up: {} ({})",
                list(addresses),
                duration(*micros)
            )
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
                "The proxy {proxy} leads to the server ({})",
                duration(*micros)
            )
        }
        Step::Secured {
            version,
            is_verified,
            micros,
        } => format!(
            "TLS: {}, {} ({})",
            tls_version(version),
            if *is_verified {
                "the certificate is trusted"
            } else {
                "the certificate was NOT checked: whoever stands between can read and change everything"
            },
            duration(*micros)
        ),
        Step::Requested { head } => format!("Request: {}", first_line(head)),
        Step::Interim { head, micros } => {
            format!(
                "Interim reply: {} ({})",
                first_line(head),
                duration(*micros)
            )
        }
        Step::Answered { head, micros } => {
            format!("Reply: {} ({})", first_line(head), duration(*micros))
        }
        Step::TakenOver { why } => taken_over(*why),
        Step::Hidden { micros } => format!(
            "Name, TCP, TLS, request and reply took {} together; a browser hides each of them from its pages, and pings as well",
            duration(*micros)
        ),
        Step::Agreed {
            subprotocol: Some(name),
        } => format!("The server chose the subprotocol {name}"),
        Step::Agreed { subprotocol: None } => {
            "The server chose none of the subprotocols offered".to_owned()
        }
        Step::Fragments { count } => fragments(None, *count),
    }
}

pub(super) fn fragments(number: Option<u64>, count: u32) -> String {
    match number {
        Some(number) => format!("Message No. {number} came in {count} fragments"),
        None => format!("A message came in {count} fragments"),
    }
}

fn taken_over(why: TakeOver) -> String {
    let why = match why {
        TakeOver::InterimReply => "it takes an interim reply (1xx) for the answer",
        TakeOver::Redirect => "it does not tell where a redirect leads",
        TakeOver::Upgrade => "it found no Upgrade: websocket, which it does not read as a list",
        TakeOver::Connection => "it found no Connection: Upgrade, which it does not read as a list",
        TakeOver::Pieces => {
            "it takes a reply in many small pieces, or a very large one, for an attack"
        }
        TakeOver::HeadLimit => "it does not read so many headers",
        TakeOver::Malformed => "it does not read all spellings of a header that HTTP allows",
        TakeOver::SilentAddress => {
            return "One address does not answer while another one accepts: ewebsock was stopped, and a second request is sent \
                    by the driver that tries all addresses"
                .to_owned();
        }
    };
    format!(
        "A second request is sent, by the driver that tells everything: ewebsock was stopped, because {why}"
    )
}
