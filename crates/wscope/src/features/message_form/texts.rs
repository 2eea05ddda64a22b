//! What the forms say, in every language. The names of forms and fields stand beside what encodes them.

use std::borrow::Cow;

use payload::decoders::{FieldProblem, Words};

use super::state::FormId;
use crate::kit::format::count;
use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    Open(FormId),
    OpenTooltip,
    Offer,
    OfferTooltip { protocol: &'a str },
    Form,
    Of(Words),
    NoFields,
    Send,
    SendTooltip,
    Insert,
    InsertTooltip,
    Several(usize),
    Close,
    Problem(&'a FieldProblem),
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

/// The name of the protocol and of the form.
fn names(id: FormId) -> (&'static str, Words) {
    let found = id.find();
    found.map_or((id.protocol, Words::same(id.form)), |(protocol, form)| {
        (protocol.name(), form.name)
    })
}

fn zh_cn(text: Text<'_>) -> Cow<'static, str> {
    use FieldProblem as P;
    use Text as T;
    match text {
        T::Open(id) => {
            let (protocol, form) = names(id);
            format!("{protocol}：{}…", form.zh).into()
        }
        T::OpenTooltip => "填写并发送该协议的一条消息".into(),
        T::Offer => "表单".into(),
        T::OfferTooltip { protocol } => format!("{protocol} 的消息").into(),
        T::Form => "消息".into(),
        T::Of(words) => words.zh.into(),
        T::NoFields => "这条消息无需填写".into(),
        T::Send => "发送".into(),
        T::SendTooltip => "发送填写的消息（Ctrl+Enter）".into(),
        T::Insert => "放入输入框".into(),
        T::InsertTooltip => "不发送，可在输入框中修改".into(),
        T::Several(number) => format!("共 {} 条消息，无法放入输入框", count(number as u64)).into(),
        T::Close => "关闭".into(),
        T::Problem(P::Missing) => "不能为空".into(),
        T::Problem(P::NotJson(why)) => format!("不是有效的 JSON：{why}").into(),
        T::Problem(P::NotType(words)) => format!("必须是{}", words.zh).into(),
        T::Problem(P::NotNumber(least, most)) => format!("必须是 {least} 到 {most} 的整数").into(),
        T::Problem(P::NotAllowed(c)) => format!("不允许使用字符 {c:?}").into(),
        T::Problem(P::TooLong(bytes)) => format!("超过 {} 字节", count(*bytes as u64)).into(),
    }
}

fn en(text: Text<'_>) -> Cow<'static, str> {
    use FieldProblem as P;
    use Text as T;
    match text {
        T::Open(id) => {
            let (protocol, form) = names(id);
            format!("{protocol}: {}…", form.en).into()
        }
        T::OpenTooltip => "Fill in and send a message of this protocol".into(),
        T::Offer => "Forms".into(),
        T::OfferTooltip { protocol } => format!("Messages of {protocol}").into(),
        T::Form => "Message".into(),
        T::Of(words) => words.en.into(),
        T::NoFields => "There is nothing to fill in".into(),
        T::Send => "Send".into(),
        T::SendTooltip => "Send what was filled in (Ctrl+Enter)".into(),
        T::Insert => "Put into composer".into(),
        T::InsertTooltip => "Does not send it: it can be changed in the composer".into(),
        T::Several(number) => format!(
            "It makes {} messages, which the composer has no place for",
            count(number as u64)
        )
        .into(),
        T::Close => "Close".into(),
        T::Problem(P::Missing) => "Must not be empty".into(),
        T::Problem(P::NotJson(why)) => format!("Not valid JSON: {why}").into(),
        T::Problem(P::NotType(words)) => format!("Must be {}", words.en).into(),
        T::Problem(P::NotNumber(least, most)) => {
            format!("Must be a whole number from {least} to {most}").into()
        }
        T::Problem(P::NotAllowed(c)) => format!("The character {c:?} is not allowed").into(),
        T::Problem(P::TooLong(bytes)) => {
            format!("Longer than {} bytes", count(*bytes as u64)).into()
        }
    }
}
