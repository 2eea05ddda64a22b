//! What went wrong, in plain words; what a library or the system says of it stands behind, in brackets.

use connection::{Cause, CertificateFault, CloseFrame, ProxyFault, ReplyFault};
use session::RecordedEvent;

/// The sentence for the event that ended an attempt or a connection.
pub(crate) fn ending(event: &RecordedEvent) -> String {
    match event {
        RecordedEvent::Failed {
            address,
            cause,
            detail,
        } => format!("cannot connect to {address}: {}", explained(cause, detail)),
        RecordedEvent::Lost { cause, detail } => {
            format!("the connection broke: {}", explained(cause, detail))
        }
        RecordedEvent::ClosedByPeer { frame } => closed(frame.as_ref()),
        other => format!("the connection ended: {other:?}"),
    }
}

fn closed(frame: Option<&CloseFrame>) -> String {
    let Some(CloseFrame {
        code: Some(code),
        reason,
    }) = frame
    else {
        return "the server closed the connection".to_owned();
    };
    let end = if reason.is_empty() {
        String::new()
    } else {
        // It comes from the network: a terminal must not obey it.
        format!(": {}", reason.escape_debug())
    };
    format!("the server closed the connection with code {code}{end}")
}

fn explained(cause: &Cause, detail: &str) -> String {
    let words = words(cause);
    // Nothing is said twice.
    let detail = if words.contains(detail) { "" } else { detail };
    match (words.is_empty(), detail.is_empty()) {
        (true, true) => "the reason is not known".to_owned(),
        (true, false) => detail.escape_debug().to_string(),
        (false, true) => words,
        (false, false) => format!("{words} ({})", detail.escape_debug()),
    }
}

/// Empty where the detail says more.
fn words(cause: &Cause) -> String {
    let words = match cause {
        Cause::Refused => "nothing listens at that address",
        Cause::UnknownHost => "no host of that name is known",
        Cause::Unreachable => "the host cannot be reached",
        Cause::TimedOut => "no answer in time",
        Cause::HttpStatus(status) => {
            return format!("the server answered with HTTP status {status} instead of 101");
        }
        Cause::Redirect { status, to } => {
            return format!("the server sends us elsewhere, with HTTP status {status}: {to}");
        }
        Cause::Reply(fault) => reply(*fault),
        Cause::HeadLimit(_) => "the reply of the server is larger than what is read",
        Cause::Extension { names } => {
            return format!("the server switched on extensions that were not offered: {names}");
        }
        Cause::NotWebSocket => "what answers there is no WebSocket server",
        Cause::WrongAccept => "the Sec-WebSocket-Accept of the server does not fit the request",
        Cause::Subprotocol => "the server chose a subprotocol that was not offered",
        Cause::SeveralSubprotocols => "the server chose more than one subprotocol",
        Cause::EmptySubprotocol => "the server answered with an empty Sec-WebSocket-Protocol",
        Cause::MalformedSubprotocol => "the server answered with what is no name of a subprotocol",
        Cause::Tls => "the encrypted channel could not be set up",
        Cause::Certificate(fault) => certificate(*fault),
        Cause::NoTls => "the server speaks no TLS at that port; try ws:// instead of wss://",
        Cause::OnlyTls => "the server expects TLS at that port; try wss:// instead of ws://",
        Cause::ClientCertificate => "the server wants a certificate of this side",
        Cause::Proxy(fault) => proxy(*fault),
        Cause::File(_) => "a file that the options name cannot be used",
        Cause::NoPong => "the server did not answer a ping in time",
        Cause::UnreadPongs => "the server pings and does not read the answers",
        Cause::MessageTooLarge => "the server sent a message that is larger than what is accepted",
        Cause::InvalidText => "the server sent a text message that is not UTF-8",
        Cause::InvalidUtf8 => "the server sent something that is not UTF-8",
        Cause::CloseFrame { .. } => "the server sent a close frame that breaks the rules",
        Cause::Frame(_) => "the server sent a frame that breaks the rules",
        Cause::ProtocolViolation => "the server broke a rule of the protocol",
        Cause::Dropped => "it ended without a close frame",
        Cause::Insecure => "an unencrypted connection is not allowed here",
        Cause::Untold | Cause::Other => "",
    };
    words.to_owned()
}

fn reply(fault: ReplyFault) -> &'static str {
    match fault {
        ReplyFault::Incomplete => "the server ended the connection before its reply was whole",
        ReplyFault::HttpVersion => "the reply of the server is in another version of HTTP than 1.1",
        ReplyFault::Malformed => "the reply of the server has a malformed header",
        ReplyFault::Upgrade => "the reply of the server has no Upgrade: websocket",
        ReplyFault::Connection => "the reply of the server has no Connection: Upgrade",
        ReplyFault::NoAccept => "the reply of the server has no Sec-WebSocket-Accept",
        ReplyFault::SeveralAccepts => {
            "the reply of the server has more than one Sec-WebSocket-Accept"
        }
    }
}

fn certificate(fault: CertificateFault) -> &'static str {
    match fault {
        CertificateFault::Expired => "the certificate of the server has expired",
        CertificateFault::NotYetValid => "the certificate of the server is not valid yet",
        CertificateFault::WrongName => "the certificate of the server is for another name",
        CertificateFault::UnknownIssuer => {
            "the certificate of the server is from an issuer that is not trusted"
        }
        CertificateFault::Other => "the certificate of the server was not accepted",
    }
}

fn proxy(fault: ProxyFault) -> &'static str {
    match fault {
        ProxyFault::Address => "the environment names a proxy by what is no address",
        ProxyFault::Scheme => "the environment names a proxy of a kind that is not supported",
        ProxyFault::UnknownHost => "no proxy of that name is known",
        ProxyFault::Refused => "nothing listens at the address of the proxy",
        ProxyFault::Unreachable => "the proxy cannot be reached",
        ProxyFault::TimedOut => "no answer in time from the proxy",
        ProxyFault::Login => "the proxy wants a login",
        ProxyFault::LoginRefused => "the proxy does not accept the login",
        ProxyFault::Credentials => "this login cannot be sent to a SOCKS5 proxy",
        ProxyFault::Status(_) | ProxyFault::Socks(_) | ProxyFault::Other => {
            "the proxy does not lead to the server"
        }
        ProxyFault::Nonsense => "what answers there is no proxy of that kind",
        ProxyFault::Head => "the answer of the proxy is larger than what is read",
        ProxyFault::Dropped => "the proxy ended the connection without an answer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(event: &RecordedEvent, expected: &str) {
        assert_eq!(ending(event), expected);
    }

    #[test]
    fn an_ending_is_told_with_what_is_behind_it() {
        let failed = |cause, detail: &str| RecordedEvent::Failed {
            address: "ws://h/".to_owned(),
            cause,
            detail: detail.to_owned(),
        };
        check(
            &failed(Cause::Refused, "os error 111"),
            "cannot connect to ws://h/: nothing listens at that address (os error 111)",
        );
        check(
            &failed(Cause::Other, "odd\u{1b}[2J"),
            "cannot connect to ws://h/: odd\\u{1b}[2J",
        );
        check(
            &failed(Cause::Other, ""),
            "cannot connect to ws://h/: the reason is not known",
        );
        check(
            &failed(Cause::HttpStatus(401), "HTTP status 401"),
            "cannot connect to ws://h/: the server answered with HTTP status 401 instead of 101",
        );
        check(
            &RecordedEvent::Lost {
                cause: Cause::Dropped,
                detail: String::new(),
            },
            "the connection broke: it ended without a close frame",
        );
        let closed = |code, reason: &str| RecordedEvent::ClosedByPeer {
            frame: Some(CloseFrame {
                code,
                reason: reason.to_owned(),
            }),
        };
        check(
            &closed(Some(1011), "出错\u{7}"),
            "the server closed the connection with code 1011: 出错\\u{7}",
        );
        check(
            &closed(Some(4000), ""),
            "the server closed the connection with code 4000",
        );
        check(&closed(None, ""), "the server closed the connection");
    }
}
