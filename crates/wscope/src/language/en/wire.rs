//! What happens to a connection, in English.

use std::borrow::Cow;

use connection::{
    Cause, CertificateFault, CloseFault, CloseFrame, CloseFrameError, FrameFault, HeadLimit,
    MAX_CLOSE_REASON_BYTES, ProxyFault, ReplyFault, Step, TakeOver,
};

use super::super::{first_line, list, tls_version};
use super::file_fault::file;
use crate::IN_BROWSER;
use crate::close_code;
use crate::format::{count, duration, size};

/// The cause stands first: a row that is cut off is cut at the address.
pub(super) fn failed(address: &str, cause: &Cause) -> String {
    match cause {
        Cause::Refused => format!(
            "Connection refused: nothing is listening at {address}. Is the server running? Is the port right?"
        ),
        Cause::UnknownHost => {
            format!("Host not found: {address}. Is the name spelled right? Are you online?")
        }
        Cause::Unreachable => format!("Host unreachable: {address}. Are you online?"),
        Cause::TimedOut => format!(
            "No answer in time from {address}. Is it the right port? Does a firewall block it?"
        ),
        Cause::HttpStatus(status) => {
            let hint = status_hint(*status);
            format!("HTTP status {status} instead of a WebSocket, from {address}. {hint}")
        }
        Cause::Redirect { status, to } => format!(
            "Redirected to {to} (HTTP status {status}) by {address}. A WebSocket does not follow by itself; select this \
             line to connect there"
        ),
        Cause::Reply(fault) => format!("{}: {address}", reply(*fault)),
        Cause::HeadLimit(limit) => format!("{}: {address}", over_limit(*limit)),
        Cause::Extension { names } => format!(
            "The server switched on {names}, an extension that was not offered; RFC 6455 requires refusing that: \
             {address}. Does it send the same reply to every request?"
        ),
        Cause::NotWebSocket => {
            format!("Not a WebSocket server: {address}. Is it the right port?")
        }
        Cause::WrongAccept => format!(
            "The reply has a wrong Sec-WebSocket-Accept: {address} did not read the handshake, or something between \
             answered with an old reply. Is there a proxy or a cache?"
        ),
        Cause::Subprotocol => format!(
            "The server chose a subprotocol that was not offered; RFC 6455 requires refusing that: {address}. \
             It may accept only clients that offer it"
        ),
        Cause::SeveralSubprotocols => format!(
            "The server chose more than one subprotocol, and RFC 6455 allows one: {address}. Select this line to see which"
        ),
        Cause::EmptySubprotocol => format!(
            "The server answered with an empty Sec-WebSocket-Protocol: {address}. A server that chooses no subprotocol \
             leaves it out (RFC 6455)"
        ),
        Cause::MalformedSubprotocol => format!(
            "The server answered with a Sec-WebSocket-Protocol that cannot be the name of a subprotocol: {address}. \
             Select this line to see it"
        ),
        Cause::Tls => format!(
            "TLS failed: no encrypted connection to {address}. Does the server speak TLS, and is its certificate trusted?"
        ),
        Cause::Certificate(fault) => {
            let (fault, hint) = certificate(*fault);
            format!("{fault}: {address}. {hint}")
        }
        Cause::NoTls => {
            format!("No TLS at that port: {address}. Is it a ws:// address, or another port?")
        }
        Cause::OnlyTls => format!(
            "Only encrypted connections at that port: {address}. Try wss:// instead of ws://"
        ),
        Cause::ClientCertificate => format!(
            "A client certificate is required, and none was accepted: {address}. Name one in the options"
        ),
        Cause::Proxy(fault) => proxy(address, *fault),
        Cause::File(fault) => format!(
            "A file that the options name cannot be used: {}",
            file(*fault)
        ),
        Cause::Insecure => format!(
            "A page that came over https may not speak unencrypted: the browser refuses {address}. \
             Use a wss:// address, or open the page over http"
        ),
        Cause::Untold if address.starts_with("wss:") => {
            let page = address.replacen("wss:", "https:", 1);
            format!(
                "No connection to {address}; the browser does not tell a page why. Is the server running, and the address \
                 right? Does the browser accept its certificate? Open {page} in a tab to see"
            )
        }
        Cause::Untold => format!(
            "No connection to {address}; the browser does not tell a page why. Is the server running? \
             Is the address right?"
        ),
        Cause::MessageTooLarge
        | Cause::UnreadPongs
        | Cause::InvalidText
        | Cause::InvalidUtf8
        | Cause::CloseFrame { .. }
        | Cause::Frame(_)
        | Cause::ProtocolViolation
        | Cause::Dropped
        | Cause::NoPong
        | Cause::Other => format!("Connecting failed: {} ({address})", lost(cause)),
    }
}

fn reply(fault: ReplyFault) -> &'static str {
    match fault {
        ReplyFault::Incomplete => "The connection was closed before the reply was complete",
        ReplyFault::HttpVersion => {
            "The reply is in another version of HTTP than 1.1, which this handshake needs (RFC 9110, section 7.8)"
        }
        ReplyFault::Malformed => {
            "The reply has a malformed HTTP header; select this line to see the technical details"
        }
        ReplyFault::Upgrade => {
            "The reply has status 101 but no Upgrade: websocket, so the protocol did not change to WebSocket"
        }
        ReplyFault::Connection => {
            "The reply has status 101 but no Connection: Upgrade, which RFC 6455 requires (does a proxy remove it?)"
        }
        ReplyFault::NoAccept => {
            "The reply has status 101 but no Sec-WebSocket-Accept, which proves that the server read the handshake"
        }
        ReplyFault::SeveralAccepts => {
            "The reply has more than one Sec-WebSocket-Accept; only one is allowed"
        }
    }
}

fn over_limit(limit: HeadLimit) -> String {
    match limit {
        HeadLimit::Bytes(limit) => format!(
            "The header section of the reply is larger than the limit of {}",
            size(limit as u64)
        ),
        HeadLimit::Headers(limit) => format!(
            "The reply has more headers than the limit of {}",
            count(limit as u64)
        ),
        HeadLimit::InterimReplies(limit) => format!(
            "There were more interim replies (1xx) before the answer than the limit of {}",
            count(limit as u64)
        ),
    }
}

fn proxy(address: &str, fault: ProxyFault) -> String {
    let way = format!("on the way to {address}");
    match fault {
        ProxyFault::Address => {
            "A proxy address in the environment variables is malformed. Select this line to see the variable"
                .to_owned()
        }
        ProxyFault::Scheme => {
            "A proxy in the environment variables is of a kind that is not supported; http://, socks5:// and socks5h:// are. \
             Select this line to see the variable"
                .to_owned()
        }
        ProxyFault::UnknownHost => {
            format!("Proxy not found: its host name is unknown ({way}). Is it spelled right?")
        }
        ProxyFault::Refused => format!(
            "Proxy refused the connection: nothing is listening there ({way}). Is it running? Is its port right?"
        ),
        ProxyFault::Unreachable => format!("Proxy unreachable ({way}). Are you online?"),
        ProxyFault::TimedOut => format!(
            "No answer in time from the proxy {way}. Is its address right? Does it reach the server?"
        ),
        ProxyFault::Login => format!(
            "The proxy requires a login, or another kind of login ({way}). Add name and password to its address"
        ),
        ProxyFault::LoginRefused => format!(
            "The proxy does not accept the login ({way}). Are name and password right?"
        ),
        ProxyFault::Credentials => {
            "This login cannot be sent: for SOCKS5, the name and the password of a proxy have 1 to 255 bytes each (RFC 1929)"
                .to_owned()
        }
        ProxyFault::Status(status) => {
            let hint = proxy_status_hint(status);
            format!("HTTP status {status} from the proxy {way}. {hint}")
        }
        ProxyFault::Socks(code) => format!(
            "The SOCKS5 proxy did not connect: {} (reply {code}), {way}",
            socks_reply(code)
        ),
        ProxyFault::Nonsense => format!(
            "The answer is not that of a proxy ({way}). Is it the right port, and the right kind of proxy?"
        ),
        ProxyFault::Head => format!(
            "The proxy answered with more headers than are read ({way}). Select this line to see the limit"
        ),
        ProxyFault::Dropped => format!(
            "The proxy ended the connection without an answer ({way}). Is it the right kind of proxy?"
        ),
        ProxyFault::Other => {
            format!("The proxy did not connect to {address}. Select this line to see why")
        }
    }
}

fn proxy_status_hint(status: u16) -> &'static str {
    match status {
        400 | 405 | 501 => "It may not make tunnels (CONNECT)",
        403 => "It forbids this address or this port",
        502..=504 => "It does not reach the server",
        _ => "Select this line to see what it said",
    }
}

/// RFC 1928, section 6.
fn socks_reply(code: u8) -> &'static str {
    match code {
        2 => "its rules forbid it",
        3 => "the network cannot be reached",
        4 => "the host cannot be reached",
        5 => "the server refused the connection",
        6 => "the server did not answer it in time (TTL expired)",
        7 => "it does not support such a request",
        8 => "it does not support this type of address",
        _ => "it failed, without saying why",
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
            "Is this the name of the server?",
        ),
        CertificateFault::UnknownIssuer => (
            "Certificate from an untrusted issuer (self-signed or unknown CA)",
            "If it is yours, name the file with it, or with its CA, in the options",
        ),
        CertificateFault::Other => ("Certificate not accepted", "Select this line to see why"),
    }
}

fn status_hint(status: u16) -> &'static str {
    match status {
        200..=299 => "A web server is there, but no WebSocket at this path",
        304 => "It takes the request for one of a page that is known already",
        300..=399 => "It is a redirect, but names no address of a WebSocket server",
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
