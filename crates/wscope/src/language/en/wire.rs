//! What happens to a connection, in English.

use connection::{
    Cause, CertificateFault, CloseFrame, CloseFrameError, MAX_CLOSE_REASON_BYTES, Step,
};

use super::super::{first_line, list, tls_version};
use crate::IN_BROWSER;
use crate::close_code;
use crate::format::duration;

pub(super) fn failed(address: &str, cause: Cause) -> String {
    match cause {
        Cause::Refused => {
            format!(
                "Connection refused: nothing is listening at {address}. Is the server running? Is the port right?"
            )
        }
        Cause::UnknownHost => {
            format!("Host not found: {address}. Is the name spelled right? Are you online?")
        }
        Cause::Unreachable => format!("Host unreachable: {address}. Are you online?"),
        Cause::TimedOut => {
            format!(
                "No answer in time from {address}. Is it the right port? Does a firewall block it?"
            )
        }
        Cause::HttpStatus(status) => {
            let hint = status_hint(status);
            format!("HTTP status {status} instead of a WebSocket, from {address}. {hint}")
        }
        Cause::NotWebSocket => {
            format!("Not a WebSocket server: {address}. Is it the right port?")
        }
        Cause::WrongAccept => format!(
            "The reply has a wrong Sec-WebSocket-Accept: {address} did not read the handshake, or something between \
             answered with an old reply. Is there a proxy or a cache?"
        ),
        Cause::Subprotocol => format!(
            "The server chose a subprotocol that nobody offered, and RFC 6455 asks to refuse that: {address}. \
             The server may speak only to clients that offer it"
        ),
        Cause::Tls => format!(
            "TLS failed: no encrypted connection to {address}. Does the server speak TLS, and is its certificate trusted?"
        ),
        Cause::Certificate(fault) => {
            let (fault, hint) = certificate(fault);
            format!("{fault}: {address}. {hint}")
        }
        Cause::NoTls => {
            format!("No TLS at that port: {address}. Is it a ws:// address, or another port?")
        }
        Cause::OnlyTls => {
            format!(
                "Only encrypted connections at that port: {address}. Try wss:// instead of ws://"
            )
        }
        Cause::ClientCertificate => format!(
            "A client certificate is required, and none was accepted: {address}. Name one in the options"
        ),
        Cause::ProxyUnreachable => format!(
            "The proxy cannot be reached, on the way to {address}. Is it running? Is its address right?"
        ),
        Cause::ProxyRefused => format!(
            "The proxy does not lead to {address}. Select this line to see what it said; it may want a login, or forbid this address"
        ),
        Cause::File => {
            "A file that the options name cannot be used. Select this line to see why".to_owned()
        }
        Cause::Insecure => format!(
            "A page that came over https may not speak unencrypted: the browser refuses {address}. \
             Use a wss:// address, or open the page over http"
        ),
        Cause::Untold => format!(
            "No connection to {address}; the browser does not tell a page why. Is the server running? \
             Is the address right?"
        ),
        Cause::MessageTooLarge
        | Cause::InvalidUtf8
        | Cause::ProtocolViolation
        | Cause::Dropped
        | Cause::NoPong
        | Cause::Other => format!("Connecting failed: {} ({address})", lost(cause)),
    }
}

/// What is wrong with it, and what to try.
fn certificate(fault: CertificateFault) -> (&'static str, &'static str) {
    match fault {
        CertificateFault::Expired => (
            "Certificate expired",
            "The operator of the server must renew it. Is the clock here right?",
        ),
        CertificateFault::NotYetValid => ("Certificate not valid yet", "Is the clock here right?"),
        CertificateFault::WrongName => (
            "Certificate for another name",
            "Is this the name by which the server calls itself?",
        ),
        CertificateFault::UnknownIssuer => (
            "Certificate from an untrusted issuer (self-signed or unknown CA)",
            "If it is yours, name its authority in the options",
        ),
        CertificateFault::Other => ("Certificate not accepted", "Select this line to see why"),
    }
}

fn status_hint(status: u16) -> &'static str {
    match status {
        200..=299 => "A web server is there, but no WebSocket at this path",
        300..=399 => {
            "It is somewhere else now; a WebSocket does not follow by itself. Try the new address"
        }
        401 | 403 => {
            "It wants to know who is asking. Is a token missing from the address, or a login from the options?"
        }
        407 => "A proxy in between wants a login",
        426 => {
            "It wants another version of the protocol, or the request to upgrade was lost on the way"
        }
        429 | 503 => "It has too much to do. Try again later",
        500..=599 => "Something is wrong inside the server, or behind it",
        _ => "Is the path right?",
    }
}

pub(super) fn lost(cause: Cause) -> &'static str {
    match cause {
        Cause::Dropped => {
            "it ended without a goodbye. Is the server still running? Press Connect to try again"
        }
        Cause::MessageTooLarge => {
            "the server sent a message over the limit for this connection. Ask it for smaller ones, or raise the limit in the options"
        }
        Cause::InvalidUtf8 => {
            "the server sent a text message that is not valid UTF-8. It should send such bytes as binary"
        }
        Cause::ProtocolViolation => {
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
        Cause::ProxyUnreachable | Cause::ProxyRefused => "the proxy on the way is gone",
        Cause::HttpStatus(_) | Cause::NotWebSocket | Cause::WrongAccept | Cause::Subprotocol => {
            "the server is not a WebSocket server. Is it the right port?"
        }
        Cause::Insecure => "the browser lets a page from https speak only encrypted",
        Cause::Untold => "the browser does not tell a page why. Press Connect to try again",
        Cause::File | Cause::Other => {
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
        Step::Answered { head, micros } => {
            format!("Reply: {} ({})", first_line(head), duration(*micros))
        }
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
