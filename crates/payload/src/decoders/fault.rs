use std::borrow::Cow;

/// Why a message could not be decoded. Its text is for people who know the protocol, and in English as its specification is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What the protocol does not allow, as `packet type 9 does not exist`.
    pub reason: Cow<'static, str>,
    /// Where, in bytes from the beginning of the message, if that is known.
    pub at: Option<usize>,
}

impl Fault {
    /// A fault of the message as a whole.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            reason: reason.into(),
            at: None,
        }
    }

    /// A fault at a byte of the message.
    pub fn at(at: usize, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            reason: reason.into(),
            at: Some(at),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            Some(at) => write!(f, "{} (byte {at})", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

impl std::error::Error for Fault {}
