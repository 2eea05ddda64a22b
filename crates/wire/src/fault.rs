//! What can be wrong with a frame.

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
    /// A reserved bit is set, and no extension gives it a meaning.
    ReservedBits,
    /// Its opcode is reserved.
    Opcode(u8),
    /// It is masked, which only a client does.
    Masked,
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
