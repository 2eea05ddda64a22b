//! What the page of the conversation says, in every language.

use std::borrow::Cow;

use payload::schema::Difference;
use session::conversation::{Likeness, Method};

use super::method_order::Column;
use crate::kit::format::{count, counted, short_duration};
use crate::kit::language::Language;
use crate::kit::unit_kind::kind_and_name;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name below")]
pub enum Text<'a> {
    ShowAll,
    ShowAllTooltip,
    Parts,
    Methods,
    Groups,
    Watched,
    Reading {
        percent: u64,
    },
    NoProtocol,
    NoCalls,
    NoCallsHint,
    NoGroups,
    Column(Column),
    ColumnTooltip(Column),
    ChooseMethod(&'a str),
    AllMethods,
    Method(&'a Method),
    ToSlowest,
    Group(&'a Likeness),
    Amount {
        messages: u64,
        per_second: Option<f64>,
        size: &'a str,
    },
    Only,
    OnlyTooltip,
    Hide,
    HideTooltip,
    OnlyMethod(&'a str),
    OnlyGroup(&'a Likeness),
    OnlyGroups(usize),
    HidesGroup(&'a Likeness),
    HidesGroups(usize),
    Schemas,
    ShowMethods,
    ShowMethodsTooltip,
    ShowSchemas,
    ShowSchemasTooltip,
    SaveJsonSchema,
    SaveJsonSchemaTooltip,
    SaveAsyncApi,
    SaveAsyncApiTooltip,
    NoSchemas,
    Unnamed,
    Learned {
        messages: u64,
        not_json: u64,
        too_deep: u64,
    },
    Departed {
        path: &'a str,
        difference: Difference,
    },
    ToMessage,
}

impl Text<'_> {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        let pick = |zh_cn, en| language.pick(zh_cn, en);
        let filled = |zh_cn, en| language.pick_filled(zh_cn, en);
        match self {
            Self::ShowAll => pick("显示全部", "Show all"),
            Self::ShowAllTooltip => pick(
                "取消按方法和分组的筛选",
                "Remove the filters by method and group",
            ),
            Self::Parts => pick("对话", "Conversation"),
            Self::Methods => pick("方法", "Methods"),
            Self::Groups => pick("分组", "Groups"),
            Self::Watched => pick("监视", "Watch"),
            Self::Reading { percent } => filled(
                format!("正在读取… {percent}%"),
                format!("Reading… {percent}%"),
            ),
            Self::NoProtocol => pick("未识别协议", "No protocol"),
            Self::NoCalls => pick("暂无调用", "No calls yet"),
            Self::NoCallsHint => pick(
                "按协议的编号将应答与调用配对，例如 JSON-RPC、OCPP 和 Socket.IO",
                "Answers are paired with calls by the ids of a protocol, such as JSON-RPC, OCPP or Socket.IO",
            ),
            Self::NoGroups => pick("暂无消息", "No messages yet"),
            Self::Column(column) => match column {
                Column::Name => pick("方法", "Method"),
                Column::Calls => pick("调用", "Calls"),
                Column::Errors => pick("错误", "Errors"),
                Column::Open => pick("未答", "Open"),
                Column::P50 => pick("p50", "p50"),
                Column::P95 => pick("p95", "p95"),
                Column::P99 => pick("p99", "p99"),
                Column::Slowest => pick("最慢", "Slowest"),
            },
            Self::ColumnTooltip(column) => match column {
                Column::Name => pick(
                    "方法、事件或主题的名称",
                    "Name of the method, event or topic",
                ),
                Column::Calls => pick("调用次数", "Number of calls"),
                Column::Errors => pick("以错误应答的次数", "Number of answers that are errors"),
                Column::Open => pick(
                    "没有应答的调用：仍在等待，或连接已结束",
                    "Calls without an answer: they wait, or their connection has ended",
                ),
                Column::P50 => pick(
                    "半数应答的耗时不超过此值",
                    "Half of the answers came within this time",
                ),
                Column::P95 => pick(
                    "95% 应答的耗时不超过此值",
                    "95% of the answers came within this time",
                ),
                Column::P99 => pick(
                    "99% 应答的耗时不超过此值",
                    "99% of the answers came within this time",
                ),
                Column::Slowest => pick("最慢的应答", "The slowest answer"),
            },
            Self::ChooseMethod(name) => filled(
                format!("仅显示 {name} 的调用和应答"),
                format!("Show only calls of {name} and their answers"),
            ),
            Self::AllMethods => pick("不再仅显示此方法", "Show other methods too"),
            Self::Method(method) => method_row(method, language).into(),
            Self::ToSlowest => pick("转到该调用", "Go to this call"),
            Self::Group(group) => group_name(group, language).into(),
            Self::Amount {
                messages,
                per_second,
                size,
            } => {
                let rate = per_second.map(rate);
                let zh = rate.as_ref().map(|rate| format!("{rate} 条/秒 · "));
                let en = rate.as_ref().map(|rate| format!("{rate}/s · "));
                filled(
                    format!("{} 条 · {}{size}", count(messages), zh.unwrap_or_default()),
                    format!(
                        "{} · {}{size}",
                        counted(messages, "message", "messages"),
                        en.unwrap_or_default()
                    ),
                )
            }
            Self::Only => pick("仅显示", "Only"),
            Self::OnlyTooltip => pick(
                "列表只显示此分组及其他设为“仅显示”的分组",
                "List this group only, and others that are set to Only",
            ),
            Self::Hide => pick("隐藏", "Hide"),
            Self::HideTooltip => pick("列表不显示此分组", "Leave this group out of the list"),
            Self::OnlyMethod(name) => filled(
                format!("仅显示 {name} 的调用和应答"),
                format!("Only calls of {name} and their answers are shown"),
            ),
            Self::OnlyGroup(group) => {
                let name = group_name(group, language);
                filled(format!("仅显示：{name}"), format!("Only {name} is shown"))
            }
            Self::OnlyGroups(groups) => filled(
                format!("仅显示 {groups} 个分组"),
                format!("Only {groups} groups are shown"),
            ),
            Self::HidesGroup(group) => {
                let name = group_name(group, language);
                filled(format!("已隐藏：{name}"), format!("{name} is hidden"))
            }
            Self::HidesGroups(groups) => filled(
                format!("已隐藏 {groups} 个分组"),
                format!("{groups} groups are hidden"),
            ),
            Self::Schemas => pick("结构", "Schemas"),
            Self::ShowMethods => pick(
                "对话：查看会话的方法和分组",
                "Conversation: show methods and groups",
            ),
            Self::ShowMethodsTooltip => pick(
                "各方法的调用次数和耗时，以及同类消息的分组",
                "Methods with their calls and latency, and groups of messages that are alike",
            ),
            Self::ShowSchemas => pick("消息结构", "Schemas of messages"),
            Self::ShowSchemasTooltip => pick(
                "从已记录的消息推断各类消息的结构，并列出与之不符的消息",
                "Infer the schema of each kind of message, and list messages that depart from it",
            ),
            Self::SaveJsonSchema => pick("保存 JSON Schema…", "Save JSON Schema…"),
            Self::SaveJsonSchemaTooltip => pick(
                "保存各类消息的结构，不含任何值",
                "Save the schema of each kind of message, without any value",
            ),
            Self::SaveAsyncApi => pick("保存 AsyncAPI…", "Save AsyncAPI…"),
            Self::SaveAsyncApiTooltip => pick(
                "保存为 AsyncAPI 3 文档，描述服务器收发的消息",
                "Save as an AsyncAPI 3 document of what the server receives and sends",
            ),
            Self::NoSchemas => pick("暂无 JSON 消息", "No JSON messages yet"),
            Self::Unnamed => pick("其他消息", "other messages"),
            Self::Learned {
                messages,
                not_json,
                too_deep,
            } => {
                let mut said = [
                    format!("{} 条", count(messages)),
                    counted(messages, "message", "messages"),
                ];
                for (number, chinese, english) in [
                    (not_json, "不是 JSON", "not JSON"),
                    (too_deep, "嵌套过深", "nested too deeply"),
                ] {
                    if number > 0 {
                        let number = count(number);
                        said[0].push_str(&format!("，其中 {number} 条{chinese}"));
                        said[1].push_str(&format!(", {number} {english}"));
                    }
                }
                let [chinese, english] = said;
                filled(chinese, english)
            }
            Self::Departed { path, difference } => match difference {
                Difference::New => filled(format!("{path} 是新增的"), format!("{path} is new")),
                Difference::Missing => filled(format!("缺少 {path}"), format!("{path} is missing")),
                Difference::Type(kind) => {
                    let kind = kind.name();
                    filled(
                        format!("{path} 的类型不同：{kind}"),
                        format!("{path} has a different type: {kind}"),
                    )
                }
            },
            Self::ToMessage => pick("转到该消息", "Go to this message"),
        }
    }
}

/// A rate, with as many digits as tell something.
fn rate(per_second: f64) -> String {
    if per_second < 0.1 {
        "< 0.1".to_owned()
    } else if per_second < 10.0 {
        format!("{per_second:.1}")
    } else {
        count(per_second.round() as u64)
    }
}

/// What a screen reader says of a method.
fn method_row(method: &Method, language: Language) -> String {
    let time = |column: Column, micros: Option<u64>| {
        let time = micros.map_or_else(|| "–".to_owned(), short_duration);
        format!("{} {time}", Text::Column(column).say(language))
    };
    let counts = match language {
        Language::SimplifiedChinese => format!(
            "{}，调用 {}，错误 {}，未答 {}",
            method.name,
            method.calls,
            method.errors,
            method.without_answer()
        ),
        Language::English => format!(
            "{}, {}, {}, {} without an answer",
            method.name,
            counted(method.calls, "call", "calls"),
            counted(method.errors, "error", "errors"),
            method.without_answer()
        ),
    };
    let times = [
        time(Column::P50, method.p50_us),
        time(Column::P95, method.p95_us),
        time(Column::P99, method.p99_us),
        time(Column::Slowest, method.slowest.map(|(micros, _)| micros)),
    ];
    let comma = language.pick("，", ", ");
    format!("{counts}{comma}{}", times.join(&comma))
}

/// What a group is called: what its messages are for, and what they are about.
fn group_name(group: &Likeness, language: Language) -> String {
    match (group.kind, group.name.as_deref()) {
        (None, None) => language.pick("其他", "others").into_owned(),
        (None, Some(shape)) => shape.to_owned(),
        (Some(kind), name) => kind_and_name(kind, name, language),
    }
}
