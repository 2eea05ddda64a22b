//! What the page of watched values says, in every language.

use std::borrow::Cow;

use session::watch::PathError;

use super::state::{MAX_WATCHED, Problem};
use crate::kit::format::{count, counted};
use crate::kit::language::Language;
use crate::kit::path_fault::path_fault;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    Show,
    ShowTooltip,
    Add,
    AddTooltip,
    Sides,
    Both,
    Sent,
    Received,
    Problem(&'a Problem, &'a str),
    Nothing,
    NothingHint,
    NoValue,
    Counts { values: u64, changes: u64 },
    ToLatest,
    Missed(u64),
    Reading { percent: u64 },
    Remove(&'a str),
    Removed(&'a str),
    Save,
    SaveTooltip,
}

impl Text<'_> {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        let pick = |zh_cn, en| language.pick(zh_cn, en);
        let filled = |zh_cn, en| language.pick_filled(zh_cn, en);
        match self {
            Self::Show => pick("监视值", "Watch values"),
            Self::ShowTooltip => pick(
                "查看所监视的 JSONPath 的最新值及其随时间的变化",
                "See the latest values of JSONPaths, and how they change over time",
            ),
            Self::Add => pick("监视", "Watch"),
            Self::AddTooltip => pick(
                "在全部消息中监视此 JSONPath 的值",
                "Watch what this JSONPath selects in all messages",
            ),
            Self::Sides => pick("方向", "Direction"),
            Self::Both => pick("发送和接收的消息", "Sent and received messages"),
            Self::Sent => pick("仅发送的消息", "Sent messages only"),
            Self::Received => pick("仅接收的消息", "Received messages only"),
            Self::Problem(problem, typed) => say_problem(problem, typed, language),
            Self::Nothing => pick("尚未监视任何值", "Nothing is watched"),
            Self::NothingHint => pick(
                "输入 JSONPath，或在消息的“树形”中选择一行并点击“监视此值”",
                "Type a JSONPath, or select a line in the tree of a message and press Watch value",
            ),
            Self::NoValue => pick("暂无值", "No value yet"),
            Self::Counts { values, changes } => filled(
                format!("{} 个值 · {} 次变化", count(values), count(changes)),
                format!(
                    "{} · {}",
                    counted(values, "value", "values"),
                    counted(changes, "change", "changes")
                ),
            ),
            Self::ToLatest => pick("转到此值所在的消息", "Go to the message with this value"),
            Self::Missed(messages) => filled(
                format!("{} 条消息未读取", count(messages)),
                format!("{} not read", counted(messages, "message", "messages")),
            ),
            Self::Reading { percent } => filled(
                format!("正在读取… {percent}%"),
                format!("Reading… {percent}%"),
            ),
            Self::Remove(path) => {
                filled(format!("停止监视 {path}"), format!("Stop watching {path}"))
            }
            Self::Removed(path) => filled(
                format!("已停止监视 {path}"),
                format!("{path} is no longer watched"),
            ),
            Self::Save => pick("保存为 CSV…", "Save as CSV…"),
            Self::SaveTooltip => pick(
                "保存这些路径在全部消息中的每一个值",
                "Save every value of these paths in all messages",
            ),
        }
    }
}

fn say_problem(problem: &Problem, typed: &str, language: Language) -> Cow<'static, str> {
    let pick = |zh_cn, en| language.pick(zh_cn, en);
    let filled = |zh_cn, en| language.pick_filled(zh_cn, en);
    match problem {
        Problem::Path(PathError::Empty) => pick(
            "请输入 JSONPath，例如 $.price",
            "Type a JSONPath, such as $.price",
        ),
        Problem::Path(_) => {
            let why = path_fault(typed, language).unwrap_or_default();
            filled(
                format!("不是有效的 JSONPath（RFC 9535）：{why}"),
                format!("Not a JSONPath (RFC 9535): {why}"),
            )
        }
        Problem::Twice => pick("已在监视此路径", "This path is watched already"),
        Problem::Full => filled(
            format!("最多同时监视 {MAX_WATCHED} 个路径"),
            format!("At most {MAX_WATCHED} paths are watched at once"),
        ),
    }
}
