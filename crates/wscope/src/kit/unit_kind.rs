//! What a part of a message is for, in every language.

use std::borrow::Cow;

use payload::decoders::Kind;

use crate::kit::language::Language;

/// What it is called.
pub fn kind_name(kind: Kind, language: Language) -> Cow<'static, str> {
    match kind {
        Kind::Call => language.pick("调用", "call"),
        Kind::Result => language.pick("结果", "result"),
        Kind::Error => language.pick("错误", "error"),
        Kind::Event => language.pick("事件", "event"),
        Kind::Acknowledgement => language.pick("确认", "acknowledgement"),
        Kind::Heartbeat => language.pick("心跳", "heartbeat"),
        Kind::Control => language.pick("控制", "control"),
    }
}

/// The same with a name, which is as the protocol has it.
pub fn kind_and_name(kind: Kind, name: Option<&str>, language: Language) -> String {
    let kind = kind_name(kind, language);
    match name {
        None | Some("") => kind.into_owned(),
        Some(name) => format!("{kind} {name}"),
    }
}
