//! The words with which a scenario is told to a person.

use serde::Serialize;

/// What scenarios are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Every message back.
    Echo,
    /// The exercises of the course.
    Course,
    /// What the server knows about the connection.
    Connection,
    /// Slow, uneven, fast.
    Timing,
    /// What a client must survive.
    Faults,
}

/// What a person is told of a path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// How it is written, with what may be chosen in capitals.
    pub(crate) path: &'static str,
    /// A path to try.
    pub(crate) example: &'static str,
    /// What the server does, in one sentence.
    pub(crate) does: &'static str,
    /// The same in 中文.
    pub(crate) does_zh: &'static str,
}
