//! 简体中文: why a step failed, and what is wrong with a line. What the language of scripts itself says (words, causes, values)
//! stays as it is written there.

use message_log::Kind;
use payload::visible::shortened;
use script::{Fault, Misfit, MissingMessages, Problem};
use session::RecordedEvent;

use crate::kit::event_texts::event;
use crate::kit::language::Language;

/// How much of a value is shown, in characters.
const SHOWN_VALUE: usize = 200;

fn ended(said: &RecordedEvent) -> String {
    event(said, Language::SimplifiedChinese).into_owned()
}

fn awaited(what: &str) -> &str {
    match what {
        "message" => "消息",
        "message that is still expected" => "仍在期望的消息",
        "close frame" => "关闭帧",
        "end of the connection" => "连接结束",
        "silence" => "静默",
        other => other,
    }
}

/// 不分先后的消息中，哪些没有收到、哪些已收到。
fn missing(messages: &MissingMessages) -> String {
    let list = |messages| {
        let (told, more) = MissingMessages::told(messages);
        let told = told.iter();
        let told = told.map(|one| format!("{}（第 {} 行）", one.text, one.line));
        let list = told.collect::<Vec<_>>().join("、");
        match more {
            0 => list,
            more => format!("{list}等，另有 {more} 条"),
        }
    };
    let missing = list(&messages.missing);
    match messages.came.is_empty() {
        true => format!("；缺少：{missing}"),
        false => format!("；缺少：{missing}；已收到：{}", list(&messages.came)),
    }
}

/// Why a step failed.
pub(super) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Misfit(why) => misfit(why),
        Fault::TimedOut {
            what,
            after,
            others,
            last,
            unordered,
        } => {
            let (what, after) = (awaited(what), after.as_secs_f64());
            let missing = unordered.as_deref().map(missing).unwrap_or_default();
            let text = match last {
                None => format!("{after} 秒内没有收到{what}"),
                Some(last) => format!(
                    "{after} 秒内没有收到符合期望的{what}；收到其他 {others} 条，最后一条：{}",
                    misfit(last)
                ),
            };
            text + &missing
        }
        Fault::Noise => "不期望消息时收到了消息".to_owned(),
        Fault::Unexpected(count) => format!("收到 {count} 条没有被期望的消息"),
        Fault::Ended(said) | Fault::NotConnected(said) => ended(said),
        Fault::EndedOtherwise {
            expected,
            event: said,
        }
        | Fault::FailedOtherwise {
            expected,
            event: said,
        } => format!("期望“{expected}”；{}", ended(said)),
        Fault::Connected => "期望连接失败，但连接成功".to_owned(),
        Fault::Response { expected, found } if found.is_empty() => {
            format!("握手响应中期望“{expected}”，但没有找到")
        }
        Fault::Response { expected, found } => format!(
            "握手响应中期望“{expected}”，实际为“{}”",
            shortened(&found.join(", "), SHOWN_VALUE)
        ),
        Fault::StillOpen => "连接已经打开：请先关闭".to_owned(),
        Fault::NotOpen => "连接没有打开".to_owned(),
        Fault::Send(error) => format!("无法发送：{error}"),
        Fault::Close(error) => format!("无法这样关闭：{error}"),
        Fault::Overrun => {
            "收到的消息超出等待期望时可保留的数量；请使用 expect 或 ignore".to_owned()
        }
        Fault::Script(why) => why.clone(),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "文本消息",
        Kind::Binary => "二进制消息",
        Kind::Ping => "ping",
        Kind::Pong => "pong",
        Kind::Event => "事件",
    }
}

fn misfit(misfit: &Misfit) -> String {
    match misfit {
        Misfit::Kind { expected, found } => {
            format!("期望{}，收到{}", kind(*expected), kind(*found))
        }
        Misfit::Differs(_) => "消息与期望不同".to_owned(),
        Misfit::Lacks(_) => "消息不包含所期望的内容".to_owned(),
        Misfit::Contains(text) => format!("消息不包含“{}”", shortened(text, SHOWN_VALUE)),
        Misfit::Unmatched(regex) => {
            format!("正则表达式 /{}/ 不匹配", shortened(regex, SHOWN_VALUE))
        }
        Misfit::Size { expected, found } => format!("期望大小 {expected} 字节，实际 {found} 字节"),
        Misfit::NotJson(why) => format!("消息不是 JSON：{why}"),
        Misfit::TooLarge { limit, .. } => format!("消息超过 {limit} 字节，无法这样检查"),
        Misfit::Unchecked(why) => format!("无法按 Schema 检查消息：{why}"),
        Misfit::Schema(faults) => format!("消息不符合 Schema：{}", faults.join("；")),
        Misfit::Path {
            path,
            expected,
            found,
            ..
        } => format!("{} {expected}：{found}", shortened(path, SHOWN_VALUE)),
        Misfit::Script(why) => why.clone(),
        Misfit::None { left } => format!("不是仍在期望的 {left} 条消息之一"),
    }
}

/// What is wrong with a line.
pub(super) fn problem(problem: &Problem) -> String {
    let meant = |nearest: &Option<String>| {
        let nearest = nearest.as_ref();
        nearest.map_or(String::new(), |word| format!("；是否指“{word}”？"))
    };
    match problem {
        Problem::Expected {
            expected,
            found,
            nearest,
        } => {
            let found = match found {
                Some(found) => format!("；实际为“{found}”"),
                None => "；此行到此结束".to_owned(),
            };
            format!("此处应为：{expected}{found}{}", meant(nearest))
        }
        Problem::Extra { found } => format!("此处不应有“{found}”"),
        Problem::Value { what, why } => format!("无法使用 {what}：{why}"),
        Problem::SetInAnyOrder { name } => {
            format!("变量 {name} 由同一组不分先后的消息设置，只能在这组消息之后使用")
        }
        Problem::Unset { name, nearest } => format!("变量 {name} 未设置{}", meant(nearest)),
        Problem::NoConnection { name, .. } => format!("此行之前没有建立连接 {name}"),
        Problem::WhichConnection { known } if known.is_empty() => "此行之前没有建立连接".to_owned(),
        Problem::WhichConnection { known } => {
            let known: Vec<_> = known.iter().map(|name| format!("{name}:")).collect();
            format!("连接有名称：此行应以 {} 开头", known.join("、"))
        }
        Problem::TooDeep => "此行有缩进，但上一行没有下级内容".to_owned(),
        Problem::Indentation => "缩进与上方各行都不一致；请只用空格或只用制表符".to_owned(),
        Problem::Limit(limit) => limit.to_string(),
        Problem::NotText => "脚本应为 UTF-8，此字节不是".to_owned(),
        Problem::Empty => "脚本中没有步骤".to_owned(),
    }
}
