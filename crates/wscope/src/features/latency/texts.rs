//! What the latency test says, in every language.

use std::borrow::Cow;

use session::Tally;

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
    Result(Tally),
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
        T::Title => "探测".into(),
        T::Open => "探测…".into(),
        T::OpenTooltip => "测量延迟和完整性：向会回声的服务器发送带编号的消息".into(),
        T::Close => "收起探测".into(),
        T::Start => "开始探测".into(),
        T::StartTooltip => "发送带编号的消息，并统计返回的情况".into(),
        T::Stop => "停止探测".into(),
        T::StopTooltip => "不再发送，途中的仍会统计".into(),
        T::Hint => "服务器必须原样返回消息，例如 /echo".into(),
        T::Rate => "速率".into(),
        T::Size => "大小".into(),
        T::Count => "总数".into(),
        T::Sent => "发送".into(),
        T::Back => "返回".into(),
        T::Pending => "途中".into(),
        T::Lost => "丢失".into(),
        T::Duplicated => "重复".into(),
        T::Reordered => "乱序".into(),
        T::Altered => "被改".into(),
        T::Latency => "延迟".into(),
        T::Result(Tally {
            sent,
            back,
            lost,
            duplicated,
            reordered,
            altered,
            ..
        }) => format!(
            "探测：发送 {sent}，返回 {back}，丢失 {lost}，重复 {duplicated}，乱序 {reordered}，被改 {altered}"
        )
        .into(),
    }
}

fn en(text: Text) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Title => "Probe".into(),
        T::Open => "Probe…".into(),
        T::OpenTooltip => "Measure latency and integrity: numbered messages to a server that echoes".into(),
        T::Close => "Hide the probe".into(),
        T::Start => "Start the probe".into(),
        T::StartTooltip => "Send numbered messages and count what comes back".into(),
        T::Stop => "Stop the probe".into(),
        T::StopTooltip => "Send no more; what is under way may still come back".into(),
        T::Hint => "The server must send back what it is sent, as /echo does".into(),
        T::Rate => "Messages".into(),
        T::Size => "of".into(),
        T::Count => "in all".into(),
        T::Sent => "Sent".into(),
        T::Back => "Back".into(),
        T::Pending => "Pending".into(),
        T::Lost => "Lost".into(),
        T::Duplicated => "Duplicated".into(),
        T::Reordered => "Reordered".into(),
        T::Altered => "Altered".into(),
        T::Latency => "Latency".into(),
        T::Result(Tally {
            sent,
            back,
            lost,
            duplicated,
            reordered,
            altered,
            ..
        }) => format!(
            "Probe: {sent} sent, {back} came back, {lost} lost, {duplicated} duplicated, {reordered} out of order, {altered} altered"
        )
        .into(),
    }
}
