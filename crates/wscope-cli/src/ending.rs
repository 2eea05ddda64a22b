//! How it ended: in words, and as the code with which the program ends.

use std::io;
use std::process::ExitCode;

use connection::Cause;
use session::RecordedEvent;
use session::files::FileError;

use crate::file_notes::counted;
use crate::input::InputError;
use crate::telling::complain;
use crate::words;

/// Something because of which it ended otherwise than it should.
#[derive(Debug)]
pub(crate) enum Ending {
    /// It did not connect.
    NotConnected(RecordedEvent),
    /// A signal came before it was connected.
    Interrupted,
    /// The connection broke, or the server closed it with a code that says that something is wrong.
    Broken(RecordedEvent),
    /// The server closed the connection, in order, when there was more to be sent.
    Unsent,
    /// The server closed the connection, in order, when messages of a measurement were to come back.
    Unmeasured,
    /// A signal ended a measurement when so many messages were to come back.
    Pending(u32),
    /// The input could not be used, or not read.
    Input(InputError),
    /// The output could not be written.
    Output(io::Error),
    /// Not everything was recorded in the file.
    Unrecorded,
}

/// The codes with which the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// As it should.
    Done = 0,
    /// What was compared, tested or measured is not as it should be.
    Failed = 1,
    /// An argument, or a line of the input, cannot be used.
    Usage = 2,
    /// It could not connect.
    CannotConnect = 3,
    /// The connection ended abnormally.
    Abnormal = 4,
    /// The output could not be written, or the input not read.
    InputOutput = 5,
    /// A signal ended it.
    Interrupted = 130,
}

impl Ending {
    /// The message for standard error; `None` where none is wanted.
    pub(crate) fn words(&self) -> Option<String> {
        Some(match self {
            Self::NotConnected(event) | Self::Broken(event) => words::ending(event),
            Self::Interrupted => "interrupted before the connection was open".to_owned(),
            Self::Unsent => {
                "the server closed the connection before the whole input was sent".to_owned()
            }
            Self::Unmeasured => {
                "the server closed the connection before all messages came back".to_owned()
            }
            Self::Pending(count) => {
                let messages = counted(u64::from(*count), "message", "messages");
                format!("interrupted before {messages} came back")
            }
            Self::Input(error) => error.to_string(),
            // The reader, as `head`, has what it wants.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return None,
            Self::Output(error) => format!("the output cannot be written: {error}"),
            // It was said when it happened.
            Self::Unrecorded => return None,
        })
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NotConnected(event) => Exit::of_failure(event),
            Self::Interrupted => Exit::CannotConnect,
            Self::Broken(_) | Self::Unsent | Self::Unmeasured | Self::Pending(_) => Exit::Abnormal,
            Self::Input(
                InputError::TooLong { .. }
                | InputError::NotText { .. }
                | InputError::Command { .. },
            ) => Exit::Usage,
            Self::Input(InputError::Unreadable(_)) => Exit::InputOutput,
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Self::Output(_) | Self::Unrecorded => Exit::InputOutput,
        }
    }
}

impl Exit {
    /// The code for a file of a session that could not be read: whether the system or its medium failed, or it is the wrong file.
    pub(crate) fn of_reading(error: &FileError) -> Self {
        match error {
            FileError::Io(_) | FileError::Damaged(_) | FileError::Cancelled => Self::InputOutput,
            _ => Self::Usage,
        }
    }

    /// The code for an attempt to connect that failed. A file of certificates that cannot be used is named by an argument, and was read
    /// before anything was sent.
    pub(crate) fn of_failure(event: &RecordedEvent) -> Self {
        match event {
            RecordedEvent::Failed {
                cause: Cause::File(_),
                ..
            } => Self::Usage,
            _ => Self::CannotConnect,
        }
    }

    /// The code for all of this: that of the first that is one.
    pub(crate) fn of(endings: &[Ending]) -> Self {
        let mut exits = endings.iter().map(Ending::exit);
        exits.find(|&exit| exit != Self::Done).unwrap_or(Self::Done)
    }
}

/// Says how it ended, if not as it should.
pub(crate) fn told(endings: &[Ending]) -> Exit {
    for text in endings.iter().filter_map(Ending::words) {
        complain(&text);
    }
    Exit::of(endings)
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ending: Ending, expected: Exit, words: &str) {
        assert_eq!(ending.words().unwrap_or_default(), words);
        assert_eq!(Exit::of(&[ending]), expected);
    }

    #[test]
    fn every_ending_has_words_and_a_code() {
        let unreadable = || io::Error::other("no");
        check(
            Ending::Interrupted,
            Exit::CannotConnect,
            "interrupted before the connection was open",
        );
        check(
            Ending::Unsent,
            Exit::Abnormal,
            "the server closed the connection before the whole input was sent",
        );
        check(
            Ending::Input(InputError::Unreadable(unreadable())),
            Exit::InputOutput,
            "the input cannot be read: no",
        );
        check(
            Ending::Output(unreadable()),
            Exit::InputOutput,
            "the output cannot be written: no",
        );
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        check(Ending::Output(closed), Exit::Done, "");
        assert_eq!(Exit::of(&[]), Exit::Done);
    }
}
