//! 这里发生了什么，用简体中文。

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use crate::IN_BROWSER;
use crate::anatomy::{Meaning, Opcode};
use crate::texts::fragments::has_token;
use crate::texts::parts::AnatomyText as T;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Open => "发生了什么？".into(),
        T::OpenTooltip => "逐行解释握手，逐位画出一帧".into(),
        T::Title => "这里发生了什么？".into(),
        T::Handshake => "握手".into(),
        T::OwnHandshake => "这个连接上真实的握手".into(),
        T::ExampleHandshake if IN_BROWSER => {
            "RFC 6455 的例子。浏览器对页面隐藏握手：自己的握手可以在开发者工具的“网络”中看到，或使用桌面版 wscope".into()
        }
        T::Agreement => "浏览器告诉页面的连接信息".into(),
        T::AgreedOnNone => "（无）".into(),
        T::ExampleHandshake => "RFC 6455 的例子；勾选“检视”后连接，可以看到自己的握手".into(),
        T::Request => "客户端用 HTTP 请求".into(),
        T::Reply => "服务器用 HTTP 应答".into(),
        T::Proof => "如何由 Sec-WebSocket-Key 得到 Sec-WebSocket-Accept".into(),
        T::ProofJoined => "1. 在密钥后面接上 RFC 6455 规定的文本".into(),
        T::ProofDigest => "2. 计算 SHA-1".into(),
        T::ProofAccept => "3. 写成 Base64，就是 Sec-WebSocket-Accept".into(),
        T::Frame => "一帧".into(),
        T::Message => "要拆解的消息".into(),
        T::ToServer => "发往服务器".into(),
        T::ToClient => "发往客户端".into(),
        T::Drawing => "这一帧的各个位".into(),
        T::NoReply => "没有应答".into(),
        T::RequestLine => "要什么，用哪个 HTTP 版本".into(),
        T::StatusLine(status) => status_line(status).into(),
        T::Header {
            name,
            value,
            is_reply,
        } => header(name, value, is_reply).into(),
        T::HeaderContinued => "一个头部的值的继续，这种写法已经过时".into(),
        T::NoHeader => "不是 HTTP 头部".into(),
        T::MoreBytes(rest) => format!("…… 还有 {rest} 字节").into(),
        T::Field(meaning) => field(meaning),
    }
}

fn status_line(status: Option<u16>) -> &'static str {
    match status {
        Some(101) => "101：服务器同意，这个头之后就是 WebSocket",
        Some(100..=199) => "中间的应答，最后的应答还没有到",
        Some(200..=299) => "HTTP 的应答，而不是 WebSocket 的",
        Some(300..=399) => "服务器给出了另一个地址",
        Some(400..=499) => "服务器拒绝了请求",
        Some(500..=599) => "服务器内部或它身后出了问题",
        _ => "不是 HTTP 的应答",
    }
}

/// 头部的用途：在任何一行都成立，与前后的头部无关。
fn header(name: &str, value: &str, is_reply: bool) -> &'static str {
    match (name.to_ascii_lowercase().as_str(), is_reply) {
        ("host", _) => "请求的主机和端口：多台主机可以共用一个地址",
        ("upgrade", _) => "要改用的协议",
        ("connection", _) if has_token(value, "upgrade") => "Upgrade 仅对本跳有效",
        ("connection", _) => "仅对本跳有效的内容",
        ("sec-websocket-key", _) => "16 个随机字节的 Base64，用来计算 Sec-WebSocket-Accept",
        ("sec-websocket-accept", _) => "由 Sec-WebSocket-Key 算出，证明服务器读懂了请求",
        ("sec-websocket-version", false) => "协议版本，RFC 6455 是 13",
        ("sec-websocket-version", true) => "服务器支持的版本",
        ("sec-websocket-protocol", false) => "提出的子协议，服务器可以选择其中一个",
        ("sec-websocket-protocol", true) => "服务器选择的子协议",
        ("sec-websocket-extensions", false) => "提出的扩展，例如压缩，服务器可以不接受",
        ("sec-websocket-extensions", true) => "服务器接受的扩展",
        ("origin", _) => "发出请求的页面的来源，服务器可以拒绝它",
        ("authorization", _) => "登录信息：随握手发送一次，而不是每条消息一次",
        ("proxy-authorization", _) => "代理的登录信息",
        ("cookie", _) => "Cookie：随握手发送一次，而不是每条消息一次",
        ("set-cookie", _) => "以后的请求要带的 Cookie",
        ("user-agent", _) => "哪个程序在请求",
        ("server", _) => "哪个程序在应答",
        ("date", _) => "应答的时间",
        ("via", _) => "途中的代理",
        (
            "forwarded" | "x-forwarded-for" | "x-forwarded-host" | "x-forwarded-proto"
            | "x-real-ip",
            _,
        ) => "告诉代理身后的服务器，请求来自谁，用什么方式",
        ("location", _) => "应改用的地址",
        ("www-authenticate" | "proxy-authenticate", _) => "如何登录",
        ("retry-after", _) => "多久之后可以重试",
        ("content-length" | "content-type" | "content-encoding" | "transfer-encoding", _) => {
            "关于正文，握手没有正文"
        }
        ("cache-control" | "pragma", _) => "应答可不可以来自缓存",
        _ => "不属于 WebSocket 握手（RFC 6455）",
    }
}

fn opcode(opcode: Opcode) -> Cow<'static, str> {
    match opcode {
        Opcode::Continuation => "0：继续一条分成多帧的消息".into(),
        Opcode::Text => "1：文本".into(),
        Opcode::Binary => "2：字节".into(),
        Opcode::Close => "8：结束".into(),
        Opcode::Ping => "9：对方还在吗？".into(),
        Opcode::Pong => "10：在".into(),
        Opcode::Reserved(bits) => format!("{bits}：尚未使用").into(),
    }
}

fn field(meaning: &Meaning) -> Cow<'static, str> {
    match meaning {
        Meaning::Fin(true) => "1：消息的最后一帧，这里也是唯一的一帧".into(),
        Meaning::Fin(false) => "0：消息在下一帧继续".into(),
        Meaning::Reserved(0) => "0：没有使用扩展".into(),
        Meaning::Reserved(bits) => format!("{bits}：使用了扩展").into(),
        Meaning::Opcode(code) => opcode(*code),
        Meaning::Mask(true) => "1：有掩码，客户端发送的都必须有".into(),
        Meaning::Mask(false) => "0：没有掩码，服务器发送的都不许有".into(),
        Meaning::ShortLength(126) => "126：长度在后面的 16 位里".into(),
        Meaning::ShortLength(127) => "127：长度在后面的 64 位里".into(),
        Meaning::ShortLength(bytes) => format!("内容有 {bytes} 字节").into(),
        Meaning::LongLength(bytes) => format!("内容有 {bytes} 字节").into(),
        Meaning::MaskingKey(key) => format!(
            "{}：每一帧都重新随机，这里用 RFC 例子里的",
            HEXLOWER.encode(key)
        )
        .into(),
        Meaning::Payload { key: Some(_) } => {
            "每个字节与密钥的一个字节异或，使中间的程序不会把它当成 HTTP".into()
        }
        Meaning::Payload { key: None } => "消息本身".into(),
    }
}
