//! What the scenarios say, in every language.

use std::borrow::Cow;

use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    /// The heading of a group that this version does not know is what the server calls it.
    Group(&'a str),
    OpenInTab,
    Save,
    NextExample,
    PreviousExample,
    Example {
        number: usize,
        count: usize,
        note: &'a str,
    },
    Asking,
    None,
    Unreached,
    AskAgain,
    NoServer,
    Ask(&'a str),
    AskTooltip,
}

impl<'a> Text<'a> {
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
        T::Group("basics") => "入门".into(),
        T::Group("push") => "推送".into(),
        T::Group("network") => "网络故障".into(),
        T::Group("protocol") => "协议错误".into(),
        T::Group(other) => other.to_owned().into(),
        T::OpenInTab => "在新标签页中打开".into(),
        T::Save => "保存为连接".into(),
        T::NextExample => "下一条示例消息".into(),
        T::PreviousExample => "上一条示例消息".into(),
        T::Example {
            number,
            count,
            note: "",
        } => format!("示例消息 {number}/{count}").into(),
        T::Example {
            number,
            count,
            note,
        } => format!("示例消息 {number}/{count}：{note}").into(),
        T::Asking => "正在获取示例场景…".into(),
        T::None => "此服务器没有提供示例场景".into(),
        T::Unreached => "未能连接服务器，或没有 HTTP 响应".into(),
        T::AskAgain => "重新获取示例场景".into(),
        T::NoServer => "输入服务器地址后可查看示例场景".into(),
        T::Ask(host) => format!("向 {host} 查询示例场景").into(),
        T::AskTooltip => "发送 GET /scenarios；只有 wscope 的回声服务器提供此列表".into(),
    }
}

fn en(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Group("basics") => "Basics".into(),
        T::Group("push") => "Push".into(),
        T::Group("network") => "Network faults".into(),
        T::Group("protocol") => "Protocol errors".into(),
        T::Group(other) => other.to_owned().into(),
        T::OpenInTab => "Open in new tab".into(),
        T::Save => "Save as connection".into(),
        T::NextExample => "Next example message".into(),
        T::PreviousExample => "Previous example message".into(),
        T::Example {
            number,
            count,
            note: "",
        } => format!("Example {number}/{count}").into(),
        T::Example {
            number,
            count,
            note,
        } => format!("Example {number}/{count}: {note}").into(),
        T::Asking => "Loading scenarios…".into(),
        T::None => "This server offers no scenarios".into(),
        T::Unreached => "Server not reached, or no HTTP response".into(),
        T::AskAgain => "Load scenarios again".into(),
        T::NoServer => "Enter the address of a server to see its scenarios".into(),
        T::Ask(host) => format!("Ask {host} for scenarios").into(),
        T::AskTooltip => {
            "Sends GET /scenarios; only wscope's echo server provides this list".into()
        }
    }
}
