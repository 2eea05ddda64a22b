//! What the rules say, in every language.

use std::borrow::Cow;

use payload::typed::{Flaw, Form, Malformed};
use payload::visible::shortened;
use session::responder::{MAX_FIRINGS, MatcherFault};

use crate::kit::format::counted;
use crate::kit::language::Language;
use crate::kit::path_fault::path_fault;
use crate::kit::rule_line::{MatchBy, RuleFault};

/// So many characters of what a rule looks for tell it from others: what became of it has to have room beside them.
const MAX_LOOKED_FOR: usize = 24;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    Rules,
    Hint,
    Add,
    Remove(usize),
    Done,
    IsOn(usize),
    By(usize),
    MatchBy(MatchBy),
    LooksFor(usize),
    Equals(usize),
    Sends,
    Form(usize),
    FormNamed(Form),
    Answer(usize),
    Fired(u64),
    Stopped,
    /// The same, of one rule among others: by its number, and what it looks for.
    StoppedRule(usize, &'a str),
    Wrong(&'a RuleFault),
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
        T::Rules => "自动应答规则".into(),
        T::Hint => {
            "收到匹配的消息时自动发送另一条消息。修改在输入完成后生效；发送的文本可使用 {{变量}}"
                .into()
        }
        T::Add => "添加规则".into(),
        T::Remove(number) => format!("删除规则 {number}").into(),
        T::Done => "完成".into(),
        T::IsOn(number) => format!("启用规则 {number}").into(),
        T::By(number) => format!("规则 {number} 的匹配方式").into(),
        T::MatchBy(MatchBy::Contains) => "包含".into(),
        T::MatchBy(MatchBy::Regex) => "正则表达式".into(),
        T::MatchBy(MatchBy::JsonPath) => "JSONPath".into(),
        T::LooksFor(number) => format!("规则 {number}：查找").into(),
        T::Equals(number) => format!("规则 {number}：等于").into(),
        T::Sends => "发送".into(),
        T::Form(number) => format!("规则 {number} 的发送形式").into(),
        T::FormNamed(Form::Text) => "文本".into(),
        T::FormNamed(Form::Hex) => "十六进制".into(),
        T::FormNamed(form) => same_in_both(form).into(),
        T::Answer(number) => format!("规则 {number}：发送的消息").into(),
        T::Fired(number) => format!("已应答 {number} 次").into(),
        T::StoppedRule(number, what) => {
            let what = shortened(what, MAX_LOOKED_FOR);
            format!("规则 {number}（{what}）{}", zh_cn(T::Stopped)).into()
        }
        T::Stopped => format!(
            "已停止，重新启用后继续：一秒内应答超过 {MAX_FIRINGS} 次，或一直在应答自己的消息"
        )
        .into(),
        T::Wrong(RuleFault::Matcher(MatcherFault::Empty)) => "请填写要查找的内容".into(),
        T::Wrong(RuleFault::Matcher(MatcherFault::Regex(why))) => {
            format!("正则表达式有误：{}", last_line(why)).into()
        }
        T::Wrong(RuleFault::Matcher(MatcherFault::JsonPath(why))) => {
            format!("不是有效的 JSONPath：{why}").into()
        }
        T::Wrong(RuleFault::Path(path)) => {
            let why = path_fault(path, Language::SimplifiedChinese).unwrap_or_default();
            format!("不是有效的 JSONPath：{why}").into()
        }
        T::Wrong(RuleFault::Variable(name)) => format!("变量 {name} 没有值").into(),
        T::Wrong(RuleFault::Answer(malformed)) => {
            let Malformed { flaw, line, column } = malformed;
            let flaw = match flaw {
                Flaw::Json(why) => format!("不是有效的 JSON：{why}"),
                Flaw::NotHex(c) => format!("{c} 不是十六进制数字"),
                Flaw::HalfByte(c) => format!("字节不完整：只有一位 {c}"),
                Flaw::NotBase64(c) => format!("{c} 不是 Base64 字符"),
                Flaw::Base64End => "Base64 不完整".to_owned(),
            };
            format!("要发送的消息，第 {line} 行第 {column} 个字符：{flaw}").into()
        }
    }
}

fn en(text: Text<'_>) -> Cow<'static, str> {
    use Text as T;
    match text {
        T::Rules => "Rules".into(),
        T::Hint => "When a message arrives that matches, another one is sent. A change takes effect when you leave its field; what is sent may contain {{variables}}".into(),
        T::Add => "Add a rule".into(),
        T::Remove(number) => format!("Remove rule {number}").into(),
        T::Done => "Done".into(),
        T::IsOn(number) => format!("Rule {number} is on").into(),
        T::By(number) => format!("How rule {number} matches").into(),
        T::MatchBy(MatchBy::Contains) => "Contains".into(),
        T::MatchBy(MatchBy::Regex) => "Regular expression".into(),
        T::MatchBy(MatchBy::JsonPath) => "JSONPath".into(),
        T::LooksFor(number) => format!("Rule {number}: look for").into(),
        T::Equals(number) => format!("Rule {number}: equals").into(),
        T::Sends => "Send".into(),
        T::Form(number) => format!("Form of what rule {number} sends").into(),
        T::FormNamed(Form::Text) => "Text".into(),
        T::FormNamed(Form::Hex) => "Hex".into(),
        T::FormNamed(form) => same_in_both(form).into(),
        T::Answer(number) => format!("Rule {number}: message to send").into(),
        T::Fired(number) => format!("Fired {}", counted(number, "time", "times")).into(),
        T::StoppedRule(number, what) => {
            let what = shortened(what, MAX_LOOKED_FOR);
            format!("Rule {number} ({what}): {}", en(T::Stopped)).into()
        }
        T::Stopped => format!(
            "Stopped; turn it off and on to resume. It fired more than {MAX_FIRINGS} times in a second, or answered its own messages"
        )
        .into(),
        T::Wrong(RuleFault::Matcher(MatcherFault::Empty)) => "Enter what to look for".into(),
        T::Wrong(RuleFault::Matcher(MatcherFault::Regex(why))) => {
            format!("Not a regular expression: {}", last_line(why)).into()
        }
        T::Wrong(RuleFault::Matcher(MatcherFault::JsonPath(why))) => {
            format!("Not a JSONPath: {why}").into()
        }
        T::Wrong(RuleFault::Path(path)) => {
            let why = path_fault(path, Language::English).unwrap_or_default();
            format!("Not a JSONPath: {why}").into()
        }
        T::Wrong(RuleFault::Variable(name)) => format!("The variable {name} has no value").into(),
        T::Wrong(RuleFault::Answer(malformed)) => {
            let Malformed { flaw, line, column } = malformed;
            let flaw = match flaw {
                Flaw::Json(why) => format!("not valid JSON: {why}"),
                Flaw::NotHex(c) => format!("{c} is no hexadecimal digit"),
                Flaw::HalfByte(c) => format!("{c} is half a byte"),
                Flaw::NotBase64(c) => format!("{c} is no character of Base64"),
                Flaw::Base64End => "the Base64 is incomplete".to_owned(),
            };
            format!("Message to send, line {line}, character {column}: {flaw}").into()
        }
    }
}

/// Terms that are written so in every language.
fn same_in_both(form: Form) -> &'static str {
    match form {
        Form::Text => "Text",
        Form::Json => "JSON",
        Form::Hex => "Hex",
        Form::Base64 => "Base64",
    }
}

/// The words of a library, without the lines in which it draws the place.
fn last_line(why: &str) -> &str {
    let mut lines = why.lines().rev().map(str::trim);
    let last = lines.find(|line| !line.is_empty()).unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last)
}
