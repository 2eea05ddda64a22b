//! In a worker, which hands over lines of this program's own; the page appends them, in pieces between its frames.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use egui::{Context, DroppedFileHandle};
use js_sys::Uint8Array;
use message_log::Seq;
use session::files::{
    self, FileEntry, FileKind, FileProgress, Format, Header, Record, Sink, entries, write_line,
};
use wasm_bindgen::JsValue;
use web_sys::Blob;
use web_time::Instant;

use super::told::{Told, opened};
use crate::kit::browser_file::BlobReader;
use crate::kit::file_dialog::ChosenFile;
use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::object::object;
use crate::kit::worker::{self, Teller, Worker};
use crate::shell::notice::Notice;
use crate::shell::texts::Text;

/// The largest file that is opened, and the most that may come of it, in bytes. What was read waits in the memory of the page, which has
/// 4 GiB at most and often less, until it is in the list.
const MAX_FILE: u64 = 256 << 20;

/// So much is handed over at once, in bytes: it is appended in less than the time of a frame.
const PIECE: usize = 256 << 10;

/// How long is appended within a frame: half the time of one at 60 Hz.
const APPENDING_TIME: Duration = Duration::from_millis(8);

/// The name of a file.
pub(crate) fn name_of(file: &ChosenFile) -> String {
    file.name()
}

/// Those of the files that were dropped that are opened, and the others. A page can only go by the name: it reads nothing at once.
pub(crate) fn sessions_of(
    dropped: Vec<DroppedFileHandle>,
) -> (Vec<ChosenFile>, Vec<DroppedFileHandle>) {
    let is_meant = |file: &DroppedFileHandle| is_session(file.path()) && file.web_file().is_some();
    let (sessions, others) = dropped.into_iter().partition::<Vec<_>, _>(is_meant);
    let sessions = sessions.iter().filter_map(|file| file.web_file().cloned());
    (sessions.collect(), others)
}

fn is_session(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    match Format::of(path).map(|format| format.kind) {
        Some(FileKind::Har) => true,
        Some(FileKind::Session) => name.contains(".wscope.jsonl"),
        Some(FileKind::Csv) | None => false,
    }
}

/// A file that is being read.
pub(super) struct Reading {
    worker: Option<Worker>,
    told: Rc<RefCell<VecDeque<worker::Told>>>,
    record: Option<Record>,
    budget_bytes: u64,
    percent: u64,
    name: String,
    language: Language,
    context: Context,
}

impl Reading {
    pub(super) fn begin(
        file: ChosenFile,
        budget_bytes: u64,
        language: Language,
        context: &Context,
    ) -> Self {
        let told = Rc::new(RefCell::new(VecDeque::new()));
        let mut reading = Self {
            worker: None,
            told: Rc::clone(&told),
            record: None,
            budget_bytes,
            percent: 0,
            name: file.name(),
            language,
            context: context.clone(),
        };
        if file.size() > MAX_FILE as f64 {
            let text = too_large(&reading.name, language);
            reading.tell(&[("text", text.into()), ("isBad", true.into())]);
            return reading;
        }
        let work = object(&[
            ("name", file.name().into()),
            ("file", file.into()),
            ("language", language.locale().into()),
        ]);
        let context = context.clone();
        let started = Worker::start(&work, move |news| {
            told.borrow_mut().push_back(news);
            context.request_repaint();
        });
        match started {
            Ok(worker) => reading.worker = Some(worker),
            Err(why) => reading.tell(&[("failed", why.into())]),
        }
        reading
    }

    /// As the worker would tell it.
    fn tell(&self, fields: &[(&str, JsValue)]) {
        let news = JsValue::from(object(fields));
        self.told.borrow_mut().push_back(news.into());
        self.context.request_repaint();
    }

    pub(super) fn poll(&mut self) -> Option<Told> {
        let began = Instant::now();
        while began.elapsed() < APPENDING_TIME {
            let news = self.told.borrow_mut().pop_front()?;
            if let Some(told) = self.take(&news) {
                return Some(told);
            }
        }
        self.context.request_repaint();
        None
    }

    fn take(&mut self, news: &worker::Told) -> Option<Told> {
        if let Some(percent) = news.percent() {
            self.percent = percent as u64;
        }
        if let (Some(lines), Some(record)) = (news.lines(), &self.record) {
            record.append(entries(&lines.to_vec()));
        }
        if let Some(header) = news.header() {
            let header = header.parse().unwrap_or_else(|_| Header::new(""));
            let record = Record::new(self.budget_bytes);
            self.record = Some(record.clone());
            return Some(Told::Session(Box::new(header), record));
        }
        let (name, language) = (&*self.name, self.language);
        if let Some(why) = news.failed() {
            let failed = Err(files::FileError::Io(std::io::Error::other(why)));
            return Some(Told::Ended(opened(name, language, &failed)));
        }
        let text = news.text()?;
        let ended = match news.is_bad() {
            true => Notice::bad(text),
            false => Notice::good(text),
        };
        Some(Told::Ended(ended))
    }

    pub(super) fn percent(&self) -> u64 {
        self.percent
    }

    pub(super) fn cancel(&mut self) {
        // It says nothing any more.
        self.worker = None;
        self.told.borrow_mut().clear();
        let (name, language) = (&*self.name, self.language);
        let cancelled = opened(name, language, &Err(files::FileError::Cancelled));
        self.tell(&[("text", cancelled.text.into()), ("isBad", true.into())]);
    }
}

fn too_large(name: &str, language: Language) -> String {
    let limit = &size(MAX_FILE);
    Text::FileTooLarge { name, limit }
        .say(language)
        .into_owned()
}

/// In a worker: reads a file, and tells what is in it.
pub(crate) fn read_beside(file: &Blob, name: &str, language: Language, teller: &Teller) {
    let progress = FileProgress::default();
    let size = file.size() as u64;
    let percent = || JsValue::from(progress.percent(size) as f64);
    let tell_percent = || teller.tell(&[("percent", percent())]);
    let mut lines = Lines {
        teller,
        percent: &percent,
        waiting: Vec::new(),
        told: 0,
        is_too_large: false,
    };
    let report = files::read(
        || BlobReader::open(file, tell_percent),
        &progress,
        &mut lines,
    );
    lines.flush();
    let ended = match lines.is_too_large {
        true => Notice::bad(too_large(name, language)),
        false => opened(name, language, &report),
    };
    teller.tell(&[("text", ended.text.into()), ("isBad", ended.is_bad.into())]);
}

/// Tells what is in a file in lines.
struct Lines<'a> {
    teller: &'a Teller,
    percent: &'a dyn Fn() -> JsValue,
    waiting: Vec<u8>,
    /// So many bytes were told.
    told: u64,
    is_too_large: bool,
}

impl Lines<'_> {
    fn flush(&mut self) {
        if !self.waiting.is_empty() {
            self.told += self.waiting.len() as u64;
            let lines = Uint8Array::from(&self.waiting[..]).into();
            self.teller
                .tell(&[("lines", lines), ("percent", (self.percent)())]);
            self.waiting.clear();
        }
    }
}

impl Sink for Lines<'_> {
    fn begin(&mut self, header: Header) {
        self.flush();
        // A header has nothing in it that is no JSON.
        let header = serde_json::to_string(&header).unwrap_or_default();
        self.teller.tell(&[("header", header.into())]);
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        let message = entry.message(Seq::FIRST);
        let written = write_line(&mut self.waiting, &message, None, Some(&entry.unknown));
        if written.is_err() {
            return ControlFlow::Break(());
        }
        if self.waiting.len() >= PIECE {
            self.flush();
        }
        self.is_too_large = self.told > MAX_FILE;
        match self.is_too_large {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}
