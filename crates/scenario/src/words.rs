//! The words with which a scenario is told to a person.

use serde::{Deserialize, Serialize};

/// What scenarios are about, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Messages there and back, and what a connection is.
    Basics,
    /// What a server sends by itself.
    Push,
    /// What happens on the way.
    Network,
    /// What a server must not send.
    Protocol,
}

impl Group {
    /// The heading under which its scenarios are listed.
    pub fn title(self) -> &'static str {
        match self {
            Self::Basics => "Basics",
            Self::Push => "Push",
            Self::Network => "Network faults",
            Self::Protocol => "Protocol errors",
        }
    }

    /// The same in 中文.
    pub fn title_zh(self) -> &'static str {
        match self {
            Self::Basics => "入门",
            Self::Push => "推送",
            Self::Network => "网络故障",
            Self::Protocol => "协议错误",
        }
    }
}

/// What a person is told of a path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// What it is called.
    pub(crate) title: &'static str,
    /// The same in 中文.
    pub(crate) title_zh: &'static str,
    /// How it is written, with what may be chosen in capitals.
    pub(crate) path: &'static str,
    /// A path to try.
    pub(crate) example: &'static str,
    /// What the server does, in one sentence.
    pub(crate) does: &'static str,
    /// The same in 中文.
    pub(crate) does_zh: &'static str,
    /// Messages to send, in this order; none where any message does.
    pub(crate) examples: &'static [Example],
}

/// A message to send to a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The message.
    pub text: &'static str,
    /// The same in 中文.
    pub text_zh: &'static str,
    /// What becomes of it.
    pub note: &'static str,
    /// The same in 中文.
    pub note_zh: &'static str,
}
