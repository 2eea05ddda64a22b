//! What a handshake tells of what was agreed on.

use connection::Step;
use wire::deflate::{Offer, Parameters};
use wire::handshake::is_token;

/// The subprotocol that a server chose, as far as a step of the handshake tells. One that was masked, because it holds a
/// credential, is no name any more.
pub(crate) fn subprotocol(step: &Step) -> Option<String> {
    let name = match step {
        Step::Agreed { subprotocol } => subprotocol.as_deref()?,
        Step::Answered { head, .. } => header(head, "sec-websocket-protocol")?,
        _ => return None,
    };
    is_token(name.as_bytes()).then(|| name.to_owned())
}

/// What was agreed on compression. An answer that a client would not have taken tells nothing.
pub(crate) fn compression(step: &Step) -> Option<Parameters> {
    match step {
        Step::Compression { agreed } => Some(*agreed),
        Step::Answered { head, .. } => {
            let answer = header(head, "sec-websocket-extensions")?;
            Offer::OF_BROWSERS.agreed(answer.as_bytes()).ok().flatten()
        }
        _ => None,
    }
}

/// The value of the first line of a head with this name.
pub(crate) fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(wanted).then(|| value.trim())
    })
}
