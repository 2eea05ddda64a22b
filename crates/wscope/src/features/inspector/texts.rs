//! What the inspector says, in every language.

use std::borrow::Cow;

use message_log::{Direction, Kind};

use crate::kit::format::count;
use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    // The frame.
    Title,
    Message,
    Connection,
    Settings,
    Close,
    Previous,
    Next,
    More,

    // One message.
    NothingSelected,
    Selected,
    Numbered(u64),
    Event,
    Kind(Kind),
    Direction(Direction),
    SincePrevious(&'a str),
    Form,
    Tree,
    Text,
    Hex,
    Reading { percent: u32 },
    FoldAll,
    UnfoldAll,
    Items(u64),
    Copy,
    CopyText,
    CopyTextTooltip,
    CopyHex,
    CopyHexTooltip,
    CopyBase64,
    CopyBase64Tooltip,
    Save,
    SaveTooltip,

    // Two messages.
    Compare,
    CompareTooltip,
    StopComparing,
    ComparedWith { number: u64, apart: &'a str },
    BytesEqual,
    BytesDifferFrom { offset: usize },

    // A redirect.
    Follow,
    FollowTooltip,
    FollowElsewhere { origin: &'a str },
    FollowUnencrypted,
}

impl Text<'_> {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn(self),
            Language::English => en(self),
        }
    }
}

fn zh_cn(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Title => "检查器".into(),
        T::Message => "消息".into(),
        T::Connection => "连接".into(),
        T::Settings => "设置".into(),
        T::Close => "关闭".into(),
        T::Previous => "上一条".into(),
        T::Next => "下一条".into(),
        T::More => "更多".into(),
        T::NothingSelected => "选择一行即可在此查看完整内容".into(),
        T::Selected => "选中的消息".into(),
        T::Numbered(number) => format!("消息 {number}").into(),
        T::Event => "连接事件".into(),
        T::Kind(kind) => match kind {
            Kind::Text => "文本",
            Kind::Binary => "二进制",
            Kind::Ping => "ping",
            Kind::Pong => "pong",
            Kind::Event => "事件",
        }
        .into(),
        T::Direction(direction) => match direction {
            Direction::Sent => "已发送",
            Direction::Received => "已接收",
            Direction::Local => "本地事件",
        }
        .into(),
        T::SincePrevious(time) => format!("+{time}").into(),
        T::Form => "显示方式".into(),
        T::Tree => "树形".into(),
        T::Text => "文本".into(),
        T::Hex => "十六进制".into(),
        T::Reading { percent } => format!("正在读取… {percent}%").into(),
        T::FoldAll => "全部折叠".into(),
        T::UnfoldAll => "全部展开".into(),
        T::Items(items) => format!("{} 项", count(items)).into(),
        T::Copy => "复制".into(),
        T::CopyText => "复制文本".into(),
        T::CopyTextTooltip => "以文本形式复制整条消息".into(),
        T::CopyHex => "复制十六进制".into(),
        T::CopyHexTooltip => "以十六进制复制整条消息".into(),
        T::CopyBase64 => "复制 Base64".into(),
        T::CopyBase64Tooltip => "以 Base64 复制整条消息".into(),
        T::Save => "保存…".into(),
        T::SaveTooltip => "将整条消息按字节原样保存到文件".into(),
        T::Compare => "比较".into(),
        T::CompareTooltip => "标记此消息，再选择另一条进行比较".into(),
        T::StopComparing => "停止比较".into(),
        T::ComparedWith { number, apart } => format!("与消息 {number} 相差 {apart}").into(),
        T::BytesEqual => "内容相同".into(),
        T::BytesDifferFrom { offset } => {
            format!("从偏移量 {} 起内容不同", count(offset as u64)).into()
        }
        T::Follow => "连接新地址".into(),
        T::FollowTooltip => "将新地址填入地址栏并连接".into(),
        T::FollowElsewhere { origin } => {
            format!("{origin} 是另一台服务器：连接设置中的请求头、凭据和证书会发送给它").into()
        }
        T::FollowUnencrypted => "新地址未加密，而原地址已加密".into(),
    }
}

fn en(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Title => "Inspector".into(),
        T::Message => "Message".into(),
        T::Connection => "Connection".into(),
        T::Settings => "Settings".into(),
        T::Close => "Close".into(),
        T::Previous => "Previous row".into(),
        T::Next => "Next row".into(),
        T::More => "More".into(),
        T::NothingSelected => "Select a row to see all of it here".into(),
        T::Selected => "Selected message".into(),
        T::Numbered(number) => format!("Message {number}").into(),
        T::Event => "Connection event".into(),
        T::Kind(kind) => match kind {
            Kind::Text => "Text",
            Kind::Binary => "Binary",
            Kind::Ping => "Ping",
            Kind::Pong => "Pong",
            Kind::Event => "Event",
        }
        .into(),
        T::Direction(direction) => match direction {
            Direction::Sent => "sent",
            Direction::Received => "received",
            Direction::Local => "local",
        }
        .into(),
        T::SincePrevious(time) => format!("+{time}").into(),
        T::Form => "Shown as".into(),
        T::Tree => "Tree".into(),
        T::Text => "Text".into(),
        T::Hex => "Hex".into(),
        T::Reading { percent } => format!("Reading… {percent} %").into(),
        T::FoldAll => "Collapse all".into(),
        T::UnfoldAll => "Expand all".into(),
        T::Items(1) => "1 item".into(),
        T::Items(items) => format!("{} items", count(items)).into(),
        T::Copy => "Copy".into(),
        T::CopyText => "Copy text".into(),
        T::CopyTextTooltip => "Copy the whole message as text".into(),
        T::CopyHex => "Copy hex".into(),
        T::CopyHexTooltip => "Copy the whole message as hexadecimal digits".into(),
        T::CopyBase64 => "Copy Base64".into(),
        T::CopyBase64Tooltip => "Copy the whole message as Base64".into(),
        T::Save => "Save…".into(),
        T::SaveTooltip => "Save the whole message to a file, byte for byte".into(),
        T::Compare => "Compare".into(),
        T::CompareTooltip => {
            "Mark this message, then select another one to compare with it".into()
        }
        T::StopComparing => "Stop comparing".into(),
        T::ComparedWith { number, apart } => format!("{apart} from message {number}").into(),
        T::BytesEqual => "identical content".into(),
        T::BytesDifferFrom { offset } => {
            format!("content differs from offset {} on", count(offset as u64)).into()
        }
        T::Follow => "Connect to the new address".into(),
        T::FollowTooltip => "Enter the new address in the address field and connect".into(),
        T::FollowElsewhere { origin } => format!(
            "{origin} is another server: it will receive the headers, credentials and certificates of the connection settings"
        )
        .into(),
        T::FollowUnencrypted => "The new address is not encrypted, but the old one is".into(),
    }
}
