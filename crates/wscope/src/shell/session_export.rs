//! A whole session on its way into a file.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use message_log::Seq;
use session::files::{Compressor, FileCompression, FileKind, FileWriter, Format, Header};
use session::{Reader, Session};

/// What writes files, as they name it.
pub(crate) const PROGRAM: &str = concat!("wscope ", env!("CARGO_PKG_VERSION"));
/// How a file is called that nobody has named.
pub(crate) const FILE_NAME: &str = "session.wscope.jsonl";

/// A session that is saved, and how far that has come. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SessionExport {
    reader: Reader,
    header: Header,
    /// What it has now; what comes later is not saved.
    kept: std::ops::Range<Seq>,
    progress: Arc<Progress>,
}

#[derive(Default)]
struct Progress {
    /// The place up to which it is written.
    next: AtomicU64,
    is_cancelled: AtomicBool,
}

impl SessionExport {
    /// All that a session has now; this is where it was connected to, as it may be shown.
    pub(crate) fn new(session: &Session, address: String) -> Self {
        let snapshot = session.snapshot();
        let mut header = Header::new(PROGRAM);
        header.address = (!address.is_empty()).then_some(address);
        let began = session.with_log(session::Log::began);
        header.created = began.map_or(0, message_log::Timestamp::as_micros);
        let progress = Progress::default();
        progress
            .next
            .store(snapshot.kept.start.get(), Ordering::Relaxed);
        Self {
            reader: session.reader(),
            header,
            kept: snapshot.kept,
            progress: Arc::new(progress),
        }
    }

    /// How many messages and events it has.
    pub(crate) fn len(&self) -> u64 {
        self.kept.end.get() - self.kept.start.get()
    }

    /// How much of it is written, in percent.
    pub(crate) fn percent(&self) -> u64 {
        let next = self.progress.next.load(Ordering::Relaxed);
        let done = u128::from(next.saturating_sub(self.kept.start.get()));
        (done * 100 / u128::from(self.len().max(1))) as u64
    }

    /// Ends the writing: nothing is saved then.
    pub(crate) fn cancel(&self) {
        self.progress.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Writes it in the format that the name of the file tells; without one, as a session.
    ///
    /// # Errors
    /// When `out` takes no more, or the writing was cancelled.
    pub(crate) fn write(&self, path: &Path, out: &mut dyn Write) -> io::Result<()> {
        let format = Format::of(path).unwrap_or(Format {
            kind: FileKind::Session,
            compression: FileCompression::None,
        });
        let out = Compressor::new(format.compression, out);
        let mut writer = FileWriter::new(format.kind, out, self.header.clone())?;
        let mut next = self.kept.start;
        while next < self.kept.end {
            let Some(page) = self.reader.page_from(next) else {
                break;
            };
            for message in page.messages_from(next) {
                if message.seq >= self.kept.end {
                    break;
                }
                writer.write(&message, None)?;
            }
            next = page.seqs().end;
            self.progress.next.store(next.get(), Ordering::Relaxed);
            if self.progress.is_cancelled.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
        writer.finish()?.0.finish()?;
        Ok(())
    }
}
