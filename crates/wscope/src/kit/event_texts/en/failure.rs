//! Why a connection could not be made, in English.

use connection::{Cause, CertificateFault, HeadLimit, ProxyFault, ReplyFault};

use super::file_fault::file;
use super::wire::lost;
use crate::kit::format::{counted, limit as size_limit};

/// The cause stands first: a row that is cut off is cut at the address.
pub(super) fn failed(address: &str, cause: &Cause) -> String {
    match cause {
        Cause::Refused => format!(
            "Connection refused: nothing is listening at {address}. Is the server running? Is the port correct?"
        ),
        Cause::UnknownHost => {
            format!("Host not found: {address}. Is the name spelled correctly? Are you online?")
        }
        Cause::NameLookup => format!(
            "Name resolution failed temporarily: {address}. Are you online? Does the name server respond?"
        ),
        Cause::Unreachable => format!("Host unreachable: {address}. Are you online?"),
        Cause::TimedOut => format!(
            "Connection timed out: no response from {address}. Is the port correct? Does a firewall block it?"
        ),
        Cause::HttpStatus(401) => format!(
            "401 Unauthorized: missing or invalid credentials for {address}. Add a token to the address, or authentication \
             to the connection settings"
        ),
        Cause::HttpStatus(403) => format!(
            "403 Forbidden: access denied by {address}. Check the credentials, and the Origin header if the server \
             requires one"
        ),
        Cause::HttpStatus(status) => {
            let hint = status_hint(*status);
            format!(
                "HTTP status {status} instead of 101 (Switching Protocols) from {address}. {hint}"
            )
        }
        Cause::Redirect { status, to } => format!(
            "Redirected to {to} (HTTP status {status}) by {address}. Redirects are not followed automatically; \
             “Connect to the new address” follows this one"
        ),
        Cause::Reply(fault) => format!("{}: {address}", reply(*fault)),
        Cause::HeadLimit(limit) => format!("{}: {address}", over_limit(*limit)),
        Cause::RequestLimit(_) => format!(
            "The request headers exceed the limit, so nothing was sent: {address}. The details show the limit"
        ),
        Cause::Extension { names } => format!(
            "The server selected an extension that was not offered ({names}), which RFC 6455 does not allow: \
             {address}. Does it send the same response to every request?"
        ),
        Cause::CompressionAnswer => format!(
            "The server answered the offer to compress messages in a way that RFC 7692 does not allow: {address}. See the details"
        ),
        Cause::NotWebSocket => {
            format!("Not a WebSocket server: {address}. Is the port correct?")
        }
        Cause::WrongAccept => format!(
            "Wrong Sec-WebSocket-Accept in the response of {address}: the server did not process the handshake, or a proxy or \
             cache returned an old response"
        ),
        Cause::Subprotocol => format!(
            "The server chose a subprotocol that was not offered, which RFC 6455 does not allow: {address}. \
             It may accept only clients that offer this subprotocol"
        ),
        Cause::SeveralSubprotocols => format!(
            "The server chose more than one subprotocol, but RFC 6455 allows only one: {address}. The details show which"
        ),
        Cause::EmptySubprotocol => format!(
            "Empty Sec-WebSocket-Protocol in the response: {address}. A server that chooses no subprotocol must omit the \
             header (RFC 6455)"
        ),
        Cause::MalformedSubprotocol => format!(
            "Invalid Sec-WebSocket-Protocol in the response, not the name of a subprotocol: {address}. \
             The details show it"
        ),
        Cause::Tls => format!(
            "TLS failed: no encrypted connection to {address}. Does the server support TLS? Is its certificate trusted?"
        ),
        Cause::Certificate(fault) => {
            let (fault, hint) = certificate(*fault);
            format!("{fault}: {address}. {hint}")
        }
        Cause::NoTls => {
            format!(
                "The port does not use TLS: {address}. Use ws:// instead of wss://, or another port"
            )
        }
        Cause::OnlyTls => format!("The port requires TLS: {address}. Use wss:// instead of ws://"),
        Cause::ClientCertificate => format!(
            "The server requires a client certificate, and accepted none: {address}. Set one in the connection settings"
        ),
        Cause::Proxy(fault) => proxy(address, *fault),
        Cause::File(fault) => format!(
            "A file in the connection settings cannot be used: {}",
            file(*fault)
        ),
        Cause::Insecure => format!(
            "Blocked by the browser: a page loaded over https may not connect unencrypted to {address}. \
             Use a wss:// address, or open the page over http"
        ),
        Cause::Untold if address.starts_with("wss:") => {
            let page = address.replacen("wss:", "https:", 1);
            format!(
                "Cannot connect to {address}; browsers do not report the reason to pages. Is the server running? Is the address \
                 correct? Does the browser trust its certificate? Open {page} in a tab to check"
            )
        }
        Cause::Untold => format!(
            "Cannot connect to {address}; browsers do not report the reason to pages. Is the server running? \
             Is the address correct?"
        ),
        Cause::MessageTooLarge
        | Cause::UnreadPongs
        | Cause::InvalidText
        | Cause::Inflate
        | Cause::InvalidUtf8
        | Cause::CloseFrame { .. }
        | Cause::Frame(_)
        | Cause::ProtocolViolation
        | Cause::Dropped
        | Cause::NoPong
        | Cause::Other => format!("Connection failed: {} ({address})", lost(cause)),
    }
}

fn reply(fault: ReplyFault) -> &'static str {
    match fault {
        ReplyFault::Incomplete => "The connection was closed before the response was complete",
        ReplyFault::HttpVersion => {
            "The response is not HTTP/1.1, which the handshake requires (RFC 9110, section 7.8)"
        }
        ReplyFault::Malformed => {
            "The response has a malformed HTTP header (see the technical details)"
        }
        ReplyFault::Upgrade => {
            "The response has status 101 but no Upgrade: websocket, so the connection is not a WebSocket"
        }
        ReplyFault::Connection => {
            "The response has status 101 but no Connection: Upgrade, which RFC 6455 requires (does a proxy remove it?)"
        }
        ReplyFault::NoAccept => {
            "The response has status 101 but no Sec-WebSocket-Accept, which RFC 6455 requires"
        }
        ReplyFault::SeveralAccepts => {
            "The response has more than one Sec-WebSocket-Accept; only one is allowed"
        }
    }
}

fn over_limit(limit: HeadLimit) -> String {
    match limit {
        HeadLimit::Bytes(limit) => format!(
            "The header section of the response exceeds the limit of {}",
            size_limit(limit as u64)
        ),
        HeadLimit::Headers(limit) => format!(
            "The response exceeds the limit of {}",
            counted(limit as u64, "header", "headers")
        ),
        HeadLimit::InterimReplies(limit) => format!(
            "The server exceeded the limit of {} before the final response",
            counted(
                limit as u64,
                "interim response (1xx)",
                "interim responses (1xx)"
            )
        ),
    }
}

fn proxy(address: &str, fault: ProxyFault) -> String {
    let way = format!("for {address}");
    match fault {
        ProxyFault::Address => {
            "A proxy address in the environment variables is malformed. The details name the variable"
                .to_owned()
        }
        ProxyFault::Scheme => {
            "A proxy in the environment variables has an unsupported scheme; supported are http://, socks5:// and socks5h://. \
             The details name the variable"
                .to_owned()
        }
        ProxyFault::UnknownHost => {
            format!("Proxy host not found ({way}). Is the name spelled correctly?")
        }
        ProxyFault::Refused => format!(
            "Proxy connection refused: nothing is listening there ({way}). Is the proxy running? Is the port correct?"
        ),
        ProxyFault::Unreachable => format!("Proxy unreachable ({way}). Are you online?"),
        ProxyFault::TimedOut => format!(
            "Proxy timed out ({way}). Is its address correct? Can it reach the server?"
        ),
        ProxyFault::Login => format!(
            "The proxy requires authentication, or another authentication method ({way}). Add user name and password to its address"
        ),
        ProxyFault::LoginRefused => format!(
            "The proxy rejected the credentials ({way}). Are user name and password correct?"
        ),
        // A byte holds the length of each.
        ProxyFault::Credentials => format!(
            "The credentials cannot be sent: for SOCKS5, user name and password must have 1 to {} bytes each (RFC 1929)",
            u8::MAX
        ),
        ProxyFault::Status(status) => {
            let hint = proxy_status_hint(status);
            format!("HTTP status {status} from the proxy ({way}). {hint}")
        }
        ProxyFault::Socks(code) => format!(
            "SOCKS5 proxy: {} (reply code {code}, {way})",
            socks_reply(code)
        ),
        ProxyFault::Nonsense => format!(
            "Not a proxy response ({way}). Are port and type of the proxy correct?"
        ),
        ProxyFault::Head => format!(
            "The response of the proxy exceeds the header limit ({way}). The details show the limit"
        ),
        ProxyFault::Dropped => format!(
            "The proxy closed the connection without a response ({way}). Is the type of the proxy correct?"
        ),
        ProxyFault::Other => {
            format!("The proxy did not connect to {address}. See the details")
        }
    }
}

fn proxy_status_hint(status: u16) -> &'static str {
    match status {
        400 | 405 | 501 => "The proxy may not support tunnels (CONNECT)",
        403 => "The proxy forbids this address or port",
        502..=504 => "The proxy cannot reach the server",
        _ => "See the details",
    }
}

/// RFC 1928, section 6.
fn socks_reply(code: u8) -> &'static str {
    match code {
        2 => "connection not allowed by its rules",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused by the server",
        6 => "TTL expired",
        7 => "command not supported",
        8 => "address type not supported",
        _ => "general failure",
    }
}

/// What is wrong with it, and what to try.
fn certificate(fault: CertificateFault) -> (&'static str, &'static str) {
    match fault {
        CertificateFault::Expired => (
            "Certificate expired",
            "The operator of the server must renew it. Is the clock of this device correct?",
        ),
        CertificateFault::NotYetValid => (
            "Certificate not yet valid",
            "Is the clock of this device correct?",
        ),
        CertificateFault::WrongName => (
            "Certificate for another host name",
            "Is the host name in the address correct?",
        ),
        CertificateFault::UnknownIssuer => (
            "Untrusted issuer (self-signed or unknown CA)",
            "If you trust it, add the certificate or its CA to the connection settings",
        ),
        CertificateFault::Other => ("Certificate not accepted", "See the details"),
    }
}

fn status_hint(status: u16) -> &'static str {
    match status {
        200..=299 => "There is an HTTP server, but no WebSocket at this path",
        304 => "The server treats the request as one for a cached page",
        300..=399 => "A redirect without the address of a WebSocket server",
        407 => "A proxy requires authentication",
        426 => {
            "The server requires another protocol version, or a proxy removed the Upgrade header"
        }
        429 | 503 => "The server is overloaded or limits requests. Try again later",
        500..=599 => "An error in the server, or in a server behind it",
        _ => "Is the path correct?",
    }
}
