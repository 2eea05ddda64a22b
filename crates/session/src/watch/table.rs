//! All values of watched paths, as CSV (RFC 4180).

use std::io::{self, Write};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use message_log::Seq;
use serde_json::Value;

use super::beginning::Beginning;
use super::measure::numeric;
use super::path::WatchedPath;
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
        let mut table = csv::Writer::from_writer(out);
        table.write_record(COLUMNS)?;
        let mut reading = Reading::new(self.beginning);
        let mut result = Ok(());
        let mut tell = |document: &Document<'_>| {
            // It comes once more.
            if result.is_ok() && !document.is_early {
                result = self.write_values(&mut table, document);
            }
        };
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
                reading.read(&message, page.number_of(message.seq), &mut tell);
            }
            next = page.seqs().end;
            self.next.store(next.get(), Ordering::Relaxed);
        }
        reading.settle(&mut tell);
        result?;
        table.flush()
    }

    fn write_values(
        &self,
        table: &mut csv::Writer<&mut dyn Write>,
        document: &Document<'_>,
    ) -> io::Result<()> {
        let (place, Some(whole)) = (document.place, document.value) else {
            return Ok(());
        };
        for path in &self.paths {
            if !path.side().has(document.direction) {
                continue;
            }
            for value in path.select(whole) {
                table.write_record([
                    &*place.number.to_string(),
                    &place.at.as_micros().to_string(),
                    crate::files::direction_name(document.direction),
                    &*cell(path.text()),
                    &written(value),
                ])?;
            }
        }
        Ok(())
    }
}

/// A value in a cell: a text as it reads, everything else as JSON. A negative number is no formula.
fn written(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if numeric(value).is_some() {
        return text;
    }
    cell(&text).into_owned()
}
