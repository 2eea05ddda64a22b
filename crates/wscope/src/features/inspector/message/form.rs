//! The form in which a message is shown.

use message_log::Kind;
use payload::json::looks_like_json;
use session::SharedLogMessage;

use crate::features::inspector::command::Format;

/// The form in which a message is shown: the chosen one if it has that.
pub(super) fn form(message: &SharedLogMessage, has_tree: bool, chosen: Option<Format>) -> Format {
    let kind = message.message().kind;
    match chosen {
        Some(Format::Hex) => Format::Hex,
        Some(Format::Compressed) if kind.is_data() => Format::Compressed,
        Some(Format::Text) if kind == Kind::Text => Format::Text,
        _ if has_tree => Format::Json,
        _ if kind != Kind::Text => Format::Hex,
        _ if looks_like_json(message) => Format::Json,
        _ => Format::Text,
    }
}
