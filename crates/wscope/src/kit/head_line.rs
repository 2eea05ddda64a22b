//! What each line of the head of a handshake is for, in every language.

use wire::deflate::EXTENSION;
use wire::handshake::extensions;

use crate::kit::language::Language;

/// A line of a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadLine<'a> {
    /// The first line of a request.
    Request,
    /// The first line of a response, with its status.
    Status(Option<u16>),
    /// A header.
    Header {
        /// Its name.
        name: &'a str,
        /// Its value.
        value: &'a str,
        /// Whether it is one of a response.
        is_reply: bool,
    },
    /// More of the value of the line above it.
    Continued,
    /// None of these.
    Other,
}

impl<'a> HeadLine<'a> {
    /// The line at this place of a request or a response.
    pub fn of(line: &'a str, index: usize, is_reply: bool) -> Self {
        if index == 0 {
            return if is_reply {
                Self::Status(status_of(line))
            } else {
                Self::Request
            };
        }
        if line.starts_with([' ', '\t']) {
            return Self::Continued;
        }
        match line.split_once(':') {
            Some((name, value)) if !name.is_empty() => Self::Header {
                name,
                value,
                is_reply,
            },
            _ => Self::Other,
        }
    }

    /// What it is for.
    pub fn about(self, language: Language) -> &'static str {
        match language {
            Language::SimplifiedChinese => zh_cn(self),
            Language::English => en(self),
        }
    }
}

/// The status in the first line of a response.
fn status_of(line: &str) -> Option<u16> {
    let (version, rest) = line.split_once(' ')?;
    let status = rest.split(' ').next()?;
    version.starts_with("HTTP/").then(|| status.parse().ok())?
}

/// Whether a header that is a list has this token (RFC 9110, section 5.6.1). The case does not matter.
fn has_token(list: &str, token: &str) -> bool {
    let mut tokens = list.split(',').map(str::trim);
    tokens.any(|found| found.eq_ignore_ascii_case(token))
}

/// Whether a list of extensions has the one that compresses messages.
fn has_deflate(list: &str) -> bool {
    let extensions = extensions(list.as_bytes()).unwrap_or_default();
    extensions.iter().any(|found| found.name == EXTENSION)
}

fn zh_cn(line: HeadLine<'_>) -> &'static str {
    use HeadLine as L;
    match line {
        L::Request => "方法、路径和 HTTP 版本",
        L::Status(status) => status_line_zh_cn(status),
        L::Header {
            name,
            value,
            is_reply,
        } => header_zh_cn(name, value, is_reply),
        L::Continued => "头部值的续行（已过时的写法）",
        L::Other => "不是 HTTP 头部",
    }
}

fn status_line_zh_cn(status: Option<u16>) -> &'static str {
    match status {
        Some(101) => "101 切换协议：此响应之后是 WebSocket 帧",
        Some(100..=199) => "临时响应，最终响应尚未到达",
        Some(200..=299) => "HTTP 响应，而非 WebSocket",
        Some(300..=399) => "重定向：服务器提供了其他地址",
        Some(400..=499) => "服务器拒绝了请求",
        Some(500..=599) => "服务器或其上游服务器出错",
        _ => "不是 HTTP 响应",
    }
}

fn header_zh_cn(name: &str, value: &str, is_reply: bool) -> &'static str {
    match (name.to_ascii_lowercase().as_str(), is_reply) {
        ("host", _) => "请求的主机和端口：多台主机可共用一个 IP 地址",
        ("upgrade", _) => "要切换到的协议",
        ("connection", _) if has_token(value, "upgrade") => "Upgrade 仅对本跳有效",
        ("connection", _) => "仅对本跳有效的选项",
        ("sec-websocket-key", _) => "随机字节的 Base64，用于计算 Sec-WebSocket-Accept",
        ("sec-websocket-accept", _) => "由 Sec-WebSocket-Key 计算得出，证明服务器处理了握手",
        ("sec-websocket-version", false) => "协议版本，RFC 6455 规定为 13",
        ("sec-websocket-version", true) => "服务器支持的版本",
        ("sec-websocket-protocol", false) => "提供的子协议，服务器可选择其中一个",
        ("sec-websocket-protocol", true) => "服务器选择的子协议",
        ("sec-websocket-extensions", false) if has_deflate(value) => {
            "请求压缩消息（permessage-deflate，RFC 7692）及其参数，服务器可以不接受"
        }
        ("sec-websocket-extensions", true) if has_deflate(value) => {
            "服务器接受了消息压缩（permessage-deflate，RFC 7692）及其参数"
        }
        ("sec-websocket-extensions", false) => "提供的扩展，服务器可以不接受",
        ("sec-websocket-extensions", true) => "服务器接受的扩展",
        ("origin", _) => "发出请求的页面的来源，服务器可以拒绝",
        ("authorization", _) => "凭据：随握手发送一次，而非每条消息一次",
        ("proxy-authorization", _) => "代理的凭据",
        ("cookie", _) => "Cookie：随握手发送一次，而非每条消息一次",
        ("set-cookie", _) => "后续请求应携带的 Cookie",
        ("user-agent", _) => "客户端程序",
        ("server", _) => "服务器程序",
        ("date", _) => "响应的日期和时间",
        ("via", _) => "途中的代理",
        (
            "forwarded" | "x-forwarded-for" | "x-forwarded-host" | "x-forwarded-proto"
            | "x-real-ip",
            _,
        ) => "向代理之后的服务器说明原始客户端、主机或协议",
        ("location", _) => "应改用的地址",
        ("www-authenticate" | "proxy-authenticate", _) => "所需的身份验证方式",
        ("retry-after", _) => "何时可以重试",
        ("content-length" | "content-type" | "content-encoding" | "transfer-encoding", _) => {
            "描述正文，握手没有正文"
        }
        ("cache-control" | "pragma", _) => "缓存规则",
        _ => "不属于 WebSocket 握手（RFC 6455）",
    }
}

fn en(line: HeadLine<'_>) -> &'static str {
    use HeadLine as L;
    match line {
        L::Request => "method, path and HTTP version",
        L::Status(status) => status_line_en(status),
        L::Header {
            name,
            value,
            is_reply,
        } => header_en(name, value, is_reply),
        L::Continued => "continuation of a header value (obsolete line folding)",
        L::Other => "not an HTTP header",
    }
}

fn status_line_en(status: Option<u16>) -> &'static str {
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
fn header_en(name: &str, value: &str, is_reply: bool) -> &'static str {
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
        ("sec-websocket-extensions", false) if has_deflate(value) => {
            "offers to compress messages (permessage-deflate, RFC 7692), with parameters; the server may reject it"
        }
        ("sec-websocket-extensions", true) if has_deflate(value) => {
            "the server agreed to compress messages (permessage-deflate, RFC 7692), with parameters"
        }
        ("sec-websocket-extensions", false) => "offered extensions; the server may reject them",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_never_explained_by_its_place() {
        let names = [
            "Host",
            "Upgrade",
            "Connection",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Accept",
            "Sec-WebSocket-Version",
            "Sec-WebSocket-Protocol",
            "Sec-WebSocket-Extensions",
            "Origin",
            "Cookie",
            "Set-Cookie",
            "Via",
            "X-Forwarded-For",
            "Content-Length",
            "Another",
        ];
        let places = [
            "before", "above", "below", "after", "next", "line", "上", "下", "前", "见",
        ];
        for language in Language::ALL {
            for (name, value, is_reply) in names
                .iter()
                .flat_map(|name| ["", "keep-alive, Upgrade"].map(|value| (*name, value)))
                .flat_map(|(name, value)| [(name, value, false), (name, value, true)])
            {
                let line = format!("{name}: {value}");
                let text = HeadLine::of(&line, 1, is_reply).about(language);
                let found = places.iter().find(|place| text.contains(**place));
                assert_eq!(found, None, "{text}");
            }
        }
    }
    #[test]
    fn an_offer_of_compression_and_its_answer_are_told_from_other_extensions() {
        #[track_caller]
        fn check(value: &str, is_reply: bool, expected: [&str; 2]) {
            let line = format!("sec-websocket-extensions: {value}");
            for (language, expected) in [Language::English, Language::SimplifiedChinese]
                .into_iter()
                .zip(expected)
            {
                let text = HeadLine::of(&line, 1, is_reply).about(language);
                assert!(text.starts_with(expected), "{value}: {text}");
            }
        }
        for offer in [
            "permessage-deflate",
            "permessage-deflate; client_max_window_bits",
            "other, permessage-deflate;server_max_window_bits=10",
        ] {
            check(
                offer,
                false,
                ["offers to compress messages", "请求压缩消息"],
            );
            check(offer, true, ["the server agreed", "服务器接受了消息压缩"]);
        }
        for other in [
            "",
            "other",
            "x-permessage-deflate",
            "other; permessage-deflate",
        ] {
            check(other, false, ["offered extensions", "提供的扩展"]);
            check(other, true, ["extensions accepted", "服务器接受的扩展"]);
        }
    }
}
