//! 这里发生了什么，用简体中文。

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use super::super::AnatomyText as T;
use crate::IN_BROWSER;
use crate::anatomy::{Meaning, Opcode};

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
        T::Reply => "服务器同意，从此双方都可以发送".into(),
        T::Proof => "服务器如何证明它读懂了".into(),
        T::ProofJoined => "1. 把密钥和一段众所周知的文本连在一起".into(),
        T::ProofDigest => "2. 计算 SHA-1".into(),
        T::ProofAccept => "3. 写成 Base64，就是 Sec-WebSocket-Accept".into(),
        T::Frame => "一帧".into(),
        T::Message => "要拆解的消息".into(),
        T::ToServer => "发往服务器".into(),
        T::ToClient => "发往客户端".into(),
        T::Drawing => "这一帧的各个位".into(),
        T::FirstLine(false) => "要什么，用哪个 HTTP 版本".into(),
        T::FirstLine(true) => "101：这个应答之后改用另一种协议".into(),
        T::Header(name) => header(name).into(),
        T::MoreBytes(rest) => format!("…… 还有 {rest} 字节").into(),
        T::Field(meaning) => field(meaning),
    }
}

fn header(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        "host" => "指这个地址上的哪一台服务器",
        "upgrade" => "要把连接变成什么",
        "connection" => "表示上面的头只给下一站",
        "sec-websocket-key" => "16 个随机字节的 Base64：应答必须与它相符",
        "sec-websocket-accept" => "对密钥的回答，算法见下",
        "sec-websocket-version" => "只有 13 在使用",
        "sec-websocket-protocol" => "双方在其上说什么",
        "sec-websocket-extensions" => "改变帧的扩展，例如压缩",
        "origin" => "来自哪个页面，服务器可以拒绝其他页面",
        "authorization" | "cookie" => "身份：只验证一次，而不是每条消息一次",
        "user-agent" => "哪个程序在请求",
        "server" => "哪个程序在应答",
        "date" => "应答的时间",
        _ => "WebSocket 不需要它",
    }
}

fn opcode(opcode: Opcode) -> Cow<'static, str> {
    match opcode {
        Opcode::Continuation => "0：上一条消息的继续".into(),
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
