//! What can be wrong with a frame, and how that is said in English.

use std::fmt;

use crate::MAX_CONTROL_PAYLOAD;

/// What is wrong with a close frame (RFC 6455, sections 5.5 and 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case")
)]
pub enum CloseFault {
    /// Its code is reserved, or stands for an ending without a close frame.
    Code,
    /// Its reason is not UTF-8.
    Reason,
    /// It carries one byte, and a code has two.
    OneByte,
    /// It carries more than 125 bytes.
    Long,
    /// It is said to be one of several fragments.
    Fragmented,
}

/// What is wrong with a frame that is not a close frame (RFC 6455, sections 5.1 to 5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case")
)]
pub enum FrameFault {
    /// A reserved bit is set, and no extension that was agreed on gives it a meaning there.
    ReservedBits,
    /// Its opcode is reserved.
    Opcode(u8),
    /// It is masked, which only a client does.
    Masked,
    /// It is not masked, and a client has to do that.
    NotMasked,
    /// A control frame that is said to be one of several fragments.
    FragmentedControl,
    /// A control frame that carries more than 125 bytes.
    LongControl,
    /// Its length is not written in the shortest form.
    LongLength,
    /// Its length is written in 64 bits of which the first is set.
    HighLength,
    /// A continuation without a message that it could continue.
    NothingToContinue,
    /// A new message before the last fragment of the one before.
    Unfinished,
}

impl CloseFault {
    /// The section of RFC 6455 that says so.
    pub fn section(self) -> &'static str {
        match self {
            Self::Code => "7.4",
            Self::Reason | Self::OneByte => "5.5.1",
            Self::Long | Self::Fragmented => "5.5",
        }
    }
}

/// What is wrong, after the words "invalid close frame: ".
impl fmt::Display for CloseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code => f.write_str("this code must not be used in a close frame"),
            Self::Reason => f.write_str("its reason is not valid UTF-8"),
            Self::OneByte => f.write_str("its payload is one byte, but a close code has two"),
            Self::Long => write!(f, "its payload exceeds {MAX_CONTROL_PAYLOAD} bytes"),
            Self::Fragmented => f.write_str("control frames must not be fragmented"),
        }
    }
}

impl FrameFault {
    /// The section of RFC 6455 that says so.
    pub fn section(self) -> &'static str {
        match self {
            Self::Masked | Self::NotMasked => "5.1",
            Self::ReservedBits | Self::Opcode(_) | Self::LongLength | Self::HighLength => "5.2",
            Self::NothingToContinue | Self::Unfinished => "5.4",
            Self::FragmentedControl | Self::LongControl => "5.5",
        }
    }
}

/// Which frame it is, after the words "the server sent a ".
impl fmt::Display for FrameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReservedBits => f.write_str(
                "frame with a reserved bit set that no negotiated extension allows there",
            ),
            Self::Opcode(opcode) => write!(f, "frame with the reserved opcode {opcode}"),
            Self::Masked => f.write_str("frame that is masked, which only a client may do"),
            Self::NotMasked => f.write_str("frame that is not masked, which a client must do"),
            Self::FragmentedControl => {
                f.write_str("frame of type ping, pong or close that is fragmented")
            }
            Self::LongControl => write!(
                f,
                "frame of type ping, pong or close with more than {MAX_CONTROL_PAYLOAD} bytes"
            ),
            Self::LongLength => f.write_str("frame whose length is not in its shortest form"),
            Self::HighLength => {
                f.write_str("frame whose 64-bit length has the most significant bit set")
            }
            Self::NothingToContinue => {
                f.write_str("frame of type continuation without a message to continue")
            }
            Self::Unfinished => {
                f.write_str("frame that starts a new message before the previous one is complete")
            }
        }
    }
}
