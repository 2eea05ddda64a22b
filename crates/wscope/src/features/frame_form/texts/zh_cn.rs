//! 构造帧的表单，用简体中文。

use std::borrow::Cow;

use wire::{Expected, Preset};

use super::text::Text as T;
use crate::kit::format::count as number_of;

pub(super) fn say(text: T) -> Cow<'static, str> {
    match text {
        T::Title => "手动构造帧".into(),
        T::Preset => "预设".into(),
        T::PresetName(preset) => preset_name(preset).into(),
        T::Rule {
            rfc,
            section,
            expected,
        } => rule(rfc, section, expected).into(),
        T::Changed => "已更改，不再是预设的帧".into(),
        T::SentBefore => "在它之前发送：不带 FIN 的文本帧，3 字节".into(),
        T::Opcode => "操作码".into(),
        T::OpcodeName(bits) => opcode(bits),
        T::Bits => "标志位".into(),
        T::Mask => "掩码".into(),
        T::MaskRandom => "随机".into(),
        T::MaskKey => "指定".into(),
        T::MaskNone => "无".into(),
        T::Key => "掩码密钥".into(),
        T::Length => "长度".into(),
        T::Shortest => "最短".into(),
        T::Bits16 => "16 位".into(),
        T::Bits64 => "64 位".into(),
        T::Declared => "声明的长度".into(),
        T::ActualLength => "实际长度".into(),
        T::Payload => "载荷".into(),
        T::AsText => "文本".into(),
        T::AsHex => "十六进制".into(),
        T::Drawing => "帧的各个位".into(),
        T::MoreBytes(rest) => format!("… 还有 {} 字节", number_of(rest)).into(),
        T::BadKey => "掩码密钥为 4 字节，即 8 个十六进制数字".into(),
        T::BadDeclared => "声明的长度必须是 0 至 18446744073709551615 的整数".into(),
        T::BadPayload => "载荷不是十六进制：每个字节为两位数字".into(),
        T::Send => "发送帧".into(),
        T::SendTooltip => "按原样发送这些字节，无论违反哪条规则".into(),
        T::Done => "完成".into(),
        T::WithholdPongs => "暂不应答 ping".into(),
        T::WithholdPongsTooltip => "不应答服务器的 ping".into(),
        T::WithholdCloses => "暂不发送关闭帧".into(),
        T::WithholdClosesTooltip => "不发送关闭帧，也不应答服务器的关闭帧".into(),
        T::Since => "此后服务器的响应".into(),
        T::NotSent => "尚未发送帧".into(),
        T::Waiting => "尚无响应；连接仍打开".into(),
        T::Received(count) => format!("已收到 {} 条消息；连接仍打开", number_of(count)).into(),
        T::ClosedUnanswered(Some(code)) => format!("收到关闭帧 {code}，未应答；连接仍打开").into(),
        T::ClosedUnanswered(None) => "收到无关闭码的关闭帧，未应答；连接仍打开".into(),
        T::Forgotten => "此连接的记录已不存在".into(),
        T::AsRequired => "符合 RFC 6455 的要求".into(),
        T::NotAsRequired => "不符合 RFC 6455 的要求".into(),
        T::OtherCode(code) => {
            format!("已按 RFC 6455 的要求使连接失败；通常使用的关闭码为 {code}").into()
        }
        T::NeedsDetails => {
            "只有记录详情的连接才能发送手动构造的帧：请使用“重新连接并记录详情”".into()
        }
        T::NotInBrowser => "浏览器不允许页面发送手动构造的帧：请使用 wscope 桌面版".into(),
        T::Reconnect => "重新连接并记录详情".into(),
        T::ReconnectTooltip => "重新连接，使其能够发送手动构造的帧".into(),
    }
}

fn rule(rfc: u16, section: &str, expected: Expected) -> String {
    let expected = match expected {
        Expected::Accepts => "服务器应接受".to_owned(),
        Expected::Closes(code) => format!("服务器必须使连接失败，关闭码通常为 {code}"),
        Expected::MayClose(code) => format!("服务器可以用关闭码 {code} 拒绝，也可以等待载荷"),
        Expected::Waits => "服务器应等待其余载荷".to_owned(),
    };
    format!("RFC {rfc} 第 {section} 节：{expected}")
}

fn opcode(bits: u8) -> Cow<'static, str> {
    match bits {
        0x0 => "0 延续".into(),
        0x1 => "1 文本".into(),
        0x2 => "2 二进制".into(),
        0x8 => "8 关闭".into(),
        0x9 => "9 ping".into(),
        0xa => "10 pong".into(),
        other => format!("{other} 保留").into(),
    }
}

fn preset_name(preset: Preset) -> &'static str {
    match preset {
        Preset::Sound => "符合所有规则的文本帧",
        Preset::Unmasked => "无掩码",
        Preset::Rsv1 => "RSV1 为 1",
        Preset::Rsv2 => "RSV2 为 1",
        Preset::Rsv3 => "RSV3 为 1",
        Preset::Rsv1OnControl => "RSV1 为 1 的 ping",
        Preset::ReservedData => "保留的数据操作码 3",
        Preset::ReservedControl => "保留的控制操作码 11",
        Preset::Length16 => "用 16 位表示长度 5",
        Preset::Length64 => "用 64 位表示长度 5",
        Preset::HighLength => "64 位长度的最高位为 1",
        Preset::DeclaredLonger => "声明的长度大于实际长度",
        Preset::DeclaredShorter => "声明的长度小于实际长度",
        Preset::DeclaredHuge => "声明的长度为 2^62 字节",
        Preset::NothingToContinue => "没有消息可延续的延续帧",
        Preset::NewMessageWithin => "消息未完即开始新消息",
        Preset::FragmentedPing => "分片的 ping",
        Preset::FragmentedClose => "分片的关闭帧",
        Preset::LongPing => "126 字节的 ping",
        Preset::LongClose => "126 字节的关闭帧",
        Preset::CloseOneByte => "1 字节的关闭帧",
        Preset::CloseReason => "关闭原因不是 UTF-8",
        Preset::InvalidUtf8 => "文本不是 UTF-8",
        Preset::Surrogate => "文本含代理码位（U+D800）",
        Preset::CutUtf8 => "文本在字符中间结束",
        Preset::CloseWithoutFrame => "关闭码 1005",
        Preset::CloseBelowRange => "关闭码 999",
    }
}
