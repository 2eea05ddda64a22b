//! Whether frames are recorded, and why not.

use connection::Phase;
use session::Session;

use super::command::Command;
use super::texts::Text;
use crate::IN_BROWSER;

/// Whether frames are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// They are.
    On,
    /// Nobody has asked for them.
    Off,
    /// They will be, over the next connection.
    NextConnection,
    /// Not over this connection: the library that carries it hides them.
    NeedsDetails,
    /// A browser hides them.
    Browser,
}

impl Recording {
    /// Of this session, of which they are wanted or not.
    pub fn of(session: &Session, is_wanted: bool) -> Self {
        if IN_BROWSER {
            Self::Browser
        } else if session.records_frames() {
            Self::On
        } else if !is_wanted {
            Self::Off
        } else if matches!(session.phase(), Phase::Open { .. }) {
            Self::NeedsDetails
        } else {
            Self::NextConnection
        }
    }

    /// What is said where there are no frames: what is the case, and what to do.
    pub(super) fn words(self) -> (Text<'static>, Text<'static>) {
        match self {
            Self::On => (Text::NoneYet, Text::NoneYetHint),
            Self::Off => (Text::NotRecorded, Text::NotRecordedHint),
            Self::NextConnection => (Text::NoneYet, Text::NextConnectionHint),
            Self::NeedsDetails => (Text::NotRecorded, Text::NeedsDetailsHint),
            Self::Browser => (Text::NotInBrowser, Text::NotInBrowserHint),
        }
    }

    /// What helps.
    pub(super) fn remedy(self) -> Option<Command> {
        match self {
            Self::Off => Some(Command::Record(true)),
            Self::NeedsDetails => Some(Command::ReconnectWithDetails),
            Self::On | Self::NextConnection | Self::Browser => None,
        }
    }
}
