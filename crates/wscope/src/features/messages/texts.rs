//! What the list says, in every language.

use std::borrow::Cow;

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
        T::EventRow { time, preview } => format!("Connection event, {time}: {preview}").into(),
    }
}
