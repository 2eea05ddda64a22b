//! What the list says, in every language.

use std::borrow::Cow;

use crate::kit::format::{count, counted};
use crate::kit::language::Language;

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
        T::Edit => "编辑后重发".into(),
        T::EditTooltip => "将此消息放入编辑框，修改后再发送".into(),
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
        T::TooMuchToCopy { limit } => {
            format!("内容过多，无法复制：上限为 {limit}，请保存到文件").into()
        }
        T::ExportQuestion { rows } => format!("将 {} 行保存到文件", count(rows)).into(),
        T::Exporting { percent } => format!("正在保存… {percent} %").into(),
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
    }
}

fn en(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Number => "Number".into(),
        T::Direction => "Direction".into(),
        T::Time => "Time".into(),
        T::Delta => "Time since the row before".into(),
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
        T::ResendTooltip => "Send this message once more".into(),
        T::Edit => "Edit and resend".into(),
        T::EditTooltip => {
            "Put this message into the composer to change it before it is sent".into()
        }
        T::Compare => "Compare with selected".into(),
        T::CompareTooltip => "Show this message beside the one that was selected before".into(),
        T::NothingToCompare => "Select another message first, or two with Ctrl".into(),
        T::Save => "Save…".into(),
        T::SaveTooltip => "Save the message to a file, byte for byte".into(),
        T::ExportText => "Save rows as text…".into(),
        T::ExportJson => "Save rows as JSON lines…".into(),
        T::ExportTooltip => "Save the selected rows to one file, a row per line; all rows shown if fewer than two are selected".into(),
        T::NothingToSave => "Select a message first".into(),
        T::FilterLike => "Filter like this".into(),
        T::FilterLikeTooltip => {
            "Show only rows of this direction and kind, and of JSON, with the same keys".into()
        }
        T::OneRowOnly => "Only one message at a time".into(),
        T::EventsAreNotSent => "Connection events are not messages".into(),
        T::TooMuchToCopy { limit } => {
            format!("Too much to copy: the limit is {limit}. Save it to a file instead").into()
        }
        T::ExportQuestion { rows } => {
            format!("Save {} to a file", counted(rows, "row", "rows")).into()
        }
        T::Exporting { percent } => format!("Saving… {percent} %").into(),
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
    }
}
