use super::payload::Payload;

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

impl Confidence {
    /// What it is called where it is stored. Never changed later.
    pub fn id(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

impl Reason {
    /// What it is called where it is stored. Never changed later.
    pub fn id(self) -> &'static str {
        match self {
            Self::Subprotocol => "subprotocol",
            Self::Path => "path",
            Self::Messages => "messages",
        }
    }
}
