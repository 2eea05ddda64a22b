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
            format!("connection lost: {}", explained(cause, detail))
        }
        RecordedEvent::ClosedByPeer { frame } => closed("the server", frame.as_ref()),
        RecordedEvent::ClosedByUs { frame } => closed("this side", frame.as_ref()),
        _ => "the connection ended".to_owned(),
    }
}

fn closed(by: &str, frame: Option<&CloseFrame>) -> String {
    let Some(CloseFrame {
        code: Some(code),
        reason,
    }) = frame
    else {
        return format!("{by} closed the connection");
    };
    let end = if reason.is_empty() {
        String::new()
    } else {
        // It comes from the network: a terminal must not obey it.
        format!(": {}", reason.escape_debug())
    };
    format!("{by} closed the connection with code {code}{end}")
}

/// What is told of a failure.
pub(crate) fn explained(cause: &Cause, detail: &str) -> String {
    let words = words(cause);
    // Nothing is said twice, and these say it all.
    let is_plain = matches!(
        cause,
        Cause::Frame(_) | Cause::CloseFrame { .. } | Cause::HttpStatus(_) | Cause::TimedOut
    );
    let detail = if is_plain || words.contains(detail) {
        ""
    } else {
        detail
    };
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
        Cause::Refused => "connection refused: nothing is listening there",
        Cause::UnknownHost => "host not found",
        Cause::NameLookup => "name resolution failed temporarily",
        Cause::Unreachable => "host unreachable",
        Cause::TimedOut => "connection timed out: no response",
        Cause::HttpStatus(status) => {
            return http_status(*status);
        }
        Cause::Redirect { status, to } => {
            let to = to.to_string();
            let to = to.escape_debug();
            return format!("redirected to {to} (HTTP status {status})");
        }
        Cause::Reply(fault) => reply(*fault),
        Cause::HeadLimit(_) => "the response exceeds the header limit",
        Cause::RequestLimit(_) => "the request headers exceed the limit, so nothing was sent",
        Cause::Extension { names } => {
            let names = names.escape_debug();
            return format!("the server selected an extension that was not offered ({names})");
        }
        Cause::CompressionAnswer => "the server answered the offer to compress messages wrongly",
        Cause::NotWebSocket => "not a WebSocket server",
        Cause::WrongAccept => "wrong Sec-WebSocket-Accept in the response",
        Cause::Subprotocol => "the server chose a subprotocol that was not offered",
        Cause::SeveralSubprotocols => "the server chose more than one subprotocol",
        Cause::EmptySubprotocol => "empty Sec-WebSocket-Protocol in the response",
        Cause::MalformedSubprotocol => "invalid Sec-WebSocket-Protocol in the response",
        Cause::Tls => "TLS failed",
        Cause::Certificate(fault) => certificate(*fault),
        Cause::NoTls => "the port does not use TLS; use ws:// instead of wss://",
        Cause::OnlyTls => "the port requires TLS; use wss:// instead of ws://",
        Cause::ClientCertificate => "the server requires a client certificate, and accepted none",
        Cause::Proxy(fault) => return proxy(*fault),
        Cause::File(_) => "a file that the options name cannot be used",
        Cause::NoPong => "the server did not answer a ping",
        Cause::UnreadPongs => "the server keeps sending pings without reading the pongs",
        Cause::MessageTooLarge => "the server sent a message that is larger than the limit",
        Cause::Inflate => "the server sent a compressed message that cannot be decompressed",
        Cause::InvalidText => "the server sent a text message that is not valid UTF-8",
        Cause::InvalidUtf8 => {
            "the server sent a text message or a close reason that is not valid UTF-8"
        }
        Cause::CloseFrame { code, fault } => {
            let code = code.map(|code| format!(" {code}")).unwrap_or_default();
            return format!("the server sent an invalid close frame{code}: {fault}");
        }
        Cause::Frame(fault) => return format!("the server sent a {fault}"),
        Cause::ProtocolViolation => "the server violated the WebSocket protocol",
        Cause::Dropped => "dropped without a close frame (1006)",
        Cause::Insecure => "an unencrypted connection is not allowed here",
        Cause::Untold | Cause::Other => "",
    };
    words.to_owned()
}

fn http_status(status: u16) -> String {
    match status {
        401 => "401 Unauthorized: missing or invalid credentials".to_owned(),
        403 => "403 Forbidden: access denied".to_owned(),
        status => format!("HTTP status {status} instead of 101 (Switching Protocols)"),
    }
}

fn reply(fault: ReplyFault) -> &'static str {
    match fault {
        ReplyFault::Incomplete => "the connection was closed before the response was complete",
        ReplyFault::HttpVersion => "the response is not HTTP/1.1",
        ReplyFault::Malformed => "the response has a malformed HTTP header",
        ReplyFault::Upgrade => "the response has status 101 but no Upgrade: websocket",
        ReplyFault::Connection => "the response has status 101 but no Connection: Upgrade",
        ReplyFault::NoAccept => "the response has status 101 but no Sec-WebSocket-Accept",
        ReplyFault::SeveralAccepts => "the response has more than one Sec-WebSocket-Accept",
    }
}

fn certificate(fault: CertificateFault) -> &'static str {
    match fault {
        CertificateFault::Expired => "certificate expired",
        CertificateFault::NotYetValid => "certificate not yet valid",
        CertificateFault::WrongName => "certificate for another host name",
        CertificateFault::UnknownIssuer => "untrusted issuer (self-signed or unknown CA)",
        CertificateFault::Other => "certificate not accepted",
    }
}

fn proxy(fault: ProxyFault) -> String {
    let words = match fault {
        ProxyFault::Address => "a proxy address in the environment variables is malformed",
        ProxyFault::Scheme => "a proxy in the environment variables has an unsupported scheme",
        ProxyFault::UnknownHost => "proxy host not found",
        ProxyFault::Refused => "proxy connection refused: nothing is listening there",
        ProxyFault::Unreachable => "proxy unreachable",
        ProxyFault::TimedOut => "proxy timed out",
        ProxyFault::Login => "the proxy requires authentication",
        ProxyFault::LoginRefused => "the proxy rejected the credentials",
        ProxyFault::Credentials => "the credentials cannot be sent to a SOCKS5 proxy",
        ProxyFault::Status(status) => return format!("HTTP status {status} from the proxy"),
        ProxyFault::Socks(_) | ProxyFault::Other => "the proxy did not connect to the server",
        ProxyFault::Nonsense => "not a proxy response",
        ProxyFault::Head => "the response of the proxy exceeds the header limit",
        ProxyFault::Dropped => "the proxy closed the connection without a response",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use connection::{CloseFault, FrameFault};

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
            "cannot connect to ws://h/: connection refused: nothing is listening there (os error 111)",
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
            "cannot connect to ws://h/: 401 Unauthorized: missing or invalid credentials",
        );
        check(
            &RecordedEvent::Lost {
                cause: Cause::Dropped,
                detail: String::new(),
            },
            "connection lost: dropped without a close frame (1006)",
        );
        let lost = |cause| RecordedEvent::Lost {
            cause,
            detail: "frame with the reserved opcode 3 (payload: 1 byte)".to_owned(),
        };
        check(
            &lost(Cause::Frame(FrameFault::Opcode(3))),
            "connection lost: the server sent a frame with the reserved opcode 3",
        );
        check(
            &lost(Cause::CloseFrame {
                code: Some(1005),
                fault: CloseFault::Code,
            }),
            "connection lost: the server sent an invalid close frame 1005: this code must not be used in a close frame",
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
        check(
            &RecordedEvent::ClosedByUs {
                frame: Some(CloseFrame {
                    code: Some(1000),
                    reason: String::new(),
                }),
            },
            "this side closed the connection with code 1000",
        );
    }
}
