//! What ewebsock's texts mean: it tells errors as text only, which is given its meaning back.

use std::io;

use connection::{Cause, CertificateFault, Failure, FrameFault, HeadLimit, ReplyFault};

use super::kind::{ONE_BYTE, cause_of_kind};
use super::look_up::is_temporary;

/// A failure from what ewebsock 0.8, over tungstenite 0.24, says of it.
pub(crate) fn from_text(detail: String) -> Failure {
    let cause = cause_of(&detail);
    let detail = match cause {
        Cause::Untold => HIDDEN.to_owned(),
        _ => without_wrapper(&detail).to_owned(),
    };
    Failure { cause, detail }
}

/// An error of JavaScript as it reads there: where it is printed, the name of its type in Rust stands around it, and its
/// stack behind it.
fn without_wrapper(detail: &str) -> &str {
    let inner = detail.strip_prefix("JsValue(");
    let inner = inner.and_then(|rest| rest.strip_suffix(')'));
    inner
        .and_then(|error| error.lines().next())
        .unwrap_or(detail)
}

/// As many headers tungstenite 0.24 reads of a reply, and what it says of more.
const MAX_HEADERS: usize = 124;
const TOO_MANY_HEADERS: &str = "Too many headers";
/// What there is to say of an error event of the browser: it carries nothing.
const HIDDEN: &str = "the browser's error event has no reason in it: pages are not told why a connection failed \
                      (WHATWG WebSockets, “fail the WebSocket connection”); its developer tools may say";

fn cause_of(detail: &str) -> Cause {
    let (topic, rest) = detail.split_once(": ").unwrap_or((detail, ""));
    match topic {
        "IO error" => io_cause(rest),
        "HTTP error" => status(rest).map_or(Cause::NotWebSocket, Cause::HttpStatus),
        "HTTP format error" => Cause::NotWebSocket,
        "TLS error" => Cause::Tls,
        "URL error" if rest.starts_with("Unable to connect") => Cause::Unreachable,
        "Space limit exceeded" if rest.starts_with("Message too long") => Cause::MessageTooLarge,
        "Space limit exceeded" if rest == TOO_MANY_HEADERS => {
            Cause::HeadLimit(HeadLimit::Headers(MAX_HEADERS))
        }
        "UTF-8 encoding error" => Cause::InvalidUtf8,
        // What ewebsock calls an event of the browser, which tells pages nothing about the network they are in.
        "Unknown error" => Cause::Untold,
        _ if detail.contains("SecurityError") => Cause::Insecure,
        "WebSocket protocol error" => protocol_cause(rest),
        _ => Cause::Other,
    }
}

/// `404 Not Found` → 404.
fn status(text: &str) -> Option<u16> {
    text.split(' ').next()?.parse().ok()
}

fn io_cause(text: &str) -> Cause {
    if text.contains("lookup address") && is_temporary(text) {
        return Cause::NameLookup;
    }
    if text.contains("lookup address") || os_error(text) == Some(WINDOWS_HOST_NOT_FOUND) {
        return Cause::UnknownHost;
    }
    // Errors of rustls come as `io::Error`, without a number.
    if text.contains("without sending TLS close_notify") {
        return Cause::Dropped;
    }
    if let Some(cause) = tls_cause(text) {
        return cause;
    }
    let kind = os_error(text).map(|code| io::Error::from_raw_os_error(code).kind());
    kind.map_or(Cause::Other, cause_of_kind)
}

/// `WSAHOST_NOT_FOUND`: Windows tells an unknown name by number only.
const WINDOWS_HOST_NOT_FOUND: i32 = 11001;

/// What errors of rustls 0.23 mean, which come as `io::Error`; the same as `tls::cause_of` reads from the error itself.
fn tls_cause(text: &str) -> Option<Cause> {
    if let Some(fault) = text.strip_prefix("invalid peer certificate: ") {
        return Some(Cause::Certificate(certificate_fault(fault)));
    }
    if let Some(kind) = text.strip_prefix("received corrupt message of type ") {
        const NO_RECORD: [&str; 3] = [
            "InvalidContentType",
            "UnknownProtocolVersion",
            "MessageTooLarge",
        ];
        let is_record = !NO_RECORD.contains(&kind);
        return Some(if is_record { Cause::Tls } else { Cause::NoTls });
    }
    if let Some(alert) = text.strip_prefix("received fatal alert: ") {
        const ABOUT_OURS: [&str; 9] = [
            "NoCertificate",
            "BadCertificate",
            "UnsupportedCertificate",
            "CertificateRevoked",
            "CertificateExpired",
            "CertificateUnknown",
            "CertificateRequired",
            "UnknownCA",
            "AccessDenied",
        ];
        let is_about_ours = ABOUT_OURS.contains(&alert);
        return Some(if is_about_ours {
            Cause::ClientCertificate
        } else {
            Cause::Tls
        });
    }
    const WORDS: [&str; 3] = ["certificate", "TLS", "handshake eof"];
    let is_about_tls = WORDS.iter().any(|word| text.contains(word));
    is_about_tls.then_some(Cause::Tls)
}

fn certificate_fault(text: &str) -> CertificateFault {
    // With a context the fault is told in words, without one by its name.
    const BEGINNINGS: [(&str, CertificateFault); 8] = [
        ("Expired", CertificateFault::Expired),
        ("certificate expired", CertificateFault::Expired),
        ("NotValidYet", CertificateFault::NotYetValid),
        ("certificate not valid yet", CertificateFault::NotYetValid),
        ("NotValidForName", CertificateFault::WrongName),
        (
            "certificate not valid for name",
            CertificateFault::WrongName,
        ),
        ("UnknownIssuer", CertificateFault::UnknownIssuer),
        // As a rule one that is self-signed, as `openssl req -x509` makes it.
        (
            "Other(OtherError(CaUsedAsEndEntity",
            CertificateFault::UnknownIssuer,
        ),
    ];
    let known = BEGINNINGS
        .iter()
        .find(|(beginning, _)| text.starts_with(beginning));
    // “ExpiredRevocationList” is about a list, not about the certificate.
    match known {
        Some((_, fault)) if !text.starts_with("ExpiredRevocationList") => *fault,
        _ => CertificateFault::Other,
    }
}

/// The number in `… (os error 111)`, which says the same in every language of the system.
fn os_error(text: &str) -> Option<i32> {
    let (_, tail) = text.rsplit_once("(os error ")?;
    tail.strip_suffix(')')?.parse().ok()
}

fn protocol_cause(text: &str) -> Cause {
    // What is wrong with a reply.
    const FAULTS: [(&str, ReplyFault); 7] = [
        ("Handshake not finished", ReplyFault::Incomplete),
        ("HTTP version", ReplyFault::HttpVersion),
        ("No \"Connection: upgrade\"", ReplyFault::Connection),
        ("No \"Upgrade: websocket\"", ReplyFault::Upgrade),
        ("httparse error: invalid header", ReplyFault::Malformed),
        ("httparse error: invalid new line", ReplyFault::Malformed),
        (
            "httparse error: invalid response status",
            ReplyFault::Malformed,
        ),
    ];
    let mut faults = FAULTS.iter();
    if let Some((_, fault)) = faults.find(|(start, _)| text.starts_with(start)) {
        Cause::Reply(*fault)
    } else if text.starts_with("httparse error") {
        Cause::NotWebSocket
    } else if text.starts_with("Connection reset without closing handshake") {
        Cause::Dropped
    } else if text.starts_with("Key mismatch") {
        Cause::WrongAccept
    } else if text.starts_with("SubProtocol error") {
        Cause::Subprotocol
    } else {
        broken_rule(text)
    }
}

/// Which rule about frames was broken.
fn broken_rule(text: &str) -> Cause {
    const FAULTS: [(&str, FrameFault); 6] = [
        ("Reserved bits", FrameFault::ReservedBits),
        ("Received a masked frame", FrameFault::Masked),
        ("Fragmented control frame", FrameFault::FragmentedControl),
        ("Control frame too big", FrameFault::LongControl),
        ("Continue frame but", FrameFault::NothingToContinue),
        ("While waiting for more", FrameFault::Unfinished),
    ];
    const OPCODES: [&str; 3] = [
        "Encountered invalid opcode",
        "Unknown control frame type",
        "Unknown data frame type",
    ];
    if text == "Invalid close sequence" {
        return ONE_BYTE;
    }
    let known = FAULTS.iter().find(|(start, _)| text.starts_with(start));
    let opcode = || {
        let (what, opcode) = text.split_once(": ")?;
        let is_known = OPCODES.contains(&what);
        opcode.parse().ok().filter(|_| is_known)
    };
    match known {
        Some((_, fault)) => Cause::Frame(*fault),
        None => opcode().map_or(Cause::ProtocolViolation, |opcode| {
            Cause::Frame(FrameFault::Opcode(opcode))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(detail: &str, expected: Cause) {
        assert_eq!(from_text(detail.to_owned()).cause, expected, "{detail}");
    }

    #[test]
    fn gives_texts_their_meaning() {
        check("HTTP error: 404 Not Found", Cause::HttpStatus(404));
        check(
            "HTTP error: 500 Internal Server Error",
            Cause::HttpStatus(500),
        );
        check(
            "WebSocket protocol error: Handshake not finished",
            Cause::Reply(ReplyFault::Incomplete),
        );
        check(
            "WebSocket protocol error: HTTP version must be 1.1 or higher",
            Cause::Reply(ReplyFault::HttpVersion),
        );
        check(
            "WebSocket protocol error: No \"Upgrade: websocket\" header",
            Cause::Reply(ReplyFault::Upgrade),
        );
        check(
            "WebSocket protocol error: httparse error: invalid header name",
            Cause::Reply(ReplyFault::Malformed),
        );
        check(
            "WebSocket protocol error: httparse error: invalid HTTP version",
            Cause::NotWebSocket,
        );
        check(
            "WebSocket protocol error: Key mismatch in \"Sec-WebSocket-Accept\" header",
            Cause::WrongAccept,
        );
        check(
            "WebSocket protocol error: SubProtocol error: Server sent a subprotocol but none was requested",
            Cause::Subprotocol,
        );
        check(
            "WebSocket protocol error: Sending after closing is not allowed",
            Cause::ProtocolViolation,
        );
        check(
            "WebSocket protocol error: Connection reset without closing handshake",
            Cause::Dropped,
        );
        check(
            "Space limit exceeded: Message too long: 67108865 > 67108864",
            Cause::MessageTooLarge,
        );
        check(
            "Space limit exceeded: Too many headers",
            Cause::HeadLimit(HeadLimit::Headers(124)),
        );
        check("UTF-8 encoding error", Cause::InvalidUtf8);
        check(
            "IO error: failed to lookup address information: Name or service not known",
            Cause::UnknownHost,
        );
        check(
            "IO error: failed to lookup address information: Temporary failure in name resolution",
            Cause::NameLookup,
        );
        check("TLS error: Invalid DNS name", Cause::Tls);
        check(
            "IO error: peer closed connection without sending TLS close_notify: https://docs.rs/…",
            Cause::Dropped,
        );
        check("Unknown error", Cause::Untold);
        check(
            "JsValue(SecurityError: Failed to construct 'WebSocket': An insecure WebSocket connection may not be \
             initiated from a page loaded over HTTPS.\nundefined)",
            Cause::Insecure,
        );
        let wrapped = "JsValue(SyntaxError: The URL is invalid.\nundefined)".to_owned();
        assert_eq!(
            from_text(wrapped).detail,
            "SyntaxError: The URL is invalid."
        );
        check("Connection closed normally", Cause::Other);
        check("", Cause::Other);
    }

    /// What tungstenite 0.30 says of the same is read in the same way.
    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn names_the_rule_that_a_frame_breaks() {
        use tokio_tungstenite::tungstenite::error::ProtocolError as Error;
        use tokio_tungstenite::tungstenite::protocol::frame::coding::Data;
        #[track_caller]
        fn check(error: Error, expected: Cause) {
            let detail = format!("WebSocket protocol error: {error}");
            assert_eq!(from_text(detail.clone()).cause, expected, "{detail}");
            let error = super::super::from_error(&error.into());
            assert_eq!((error.cause, error.detail), (expected, detail));
        }
        let frame = Cause::Frame;
        check(Error::NonZeroReservedBits, frame(FrameFault::ReservedBits));
        check(Error::MaskedFrameFromServer, frame(FrameFault::Masked));
        check(
            Error::FragmentedControlFrame,
            frame(FrameFault::FragmentedControl),
        );
        check(Error::ControlFrameTooBig, frame(FrameFault::LongControl));
        check(
            Error::UnknownControlFrameType(11),
            frame(FrameFault::Opcode(11)),
        );
        check(Error::InvalidOpcode(4), frame(FrameFault::Opcode(4)));
        check(Error::UnknownDataFrameType(3), frame(FrameFault::Opcode(3)));
        check(
            Error::UnexpectedContinueFrame,
            frame(FrameFault::NothingToContinue),
        );
        check(
            Error::ExpectedFragment(Data::Text),
            frame(FrameFault::Unfinished),
        );
        check(Error::InvalidCloseSequence, ONE_BYTE);
        check(Error::SendAfterClosing, Cause::ProtocolViolation);
    }

    #[test]
    fn reads_what_rustls_says() {
        use CertificateFault as Fault;
        #[track_caller]
        fn check_fault(text: &str, expected: Fault) {
            let detail = format!("IO error: invalid peer certificate: {text}");
            check(&detail, Cause::Certificate(expected));
        }
        check_fault("UnknownIssuer", Fault::UnknownIssuer);
        check_fault("Expired", Fault::Expired);
        check_fault(
            "certificate expired: verification time 1700000000 (UNIX), but certificate is not valid after 1600000000 \
             (100000000 seconds ago)",
            Fault::Expired,
        );
        check_fault("NotValidYet", Fault::NotYetValid);
        check_fault(
            "certificate not valid yet: verification time 1 (UNIX), but certificate is not valid before 2 (1 seconds \
             in future)",
            Fault::NotYetValid,
        );
        check_fault("NotValidForName", Fault::WrongName);
        check_fault(
            "certificate not valid for name \"localhost\"; certificate is only valid for DnsName(\"example.org\")",
            Fault::WrongName,
        );
        check_fault("ExpiredRevocationList", Fault::Other);
        check_fault("BadSignature", Fault::Other);
        check(
            "IO error: received corrupt message of type InvalidContentType",
            Cause::NoTls,
        );
        check(
            "IO error: received corrupt message of type MissingKeyExchange",
            Cause::Tls,
        );
        check(
            "IO error: received fatal alert: CertificateRequired",
            Cause::ClientCertificate,
        );
        check(
            "IO error: received fatal alert: ProtocolVersion",
            Cause::Tls,
        );
        check("IO error: tls handshake eof", Cause::Tls);
        check("IO error: peer sent no certificates", Cause::Tls);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn reads_the_numbers_of_the_system() {
        check(
            "IO error: Connection refused (os error 111)",
            Cause::Refused,
        );
        check("IO error: Connexion refusée (os error 111)", Cause::Refused);
        check(
            "IO error: Connection reset by peer (os error 104)",
            Cause::Dropped,
        );
        check("IO error: Broken pipe (os error 32)", Cause::Dropped);
        check(
            "IO error: Connection timed out (os error 110)",
            Cause::TimedOut,
        );
        check(
            "IO error: No route to host (os error 113)",
            Cause::Unreachable,
        );
        check("IO error: Permission denied (os error 13)", Cause::Other);
    }
}
