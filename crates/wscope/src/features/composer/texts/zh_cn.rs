//! 编写消息，用简体中文。

use std::borrow::Cow;

use super::text::Text as T;
use crate::kit::attach::AttachError;
use crate::kit::attach::largest;
use crate::kit::format::{count, limit, size};
use crate::kit::os_reason::os_reason;
use payload::typed::{Flaw, Form, Malformed};

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::MessageToSend => "要发送的消息".into(),
        T::Send => "点击请求".into(),
        T::SendTooltip => "将文本作为一条消息发送".into(),
        T::ComposerIsFull { limit } => {
            format!("输入框已满：最多 {} 个字符", count(limit as u64)).into()
        }
        T::More => "更多发送方式".into(),
        T::SaveSnippet => "保存为常用…".into(),
        T::SendKey => "发送".into(),
        T::TypeJson => "请输入 JSON".into(),
        T::ValidJson => "JSON 有效 · 按输入内容原样发送".into(),
        T::Recording => "正在录制".into(),
        T::Usage => "点击请求后，回声服务器会原样返回消息；点击任意一行可查看完整内容".into(),
        T::FirstEcho => "消息已原样返回。想了解握手和帧的细节？".into(),
        T::FirstAnswer => "已收到应答。想了解握手和帧的细节？".into(),
        T::HowItWorks => "协议详解".into(),
        T::DismissTip => "不再显示此提示".into(),
        T::Form => "消息格式".into(),
        T::FormatJson => "格式化".into(),
        T::AddToSequence => "添加到序列".into(),
        T::AddToSequenceTooltip => "作为一个步骤添加到打开的序列末尾".into(),
        T::MakeFrame => "手动构造帧…".into(),
        T::MakeFrameTooltip => "违反协议的某条规则，观察服务器的反应".into(),
        T::FormatJsonTooltip => "缩进 JSON，不改变其中的值".into(),
        T::Attach => "文件…".into(),
        T::AttachTooltip => "将文件作为一条二进制消息发送，也可以拖放到窗口上".into(),
        T::Detach => "移除文件".into(),
        T::Drafts => "常用与历史".into(),
        T::DraftsTooltip => "已发送的消息（也可用上下方向键调出）和按名称保存的消息".into(),
        T::DraftName => "常用消息名称".into(),
        T::NamelessDraft => "请先输入名称".into(),
        T::NotJson => "只有 JSON 可以格式化".into(),
        T::Keep => "保存为常用".into(),
        T::KeepTooltip => "以此名称保存消息".into(),
        T::NothingSentYet => "尚未发送消息".into(),
        T::NoRoomForDraft { messages, bytes } => format!(
            "未保存：最多可保存 {} 条，每条不超过 {}",
            count(messages as u64),
            limit(bytes as u64)
        )
        .into(),
        T::Repeat => "重复发送…".into(),
        T::Every => "间隔".into(),
        T::Times => "次数".into(),
        T::UntilStopped => "直到停止".into(),
        T::Start => "开始".into(),
        T::StartTooltip => "重复发送此消息".into(),
        T::Stop => "停止".into(),
        T::StopTooltip => "停止重复发送".into(),
        T::Waits => "正在等待服务器".into(),
        T::FormNamed(form) => form_name(form).into(),
        T::Forget(name) => format!("删除 {name}").into(),
        T::Attached { name, size } => format!("文件 {name}，{size}").into(),
        T::DetachText => "移除".into(),
        T::ViewAttachment => "查看".into(),
        T::ViewAttachmentTooltip => "显示待发送的内容".into(),
        T::AttachmentTitle => "待发送的内容".into(),
        T::AttachedText { size } => format!("{size} 的文本，输入框放不下").into(),
        T::AttachedTextTooltip => "文本会完整发送。再次粘贴或选择文件可替换".into(),
        T::OneFileOnly { name, count } => {
            format!("拖放了 {count} 个文件，但一条消息只能包含一个：{name}。请逐个拖放其余文件")
                .into()
        }
        T::NotAttached(error) => not_attached(error),
        T::SentOf { sent, all } => format!("已发送 {} / {}", count(sent), count(all)).into(),
        T::SentSoFar { sent } => format!("已发送 {}", count(sent)).into(),
        T::Malformed(malformed) => {
            let Malformed { flaw, line, column } = malformed;
            format!("第 {line} 行第 {column} 个字符：{}", flawed(flaw)).into()
        }
    }
}

fn form_name(form: Form) -> &'static str {
    match form {
        Form::Text => "文本",
        Form::Json => "JSON",
        Form::Hex => "十六进制",
        Form::Base64 => "Base64",
    }
}

fn not_attached(error: &AttachError) -> Cow<'static, str> {
    match error {
        AttachError::TooLarge { bytes } => format!(
            "文件超过一条消息的上限（{}）：大小为 {}",
            largest(),
            size(*bytes)
        )
        .into(),
        AttachError::Unreadable(reason) => format!("无法读取文件：{}", os_reason(reason)).into(),
        AttachError::NoDialog => "系统无法显示文件对话框：请将文件拖到窗口上".into(),
    }
}

fn flawed(flaw: &Flaw) -> Cow<'static, str> {
    match flaw {
        Flaw::Json(reason) => format!("不是有效的 JSON：{}", json_reason(reason)).into(),
        Flaw::NotHex(c) => format!("“{}”不是十六进制数字", c.escape_debug()).into(),
        Flaw::HalfByte(c) => format!("“{c}”只有一位，而一个字节需要两位").into(),
        Flaw::NotBase64(c) => format!("“{}”不是 Base64 字符", c.escape_debug()).into(),
        Flaw::Base64End => "Base64 数据不完整".into(),
    }
}

/// What the library of JSON says in English only.
fn json_reason(reason: &str) -> &str {
    match reason {
        "EOF while parsing a list" => "数组没有结束",
        "EOF while parsing an object" => "对象没有结束",
        "EOF while parsing a string" => "字符串没有结束",
        "EOF while parsing a value" => "缺少值",
        "expected `:`" => "此处应为“:”",
        "expected `,` or `]`" => "此处应为“,”或“]”",
        "expected `,` or `}`" => "此处应为“,”或“}”",
        "expected ident" => "此处应为 true、false 或 null",
        "expected value" => "此处应为一个值",
        "expected `\"`" => "此处应为“\"”",
        "invalid escape" => "转义字符无效",
        "invalid number" => "数字无效",
        "number out of range" => "数字过大",
        "invalid unicode code point" => "Unicode 字符无效",
        "control character (\\u0000-\\u001F) found while parsing a string" => {
            "字符串中有未转义的控制字符"
        }
        "key must be a string" => "对象的键必须是字符串",
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => "\\u 转义不完整",
        "trailing comma" => "最后一项之后有多余的逗号",
        "trailing characters" => "JSON 之后有多余的字符",
        "recursion limit exceeded" => "层数过多",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use payload::typed::{Form, parse};

    use super::*;

    #[test]
    fn what_is_wrong_with_json_is_said_in_chinese() {
        let deep = "[".repeat(200);
        for text in [
            "",
            "[",
            "[1",
            "{",
            r#"{"a":1"#,
            r#""a"#,
            r#"{"a" 1}"#,
            "[1 2]",
            r#"{"a":1 "b":2}"#,
            "tru",
            "nul!",
            "?",
            "{1:2}",
            r#"{"a":1,b:2}"#,
            r#""\x""#,
            "01",
            "-",
            "1.",
            "1e",
            "\"\u{1}\"",
            r#""\u12""#,
            "[1,]",
            r#"{"a":1,}"#,
            "1 2",
            &deep,
        ] {
            let Err(malformed) = parse(text, Form::Json) else {
                panic!("{text:?} is JSON");
            };
            let said = flawed(&malformed.flaw);
            let words = said.split(|c: char| !c.is_ascii_alphabetic());
            let known = ["", "JSON", "true", "false", "null", "u"];
            let strange: Vec<_> = words.filter(|word| !known.contains(word)).collect();
            assert!(strange.is_empty(), "{text:?}: {said}");
        }
    }
}
