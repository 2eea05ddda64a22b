//! 编写消息，用简体中文。

use std::borrow::Cow;

use crate::attach::AttachError;
use crate::attach::largest;
use crate::kit::format::size;
use crate::texts::parts::ComposeText as T;
use payload::typed::{Flaw, Form, Malformed};

pub(super) fn say(text: T<'_>) -> Cow<'static, str> {
    match text {
        T::Form => "文本的形式".into(),
        T::FormTooltip => "文本和 JSON 以文本发送，十六进制和 Base64 以二进制发送".into(),
        T::FormatJson => "排版".into(),
        T::FormatJsonTooltip => "缩进 JSON，不改变任何记号".into(),
        T::Attach => "文件…".into(),
        T::AttachTooltip => "把文件作为一条二进制消息发送，也可以拖放到窗口上".into(),
        T::Detach => "取消文件".into(),
        T::Drafts => "常用消息".into(),
        T::DraftsTooltip => "发送过的（也可以用上下箭头调出）和按名称保存的消息".into(),
        T::DraftName => "给这条消息起名".into(),
        T::NamelessDraft => "请先输入名称".into(),
        T::NotJson => "只有 JSON 可以排版".into(),
        T::Keep => "保存消息".into(),
        T::KeepTooltip => "以此名称把消息保存在设置中".into(),
        T::NothingSentYet => "还没有发送过消息".into(),
        T::NoRoomForDraft => "没有保存：最多可以保存 50 条，每条不超过 64 KiB".into(),
        T::Repeat => "重复发送…".into(),
        T::Every => "间隔".into(),
        T::Times => "次数".into(),
        T::UntilStopped => "直到停止".into(),
        T::Start => "开始".into(),
        T::StartTooltip => "反复发送这条消息".into(),
        T::Stop => "停止".into(),
        T::StopTooltip => "不再发送".into(),
        T::Waits => "等待服务器".into(),
        T::FormNamed(form) => form_name(form).into(),
        T::Forget(name) => format!("删除 {name}").into(),
        T::Attached { name, size } => format!("文件 {name}，{size}").into(),
        T::DetachText => "取消".into(),
        T::ViewAttachment => "查看".into(),
        T::ViewAttachmentTooltip => "显示将要发送的内容".into(),
        T::AttachmentTitle => "将要发送的内容".into(),
        T::AttachedText { size } => format!("{size} 的文本，输入框放不下").into(),
        T::AttachedTextTooltip => "会完整发送。再次粘贴或选择文件可以替换".into(),
        T::OneFileOnly { name, count } => {
            format!("拖放了 {count} 个文件，一条消息只发送一个：{name}。请逐个拖放其余文件").into()
        }
        T::NotAttached(error) => not_attached(error),
        T::SentOf { sent, all } => format!("已发送 {sent} / {all}").into(),
        T::SentSoFar { sent } => format!("已发送 {sent}").into(),
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
        AttachError::TooLarge { bytes } => {
            format!("一条消息最多 {}，而文件有 {}", largest(), size(*bytes)).into()
        }
        AttachError::Unreadable(reason) => format!("无法读取文件：{reason}").into(),
    }
}

fn flawed(flaw: &Flaw) -> Cow<'static, str> {
    match flaw {
        Flaw::Json(reason) => format!("这不是 JSON：{reason}").into(),
        Flaw::NotHex(c) => format!("“{}”不是十六进制数字", c.escape_debug()).into(),
        Flaw::HalfByte(c) => format!("“{c}”落了单，一个字节要两位数字").into(),
        Flaw::NotBase64(c) => format!("“{}”不是 Base64 字符", c.escape_debug()).into(),
        Flaw::Base64End => "Base64 在这里中断了".into(),
    }
}
