//! 协议详解，用简体中文。

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use crate::IN_BROWSER;
use crate::frame_view::{Meaning, Opcode};
use crate::kit::format::count;
use crate::texts::fragments::has_token;
use crate::texts::parts::ProtocolText as T;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Open => "协议详解".into(),
        T::OpenTooltip => "逐行解释握手，逐位解释帧".into(),
        T::Title => "协议详解".into(),
        T::Handshake => "握手".into(),
        T::OwnHandshake => "此连接的握手".into(),
        T::ExampleHandshake if IN_BROWSER => {
            "RFC 6455 的示例。浏览器不向页面提供握手：请查看开发者工具的“网络”面板，或使用 wscope 桌面版".into()
        }
        T::Agreement => "浏览器提供的此连接的信息".into(),
        T::AgreedOnNone => "（无）".into(),
        T::ExampleHandshake => "RFC 6455 的示例；要查看自己的握手，请使用“重新连接并记录详情”".into(),
        T::Request => "客户端的 HTTP 请求".into(),
        T::Reply => "服务器的 HTTP 响应".into(),
        T::Proof => "如何由 Sec-WebSocket-Key 计算 Sec-WebSocket-Accept".into(),
        T::ProofJoined => "1. 在密钥后附加 RFC 6455 规定的 GUID".into(),
        T::ProofDigest => "2. 计算 SHA-1 散列值".into(),
        T::ProofAccept => "3. 用 Base64 编码，即为 Sec-WebSocket-Accept".into(),
        T::Frame => "帧".into(),
        T::Message => "要编码的消息".into(),
        T::ToServer => "发往服务器".into(),
        T::ToClient => "发往客户端".into(),
        T::Drawing => "帧的各个位".into(),
        T::NoReply => "没有响应".into(),
        T::RequestLine => "方法、路径和 HTTP 版本".into(),
        T::StatusLine(status) => status_line(status).into(),
        T::Header {
            name,
            value,
            is_reply,
        } => header(name, value, is_reply).into(),
        T::HeaderContinued => "头部值的续行（已过时的写法）".into(),
        T::NoHeader => "不是 HTTP 头部".into(),
        T::MoreBytes(rest) => format!("… 还有 {} 字节", count(rest)).into(),
        T::Field(meaning) => field(meaning),
    }
}

fn status_line(status: Option<u16>) -> &'static str {
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

/// 头部的用途：在任何一行都成立，与前后的头部无关。
fn header(name: &str, value: &str, is_reply: bool) -> &'static str {
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
        ("sec-websocket-extensions", false) => "提供的扩展，例如压缩，服务器可以不接受",
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

fn opcode(opcode: Opcode) -> Cow<'static, str> {
    match opcode {
        Opcode::Continuation => "0：分片消息的延续帧".into(),
        Opcode::Text => "1：文本".into(),
        Opcode::Binary => "2：二进制".into(),
        Opcode::Close => "8：关闭".into(),
        Opcode::Ping => "9：ping".into(),
        Opcode::Pong => "10：pong".into(),
        Opcode::Reserved(bits) => format!("{bits}：保留").into(),
    }
}

fn field(meaning: &Meaning) -> Cow<'static, str> {
    match meaning {
        Meaning::Fin(true) => "1：消息的最后一帧，此处也是唯一一帧".into(),
        Meaning::Fin(false) => "0：消息在下一帧继续".into(),
        Meaning::Reserved(0) => "0：未被扩展使用".into(),
        Meaning::Reserved(bits) => format!("{bits}：被扩展使用").into(),
        Meaning::Opcode(code) => opcode(*code),
        Meaning::Mask(true) => "1：有掩码，客户端发送的帧必须有掩码".into(),
        Meaning::Mask(false) => "0：无掩码，服务器发送的帧不得有掩码".into(),
        Meaning::ShortLength(126) => "126：长度在随后的 16 位中".into(),
        Meaning::ShortLength(127) => "127：长度在随后的 64 位中".into(),
        Meaning::ShortLength(bytes) => format!("载荷为 {bytes} 字节").into(),
        Meaning::LongLength(bytes) => format!("载荷为 {} 字节", count(*bytes)).into(),
        Meaning::MaskingKey(key) => format!(
            "{}：每帧随机生成，此处使用 RFC 示例中的密钥",
            HEXLOWER.encode(key)
        )
        .into(),
        Meaning::Payload { key: Some(_) } => {
            "每个字节与密钥的一个字节异或，避免代理将其误认为 HTTP".into()
        }
        Meaning::Payload { key: None } => "消息本身".into(),
    }
}
