//! Each text, without its words.

use session::{Fault, FrameKind};

use crate::kit::frame_fields::{Meaning, Opcode};

/// A text.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each text stands beside its name in `en.rs`")]
pub enum Text<'a> {
    // What can be asked for.
    Record,
    StopRecording,
    RecordTooltip,
    Reconnect,
    ReconnectTooltip,
    Copy,
    CopyTooltip,
    Clear,
    ClearTooltip,
    NewBelow(u64),
    NewBelowTooltip,
    More,
    NoneSelected,
    OneFrameOnly,
    NotWhole,
    NoMessage,
    SendAgain,
    SendAgainTooltip,
    TooMuchToCopy {
        limit: &'a str,
    },

    // What is looked for.
    FindHint,
    ShownFrames,
    AllFrames,
    SentOnly,
    ReceivedOnly,
    Filter,
    FilterOn,
    Kind(FrameKind),
    NothingMatches,
    NothingMatchesHint,

    // The list.
    Frames,
    Number,
    Direction,
    Time,
    Opcode,
    Flags,
    Length,
    Message,
    Payload,
    Name(Opcode),
    Empty,
    Compressed,
    Row {
        number: u64,
        is_sent: bool,
        opcode: &'a str,
        flags: &'a str,
        length: &'a str,
        message: Option<u64>,
        payload: &'a str,
        fault: Option<Fault>,
    },

    // Where there is none.
    NoneYet,
    NoneYetHint,
    NextConnectionHint,
    NotRecorded,
    NotRecordedHint,
    NeedsDetailsHint,
    NotInBrowser,
    NotInBrowserHint,

    // One frame.
    SelectOne,
    Numbered(u64),
    Way {
        is_sent: bool,
    },
    OfMessage(u64),
    ShowMessage,
    ShowMessageTooltip,
    IsCompressed,
    Form,
    Bits,
    Wire,
    Drawing,
    MoreBytes(u64),
    IsCut {
        there: &'a str,
        told: &'a str,
    },
    OtherLength {
        there: &'a str,
        told: &'a str,
    },
    Fault(Fault),
    Field(&'a Meaning),
}
