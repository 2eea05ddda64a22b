//! Which connections of a file are converted, and into which files.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use session::files::{FileEntry, FileError, FileFrame, FileProgress, Header, Sink, read};
use session::replay::{MAX_CONNECTIONS, RecordedConnection, Survey};

use crate::convert_input::Input;
use crate::file_notes::counted;
use crate::recorded::listed;

/// What stands for the number of a connection in the name of a file.
const NUMBER: &str = "{}";

/// Which connections of a file.
#[derive(Debug, Args)]
pub(crate) struct SocketArguments {
    /// Convert this connection alone, from 1 on, of a file that has several
    #[arg(long, value_name = "NUMBER", conflicts_with = "all")]
    socket: Option<usize>,

    /// Convert each connection into a file of its own; {} in TO becomes its number
    #[arg(long)]
    all: bool,
}

/// A file to write.
pub(super) struct Part {
    pub(super) to: PathBuf,
    /// What is written: all that is read, or one connection.
    pub(super) connection: Option<RecordedConnection>,
}

/// Why it is not known what to write.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SocketError {
    #[error("{path}: {error}")]
    Read { path: String, error: FileError },
    #[error("{0}: no connection was open in this recording")]
    NoConnection(String),
    #[error("{path}: there is no connection {number}; {list}")]
    NoSuchConnection {
        path: String,
        number: usize,
        list: String,
    },
    #[error(
        "{path} has several sockets, and a file of this kind is of one: --socket NUMBER chooses it, and --all makes a file of each; {list}"
    )]
    Several { path: String, list: String },
    #[error(
        "{0}: --all makes a file of each connection: its name has to have {NUMBER} in it, for their numbers"
    )]
    NoNumber(String),
}

impl SocketArguments {
    /// The files to write, and what is left out of all of them.
    pub(super) fn parts(
        &self,
        (from, to): (&Path, &Path),
        input: &Input,
        progress: &FileProgress,
    ) -> Result<(Vec<Part>, Vec<String>), SocketError> {
        if self.socket.is_none() && !self.all {
            let whole = Part {
                to: to.to_owned(),
                connection: None,
            };
            return Ok((vec![whole], Vec::new()));
        }
        let name = to.file_name().and_then(|name| name.to_str());
        let name = name.filter(|name| name.contains(NUMBER));
        if self.all && name.is_none() {
            return Err(SocketError::NoNumber(to.display().to_string()));
        }
        let path = from.display().to_string();
        let survey = survey(&path, input, progress)?;
        let (failed, left_out) = (survey.failed(), survey.left_out());
        let found = survey.into_connections();
        if found.is_empty() {
            return Err(SocketError::NoConnection(path));
        }
        let count = found.len();
        let Some(number) = self.socket else {
            let width = count.to_string().len();
            let name = name.unwrap_or_default();
            let part = |(number, connection): (usize, _)| Part {
                to: to.with_file_name(name.replace(NUMBER, &format!("{number:0width$}"))),
                connection: Some(connection),
            };
            let note = (failed > 0).then(|| {
                let attempts = counted(failed, "attempt", "attempts");
                format!("{attempts} to connect came to nothing and have no file")
            });
            let beyond = (left_out > 0).then(|| {
                let connections = counted(left_out, "connection has", "connections have");
                format!("{connections} no file: at most {MAX_CONNECTIONS} are converted")
            });
            let notes = note.into_iter().chain(beyond).collect();
            return Ok(((1..).zip(found).map(part).collect(), notes));
        };
        let list = listed(&found);
        let index = number.checked_sub(1);
        let Some(connection) = index.and_then(|index| found.into_iter().nth(index)) else {
            return Err(SocketError::NoSuchConnection { path, number, list });
        };
        let part = Part {
            to: to.to_owned(),
            connection: Some(connection),
        };
        Ok((vec![part], Vec::new()))
    }
}

/// Says which connections a file has, of which one is needed.
pub(super) fn several(path: String, input: &Input, progress: &FileProgress) -> SocketError {
    match survey(&path, input, progress) {
        Ok(survey) => {
            let list = listed(&survey.into_connections());
            SocketError::Several { path, list }
        }
        Err(error) => error,
    }
}

fn survey(path: &str, input: &Input, progress: &FileProgress) -> Result<Survey, SocketError> {
    let mut survey = Survey::default();
    progress.add_pass();
    read(|| input.open(), progress, &mut survey).map_err(|error| SocketError::Read {
        path: path.to_owned(),
        error,
    })?;
    Ok(survey)
}

/// Tells another sink of a file that has one session, and stops where another one begins.
pub(super) struct OneSession<'a, S> {
    pub(super) sink: &'a mut S,
    pub(super) sessions: u64,
}

impl<S: Sink> Sink for OneSession<'_, S> {
    fn begin(&mut self, header: Header) {
        self.sessions += 1;
        if self.sessions == 1 {
            self.sink.begin(header);
        }
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        match self.sessions {
            0 | 1 => self.sink.entry(entry),
            _ => ControlFlow::Break(()),
        }
    }

    fn frame(&mut self, frame: FileFrame) -> ControlFlow<()> {
        match self.sessions {
            0 | 1 => self.sink.frame(frame),
            _ => ControlFlow::Break(()),
        }
    }
}
