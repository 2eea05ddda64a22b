//! What is to be done, once the arguments are known to be sound.

use std::env;
use std::io::{IsTerminal as _, stdin, stdout};
use std::path::PathBuf;
use std::time::Duration;

use connection::{Endpoint, Options};
use session::conversation::Choice;

/// What the arguments ask for.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) endpoint: Endpoint,
    pub(crate) options: Options,
    /// Where what is sent comes from.
    pub(crate) source: Source,
    /// How what happens is written.
    pub(crate) format: Format,
    /// Whether frames are written in place of messages.
    pub(crate) shows_frames: bool,
    /// In which protocol messages are decoded, if they are.
    pub(crate) decode: Option<Choice>,
    /// Whether what is read is sent as binary messages.
    pub(crate) sends_binary: bool,
    /// How many messages are sent at most.
    pub(crate) most_sent: Option<u64>,
    /// How many messages are written at most.
    pub(crate) most_received: Option<u64>,
    /// Whether it closes as soon as one direction is over.
    pub(crate) ends_with_either: bool,
    /// What is waited for after the end of the input.
    pub(crate) wait: Wait,
    /// How often a ping is sent.
    pub(crate) ping_interval: Option<Duration>,
    /// Whether the heartbeats of the protocol are answered, and sent where it wants that.
    pub(crate) answers_heartbeats: bool,
    /// Where everything is recorded too.
    pub(crate) record: Option<PathBuf>,
}

/// Where what is sent comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Each line of the input is a message, or a command where it may be one.
    Lines { has_commands: bool },
    /// Each chunk of the input is a message.
    Chunks,
    /// These.
    Given(Vec<String>),
    /// Lines that are edited on a terminal.
    Editor { keeps_history: bool },
}

/// How what happens is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Everything, as one JSON object per line.
    Json { tells_steps: bool },
    /// Each message that came, as a line.
    Lines,
    /// The same for a terminal: with nothing in it that a terminal obeys.
    Shown,
    /// The bytes of each message that came, and nothing else.
    Bytes,
    /// What a person who types wants to see.
    Screen {
        tells_steps: bool,
        tells_round_trips: bool,
        has_colors: bool,
    },
}

/// What is waited for after the end of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    /// That what was sent is answered, or that nothing happens for this long.
    ForAnswers(Duration),
    /// That this time has passed.
    For(Duration),
    /// That the other side closes.
    ForEnd,
}

/// What standard input and output are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terminal {
    pub(crate) is_input: bool,
    pub(crate) is_output: bool,
    /// Whether its cursor can be moved, as editing asks for.
    pub(crate) can_edit: bool,
    /// Whether it is to get colours, as far as the environment says.
    pub(crate) has_colors: bool,
}

impl Terminal {
    /// What they are now.
    pub(crate) fn detect() -> Self {
        let name = env::var_os("TERM").unwrap_or_default();
        // Windows has no such variable, and a console of a known kind.
        let is_dumb = name == "dumb" || (cfg!(unix) && name.is_empty());
        // https://no-color.org
        let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            is_input: stdin().is_terminal(),
            is_output: stdout().is_terminal(),
            can_edit: !is_dumb,
            has_colors: !is_dumb && !no_color,
        }
    }
}
