//! What the inspector says, in every language.

use std::borrow::Cow;

use payload::decoders::{Confidence, Reason};

use message_log::{Direction, Kind};
use payload::diff::By;

use crate::kit::format::{count, counted};
use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    // The frame.
    Title,
    Message,
    Frame,
    Connection,
    Conversation,
    ShowMessage,
    ShowMessageTooltip,
    ShowConnection,
    ShowConnectionTooltip,
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
    NoPath,
    CopyPath,
    CopyPathTooltip,
    WatchValue,
    WatchValueTooltip,
    Edit,
    EditTooltip,
    Save,
    SaveTooltip,

    // Two messages.
    Compare,
    CompareTooltip,
    StopComparing,
    Diff,
    SideBySide,
    NothingToCompare,
    WaitsForAnother { number: u64 },
    EventsAreNotCompared { apart: &'a str },
    Comparing,
    TooLargeToCompare { limit: &'a str },
    NotCompared,
    Apart(&'a str),
    BytesEqual,
    BytesDifferFrom { offset: usize },
    Differences { count: usize, by: By },
    Coarse,
    NextDifference,
    LinesLeft,
    LinesRight,
    PreviousDifference,

    // The connection.
    NoConnection,
    CopyConnection,
    CopyConnectionTooltip,
    Reconnect,
    ReconnectTooltip,
    CompareParameters,
    CompareParametersTooltip,
    OnWire(&'a str),
    ShowNewest,
    Wire,
    Frames(u64),
    FramesTooltip,
    ShowFrames,
    CompressedWhole { shown: &'a str },
    CompressedInPart { shown: &'a str },
    CompressedForgotten,
    ExplainFrames,
    ExplainFramesTooltip,

    // What it says in its protocol.
    Decoding,
    NotDecoded(&'a str),
    NoThread,
    Because(Option<(Confidence, Reason)>),
    Protocol,
    NotRecognized,
    EditProtoFiles,
    AnswerHeartbeats,
    HeartbeatsSent(u64),
    AnsweredAfter(&'a str),
    AnswerAfter(&'a str),

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
        T::Conversation => "对话".into(),
        T::ShowMessage => "消息：查看所选的消息".into(),
        T::ShowMessageTooltip => "所选消息的完整内容".into(),
        T::ShowConnection => "连接：查看握手、用时和统计".into(),
        T::ShowConnectionTooltip => "连接如何建立和结束".into(),
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
        T::NoPath => "选择一行以查看路径".into(),
        T::CopyPath => "复制路径".into(),
        T::CopyPathTooltip => "复制所选行的 JSONPath（RFC 9535）".into(),
        T::WatchValue => "监视此值".into(),
        T::WatchValueTooltip => "在全部消息中监视所选行的 JSONPath".into(),
        T::Edit => "编辑并重发".into(),
        T::EditTooltip => "将此消息填入输入框，修改后再发送".into(),
        T::Save => "保存…".into(),
        T::SaveTooltip => "将整条消息按字节原样保存到文件".into(),
        T::Compare => "比较".into(),
        T::CompareTooltip => "标记此消息，再选择另一条进行比较".into(),
        T::StopComparing => "停止比较".into(),
        T::Diff => "对比".into(),
        T::SideBySide => "并排对比".into(),
        T::NothingToCompare => {
            "尚无可对比的消息。请点击“比较”标记此消息，再选择另一条；或同时选中两行".into()
        }
        T::WaitsForAnother { number } => {
            format!("已标记消息 {number}。请选择另一条消息，两者会并排显示").into()
        }
        T::EventsAreNotCompared { apart } => {
            format!("相差 {apart}。连接事件没有可对比的内容，请选择一条消息").into()
        }
        T::Comparing => "正在对比…".into(),
        T::TooLargeToCompare { limit } => {
            format!("消息过大，无法并排对比（每条上限 {limit}）").into()
        }
        T::NotCompared => "系统资源不足，未能对比".into(),
        T::Apart(time) => format!("相差 {time}").into(),
        T::BytesEqual => "内容相同".into(),
        T::BytesDifferFrom { offset } => {
            format!("从偏移量 {} 起内容不同", count(offset as u64)).into()
        }
        T::Differences { count: 0, by } => match by {
            By::Structure => "结构相同",
            By::Lines => "各行相同",
            By::Bytes => "各字节相同",
        }
        .into(),
        T::Differences { count: all, by } => {
            let all = count(all as u64);
            match by {
                By::Structure => format!("{all} 处不同，按结构对比"),
                By::Lines => format!("{all} 处不同，按行对比"),
                By::Bytes => format!("{all} 处不同，按字节对比"),
            }
            .into()
        }
        T::Coarse => "已达时间上限，结果为近似值".into(),
        T::NextDifference => "下一处不同".into(),
        T::LinesLeft => "各行左移".into(),
        T::LinesRight => "各行右移".into(),
        T::PreviousDifference => "上一处不同".into(),
        T::NoConnection => "尚未建立过连接".into(),
        T::CopyConnection => "复制连接详情".into(),
        T::CopyConnectionTooltip => "以文本形式复制此页（凭据以掩码显示）".into(),
        T::Reconnect => "重新连接并记录详情".into(),
        T::ReconnectTooltip => "重新连接，并记录每个步骤、握手和关闭码".into(),
        T::CompareParameters => "比较压缩参数".into(),
        T::CompareParametersTooltip => "用各种窗口和上下文设置压缩已记录的消息（RFC 7692）".into(),
        T::OnWire(size) => format!("线路上 {size}").into(),
        T::ShowNewest => "查看最新的连接".into(),
        T::Frame => "帧".into(),
        T::Wire => "线路".into(),
        T::Frames(frames) => format!("{} 帧", count(frames)).into(),
        T::ShowFrames => "显示帧".into(),
        T::FramesTooltip => "显示此消息的帧".into(),
        T::CompressedWhole { shown } => format!("线路上的压缩字节，不含帧头和掩码：{shown}").into(),
        T::CompressedInPart { shown } => {
            format!("线路上的压缩字节，不含帧头和掩码，仅保留了前 {shown}").into()
        }
        T::CompressedForgotten => "压缩字节未保留".into(),
        T::ExplainFrames => "逐位查看帧结构…".into(),
        T::ExplainFramesTooltip => "打开“协议详解”".into(),
        T::Decoding => "正在解码…".into(),
        T::NotDecoded(reason) => format!("无法解码：{reason}").into(),
        T::NoThread => "未解码：系统没有可用的线程".into(),
        T::Because(why) => because(why, Language::SimplifiedChinese).into(),
        T::Protocol => "消息协议".into(),
        T::NotRecognized => "协议未知".into(),
        T::EditProtoFiles => "文件和类型…".into(),
        T::AnswerHeartbeats => "应答心跳".into(),
        T::HeartbeatsSent(number) => format!("已发送 {}", count(number)).into(),
        T::AnsweredAfter(time) => format!("{time} 后收到应答").into(),
        T::AnswerAfter(time) => format!("应答，用时 {time}").into(),
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
        T::Conversation => "Conversation".into(),
        T::ShowMessage => "Message: show the selected one".into(),
        T::ShowMessageTooltip => "All that the selected message says".into(),
        T::ShowConnection => "Connection: show handshake, timing and statistics".into(),
        T::ShowConnectionTooltip => "How the connection came about and ended".into(),
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
        T::Reading { percent } => format!("Reading… {percent}%").into(),
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
        T::NoPath => "Select a line for its path".into(),
        T::CopyPath => "Copy path".into(),
        T::CopyPathTooltip => "Copy the JSONPath of the selected line (RFC 9535)".into(),
        T::WatchValue => "Watch value".into(),
        T::WatchValueTooltip => "Watch the JSONPath of the selected line in all messages".into(),
        T::Edit => "Edit and resend".into(),
        T::EditTooltip => "Put this message into the composer, to change it and send it".into(),
        T::Save => "Save…".into(),
        T::SaveTooltip => "Save the whole message to a file, byte for byte".into(),
        T::Compare => "Compare".into(),
        T::CompareTooltip => {
            "Mark this message, then select another one to compare with it".into()
        }
        T::StopComparing => "Stop comparing".into(),
        T::Diff => "Diff".into(),
        T::SideBySide => "Side by side".into(),
        T::NothingToCompare => {
            "Nothing to compare with yet. Press Compare to mark this message, then select another one, or select two rows".into()
        }
        T::WaitsForAnother { number } => {
            format!("Message {number} is marked. Select another message to see both side by side").into()
        }
        T::EventsAreNotCompared { apart } => {
            format!("{apart} apart. A connection event has no content to compare; select a message").into()
        }
        T::Comparing => "Comparing…".into(),
        T::TooLargeToCompare { limit } => {
            format!("Too large to show side by side: the limit is {limit} for each message").into()
        }
        T::NotCompared => "Not compared: the system has no resources left".into(),
        T::Apart(time) => format!("{time} apart").into(),
        T::BytesEqual => "identical content".into(),
        T::BytesDifferFrom { offset } => {
            format!("content differs from offset {} on", count(offset as u64)).into()
        }
        T::Differences { count: 0, by } => match by {
            By::Structure => "Equal in structure",
            By::Lines => "Equal line by line",
            By::Bytes => "Equal byte by byte",
        }
        .into(),
        T::Differences { count: all, by } => {
            let all = counted(all as u64, "difference", "differences");
            match by {
                By::Structure => format!("{all}, compared by structure"),
                By::Lines => format!("{all}, compared by line"),
                By::Bytes => format!("{all}, compared by byte"),
            }
            .into()
        }
        T::Coarse => "time limit reached: the result is approximate".into(),
        T::NextDifference => "Next difference".into(),
        T::LinesLeft => "Scroll lines left".into(),
        T::LinesRight => "Scroll lines right".into(),
        T::PreviousDifference => "Previous difference".into(),
        T::NoConnection => "No connection yet".into(),
        T::CopyConnection => "Copy connection details".into(),
        T::CopyConnectionTooltip => "Copy this page as text; credentials are masked".into(),
        T::Reconnect => "Reconnect with details".into(),
        T::ReconnectTooltip => "Connect again, and record each step, the handshake and the close code".into(),
        T::CompareParameters => "Compare compression parameters".into(),
        T::CompareParametersTooltip => "Compress the recorded messages with each window, with and without context takeover (RFC 7692)".into(),
        T::OnWire(size) => format!("{size} on the wire").into(),
        T::ShowNewest => "Show the newest connection".into(),
        T::Frame => "Frame".into(),
        T::Wire => "Wire".into(),
        T::Frames(frames) => counted(frames, "frame", "frames").into(),
        T::ShowFrames => "Show frames".into(),
        T::FramesTooltip => "Show the frames of this message".into(),
        T::CompressedWhole { shown } => {
            format!("Compressed, as on the wire, without heads and masks: {shown}").into()
        }
        T::CompressedInPart { shown } => {
            format!("Compressed, as on the wire, without heads and masks; only the first {shown} are kept")
                .into()
        }
        T::CompressedForgotten => "The compressed bytes are not kept".into(),
        T::ExplainFrames => "A frame bit by bit…".into(),
        T::ExplainFramesTooltip => "Open “How it works”".into(),
        T::Decoding => "decoding…".into(),
        T::NotDecoded(reason) => format!("cannot be decoded: {reason}").into(),
        T::NoThread => "not decoded: the system has no thread left".into(),
        T::Because(why) => because(why, Language::English).into(),
        T::Protocol => "Protocol of the messages".into(),
        T::NotRecognized => "No protocol recognized".into(),
        T::EditProtoFiles => "Files and types…".into(),
        T::AnswerHeartbeats => "Answer heartbeats".into(),
        T::HeartbeatsSent(number) => format!("{} sent", count(number)).into(),
        T::AnsweredAfter(time) => format!("answered after {time}").into(),
        T::AnswerAfter(time) => format!("answer after {time}").into(),
        T::Follow => "Connect to the new address".into(),
        T::FollowTooltip => "Enter the new address in the address field and connect".into(),
        T::FollowElsewhere { origin } => format!(
            "{origin} is another server: it will receive the headers, credentials and certificates of the connection settings"
        )
        .into(),
        T::FollowUnencrypted => "The new address is not encrypted, but the old one is".into(),
    }
}

/// Why a protocol is supposed, in words.
fn because(because: Option<(Confidence, Reason)>, language: Language) -> &'static str {
    let (zh, en) = match because {
        None => ("手动选择", "Chosen by you"),
        Some((_, Reason::Subprotocol)) => {
            ("依据协商的子协议", "Recognized by the agreed subprotocol")
        }
        Some((Confidence::Guess, Reason::Path)) => ("根据路径推测", "Guessed from the path"),
        Some((_, Reason::Path)) => ("依据路径", "Recognized by the path"),
        Some((Confidence::Guess, Reason::Messages)) => {
            ("根据开头的消息推测", "Guessed from the first messages")
        }
        Some((_, Reason::Messages)) => ("依据开头的消息", "Recognized by the first messages"),
    };
    match language {
        Language::SimplifiedChinese => zh,
        Language::English => en,
    }
}
