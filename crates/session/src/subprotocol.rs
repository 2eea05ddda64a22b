//! What a handshake tells of subprotocols.

use connection::Step;
use wire::handshake::is_token;

/// The subprotocol that a server chose, as far as a step of the handshake tells. One that was masked, because it holds a
/// credential, is no name any more.
pub(crate) fn subprotocol(step: &Step) -> Option<String> {
    let name = match step {
        Step::Agreed { subprotocol } => subprotocol.as_deref()?,
        Step::Answered { head, .. } => head.lines().skip(1).find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("sec-websocket-protocol")
                .then(|| value.trim())
        })?,
        _ => return None,
    };
    is_token(name.as_bytes()).then(|| name.to_owned())
}
