//! All values of watched paths, as CSV (RFC 4180).

use std::io::{self, Write};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use message_log::Seq;
use serde_json::Value;

use super::beginning::Beginning;
use super::measure::numeric;
use super::path::{Selected, WatchedPath};
use super::reading::{Document, Reading};
use crate::files::cell;
use crate::reader::Reader;
use crate::session::Session;

/// The names of the columns.
const COLUMNS: [&str; 5] = ["number", "time", "direction", "path", "value"];

/// All values of watched paths, on their way into a file, and how far that has come.
pub struct WatchTable {
    paths: Vec<WatchedPath>,
    reader: Reader,
    kept: Range<Seq>,
    beginning: Beginning,
    /// The place up to which was read.
    next: AtomicU64,
    is_cancelled: AtomicBool,
}

impl WatchTable {
    /// The values in what the log has now. `beginning` tells of the oldest message.
    pub fn new(session: &Session, paths: Vec<WatchedPath>, beginning: Beginning) -> Self {
        let kept = session.snapshot().kept;
        Self {
            paths,
            reader: session.reader(),
            next: AtomicU64::new(kept.start.get()),
            kept,
            beginning,
            is_cancelled: AtomicBool::new(false),
        }
    }

    /// How many messages and events are read.
    pub fn rows(&self) -> u64 {
        self.kept.end.get() - self.kept.start.get()
    }

    /// How much of it was read, in percent.
    pub fn percent(&self) -> u64 {
        let next = self.next.load(Ordering::Relaxed);
        let done = u128::from(next.saturating_sub(self.kept.start.get()));
        (done * 100 / u128::from(self.rows().max(1))) as u64
    }

    /// Ends the writing: nobody wants it any more.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Writes a row for each value.
    ///
    /// # Errors
    /// When `out` takes no more, or the writing was cancelled.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = Rows {
            paths: &self.paths,
            table: csv::Writer::from_writer(UntilFailure { out, failed: false }),
            result: Ok(()),
        };
        rows.table.write_record(COLUMNS).map_err(of_csv)?;
        let mut reading = Reading::new(self.beginning);
        let mut next = self.kept.start;
        while next < self.kept.end
            && let Some(page) = self.reader.page_from(next)
        {
            for message in page.messages_from(next) {
                if message.seq >= self.kept.end {
                    break;
                }
                if self.is_cancelled.load(Ordering::Relaxed) {
                    return Err(io::ErrorKind::Interrupted.into());
                }
                let number = page.number_of(message.seq);
                reading.read(&message, number, &mut |document| rows.tell(document));
                std::mem::replace(&mut rows.result, Ok(()))?;
            }
            next = page.seqs().end;
            self.next.store(next.get(), Ordering::Relaxed);
        }
        reading.settle(&mut |document| rows.tell(document));
        rows.result?;
        rows.table.flush()
    }
}

/// The rows on their way out.
struct Rows<'a> {
    paths: &'a [WatchedPath],
    table: csv::Writer<UntilFailure<'a>>,
    /// Of what was told last.
    result: io::Result<()>,
}

impl Rows<'_> {
    fn tell(&mut self, document: &Document<'_>) {
        // What is early comes once more.
        if self.result.is_ok() && !document.is_early {
            self.result = self.write(document);
        }
    }

    fn write(&mut self, document: &Document<'_>) -> io::Result<()> {
        let place = document.place;
        for path in self.paths {
            if !path.side().has(document.direction) {
                continue;
            }
            for selected in document.select(path) {
                let cells: [&str; 5] = [
                    &place.number.to_string(),
                    &place.at.as_micros().to_string(),
                    crate::files::direction_name(document.direction),
                    &cell(path.text()),
                    &written(&selected),
                ];
                self.table.write_record(cells).map_err(of_csv)?;
            }
        }
        Ok(())
    }
}

/// Why nothing could be written, in the system's words: a full disk is told as one.
fn of_csv(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Takes nothing more after a failure: a table writes what it holds once more when it is dropped.
struct UntilFailure<'a> {
    out: &'a mut dyn Write,
    failed: bool,
}

impl UntilFailure<'_> {
    fn note<T>(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        if self.failed {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let done = write(self.out);
        let is_failure = |error: &io::Error| error.kind() != io::ErrorKind::Interrupted;
        self.failed = done.as_ref().is_err_and(is_failure);
        done
    }
}

impl Write for UntilFailure<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.note(|out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.note(|out| out.flush())
    }
}

/// A value in a cell: a text as it reads, everything else as JSON. A negative number is no formula.
fn written(selected: &Selected<'_>) -> String {
    let text = match selected.value {
        Value::String(text) => text.clone(),
        _ => selected.json(),
    };
    if numeric(selected.value).is_some() {
        return text;
    }
    cell(&text).into_owned()
}
