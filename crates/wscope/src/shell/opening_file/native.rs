//! On a thread of its own; what is not compressed stays in its file.

use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::time::Duration;

use egui::{Context, DroppedFileHandle};
use message_log::Seq;
use session::files::{
    self, AttachedFile, FileArchive, FileEntry, FileError, FileFrame, FileKind, FilePage,
    FileProgress, Format, Header, PageSink, Record, Sink, open,
};

use super::told::{Told, opened};
use crate::kit::file_dialog::ChosenFile;
use crate::kit::language::Language;
use crate::kit::task::spawn;

/// So many sessions wait to be shown; the file waits for the window then.
const MAX_TOLD: usize = 8;
/// So many entries are appended at once: the lock on the log is held for less than the time of one frame of the window.
const BATCH: usize = 1024;
/// And so many bytes of payload, whatever their number.
const BATCH_BYTES: usize = 1 << 20;
/// How soon the window shows what was appended: one frame at 60 Hz.
const WAKE_DELAY: Duration = Duration::from_millis(16);

/// The name of a file, without its folder.
pub(crate) fn name_of(path: &ChosenFile) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Its path from the root, if it is Unicode: another cannot be stored.
pub(crate) fn stored_path(path: &ChosenFile) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    path.to_str().map(str::to_owned)
}

/// Those of the files that were dropped that are opened, and the others.
pub(crate) fn sessions_of(
    dropped: Vec<DroppedFileHandle>,
) -> (Vec<ChosenFile>, Vec<DroppedFileHandle>) {
    let is_meant = |file: &DroppedFileHandle| is_session(file.path());
    let (sessions, others) = dropped.into_iter().partition::<Vec<_>, _>(is_meant);
    let sessions = sessions.iter().map(|file| file.path().to_owned());
    (sessions.collect(), others)
}

/// Whether this is a file that is opened, and not sent as a message: by its name, or, where others use that name too, by its content.
fn is_session(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match Format::of(path).map(|format| format.kind) {
        Some(FileKind::Har) => true,
        Some(FileKind::Session) if name.to_ascii_lowercase().contains(".wscope.jsonl") => true,
        // Whatever blocks when it is opened, as a pipe, is none.
        Some(FileKind::Session) => path.is_file() && File::open(path).is_ok_and(files::is_session),
        Some(FileKind::Csv) | None => false,
    }
}

/// A file that is being read.
pub(super) struct Reading {
    /// Its size, in bytes.
    size: u64,
    progress: FileProgress,
    told: Receiver<Told>,
}

impl Reading {
    pub(super) fn begin(
        path: PathBuf,
        budget_bytes: u64,
        language: Language,
        context: &Context,
    ) -> Self {
        let (sender, told) = sync_channel(MAX_TOLD);
        let progress = FileProgress::default();
        let name = name_of(&path);
        let reading = Self {
            size: path.metadata().map_or(0, |file| file.len()),
            progress: progress.clone(),
            told,
        };
        let context = context.clone();
        let mut loader = Loader {
            sender,
            context,
            budget_bytes,
            record: None,
            file: None,
            batch: Vec::new(),
            bytes: 0,
        };
        spawn("wscope-open", async move {
            let report = open(&path, &progress, &mut loader);
            loader.flush();
            loader.tell(match report {
                Err(why) => Told::Failed(why),
                report => Told::Ended(opened(&name, language, &report)),
            });
        });
        reading
    }

    /// Its thread may end without a word.
    pub(super) fn poll(&mut self) -> Option<Told> {
        match self.told.try_recv() {
            Ok(told) => Some(told),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                let error = io::Error::other("the reading has failed");
                Some(Told::Failed(FileError::Io(error)))
            }
        }
    }

    pub(super) fn percent(&self) -> u64 {
        self.progress.percent(self.size)
    }

    pub(super) fn cancel(&mut self) {
        self.progress.cancel();
    }
}

/// Fills the records.
struct Loader {
    sender: SyncSender<Told>,
    context: Context,
    budget_bytes: u64,
    record: Option<Record>,
    /// Where its messages stay, if they do.
    file: Option<AttachedFile>,
    batch: Vec<FileEntry>,
    /// Payloads in the batch.
    bytes: usize,
}

impl Loader {
    fn flush(&mut self) {
        self.bytes = 0;
        if let Some(record) = &self.record {
            record.append(self.batch.drain(..));
            self.context.request_repaint_after(WAKE_DELAY);
        }
    }

    fn tell(&self, told: Told) {
        // The window may be closed.
        self.sender.send(told).ok();
        self.context.request_repaint();
    }
}

impl Sink for Loader {
    fn begin(&mut self, header: Header) {
        self.flush();
        let record = Record::new(self.budget_bytes);
        self.record = Some(record.clone());
        self.tell(Told::Session(Box::new(header), record));
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        self.bytes += entry.message(Seq::FIRST).payload.len();
        self.batch.push(entry);
        if self.batch.len() >= BATCH || self.bytes >= BATCH_BYTES {
            self.flush();
        }
        ControlFlow::Continue(())
    }

    fn frame(&mut self, frame: FileFrame) -> ControlFlow<()> {
        // It stands behind what was gathered.
        self.flush();
        if let Some(record) = &self.record {
            record.append_frame(frame);
        }
        ControlFlow::Continue(())
    }
}

impl PageSink for Loader {
    fn archive(&mut self, archive: Arc<FileArchive>) {
        self.file = self.record.as_ref().map(|record| record.attach(archive));
    }

    fn page(&mut self, page: FilePage) -> ControlFlow<()> {
        if let (Some(record), Some(file)) = (&self.record, &self.file) {
            record.append_page(file, page);
            self.context.request_repaint_after(WAKE_DELAY);
        }
        ControlFlow::Continue(())
    }
}
