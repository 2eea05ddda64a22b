//! Looks through the beginning of a session, beside the window: which fields it has, which secrets, and how it reads without them.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use egui::Context;
use message_log::{Direction, Kind, Seq};
use payload::visible::{Line, hex_preview, text_preview};
use session::Reader;
use session::conversation::Choice;
use session::files::redact::{
    Credential, FieldName, Redactor, Rule, Rules, SecretSearch, placeholders,
};
use session::files::{EntryContent, FileEntry, Header, Record};
use web_time::Instant;

use super::choices::Choices;
use crate::IN_BROWSER;
use crate::kit::task::{Task, sleep};

/// The most rows that are looked through before it is saved: some seconds' work. The file is searched as a whole when it is written.
pub(super) const MAX_ROWS: u64 = 50_000;
/// Of what was stopped, so many rows are shown: at once.
const MAX_STOPPED: u64 = 1000;
/// The most bytes of them, for the same reason.
const MAX_BYTES: usize = 64 << 20;
/// The most rows of a preview: more than anybody reads before a click.
const MAX_PREVIEW: usize = 100;
/// How far before its first mark a long row begins, in bytes: so that it can be seen what is replaced.
const CONTEXT: usize = 40;
/// A mark behind this is not in sight, in bytes.
const IN_SIGHT: usize = 80;
/// In a page, the window has its turn after this: two of it fit into a frame.
const SLICE: Duration = Duration::from_millis(8);
/// What takes longer than this tells how far it is.
const LONG: Duration = Duration::from_millis(300);
/// How often that is looked at.
const PROGRESS_TIME: Duration = Duration::from_millis(100);

/// What a session has at one time.
pub struct Source {
    /// Reads its messages and events.
    pub reader: Reader,
    /// Those that are meant.
    pub kept: Range<Seq>,
    /// What is told of it as a whole.
    pub header: Header,
    /// The file that it was read from.
    pub file: Option<Record>,
    /// In which protocol its messages are decoded.
    pub protocol: Choice,
}

/// By what something was known as a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// As a credential.
    Credential(Credential),
    /// By a field that was chosen, or a `JSONPath`.
    Field(String),
    /// By a pattern.
    Pattern(String),
}

/// What was replaced by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// By what it was known.
    pub by: Known,
    /// How many different values.
    pub values: u64,
    /// In how many places.
    pub places: u64,
}

impl Replaced {
    /// What a redactor has replaced by these rules.
    pub fn by(rules: &Rules, redactor: &Redactor) -> Vec<Self> {
        let text = |rule| rules.text(rule).unwrap_or_default().to_owned();
        let values = redactor.findings().values.iter();
        let replaced = values.map(|(rule, values)| Self {
            by: match *rule {
                Rule::Credentials(credential) => Known::Credential(credential),
                Rule::Field(_) => Known::Field(text(*rule)),
                Rule::Pattern(_) | Rule::Values => Known::Pattern(text(*rule)),
            },
            values: *values,
            places: redactor.replaced().get(rule).copied().unwrap_or_default(),
        });
        replaced.collect()
    }
}

/// A row as it will be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) direction: Direction,
    pub(super) kind: Kind,
    /// With what was replaced marked.
    pub(super) line: Line,
    pub(super) is_replaced: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) fields: Vec<FieldName>,
    pub(super) replaced: Vec<Replaced>,
    /// How many rows were looked through.
    pub(super) looked_at: u64,
    /// How many of them go into the file.
    pub(super) kept: u64,
    /// Messages that cannot be searched.
    pub(super) unsearched: u64,
    /// The rules match more than can be replaced.
    pub(super) is_too_much: bool,
    pub(super) first: Vec<Row>,
    pub(super) first_replaced: Vec<Row>,
}

/// What is looked for, and what was found.
pub(super) struct Survey {
    source: Arc<Source>,
    choices: Choices,
    task: Option<Task<Found>>,
    began: Instant,
    progress: Arc<Progress>,
    found: Option<Found>,
}

#[derive(Default)]
struct Progress {
    /// How many rows were looked at, in both passes.
    rows: AtomicU64,
    is_stopped: AtomicBool,
    /// Something else is looked for now, or nothing.
    is_unwanted: AtomicBool,
}

/// Whether it goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stopped {
    No,
    ByPerson,
    Unwanted,
}

impl Progress {
    fn stopped(&self) -> Stopped {
        if self.is_unwanted.load(Ordering::Relaxed) {
            Stopped::Unwanted
        } else if self.is_stopped.load(Ordering::Relaxed) {
            Stopped::ByPerson
        } else {
            Stopped::No
        }
    }

    fn leave(&self) {
        self.is_unwanted.store(true, Ordering::Relaxed);
    }
}

impl Survey {
    pub(super) fn begin(source: Arc<Source>, choices: Choices, context: &Context) -> Self {
        let mut survey = Self {
            source,
            choices: Choices::default(),
            task: None,
            began: Instant::now(),
            progress: Arc::default(),
            found: None,
        };
        survey.look(choices, context);
        survey
    }

    fn look(&mut self, choices: Choices, context: &Context) {
        self.progress.leave();
        self.progress = Arc::default();
        self.began = Instant::now();
        self.choices = choices.clone();
        let (source, progress) = (Arc::clone(&self.source), Arc::clone(&self.progress));
        let work = look(source, choices, progress);
        self.task = Some(Task::spawn("wscope-share", context, work));
    }

    /// Once a frame: takes what was found.
    pub(super) fn poll(&mut self) {
        if let Some(Poll::Ready(found)) = self.task.as_ref().map(Task::poll) {
            self.task = None;
            // Where the system has no thread left nothing is known.
            self.found = Some(found.unwrap_or_default());
        }
    }

    /// After that: looks again where something else is chosen. What is ticked by itself is known after the first look.
    pub(super) fn update(&mut self, choices: Choices, context: &Context) {
        if choices != self.choices && self.found.is_some() {
            self.look(choices, context);
        }
        if self.task.is_some() {
            context.request_repaint_after(PROGRESS_TIME);
        }
    }

    pub(super) fn stop(&mut self) {
        self.progress.is_stopped.store(true, Ordering::Relaxed);
    }

    /// How many rows the session has.
    pub(super) fn rows(&self) -> u64 {
        self.source.kept.end.get() - self.source.kept.start.get()
    }

    /// How far it is, in percent, if it takes long.
    pub(super) fn percent(&self) -> Option<u64> {
        let is_long = self.task.is_some() && self.began.elapsed() >= LONG;
        let all = 2 * self.rows().clamp(1, MAX_ROWS);
        let rows = self.progress.rows.load(Ordering::Relaxed);
        is_long.then(|| (rows * 100 / all).min(100))
    }

    pub(super) fn found(&self) -> Option<&Found> {
        self.found.as_ref()
    }

    /// Whether what was found is what is chosen.
    pub(super) fn is_current(&self) -> bool {
        self.found.is_some() && self.task.is_none()
    }

    pub(super) fn fields(&self) -> &[FieldName] {
        self.found.as_ref().map_or(&[], |found| &found.fields)
    }
}

impl Drop for Survey {
    fn drop(&mut self) {
        self.progress.leave();
    }
}

async fn look(source: Arc<Source>, choices: Choices, progress: Arc<Progress>) -> Found {
    let rules = choices.rules();
    let mut search = SecretSearch::new(rules.clone())
        .decoding(source.protocol)
        .counting_fields();
    search.header(&source.header);
    let is_over = |_| progress.stopped() != Stopped::No;
    let looked_at = walk(&source, &progress, is_over, |entry| search.entry(&entry)).await;
    let mut found = Found {
        fields: search.fields(),
        looked_at,
        ..Found::default()
    };
    let Ok(mut redactor) = search.into_redactor() else {
        found.is_too_much = true;
        return found;
    };
    found.unsearched = redactor.findings().unsearched;
    redactor.header(source.header.clone());
    // What is stopped shows what was found until then.
    let is_over = |rows| match progress.stopped() {
        Stopped::No => rows == looked_at,
        Stopped::ByPerson => rows == looked_at.min(MAX_STOPPED),
        Stopped::Unwanted => true,
    };
    walk(&source, &progress, is_over, |entry| {
        if choices.keep.takes(&entry) {
            found.kept += 1;
            found.preview(&mut redactor, choices.keep.part_of(entry));
        }
    })
    .await;
    found.replaced = Replaced::by(&rules, &redactor);
    found
}

impl Found {
    fn preview(&mut self, redactor: &mut Redactor, entry: FileEntry) {
        let count = |redactor: &Redactor| redactor.replaced().values().sum::<u64>();
        let before = count(redactor);
        let written = redactor.entry(entry);
        let is_replaced = count(redactor) > before;
        let is_first = self.first.len() < MAX_PREVIEW;
        let is_shown = is_replaced && self.first_replaced.len() < MAX_PREVIEW;
        if !is_first && !is_shown {
            return;
        }
        let row = Row::of(&written, is_replaced);
        if is_shown {
            self.first_replaced.push(row.clone());
        }
        if is_first {
            self.first.push(row);
        }
    }
}

impl Row {
    fn of(entry: &FileEntry, is_replaced: bool) -> Self {
        let (direction, kind, line) = match &entry.content {
            EntryContent::Message {
                direction,
                kind,
                payload,
            } => (*direction, *kind, line(payload, *kind)),
            EntryContent::Event(event) => {
                let written = serde_json::to_vec(event).unwrap_or_default();
                (Direction::Local, Kind::Event, line(&written, Kind::Event))
            }
        };
        Self {
            direction,
            kind,
            line,
            is_replaced,
        }
    }
}

/// A payload on one line. What is long begins shortly before what was replaced in it.
fn line(payload: &[u8], kind: Kind) -> Line {
    let places = placeholders(payload);
    if kind == Kind::Binary && places.is_empty() && std::str::from_utf8(payload).is_err() {
        return hex_preview(payload, &[]);
    }
    let first = places.first().map_or(0, |place| place.start);
    let mut begin = 0;
    if first > IN_SIGHT {
        begin = first - CONTEXT;
        // A character is not cut.
        while payload.get(begin).is_some_and(|byte| byte & 0xc0 == 0x80) {
            begin += 1;
        }
    }
    let marks: Vec<_> = places
        .into_iter()
        .map(|place| place.start - begin..place.end - begin)
        .collect();
    let mut line = text_preview(&payload[begin..], &marks);
    if begin > 0 {
        line.prepend("… ");
    }
    line
}

/// Tells the first messages and events, in order, until `is_over` of how many were told; returns that.
async fn walk(
    source: &Source,
    progress: &Progress,
    is_over: impl Fn(u64) -> bool,
    mut tell: impl FnMut(FileEntry),
) -> u64 {
    let (mut rows, mut bytes) = (0, 0);
    let mut next = source.kept.start;
    let mut turn = Instant::now();
    while next < source.kept.end {
        let Some(page) = source.reader.page_from(next) else {
            break;
        };
        for message in page.messages_from(next) {
            let is_enough = rows == MAX_ROWS || bytes > MAX_BYTES;
            if is_enough || message.seq >= source.kept.end || is_over(rows) {
                return rows;
            }
            let file = source.file.as_ref();
            let unknown = file.and_then(|file| file.unknown_fields(message.seq));
            bytes += message.payload.len();
            rows += 1;
            tell(FileEntry::of(&message, unknown.as_ref()));
            progress.rows.fetch_add(1, Ordering::Relaxed);
            if IN_BROWSER && turn.elapsed() > SLICE {
                sleep(Duration::ZERO).await;
                turn = Instant::now();
            }
        }
        next = page.seqs().end;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_what_is_replaced_in_it() {
        #[track_caller]
        fn check(payload: &[u8], kind: Kind, shown: &str, marked: &[&str]) {
            let line = line(payload, kind);
            assert!(line.text.starts_with(shown), "{line:?}");
            let marks = line.marks.iter().map(|mark| &line.text[mark.clone()]);
            let marks: Vec<_> = marks.collect();
            assert_eq!(marks, marked);
        }
        check(b"hello", Kind::Text, "hello", &[]);
        check(
            b"a [secret 1] b [secret 2]",
            Kind::Text,
            "a [secret 1] b",
            &["[secret 1]", "[secret 2]"],
        );
        // Far behind, the row begins before it, and no character is cut.
        let far = format!("{}é{} [secret 1]", "x".repeat(200), "y".repeat(38));
        check(far.as_bytes(), Kind::Text, "… y", &["[secret 1]"]);
        check(b"\x00\xff", Kind::Binary, "00 ff", &[]);
        check(b"[left out: 3 bytes]", Kind::Binary, "[left out", &[]);
        check(
            b"\xff[secret 1]",
            Kind::Binary,
            "\u{fffd}[",
            &["[secret 1]"],
        );
    }
}
