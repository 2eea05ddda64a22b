//! What a frame is.

/// What a frame is (RFC 6455, section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opcode {
    /// Another fragment of the message before.
    Continuation,
    /// A message in UTF-8, or its first fragment.
    Text,
    /// A message of bytes, or its first fragment.
    Binary,
    /// The closing handshake.
    Close,
    /// Asks for a pong.
    Ping,
    /// The answer to a ping.
    Pong,
    /// One of those that have no meaning: 3 to 7, and 11 to 15.
    Reserved(u8),
}

impl Opcode {
    /// From the four lowest bits.
    #[inline]
    pub fn from_bits(bits: u8) -> Self {
        match bits & 0xf {
            0x0 => Self::Continuation,
            0x1 => Self::Text,
            0x2 => Self::Binary,
            0x8 => Self::Close,
            0x9 => Self::Ping,
            0xa => Self::Pong,
            other => Self::Reserved(other),
        }
    }

    /// Its four bits.
    #[inline]
    pub fn bits(self) -> u8 {
        match self {
            Self::Continuation => 0x0,
            Self::Text => 0x1,
            Self::Binary => 0x2,
            Self::Close => 0x8,
            Self::Ping => 0x9,
            Self::Pong => 0xa,
            Self::Reserved(bits) => bits & 0xf,
        }
    }

    /// Whether the frame is a control frame, which may stand between the fragments of a message (section 5.5).
    #[inline]
    pub fn is_control(self) -> bool {
        self.bits() & 0x8 != 0
    }
}
