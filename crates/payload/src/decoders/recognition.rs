use super::payload::Payload;
use super::{PROTOCOLS, Protocol};

/// What is known of a connection when its protocol is to be recognised.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// The subprotocol that the server chose (RFC 6455, section 4.2.2).
    pub subprotocol: Option<&'a str>,
    /// The path of the address with its query.
    pub path: &'a str,
    /// The first messages of both sides, in their order.
    pub first: &'a [Payload<'a>],
}

/// How certain it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The messages look like it, and could be something else.
    Guess,
    /// It is usual, and nothing speaks against it.
    Likely,
    /// Client and server agreed on it, or it begins in a way that nothing else does.
    Certain,
}

/// Why a protocol is supposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The server chose its subprotocol.
    Subprotocol,
    /// The path is the one that its servers have.
    Path,
    /// The first messages are of it.
    Messages,
}

/// The protocol that a connection speaks.
#[derive(Clone, Copy)]
pub struct Recognition {
    /// The protocol.
    pub protocol: &'static dyn Protocol,
    /// How certain it is.
    pub confidence: Confidence,
    /// Why.
    pub reason: Reason,
}

/// Which protocol a connection speaks: the one that is most certain, of those the first in [`PROTOCOLS`]. `None` if it is none
/// that is known, or if not enough was said.
pub fn recognise(evidence: &Evidence<'_>) -> Option<Recognition> {
    let mut found: Option<Recognition> = None;
    for protocol in PROTOCOLS.iter().copied() {
        let Some((confidence, reason)) = protocol.recognise(evidence) else {
            continue;
        };
        if found.is_none_or(|found| found.confidence < confidence) {
            found = Some(Recognition {
                protocol,
                confidence,
                reason,
            });
        }
    }
    found
}

impl std::fmt::Debug for Recognition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recognition")
            .field("protocol", &self.protocol.id())
            .field("confidence", &self.confidence)
            .field("reason", &self.reason)
            .finish()
    }
}
