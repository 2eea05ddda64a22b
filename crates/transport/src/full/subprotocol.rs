//! The subprotocol that a server chose (RFC 6455, section 4.1).

use connection::{Cause, Failure, Subprotocol};
use wire::handshake::is_token;

/// The subprotocol that was agreed upon, from the values of all `Sec-WebSocket-Protocol` lines of the reply. That there are
/// none is no mistake.
pub(super) fn agreed(
    answered: &[&[u8]],
    offered: &[Subprotocol],
) -> Result<Option<String>, Failure> {
    let values = answered.iter().map(|value| String::from_utf8_lossy(value));
    let values: Vec<String> = values.map(|value| value.trim().to_owned()).collect();
    let Some(chosen) = values.first() else {
        return Ok(None);
    };
    let names = values.iter().flat_map(|value| value.split(','));
    let count = names.filter(|name| !name.trim().is_empty()).count();
    let cause = if count == 0 {
        Cause::EmptySubprotocol
    } else if values.len() > 1 || count > 1 {
        Cause::SeveralSubprotocols
    } else if !is_token(chosen.as_bytes()) {
        Cause::MalformedSubprotocol
    } else if offered.iter().any(|name| name.as_str() == chosen) {
        return Ok(Some(chosen.clone()));
    } else {
        Cause::Subprotocol
    };
    let lines = values
        .iter()
        .map(|value| format!("Sec-WebSocket-Protocol: {value}"));
    let detail = lines.collect::<Vec<_>>().join("\n");
    Err(Failure { cause, detail })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_was_offered_or_none_may_be_chosen() {
        #[track_caller]
        fn check(answered: &[&str], offered: &str, expected: Result<Option<&str>, Cause>) {
            let lines: Vec<&[u8]> = answered.iter().map(|value| value.as_bytes()).collect();
            let offered = Subprotocol::parse_list(offered).unwrap();
            let judged = agreed(&lines, &offered);
            let judged = judged.map_err(|failure| {
                assert_eq!(failure.detail.lines().count(), answered.len());
                failure.cause
            });
            let judged = judged.as_ref().map(Option::as_deref);
            assert_eq!(judged, expected.as_ref().copied(), "{answered:?}");
        }
        check(&[], "chat", Ok(None));
        check(&[], "", Ok(None));
        check(&["chat"], "superchat, chat", Ok(Some("chat")));
        check(&["\tchat "], "chat", Ok(Some("chat")));
        check(&["Chat"], "chat", Err(Cause::Subprotocol));
        check(&["chat"], "", Err(Cause::Subprotocol));
        check(
            &["chat, superchat"],
            "chat, superchat",
            Err(Cause::SeveralSubprotocols),
        );
        check(
            &["chat", "superchat"],
            "chat, superchat",
            Err(Cause::SeveralSubprotocols),
        );
        check(&["chat", "chat"], "chat", Err(Cause::SeveralSubprotocols));
        check(&["chat", ""], "chat", Err(Cause::SeveralSubprotocols));
        for empty in [&[""][..], &[" "], &[","], &["", ""]] {
            check(empty, "chat", Err(Cause::EmptySubprotocol));
            check(empty, "", Err(Cause::EmptySubprotocol));
        }
        for malformed in ["chat,", "a b", "chat/1", "\"chat\"", "聊天"] {
            check(&[malformed], "chat", Err(Cause::MalformedSubprotocol));
        }
    }
}
