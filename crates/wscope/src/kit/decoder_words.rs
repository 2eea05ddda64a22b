//! What decoders say in words of their own, in 中文: they speak English, as the specifications of their protocols do. A page has no
//! room for these words.

mod reasons;

use payload::decoders::{Fault, Kind};

use crate::IN_BROWSER;
use crate::kit::language::Language;
use crate::kit::unit_kind::kind_and_name;

/// Why a message cannot be decoded.
pub fn fault(fault: &Fault, language: Language) -> String {
    if IN_BROWSER || language == Language::English {
        return fault.to_string();
    }
    let reason = reasons::in_chinese(&fault.reason);
    let reason = reason.unwrap_or_else(|| fault.reason.clone().into_owned());
    match fault.at {
        Some(at) => format!("{reason}（第 {at} 字节）"),
        None => reason,
    }
}

/// What a message says, in one line.
pub fn summary(summary: String, language: Language) -> String {
    let chinese = || {
        let number = |text: &str, unit| text.strip_suffix(unit)?.parse::<u64>().ok();
        if let Some(bytes) = summary.strip_prefix("attachment, ") {
            return number(bytes, " B").map(|bytes| format!("附件，{bytes} B"));
        }
        let (connect, seconds) = summary.rsplit_once(", keep alive ")?;
        let seconds = number(seconds, " s").filter(|_| connect.starts_with("CONNECT "))?;
        Some(format!("{connect}，保持连接 {seconds} s"))
    };
    match language {
        Language::SimplifiedChinese if !IN_BROWSER => chinese().unwrap_or(summary),
        Language::SimplifiedChinese | Language::English => summary,
    }
}

/// What a kind of messages is called: of those that were decoded the first word says what they are for.
pub fn kind_of_messages(name: &str, language: Language) -> String {
    const KINDS: [Kind; 7] = [
        Kind::Call,
        Kind::Result,
        Kind::Error,
        Kind::Event,
        Kind::Acknowledgement,
        Kind::Heartbeat,
        Kind::Control,
    ];
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    let kind = KINDS.into_iter().find(|kind| kind.id() == first);
    kind.map_or_else(
        || name.to_owned(),
        |kind| kind_and_name(kind, Some(rest), language),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZH: Language = Language::SimplifiedChinese;

    #[test]
    fn what_decoders_say_is_told_in_chinese() {
        #[track_caller]
        fn check(said: &str, expected: &str) {
            assert_eq!(summary(said.to_owned(), ZH), expected);
            assert_eq!(summary(said.to_owned(), Language::English), said);
        }
        check("attachment, 15 B", "附件，15 B");
        check(
            "CONNECT \"a\", user u, keep alive 60 s",
            "CONNECT \"a\", user u，保持连接 60 s",
        );
        // What a peer says is left alone.
        for said in ["attachment, x", "SUBSCRIBE a, keep alive 60 s", "chat 1"] {
            check(said, said);
        }
    }

    #[test]
    fn kinds_of_messages_and_faults_are_told_in_chinese() {
        for (name, expected) in [
            ("event chat", "事件 chat"),
            ("event", "事件"),
            ("type: tick", "type: tick"),
            ("", ""),
        ] {
            assert_eq!(kind_of_messages(name, ZH), expected);
            assert_eq!(kind_of_messages(name, Language::English), name);
        }
        let told = |reason: &'static str| fault(&Fault::at(3, reason), ZH);
        assert_eq!(
            told("the data is not valid JSON"),
            "数据不是 JSON（第 3 字节）"
        );
        assert_eq!(told("something else"), "something else（第 3 字节）");
    }
}
