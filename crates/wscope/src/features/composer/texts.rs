//! What the composer's hint line and its menu say, in every language.

use std::borrow::Cow;

use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    More,
    SaveSnippet,
    SendKey,
    ValidJson,
    Usage,
    FirstEcho,
    HowItWorks,
    DismissTip,
}

impl Text {
    /// The text in this language.
    pub(super) fn say(self, language: Language) -> Cow<'static, str> {
        let (zh_cn, en) = match self {
            Self::More => ("更多发送方式", "More ways to send"),
            Self::SaveSnippet => ("保存为常用…", "Save as snippet…"),
            Self::SendKey => ("发送", "send"),
            Self::ValidJson => (
                "JSON 有效 · 按输入内容原样发送",
                "Valid JSON · sent as typed, never reformatted",
            ),
            Self::Usage => (
                "点击请求后，回声服务器会原样返回消息；点击任意一行可查看完整内容",
                "The echo server returns every message unchanged; select a row to see all of it",
            ),
            Self::FirstEcho => (
                "消息已原样返回。想了解握手和帧的细节？",
                "The message came back. Curious about the handshake and the frames?",
            ),
            Self::HowItWorks => ("协议详解", "How it works"),
            Self::DismissTip => ("不再显示此提示", "Do not show this hint again"),
        };
        language.pick(zh_cn, en)
    }
}
