//! What the chart says, in every language.

use std::borrow::Cow;

use session::SECONDS;

use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text {
    ShowChart,
    HideChart,
    ChartTooltip,
    ChartMessages,
    ChartBytes,
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
        T::ShowChart => "图表".into(),
        T::HideChart => "隐藏图表".into(),
        T::ChartTooltip => format!("最近 {SECONDS} 秒内每秒的消息数和字节数").into(),
        T::ChartMessages => "条/秒".into(),
        T::ChartBytes => "字节/秒".into(),
    }
}

fn en(text: Text) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::ShowChart => "Chart".into(),
        T::HideChart => "Hide chart".into(),
        T::ChartTooltip => {
            format!("Messages and bytes per second, over the last {SECONDS} s").into()
        }
        T::ChartMessages => "Messages/s".into(),
        T::ChartBytes => "Bytes/s".into(),
    }
}
