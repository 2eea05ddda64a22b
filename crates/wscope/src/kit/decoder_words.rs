//! What decoders say in words of their own, in 中文: they speak English, as the specifications of their protocols do. A page has no
//! room for these words.

use std::borrow::Cow;

use payload::decoders::{Fault, Kind};

use crate::IN_BROWSER;
use crate::kit::language::Language;
use crate::kit::unit_kind::kind_and_name;

/// Reasons of the decoders of MQTT, Socket.IO and Engine.IO, by how they begin. What they quote and name follows.
const REASONS: [(&str, &str); 15] = [
    ("MQTT is sent in binary messages", "MQTT 只用二进制消息传输"),
    ("a string is no UTF-8", "字符串不是 UTF-8"),
    (
        "a string has the character U+0000",
        "字符串中含有字符 U+0000",
    ),
    ("an empty packet", "空的数据包"),
    ("more attachments than", "附件数无效或过多"),
    ("no number of attachments", "缺少附件数"),
    ("no packet has the type 0", "没有类型为 0 的报文"),
    ("no packet type of Engine.IO", "不是 Engine.IO 的包类型"),
    ("no packet type of Socket.IO", "不是 Socket.IO 的包类型"),
    ("no property", "没有此属性："),
    ("no version of MQTT", "没有此 MQTT 版本"),
    ("the data is no JSON", "数据不是 JSON"),
    ("no JSON object", "不是 JSON 对象"),
    ("no JSON", "不是 JSON"),
    ("no UTF-8", "不是 UTF-8"),
];

/// Why a message cannot be decoded.
pub fn fault(fault: &Fault, language: Language) -> String {
    if IN_BROWSER || language == Language::English {
        return fault.to_string();
    }
    let known = REASONS.iter().find_map(|(en, zh)| {
        let rest = fault.reason.strip_prefix(en)?;
        Some(match rest.strip_prefix(": ") {
            Some(quoted) => format!("{zh}：{quoted}").into(),
            None if zh.ends_with('：') => format!("{zh}{}", rest.trim_start()).into(),
            None if rest.starts_with(" (") => format!("{zh}{rest}").into(),
            None => Cow::Borrowed(*zh),
        })
    });
    let reason = known.unwrap_or(Cow::Borrowed(&*fault.reason));
    match fault.at {
        Some(at) => format!("{reason}（第 {at} 字节）"),
        None => reason.into_owned(),
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
        assert_eq!(told("the data is no JSON"), "数据不是 JSON（第 3 字节）");
        assert_eq!(
            told("no packet type of Engine.IO: 'x'"),
            "不是 Engine.IO 的包类型：'x'（第 3 字节）"
        );
        assert_eq!(
            told("no property 9 (section 2.2.2.2)"),
            "没有此属性：9 (section 2.2.2.2)（第 3 字节）"
        );
        assert_eq!(told("something else"), "something else（第 3 字节）");
    }

    /// Every reason of the table is said by a decoder, and these decoders say no other that is fixed.
    #[test]
    fn the_table_has_the_reasons_of_the_decoders() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../payload/src/decoders");
        let mut said = String::new();
        for file in [
            "mqtt.rs",
            "mqtt/packet.rs",
            "mqtt/reader.rs",
            "mqtt/properties.rs",
            "socket_io/packet.rs",
            "encodings.rs",
            "action_cable.rs",
        ] {
            said += &std::fs::read_to_string(format!("{folder}/{file}")).unwrap();
        }
        for (reason, _) in REASONS {
            assert!(said.contains(&format!("\"{reason}")), "{reason}");
        }
    }
}
