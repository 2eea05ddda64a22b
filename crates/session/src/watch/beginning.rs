use crate::conversation::{Choice, Spoken};

/// What is known of the protocol of the oldest message that is kept.
#[derive(Clone, Copy, Default)]
pub struct Beginning {
    /// Which protocol is decoded.
    pub choice: Choice,
    /// What the connection of that message speaks, if it was found out: how it began may be forgotten.
    pub spoken: Option<Spoken>,
}
