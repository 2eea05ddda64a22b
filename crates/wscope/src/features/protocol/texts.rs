//! What explains the handshake and the frames, in every language.

mod en;
#[cfg(test)]
mod tests;
mod zh_cn;

use std::borrow::Cow;

use super::frame_view::Meaning;
use crate::kit::language::Language;

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `texts/en.rs`"
)]
pub enum Text<'a> {
    Open,
    OpenTooltip,
    Title,
    Handshake,
    OwnHandshake,
    ExampleHandshake,
    Agreement,
    AgreedOnNone,
    Request,
    Reply,
    Proof,
    ProofJoined,
    ProofDigest,
    ProofAccept,
    Frame,
    Message,
    ToServer,
    ToClient,
    Drawing,
    NoReply,
    MoreBytes(u64),
    Field(&'a Meaning),
}

impl Text<'_> {
    /// The text in this language.
    pub fn say(self, language: Language) -> Cow<'static, str> {
        match language {
            Language::SimplifiedChinese => zh_cn::say(self),
            Language::English => en::say(self),
        }
    }
}
