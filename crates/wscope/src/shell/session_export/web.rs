//! Handed to a worker in lines of this program's own; what that has written becomes a download.

use std::cell::RefCell;
use std::io::{self, BufWriter};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use egui::Context;
use message_log::Seq;
use session::files::{
    self, ExportSource, FileCompression, FileEntry, FileProgress, Header, Sink, TellEntry, export,
    write_line,
};
use wasm_bindgen::JsValue;
use web_sys::Blob;
use web_time::Instant;

use super::source::SessionSource;
use super::state::SessionExport;
use super::writing::{format_of, remark_on};
use crate::kit::browser_file::{BlobReader, BlobWriter};
use crate::kit::language::Language;
use crate::kit::object::object;
use crate::kit::save::{Outcome, download};
use crate::kit::task::{Task, sleep};
use crate::kit::worker::{Teller, Told, Work, Worker};
use crate::shell::pending_export::Remark;
use crate::shell::texts::Text;

/// How long lines are written before the window has its turn: half the time of a frame at 60 Hz.
const WRITING_TIME: Duration = Duration::from_millis(8);

/// How often is asked what the worker has told, and whether the file is still wanted.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

pub(super) fn begin(
    this: Arc<SessionExport>,
    path: PathBuf,
    _replaces: bool,
    context: &Context,
) -> Task<Outcome> {
    Task::spawn("", context, async move {
        if format_of(&path).compression == FileCompression::Zstd {
            return Outcome::Failed(Text::NoZstd.say(this.language).into_owned());
        }
        match save(&this, &path).await {
            Ok(()) => Outcome::Saved(path),
            Err(_) if this.source.is_cancelled() => Outcome::NoneChosen,
            Err(why) => Outcome::Failed(why),
        }
    })
}

/// First it is handed over, then written.
pub(super) fn percent(this: &SessionExport) -> u64 {
    let done = this.percent_after.load(Ordering::Relaxed);
    (done + this.source.percent()) / 2
}

async fn save(this: &SessionExport, path: &Path) -> Result<(), String> {
    let lines = lines(&this.source)
        .await
        .map_err(|error| error.to_string())?;
    let name = path.to_string_lossy();
    let header = serde_json::to_string(&this.source.header).map_err(|error| error.to_string())?;
    let work = object(&[
        ("lines", lines.into()),
        ("header", header.into()),
        ("first", (this.source.kept.start.get() as f64).into()),
        ("lost", (this.source.lost_fields() as f64).into()),
        ("name", (&*name).into()),
        ("language", this.language.locale().into()),
    ]);
    let news = Rc::new(RefCell::new(Vec::new()));
    let told = Rc::clone(&news);
    // It ends with this function.
    let _worker = Worker::start(&work, move |news| told.borrow_mut().push(news))?;
    loop {
        sleep(POLL_INTERVAL).await;
        if this.source.is_cancelled() {
            return Err(io::Error::from(io::ErrorKind::Interrupted).to_string());
        }
        for news in news.take() {
            if let Some(file) = take(this, &news)? {
                return download(&name, &file);
            }
        }
    }
}

/// Takes what the worker has told: at last, the file.
fn take(this: &SessionExport, news: &Told) -> Result<Option<Blob>, String> {
    if let Some(why) = news.failed() {
        return Err(why);
    }
    if let Some(percent) = news.percent() {
        this.percent_after.store(percent as u64, Ordering::Relaxed);
    }
    let remark = news.text().map(|text| Remark {
        text,
        is_bad: news.is_bad(),
    });
    let saved = news.saved();
    if saved.is_some() {
        *this.remark.lock() = remark;
    }
    Ok(saved)
}

/// All of it in lines, which the browser keeps. The window has its turns meanwhile.
async fn lines(source: &SessionSource) -> io::Result<Blob> {
    let mut out = BlobWriter::default();
    let mut next = source.kept.start;
    let mut began = Instant::now();
    loop {
        let after = source.each_of_page(next, &mut |message, unknown| {
            write_line(&mut out, message, None, unknown)
        })?;
        match after {
            ControlFlow::Continue(after) => next = after,
            ControlFlow::Break(()) => break,
        }
        if began.elapsed() > WRITING_TIME {
            sleep(Duration::ZERO).await;
            began = Instant::now();
        }
    }
    io::Write::flush(&mut out)?;
    out.blob()
}

/// In a worker: writes a session, and tells what it has written.
pub(crate) fn write_beside(work: &Work, lines: &Blob, language: Language, teller: &Teller) {
    let told = match write(work, lines, language, teller) {
        Ok((file, remark)) => {
            let text = remark.as_ref().map(|remark| JsValue::from(&*remark.text));
            vec![
                ("saved", file.into()),
                ("text", text.unwrap_or(JsValue::UNDEFINED)),
                ("isBad", remark.is_some_and(|remark| remark.is_bad).into()),
            ]
        }
        Err(error) => vec![("failed", error.to_string().into())],
    };
    teller.tell(&told);
}

fn write(
    work: &Work,
    lines: &Blob,
    language: Language,
    teller: &Teller,
) -> io::Result<(Blob, Option<Remark>)> {
    let source = Lines {
        lines,
        header: work.header().parse().map_err(io::Error::other)?,
        first: Seq::new(work.first() as u64),
        progress: FileProgress::default(),
        teller,
    };
    let format = format_of(Path::new(&work.name()));
    let out = BlobWriter::default();
    let (out, left_out) = export(&source, format, BufWriter::new(out))?;
    let out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok((
        out.blob()?,
        remark_on(left_out, work.lost() as u64, language),
    ))
}

/// A session that is handed over in lines.
struct Lines<'a> {
    lines: &'a Blob,
    header: Header,
    /// The number of the first of them.
    first: Seq,
    progress: FileProgress,
    teller: &'a Teller,
}

impl ExportSource for Lines<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn each(&self, tell: &mut TellEntry<'_>) -> io::Result<()> {
        let size = self.lines.size() as u64;
        if size == 0 {
            return Ok(());
        }
        let tell_percent = || {
            let percent = self.progress.percent(size) as f64;
            self.teller.tell(&[("percent", percent.into())]);
        };
        let mut each = Each {
            next: self.first,
            tell,
            told: Ok(()),
        };
        let open = || BlobReader::open(self.lines, tell_percent);
        let read = files::read(open, &self.progress, &mut each);
        each.told?;
        read.map(drop).map_err(io::Error::other)
    }
}

/// Hands on what is read.
struct Each<'a, 't> {
    next: Seq,
    tell: &'a mut TellEntry<'t>,
    told: io::Result<()>,
}

impl Sink for Each<'_, '_> {
    fn begin(&mut self, _header: Header) {}

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        self.told = (self.tell)(&entry.message(self.next), Some(&entry.unknown));
        self.next = Seq::new(self.next.get() + 1);
        match self.told {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}
