//! The texts of the form for a frame.

use wire::{Expected, Preset};

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(
    missing_docs,
    reason = "each text stands beside its name in `texts/en.rs`"
)]
pub enum Text {
    Title,
    Preset,
    PresetName(Preset),
    Rule {
        rfc: u16,
        section: &'static str,
        expected: Expected,
    },
    Changed,
    SentBefore,
    Opcode,
    OpcodeName(u8),
    Bits,
    Mask,
    MaskRandom,
    MaskKey,
    MaskNone,
    Key,
    Length,
    Shortest,
    Bits16,
    Bits64,
    Declared,
    ActualLength,
    Payload,
    AsText,
    AsHex,
    Drawing,
    MoreBytes(u64),
    BadKey,
    BadDeclared,
    BadPayload,
    Send,
    SendTooltip,
    Done,
    WithholdPongs,
    WithholdPongsTooltip,
    WithholdCloses,
    WithholdClosesTooltip,
    Since,
    NotSent,
    Waiting,
    Received(u64),
    ClosedUnanswered(Option<u16>),
    Forgotten,
    AsRequired,
    NotAsRequired,
    OtherCode(u16),
    NeedsDetails,
    NotInBrowser,
    Reconnect,
    ReconnectTooltip,
}
