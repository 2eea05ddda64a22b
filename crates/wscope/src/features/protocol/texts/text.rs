//! The texts that explain the handshake and the frames.

use crate::kit::frame_fields::Meaning;

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
