//! A whole session on its way into a file.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use egui::Context;
use message_log::Seq;
use session::files::{
    Compressor, FileCompression, FileKind, FileWriter, Format, Header, PROGRAM, Record,
};
use session::{LogMessage, Reader, Session};

use crate::features::share;
use crate::kit::language::Language;
use crate::kit::save::{Fill, Outcome, fill};
use crate::kit::task::Task;
use crate::shell::pending_export::{PendingExport, Remark};
use crate::shell::tab::Tab;
use crate::shell::texts::Text;

/// How a file is called that nobody has named.
pub(crate) const FILE_NAME: &str = "session.wscope.jsonl";

/// A session that is saved, and how far that has come.
pub(crate) struct SessionExport {
    pub(super) source: SessionSource,
    is_cancelled: AtomicBool,
    /// What the format has no place for, of what was written.
    left_out: AtomicU64,
}

/// What a session has at one time; what comes later is not part of it.
pub(crate) struct SessionSource {
    reader: Reader,
    pub(super) header: Header,
    /// The file that it was read from, which may have more of each row than this version knows.
    file: Option<Record>,
    kept: std::ops::Range<Seq>,
    /// The place up to which it was read.
    next: AtomicU64,
}

impl SessionSource {
    /// All that a tab has now.
    pub(crate) fn of(tab: &Tab) -> Self {
        let snapshot = tab.session.snapshot();
        let (header, file) = match &tab.from_file {
            Some(file) => {
                let mut header = file.header.clone();
                PROGRAM.clone_into(&mut header.program);
                (header, Some(file.record.clone()))
            }
            None => (header(&tab.session, tab.dialled_shown()), None),
        };
        let next = AtomicU64::new(snapshot.kept.start.get());
        Self {
            reader: tab.session.reader(),
            header,
            file,
            kept: snapshot.kept,
            next,
        }
    }

    /// The same for the dialog that shows how it would be shared.
    pub(crate) fn into_shared(self) -> share::Source {
        share::Source {
            reader: self.reader,
            kept: self.kept,
            header: self.header,
            file: self.file,
        }
    }

    /// How many messages and events it has.
    pub(crate) fn len(&self) -> u64 {
        self.kept.end.get() - self.kept.start.get()
    }

    /// How much of it was read, in percent.
    pub(crate) fn percent(&self) -> u64 {
        let next = self.next.load(Ordering::Relaxed);
        let done = u128::from(next.saturating_sub(self.kept.start.get()));
        (done * 100 / u128::from(self.len().max(1))) as u64
    }

    /// Of how many rows that are saved something is missing that the file had.
    fn lost_fields(&self) -> u64 {
        self.file.as_ref().map_or(0, Record::lost_fields)
    }

    /// Tells each message and event, in order, with what its file had beside it.
    pub(super) fn each(
        &self,
        mut tell: impl FnMut(&LogMessage<'_>, Option<&session::files::Fields>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut next = self.kept.start;
        while next < self.kept.end {
            let Some(page) = self.reader.page_from(next) else {
                break;
            };
            for message in page.messages_from(next) {
                if message.seq >= self.kept.end {
                    break;
                }
                let file = self.file.as_ref();
                let unknown = file.and_then(|file| file.unknown_fields(message.seq));
                tell(&message, unknown.as_ref())?;
            }
            next = page.seqs().end;
            self.next.store(next.get(), Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Of a session that was not read from a file.
fn header(session: &Session, address: String) -> Header {
    let began = session.with_log(session::Log::began);
    let mut header = Header::new(PROGRAM);
    header.created = began.map_or(0, message_log::Timestamp::as_micros);
    header.address = (!address.is_empty()).then_some(address);
    header
}

/// What a file is by its name; without one that tells, a session.
pub(super) fn format_of(path: &Path) -> Format {
    Format::of(path).unwrap_or(Format {
        kind: FileKind::Session,
        compression: FileCompression::None,
    })
}

impl SessionExport {
    /// All that a tab has now.
    pub(crate) fn of(tab: &Tab) -> Self {
        Self {
            source: SessionSource::of(tab),
            is_cancelled: AtomicBool::new(false),
            left_out: AtomicU64::new(0),
        }
    }

    /// Writes it in the format that the name of the file tells.
    fn write(&self, path: &Path, out: &mut dyn Write) -> io::Result<()> {
        let format = format_of(path);
        let out = Compressor::new(format.compression, BufWriter::new(out));
        let mut writer = FileWriter::new(format.kind, out, self.source.header.clone())?;
        self.source.each(|message, unknown| {
            if self.is_cancelled.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            writer.write(message, unknown)
        })?;
        let (compressor, left_out) = writer.finish()?;
        self.left_out.store(left_out, Ordering::Relaxed);
        compressor.finish()?.flush()
    }
}

impl PendingExport for SessionExport {
    fn begin(self: Arc<Self>, path: PathBuf, replaces: bool, context: &Context) -> Task<Outcome> {
        let named = path.clone();
        let write: Fill = Box::new(move |out| self.write(&named, out));
        fill(path, write, replaces, context)
    }

    fn percent(&self) -> u64 {
        self.source.percent()
    }

    fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    fn remark(&self, language: Language) -> Option<Remark> {
        let left_out = self.left_out.load(Ordering::Relaxed);
        let lost = self.source.lost_fields();
        let text = Text::SavedWithout { left_out, lost };
        (left_out > 0 || lost > 0).then(|| Remark {
            text: text.say(language).into_owned(),
            is_bad: true,
        })
    }
}
