//! What the frames say, in Chinese.

use std::borrow::Cow;

use data_encoding::HEXLOWER;

use super::text::Text as T;
use session::{Fault, FrameKind};

use crate::kit::event_texts::{close_fault, frame_fault};
use crate::kit::format::count;
use crate::kit::frame_fields::{Meaning, Opcode};
use crate::kit::language::Language;

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Record => "记录帧".into(),
        T::StopRecording => "停止记录帧".into(),
        T::RecordTooltip => {
            "在此标签页的连接中，按线路上的原样保留每个帧。消息被压缩时，始终保留帧".into()
        }
        T::Reconnect => "重新连接并记录详情".into(),
        T::ReconnectTooltip => "通过 tokio-tungstenite 重新连接，即可记录每个帧".into(),
        T::Copy => "复制为十六进制".into(),
        T::CopyTooltip => "按线路上的原样复制所选的帧，每帧一行".into(),
        T::Clear => "清空".into(),
        T::ClearTooltip => "移除列表中的所有消息和帧".into(),
        T::NewBelow(0) => "最新的帧 ↓".into(),
        T::NewBelow(new) => format!("{} 个新帧 ↓", count(new)).into(),
        T::NewBelowTooltip => "回到最新的帧并继续跟随".into(),
        T::More => "更多".into(),
        T::NoneSelected => "请先选择帧".into(),
        T::OneFrameOnly => "一次只能处理一个帧".into(),
        T::NotWhole => "仅保留了载荷的开头".into(),
        T::NoMessage => "它不属于列表中的任何消息".into(),
        T::SendAgain => "作为手动构造的帧重新发送…".into(),
        T::SendAgainTooltip => "将此帧填入手动构造帧的对话框".into(),
        T::TooMuchToCopy { limit } => format!("所选的帧超过 {limit}，请少选一些").into(),
        T::FindHint => {
            "按名称查找操作码，按 # 加编号查找消息的帧，或查找载荷中的十六进制字节或文本".into()
        }
        T::ShownFrames => "显示哪些帧".into(),
        T::AllFrames => "全部".into(),
        T::SentOnly => "仅显示发送".into(),
        T::ReceivedOnly => "仅显示接收".into(),
        T::Filter => "筛选".into(),
        T::FilterOn => "筛选 ●".into(),
        T::Kind(FrameKind::All) => "全部帧".into(),
        T::Kind(FrameKind::Control) => "仅控制帧".into(),
        T::Kind(FrameKind::Fragments) => "仅分片".into(),
        T::Kind(FrameKind::Broken) => "仅不符合协议的帧".into(),
        T::NothingMatches => "没有匹配的帧".into(),
        T::NothingMatchesHint => "已有帧，但被上方的查找或筛选条件隐藏".into(),
        T::Frames => "帧".into(),
        T::Number => "编号".into(),
        T::Direction => "方向".into(),
        T::Time => "时间".into(),
        T::Opcode => "操作码".into(),
        T::Flags => "标志位".into(),
        T::Length => "长度".into(),
        T::Message => "消息".into(),
        T::Payload => "载荷".into(),
        T::Name(opcode) => name(opcode),
        T::Empty => "（空）".into(),
        T::Compressed => "（已压缩）".into(),
        T::Row {
            number,
            is_sent,
            opcode,
            flags,
            length,
            message,
            payload,
            fault,
        } => {
            let way = if is_sent { "发送" } else { "接收" };
            let message = message.map_or_else(String::new, |number| format!("，消息 {number}"));
            let fault = if fault.is_some() {
                "，不符合协议"
            } else {
                ""
            };
            format!("帧 {number}，{way}，{opcode}，{flags}，{length}{message}{fault}：{payload}")
                .into()
        }
        T::NoneYet => "还没有帧".into(),
        T::NoneYetHint => "正在记录，每个帧在此显示为一行".into(),
        T::NextConnectionHint => "从下一次连接起记录帧".into(),
        T::NotRecorded => "未记录帧".into(),
        T::NotRecordedHint => "记录后可查看分片、控制帧和掩码".into(),
        T::NeedsDetailsHint => "此连接使用 ewebsock，它不提供帧。请重新连接并记录详情".into(),
        T::NotInBrowser => "浏览器不向网页提供帧".into(),
        T::NotInBrowserHint => "请使用 wscope 桌面程序查看".into(),
        T::SelectOne => "选择一个帧以查看其每一位".into(),
        T::Numbered(number) => format!("帧 {}", count(number)).into(),
        T::Way { is_sent: true } => "发送".into(),
        T::Way { is_sent: false } => "接收".into(),
        T::OfMessage(number) => format!("消息 {}", count(number)).into(),
        T::ShowMessage => "显示所属消息".into(),
        T::ShowMessageTooltip => "显示此帧所属的消息".into(),
        T::IsCompressed => "已压缩".into(),
        T::Form => "显示方式".into(),
        T::Bits => "逐位".into(),
        T::Wire => "线路字节".into(),
        T::Drawing => "帧的各个位".into(),
        T::MoreBytes(rest) => format!("……还有 {} 字节", count(rest)).into(),
        T::IsCut { there, told } => format!("共 {told}，保留了前 {there}").into(),
        T::OtherLength { there, told } => format!("帧头声明 {told}，载荷实为 {there}").into(),
        T::Fault(broken) => fault(broken).into(),
        T::Field(meaning) => field(meaning),
    }
}

fn fault(fault: Fault) -> String {
    let language = Language::SimplifiedChinese;
    let (fault, section) = match fault {
        Fault::Head(fault) => (frame_fault(fault, language), fault.section()),
        Fault::Close(fault) => (close_fault(fault, language), fault.section()),
    };
    format!("不符合协议：{fault}（RFC 6455 第 {section} 节）")
}

fn name(opcode: Opcode) -> Cow<'static, str> {
    match opcode {
        Opcode::Continuation => "延续帧".into(),
        Opcode::Text => "文本".into(),
        Opcode::Binary => "二进制".into(),
        Opcode::Close => "关闭".into(),
        Opcode::Ping => "ping".into(),
        Opcode::Pong => "pong".into(),
        Opcode::Reserved(bits) => format!("保留 {bits}").into(),
    }
}

fn field(meaning: &Meaning) -> Cow<'static, str> {
    match meaning {
        Meaning::Fin(true) => "1：消息的最后一帧".into(),
        Meaning::Fin(false) => "0：消息在另一帧继续".into(),
        Meaning::Reserved(0) => "0：未被扩展使用".into(),
        Meaning::Reserved(4) => "RSV1：同意压缩时，表示消息已压缩".into(),
        Meaning::Reserved(bits) => format!("{bits:03b}：被扩展使用").into(),
        Meaning::Opcode(opcode) => format!("{}：{}", opcode.bits(), name(*opcode)).into(),
        Meaning::Mask(true) => "1：有掩码，客户端必须如此".into(),
        Meaning::Mask(false) => "0：无掩码，服务器必须如此".into(),
        Meaning::ShortLength(126) => "126：长度在随后的 16 位中".into(),
        Meaning::ShortLength(127) => "127：长度在随后的 64 位中".into(),
        Meaning::ShortLength(bytes) => format!("载荷为 {bytes} 字节").into(),
        Meaning::LongLength(bytes) => format!("载荷为 {} 字节", count(*bytes)).into(),
        Meaning::MaskingKey(key) => HEXLOWER.encode(key).into(),
        Meaning::Payload { key: Some(_) } => "每个字节与密钥的一个字节异或".into(),
        Meaning::Payload { key: None } => "原样".into(),
    }
}
