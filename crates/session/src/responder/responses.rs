use super::rule::Rule;
use crate::conversation::Choice;

/// What is answered.
#[derive(Clone, Default)]
pub struct Responses {
    /// Which protocol is spoken, or that this is to be found out.
    pub choice: Choice,
    /// Whether heartbeats are answered, and sent where the protocol wants that.
    pub answers_heartbeats: bool,
    /// What is sent when a message comes, all that match.
    pub rules: Vec<Rule>,
}

/// How much was sent so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Responded {
    /// Heartbeats.
    pub heartbeats: u64,
    /// What could not be sent, because the connection was over or too much waited to be sent.
    pub not_sent: u64,
}
