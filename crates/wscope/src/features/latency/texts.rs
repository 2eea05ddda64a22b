//! What the latency test says, in every language.

use std::borrow::Cow;

use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text {
    Title,
    Open,
    OpenTooltip,
    Close,
    Start,
    StartTooltip,
    Stop,
    StopTooltip,
    Hint,
    Rate,
    Size,
    Count,
    Sent,
    Back,
    Pending,
    Lost,
    Duplicated,
    Reordered,
    Altered,
    Latency,
    NothingToDraw,
}

impl Text {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn(self),
            Language::English => en(self),
        }
    }
}

fn zh_cn(text: Text) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Title => "延迟测试".into(),
        T::Open => "延迟测试…".into(),
        T::OpenTooltip => "向回声服务器发送带编号的消息，测量延迟并检查内容是否完整".into(),
        T::Close => "隐藏延迟测试".into(),
        T::Start => "开始测试".into(),
        T::StartTooltip => "发送带编号的消息，并统计返回情况".into(),
        T::Stop => "停止测试".into(),
        T::StopTooltip => "停止发送；尚未返回的消息仍会统计".into(),
        T::Hint => "服务器必须原样返回消息，例如 /echo".into(),
        T::Rate => "速率".into(),
        T::Size => "大小".into(),
        T::Count => "总数".into(),
        T::Sent => "发送".into(),
        T::Back => "已返回".into(),
        T::Pending => "未返回".into(),
        T::Lost => "丢失".into(),
        T::Duplicated => "重复".into(),
        T::Reordered => "乱序".into(),
        T::Altered => "内容被改".into(),
        T::Latency => "延迟".into(),
        T::NothingToDraw => "尚无数据".into(),
    }
}

fn en(text: Text) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Title => "Latency test".into(),
        T::Open => "Latency test…".into(),
        T::OpenTooltip => {
            "Send numbered messages to an echo server to measure latency and check integrity".into()
        }
        T::Close => "Hide latency test".into(),
        T::Start => "Start test".into(),
        T::StartTooltip => "Send numbered messages and count the echoes".into(),
        T::Stop => "Stop test".into(),
        T::StopTooltip => "Stop sending; pending messages are still counted".into(),
        T::Hint => "The server must echo each message unchanged, as /echo does".into(),
        T::Rate => "Rate".into(),
        T::Size => "Size".into(),
        T::Count => "Count".into(),
        T::Sent => "Sent".into(),
        T::Back => "Echoed".into(),
        T::Pending => "Pending".into(),
        T::Lost => "Lost".into(),
        T::Duplicated => "Duplicated".into(),
        T::Reordered => "Reordered".into(),
        T::Altered => "Corrupted".into(),
        T::Latency => "Latency".into(),
        T::NothingToDraw => "No data yet".into(),
    }
}
