/// Which side a message came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sender {
    /// The side that opened the connection.
    Client,
    /// The other one.
    Server,
}

/// A message to be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload<'a> {
    /// Which side it came from.
    pub sender: Sender,
    /// Whether it was a text message (RFC 6455, section 5.6).
    pub is_text: bool,
    /// What it says.
    pub bytes: &'a [u8],
}

impl<'a> Payload<'a> {
    /// A text message.
    pub fn text(sender: Sender, text: &'a str) -> Self {
        Self {
            sender,
            is_text: true,
            bytes: text.as_bytes(),
        }
    }

    /// A binary message.
    pub fn binary(sender: Sender, bytes: &'a [u8]) -> Self {
        Self {
            sender,
            is_text: false,
            bytes,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&'a str> {
        self.is_text
            .then(|| str::from_utf8(self.bytes).ok())
            .flatten()
    }
}

impl Sender {
    /// What it is called where it is stored. Never changed later.
    pub fn id(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }

    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}
