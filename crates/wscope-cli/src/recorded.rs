//! A recorded connection, for the commands that do it again.

use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::Duration;
use std::{mem, thread, vec};

use clap::Args;
use parking_lot::Mutex;
use payload::visible::{shortened, visible};
use session::files::{FileError, FileProgress, read};
use session::replay::{Act, Acts, RecordedAct, RecordedConnection, Speed, Survey};

use crate::ending::Exit;
use crate::file_notes::tell;
use crate::limits::{BATCH_BYTES, LISTED_CONNECTIONS, LONGEST_REPLAY, SHOWN_CHARACTERS};

/// Which recording, and which connection of it.
#[derive(Debug, Args)]
pub(crate) struct RecordedArguments {
    /// The recording: a session, what wsc has written, or a HAR; each may be compressed (.gz, .zst)
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Which connection of the file, from 1 on, if it has several
    #[arg(long, value_name = "NUMBER")]
    socket: Option<usize>,
}

/// A connection of a file that is known to be readable.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    path: PathBuf,
    pub(crate) connection: RecordedConnection,
}

/// Why a recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordedError {
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
    #[error("{path}: --socket NUMBER has to say which connection is meant; {list}")]
    Several { path: String, list: String },
    #[error(
        "as recorded it takes {days} days: a time in the file may be wrong; --speed says how fast it is to go, and --speed 1 goes on as recorded"
    )]
    TooLong { days: u64 },
}

impl RecordedError {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Read { error, .. } => Exit::of_reading(error),
            Self::NoConnection(_)
            | Self::NoSuchConnection { .. }
            | Self::Several { .. }
            | Self::TooLong { .. } => Exit::Usage,
        }
    }
}

impl Recorded {
    /// How fast it is done again, if this was asked for. What takes longer than anybody waits has to be asked for.
    pub(crate) fn speed(&self, asked: Option<Speed>) -> Result<Speed, RecordedError> {
        if let Some(speed) = asked {
            return Ok(speed);
        }
        let connection = &self.connection;
        let (began, latest) = (connection.began.as_micros(), connection.latest.as_micros());
        let takes = Duration::from_micros(latest.saturating_sub(began));
        if takes > LONGEST_REPLAY {
            let days = takes.as_secs() / (24 * 60 * 60);
            return Err(RecordedError::TooLong { days });
        }
        Ok(Speed::Times(1.0))
    }
}

impl RecordedArguments {
    /// Reads the whole file before anything is done with it, and says what of it is left out.
    pub(crate) fn find(&self, progress: &FileProgress) -> Result<Recorded, RecordedError> {
        let path = self.file.display().to_string();
        let mut survey = Survey::default();
        let report = read(|| File::open(&self.file), progress, &mut survey);
        let report = report.map_err(|error| RecordedError::Read {
            path: path.clone(),
            error,
        })?;
        let connection = self.choose(path, survey.into_connections())?;
        tell(&report, 0);
        Ok(Recorded {
            path: self.file.clone(),
            connection,
        })
    }

    fn choose(
        &self,
        path: String,
        mut found: Vec<RecordedConnection>,
    ) -> Result<RecordedConnection, RecordedError> {
        let index = match self.socket {
            _ if found.is_empty() => return Err(RecordedError::NoConnection(path)),
            None if found.len() == 1 => 0,
            None => {
                let list = listed(&found);
                return Err(RecordedError::Several { path, list });
            }
            Some(number) if (1..=found.len()).contains(&number) => number - 1,
            Some(number) => {
                let list = listed(&found);
                return Err(RecordedError::NoSuchConnection { path, number, list });
            }
        };
        Ok(found.swap_remove(index))
    }
}

/// The connections of a file, for a person to choose from.
pub(crate) fn listed(found: &[RecordedConnection]) -> String {
    let mut list = "the file has:".to_owned();
    for (number, one) in (1..).zip(found).take(LISTED_CONNECTIONS) {
        let address = one.address.as_deref().unwrap_or("(without an address)");
        let address = shortened(address, SHOWN_CHARACTERS);
        let (sent, received) = (one.sent, one.received);
        // Writing to a text does not fail.
        write!(
            list,
            "\n{number:>5}  {address}  {sent} sent, {received} received"
        )
        .ok();
    }
    let more = found.len().saturating_sub(LISTED_CONNECTIONS);
    if more > 0 {
        write!(list, "\n       and {more} more").ok();
    }
    list
}

impl Recorded {
    /// The path of the file, fit for a terminal.
    pub(crate) fn shown_path(&self) -> String {
        visible(&self.path.display().to_string())
    }

    /// Tells what was done over the connection, in order.
    pub(crate) fn read(
        &self,
        progress: &FileProgress,
        tell: impl FnMut(RecordedAct) -> ControlFlow<()>,
    ) -> Result<(), FileError> {
        let mut acts = Acts::of(&self.connection, tell);
        match read(|| File::open(&self.path), progress, &mut acts) {
            // That is how a part of a file is read.
            Ok(_) | Err(FileError::Cancelled) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Begins to read that of it for which `wants` says so, on a thread of its own, a piece ahead of what is taken. `wake` is
    /// called when there is something to take.
    pub(crate) fn feed(
        &self,
        progress: &FileProgress,
        wants: impl Fn(&Act) -> bool + Send + 'static,
        wake: impl Fn() + Send + 'static,
    ) -> io::Result<Feed> {
        // One waits while the next one is read.
        let (sender, batches) = sync_channel(1);
        let failure = Arc::new(Mutex::new(None));
        let (recorded, progress, failed) = (self.clone(), progress.clone(), Arc::clone(&failure));
        let reading = move || {
            let mut batch = Vec::new();
            let mut bytes = 0;
            let done = recorded.read(&progress, |act| {
                if !wants(&act.act) {
                    return ControlFlow::Continue(());
                }
                bytes += size(&act);
                batch.push(act);
                if bytes < BATCH_BYTES {
                    return ControlFlow::Continue(());
                }
                bytes = 0;
                let is_taken = sender.send(mem::take(&mut batch)).is_ok();
                wake();
                match is_taken {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            });
            *failed.lock() = done.err();
            if !batch.is_empty() && sender.send(batch).is_err() {
                return;
            }
            drop(sender);
            wake();
        };
        thread::Builder::new()
            .name("recording".to_owned())
            .spawn(reading)?;
        Ok(Feed {
            batches,
            ready: Vec::new().into_iter(),
            is_over: false,
            failure,
        })
    }
}

/// About what it takes of memory.
fn size(act: &RecordedAct) -> usize {
    let payload = match &act.act {
        Act::Message { payload, .. } => payload.len(),
        Act::Opened | Act::Closed { .. } | Act::Lost => 0,
    };
    size_of::<RecordedAct>() + payload
}

/// What of a recording was read and not taken yet.
pub(crate) struct Feed {
    batches: Receiver<Vec<RecordedAct>>,
    ready: vec::IntoIter<RecordedAct>,
    is_over: bool,
    failure: Arc<Mutex<Option<FileError>>>,
}

impl Feed {
    /// The next one, if it was read already. Never waits.
    pub(crate) fn next_ready(&mut self) -> Option<RecordedAct> {
        while self.ready.as_slice().is_empty() && !self.is_over {
            match self.batches.try_recv() {
                Ok(batch) => self.ready = batch.into_iter(),
                Err(TryRecvError::Empty) => return None,
                Err(TryRecvError::Disconnected) => self.is_over = true,
            }
        }
        self.ready.next()
    }

    /// The next one; waits until it is read.
    pub(crate) fn next(&mut self) -> Option<RecordedAct> {
        while self.ready.as_slice().is_empty() && !self.is_over {
            match self.batches.recv() {
                Ok(batch) => self.ready = batch.into_iter(),
                Err(_disconnected) => self.is_over = true,
            }
        }
        self.ready.next()
    }

    /// Whether all of it was taken.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over && self.ready.as_slice().is_empty()
    }

    /// Why it ended before its end, if it did.
    pub(crate) fn take_failure(&self) -> Option<FileError> {
        self.failure.lock().take()
    }
}
