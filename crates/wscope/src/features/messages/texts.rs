//! What the list says, in every language.

use std::borrow::Cow;

use crate::IN_BROWSER;
use crate::kit::format::{count, counted};
use crate::kit::language::Language;
use crate::kit::standing::Standing;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    Number,
    Direction,
    Time,
    Delta,
    Size,
    Data,
    ShownRows,
    All,
    SentOnly,
    ReceivedOnly,
    EventsOnly,
    Times,
    AbsoluteTimes,
    RelativeTimes,
    Copy,
    CopyTooltip,
    CopyAs,
    AsText,
    AsHex,
    AsBase64,
    AsJson,
    Resend,
    ResendTooltip,
    Edit,
    EditTooltip,
    Compare,
    CompareTooltip,
    NothingToCompare,
    Save,
    SaveTooltip,
    ExportText,
    ExportJson,
    ExportTooltip,
    NothingToSave,
    FilterLike,
    FilterLikeTooltip,
    OneRowOnly,
    EventsAreNotSent,
    NotEdited,
    TooMuchToCopy {
        limit: &'a str,
    },
    ExportQuestion {
        rows: u64,
    },
    Exporting {
        percent: u64,
    },
    SentRow {
        number: u64,
        time: &'a str,
        size: &'a str,
        preview: &'a str,
    },
    ReceivedRow {
        number: u64,
        time: &'a str,
        size: &'a str,
        preview: &'a str,
    },
    Empty,
    TechnicalDetails,
    Raw,
    EventRow {
        time: &'a str,
        preview: &'a str,
    },
    Messages,
    NoMessagesYet,
    NoMessagesYetHint(Standing),
    #[cfg(not(target_arch = "wasm32"))]
    ReadAgain,
    #[cfg(not(target_arch = "wasm32"))]
    ReadAgainTooltip,
    NothingMatches,
    NothingMatchesHint,
    FindTooltip,
    MatchesOnly,
    MatchesOnlyTooltip,
    Filter,
    FilterOn,
    FilterTooltip,
    FilterReset,
    FilterGroups,
    FilterGroupsTooltip,
    AtLeast,
    AtMost,
    Pause,
    PauseTooltip,
    Continue,
    ContinueTooltip,
    GoTo,
    GoToTooltip,
    RecordDetails,
    RecordDetailsTooltip,
    NewBelow(u64),
    NewBelowTooltip,
    Clear,
    ClearTooltip,
    Client,
    Server,
    SaveSvg,
    SaveSvgTooltip {
        limit: u64,
    },
    SavePng,
    SavePngTooltip,
    FlowIsCut {
        limit: u64,
    },
    NoFlow,
    SaveShown,
    SaveShownTooltip,
    FoldHeartbeats,
    UnfoldHeartbeats,
    FoldHeartbeatsTooltip,
    FoldAlike,
    UnfoldAlike,
    FoldAlikeTooltip,
    ToggleFold,
    Heartbeats(u64),
    Alike(u64),
    FoldedRow {
        fold: &'a str,
        row: &'a str,
    },
    KindText,
    KindBinary,
    KindPing,
    KindPong,
    KindEvent,
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
        T::Number => "序号".into(),
        T::Direction => "方向".into(),
        T::Time => "时间".into(),
        T::Delta => "间隔".into(),
        T::Size => "大小".into(),
        T::Data => "内容".into(),
        T::ShownRows => "显示哪些行".into(),
        T::All => "全部".into(),
        T::SentOnly => "仅显示发送".into(),
        T::ReceivedOnly => "仅显示接收".into(),
        T::EventsOnly => "仅显示连接事件".into(),
        T::Times => "时间显示".into(),
        T::AbsoluteTimes => "时刻".into(),
        T::RelativeTimes => "从列表开始计时".into(),
        T::Copy => "复制".into(),
        T::CopyTooltip => "复制所选的行，每行一条".into(),
        T::CopyAs => "复制为".into(),
        T::AsText => "文本".into(),
        T::AsHex => "十六进制".into(),
        T::AsBase64 => "Base64".into(),
        T::AsJson => "JSON 行".into(),
        T::Resend => "重新发送".into(),
        T::ResendTooltip => "再次发送此消息".into(),
        T::Edit => "编辑并重发".into(),
        T::EditTooltip => "将此消息填入输入框，修改后再发送".into(),
        T::Compare => "与所选消息比较".into(),
        T::CompareTooltip => "将此消息与之前所选的消息并排显示".into(),
        T::NothingToCompare => "请先选择另一条消息，或按住 Ctrl 选择两条".into(),
        T::Save => "保存…".into(),
        T::SaveTooltip => "将消息原样保存到文件".into(),
        T::ExportText => "将各行保存为文本…".into(),
        T::ExportJson => "将各行保存为 JSON 行…".into(),
        T::ExportTooltip => {
            "将所选的行（未选择多行时为显示的所有行）保存到一个文件，每行一条".into()
        }
        T::NothingToSave => "请先选择一条消息".into(),
        T::FilterLike => "筛选同类消息".into(),
        T::FilterLikeTooltip => "仅显示相同方向和类型的行；对于 JSON，还须具有相同的键".into(),
        T::OneRowOnly => "一次只能处理一条消息".into(),
        T::EventsAreNotSent => "连接事件不是消息".into(),
        T::NotEdited => "输入框不能发送 ping 和 pong".into(),
        T::TooMuchToCopy { limit } => {
            format!("内容过多，无法复制：上限为 {limit}，请保存到文件").into()
        }
        T::ExportQuestion { rows } => format!("将 {} 行保存到文件", count(rows)).into(),
        T::Exporting { percent } => format!("正在保存… {percent}%").into(),
        T::SentRow {
            number,
            time,
            size,
            preview,
        } => format!("{number}，发送，{time}，{size}：{preview}").into(),
        T::ReceivedRow {
            number,
            time,
            size,
            preview,
        } => format!("{number}，收到，{time}，{size}：{preview}").into(),
        T::Empty => "（空）".into(),
        T::TechnicalDetails => "技术细节".into(),
        T::Raw => "原始报文".into(),
        T::EventRow { time, preview } => format!("连接事件，{time}：{preview}").into(),
        T::Messages => "消息列表".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ReadAgain => "重试".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ReadAgainTooltip => "重新读取此标签页的文件".into(),
        T::NoMessagesYet => "还没有消息".into(),
        T::NoMessagesYetHint(standing) => match standing {
            Standing::Open => "点击“点击请求”发送消息，收发的每条消息在此显示为一行",
            Standing::AwaitsKeyring | Standing::Connecting | Standing::Waiting { .. } => {
                "连接建立后，收发的每条消息在此显示为一行"
            }
            Standing::Idle => "连接后点击“点击请求”，每条消息在此显示为一行",
            Standing::Failed | Standing::Closed | Standing::ClosedAbnormally { .. } => {
                "未连接：重新连接后，收发的每条消息在此显示为一行"
            }
        }
        .into(),
        T::NothingMatches => "没有匹配的消息".into(),
        T::NothingMatchesHint => "已有消息，但被上方的查找或筛选条件隐藏".into(),
        T::FindTooltip => "在每条消息的完整内容中查找".into(),
        T::MatchesOnly => "仅显示匹配项".into(),
        T::MatchesOnlyTooltip => "隐藏不匹配的行，或显示全部并在匹配项之间跳转".into(),
        T::Filter => "筛选".into(),
        T::FilterOn => "筛选 ●".into(),
        T::FilterTooltip => "选择要显示的消息".into(),
        T::FilterReset => "显示全部".into(),
        T::FilterGroups => "按方法和分组…".into(),
        T::FilterGroupsTooltip => "选择要显示的方法，或隐藏某些分组的消息".into(),
        T::AtLeast => "至少".into(),
        T::AtMost => "至多".into(),
        T::Pause => "暂停".into(),
        T::PauseTooltip => "冻结列表，消息仍会记录".into(),
        T::Continue => "继续".into(),
        T::ContinueTooltip => "显示暂停期间的消息".into(),
        T::GoTo => "转到…".into(),
        T::GoToTooltip => "按编号转到消息".into(),
        T::RecordDetails => "记录连接详情".into(),
        T::RecordDetailsTooltip if IN_BROWSER => {
            "记录握手用时和选定的子协议，并可指定关闭码".into()
        }
        T::RecordDetailsTooltip => "记录连接的每个步骤、握手的原始报文和服务器的关闭码".into(),
        T::NewBelow(0) => "最新消息 ↓".into(),
        T::NewBelow(new) => format!("{} 条新消息 ↓", count(new)).into(),
        T::NewBelowTooltip => "回到最新消息并继续跟随".into(),
        T::Client => "客户端".into(),
        T::Server => "服务器".into(),
        T::SaveSvg => "将时序图保存为 SVG…".into(),
        T::SaveSvgTooltip { limit } => format!(
            "保存所选的行（未选择多行时为显示的所有行），最多 {} 行",
            count(limit)
        )
        .into(),
        T::SavePng => "将时序图保存为 PNG…".into(),
        T::SavePngTooltip => "将当前可见的部分保存为图片".into(),
        T::FlowIsCut { limit } => format!("其后的行未绘制：一张图最多 {} 行", count(limit)).into(),
        T::NoFlow => "系统资源不足，未能绘制时序图".into(),
        T::Clear => "清空".into(),
        T::ClearTooltip => "移除列表中的所有消息".into(),
        T::SaveShown => "保存…".into(),
        T::SaveShownTooltip => "将整条消息按字节原样保存到文件".into(),
        T::FoldHeartbeats => "折叠心跳".into(),
        T::UnfoldHeartbeats => "逐条显示心跳".into(),
        T::FoldHeartbeatsTooltip => "将连续的心跳（包括 ping 和 pong）合并为一行".into(),
        T::FoldAlike => "折叠同类消息".into(),
        T::UnfoldAlike => "逐条显示同类消息".into(),
        T::FoldAlikeTooltip => "将连续的同类消息合并为一行".into(),
        T::ToggleFold => "展开或折叠".into(),
        T::Heartbeats(rows) => format!("{} 条心跳", count(rows)).into(),
        T::Alike(rows) => format!("{} 条同类消息", count(rows)).into(),
        T::FoldedRow { fold, row } => format!("{fold}，首条：{row}").into(),
        T::KindText => "文本".into(),
        T::KindBinary => "二进制".into(),
        T::KindPing => "ping".into(),
        T::KindPong => "pong".into(),
        T::KindEvent => "连接".into(),
    }
}

fn en(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Number => "Number".into(),
        T::Direction => "Direction".into(),
        T::Time => "Time".into(),
        T::Delta => "Time since the previous row".into(),
        T::Size => "Size".into(),
        T::Data => "Data".into(),
        T::ShownRows => "Rows shown".into(),
        T::All => "All".into(),
        T::SentOnly => "Sent only".into(),
        T::ReceivedOnly => "Received only".into(),
        T::EventsOnly => "Connection events only".into(),
        T::Times => "Times".into(),
        T::AbsoluteTimes => "Time of day".into(),
        T::RelativeTimes => "Since the list began".into(),
        T::Copy => "Copy".into(),
        T::CopyTooltip => "Copy the selected rows, one per line".into(),
        T::CopyAs => "Copy as".into(),
        T::AsText => "Text".into(),
        T::AsHex => "Hex".into(),
        T::AsBase64 => "Base64".into(),
        T::AsJson => "JSON line".into(),
        T::Resend => "Resend".into(),
        T::ResendTooltip => "Send this message again".into(),
        T::Edit => "Edit and resend".into(),
        T::EditTooltip => {
            "Put this message into the composer, to change it and send it".into()
        }
        T::Compare => "Compare with selected".into(),
        T::CompareTooltip => "Show this message beside the previously selected one".into(),
        T::NothingToCompare => "Select another message first, or select two with Ctrl".into(),
        T::Save => "Save…".into(),
        T::SaveTooltip => "Save the message to a file, byte for byte".into(),
        T::ExportText => "Save rows as text…".into(),
        T::ExportJson => "Save rows as JSON lines…".into(),
        T::ExportTooltip => "Save the selected rows to a file, one per line; if fewer than two are selected, all rows shown".into(),
        T::NothingToSave => "Select a message first".into(),
        T::FilterLike => "Filter like this".into(),
        T::FilterLikeTooltip => {
            "Show only rows with this direction and kind; for JSON, also with the same keys".into()
        }
        T::OneRowOnly => "Only one message at a time".into(),
        T::EventsAreNotSent => "Connection events are not messages".into(),
        T::NotEdited => "The composer sends no pings and pongs".into(),
        T::TooMuchToCopy { limit } => {
            format!("Too much to copy: the limit is {limit}. Save it to a file instead").into()
        }
        T::ExportQuestion { rows } => {
            format!("Save {} to a file", counted(rows, "row", "rows")).into()
        }
        T::Exporting { percent } => format!("Saving… {percent}%").into(),
        T::SentRow {
            number,
            time,
            size,
            preview,
        } => format!("{number}, sent, {time}, {size}: {preview}").into(),
        T::ReceivedRow {
            number,
            time,
            size,
            preview,
        } => format!("{number}, received, {time}, {size}: {preview}").into(),
        T::Empty => "(empty)".into(),
        T::TechnicalDetails => "Technical details".into(),
        T::Raw => "Raw".into(),
        T::EventRow { time, preview } => format!("Connection event, {time}: {preview}").into(),
        T::Messages => "Messages".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ReadAgain => "Try again".into(),
        #[cfg(not(target_arch = "wasm32"))]
        T::ReadAgainTooltip => "Read the file of this tab again".into(),
        T::NoMessagesYet => "No messages yet".into(),
        T::NoMessagesYetHint(standing) => match standing {
            Standing::Open => {
                "Press 点击请求 to send a message: each one that is sent or received is shown as a row here"
            }
            Standing::AwaitsKeyring | Standing::Connecting | Standing::Waiting { .. } => {
                "Once connected, each message is shown as a row here"
            }
            Standing::Idle => "Connect and press 点击请求: each message is shown as a row here",
            Standing::Failed | Standing::Closed | Standing::ClosedAbnormally { .. } => {
                "Not connected: connect again, and each message is shown as a row here"
            }
        }
        .into(),
        T::NothingMatches => "No matches".into(),
        T::NothingMatchesHint => {
            "There are messages, but the search or the filters above hide them".into()
        }
        T::FindTooltip => "Search the full content of every message".into(),
        T::MatchesOnly => "Matches only".into(),
        T::MatchesOnlyTooltip => {
            "Hide rows that do not match, or show all rows and jump between matches".into()
        }
        T::Filter => "Filter".into(),
        T::FilterOn => "Filter ●".into(),
        T::FilterTooltip => "Choose which messages are shown".into(),
        T::FilterReset => "Show everything".into(),
        T::FilterGroups => "By method or group…".into(),
        T::FilterGroupsTooltip => "Choose the method to show, or groups of messages to hide".into(),
        T::AtLeast => "At least".into(),
        T::AtMost => "At most".into(),
        T::Pause => "Pause".into(),
        T::PauseTooltip => "Freeze the list; messages are still recorded".into(),
        T::Continue => "Continue".into(),
        T::ContinueTooltip => "Show what arrived while paused".into(),
        T::GoTo => "Go to…".into(),
        T::GoToTooltip => "Go to a message by its number".into(),
        T::RecordDetails => "Record connection details".into(),
        T::RecordDetailsTooltip if IN_BROWSER => {
            "Record how long the handshake took and which subprotocol was chosen, and allow a close code of your own".into()
        }
        T::RecordDetailsTooltip => {
            "Record each step of connecting, the raw handshake, and the close code of the server".into()
        }
        T::NewBelow(0) => "Newest ↓".into(),
        T::NewBelow(new) => format!("{} new ↓", count(new)).into(),
        T::NewBelowTooltip => "Go to the newest message and follow new ones".into(),
        T::Client => "Client".into(),
        T::Server => "Server".into(),
        T::SaveSvg => "Save flow as SVG…".into(),
        T::SaveSvgTooltip { limit } => format!(
            "Save the selected rows as a diagram; if fewer than two are selected, all rows shown. At most {} rows",
            count(limit)
        )
        .into(),
        T::SavePng => "Save flow as PNG…".into(),
        T::SavePngTooltip => "Save the visible part as a picture".into(),
        T::FlowIsCut { limit } => format!(
            "The rows after these are not drawn: a diagram has at most {}",
            count(limit)
        )
        .into(),
        T::NoFlow => "The diagram was not drawn: the system has no thread left".into(),
        T::Clear => "Clear".into(),
        T::ClearTooltip => "Remove all messages from the list".into(),
        T::SaveShown => "Save…".into(),
        T::SaveShownTooltip => "Save the whole message to a file, byte for byte".into(),
        T::FoldHeartbeats => "Fold heartbeats".into(),
        T::UnfoldHeartbeats => "Unfold heartbeats".into(),
        T::FoldHeartbeatsTooltip => {
            "Show consecutive heartbeats, pings and pongs included, as one row".into()
        }
        T::FoldAlike => "Fold similar messages".into(),
        T::UnfoldAlike => "Unfold similar messages".into(),
        T::FoldAlikeTooltip => "Show consecutive messages of one group as one row".into(),
        T::ToggleFold => "Expand or collapse".into(),
        T::Heartbeats(rows) => counted(rows, "heartbeat", "heartbeats").into(),
        T::Alike(rows) => counted(rows, "similar message", "similar messages").into(),
        T::FoldedRow { fold, row } => format!("{fold}, the first: {row}").into(),
        T::KindText => "text".into(),
        T::KindBinary => "binary".into(),
        T::KindPing => "ping".into(),
        T::KindPong => "pong".into(),
        T::KindEvent => "connection".into(),
    }
}
