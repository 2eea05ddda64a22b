//! 协议详解，用简体中文。

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use super::text::Text as T;
use crate::IN_BROWSER;
use crate::kit::format::count;
use crate::kit::frame_fields::{Meaning, Opcode};

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
        T::NoReply => "无响应".into(),
        T::MoreBytes(rest) => format!("… 还有 {} 字节", count(rest)).into(),
        T::Field(meaning) => field(meaning),
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
