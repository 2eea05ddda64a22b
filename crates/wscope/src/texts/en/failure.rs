//! Why a connection could not be made, in English.

use connection::{Cause, CertificateFault, HeadLimit, ProxyFault, ReplyFault};

use super::file_fault::file;
use super::wire::lost;
use crate::kit::format::{count, size};

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
