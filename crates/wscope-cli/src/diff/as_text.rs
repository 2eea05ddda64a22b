//! Differences as text, much like those of `diff -u`.

use std::fmt::Display;
use std::io::{self, Write};
use std::ops::Range;

use payload::diff::{By, Diff, differing};
use payload::visible::shortened;
use serde_json::Value;
use session::comparison::{
    Changes, ComparedMessage, Comparison, Content, Difference, FieldChanges, MAX_JSON_BYTES,
    Outcome, Side,
};
use session::files::direction_name;

use super::found::Found;
use crate::file_notes::counted;
use crate::limits::SHOWN_CHARACTERS;
use crate::words;

/// So much of what is the same is shown before what differs in two long texts, in bytes.
const CONTEXT: usize = 60;
/// So many fields, lines or rows of bytes of a message are shown.
const MAX_ROWS: usize = 40;

/// Writes them.
pub(super) fn write(out: &mut impl Write, found: &Found, is_coloured: bool) -> io::Result<()> {
    let mut writer = Writer { out, is_coloured };
    let comparison = &found.comparison;
    for path in &found.volatile {
        writer.line(
            Colour::None,
            "",
            format_args!("left out: {}", readable(path)),
        )?;
    }
    if !comparison.is_equal() {
        writer.line(Colour::Bold, "--- ", readable(&found.left))?;
        writer.line(Colour::Bold, "+++ ", readable(&found.right))?;
    }
    for difference in &comparison.differences {
        writer.difference(difference)?;
    }
    writer.line(Colour::None, "", summary(comparison))
}

#[derive(Clone, Copy)]
enum Colour {
    None,
    Bold,
    Red,
    Green,
    Cyan,
}

impl Colour {
    /// The escape sequence that begins it (ECMA-48, section 8.3.117).
    fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Bold => "\x1b[1m",
            Self::Red => "\x1b[31m",
            Self::Green => "\x1b[32m",
            Self::Cyan => "\x1b[36m",
        }
    }
}

struct Writer<'a, W> {
    out: &'a mut W,
    is_coloured: bool,
}

impl<W: Write> Writer<'_, W> {
    fn line(&mut self, colour: Colour, sign: &str, text: impl Display) -> io::Result<()> {
        match colour {
            Colour::None => writeln!(self.out, "{sign}{text}"),
            _ if !self.is_coloured => writeln!(self.out, "{sign}{text}"),
            colour => writeln!(self.out, "{}{sign}{text}\x1b[0m", colour.code()),
        }
    }

    fn removed(&mut self, text: impl Display) -> io::Result<()> {
        self.line(Colour::Red, "- ", text)
    }

    fn added(&mut self, text: impl Display) -> io::Result<()> {
        self.line(Colour::Green, "+ ", text)
    }

    fn head(&mut self, what: impl Display) -> io::Result<()> {
        self.line(Colour::Cyan, "", format_args!("@@ {what} @@"))
    }

    fn difference(&mut self, difference: &Difference) -> io::Result<()> {
        match difference {
            Difference::Connection { left, right } => {
                let number =
                    |side: &Option<(u64, Outcome)>| side.as_ref().map(|(number, _)| *number);
                self.head(format_args!(
                    "connection {}",
                    places(number(left), number(right))
                ))?;
                if let Some((_, outcome)) = left {
                    self.removed(outcome_words(outcome))?;
                }
                if let Some((_, outcome)) = right {
                    self.added(outcome_words(outcome))?;
                }
                Ok(())
            }
            Difference::Changed {
                direction,
                left,
                right,
                changes,
            } => {
                let places = places(Some(left.number), Some(right.number));
                self.head(format_args!(
                    "{}, message {places}",
                    direction_name(*direction)
                ))?;
                if left.is_large_json || right.is_large_json {
                    self.line(Colour::None, "  ", format_args!("({})", large_json()))?;
                }
                match changes {
                    Changes::Fields(fields) => self.fields(fields),
                    // Lines may differ in how they end, which does not show in rows.
                    Changes::Rows(rows) if rows.changes().is_empty() => {
                        self.removed(said(left))?;
                        self.added(said(right))
                    }
                    Changes::Rows(rows) => self.rows(rows),
                }
            }
            Difference::Only {
                side,
                direction,
                message,
            } => {
                let number = |of| Some(message.number).filter(|_| *side == of);
                let places = places(number(Side::Left), number(Side::Right));
                self.head(format_args!(
                    "{}, message {places}",
                    direction_name(*direction)
                ))?;
                match side {
                    Side::Left => self.removed(said(message)),
                    Side::Right => self.added(said(message)),
                }
            }
            Difference::Moved {
                direction,
                left,
                right,
            } => {
                let places = places(Some(left.number), Some(*right));
                let direction = direction_name(*direction);
                self.head(format_args!("{direction}, message {places}, moved"))?;
                self.line(Colour::None, "  ", said(left))
            }
        }
    }

    fn fields(&mut self, fields: &FieldChanges) -> io::Result<()> {
        for change in fields.changes.iter().take(MAX_ROWS) {
            self.line(Colour::None, "  ", readable(&change.path()))?;
            let text = |value: &Option<Value>| value.as_ref().map(Value::to_string);
            self.pair(text(&change.left), text(&change.right))?;
        }
        let more = fields.changes.len().saturating_sub(MAX_ROWS) as u64 + fields.more;
        self.more(more, "field", "fields")
    }

    /// What stands in the same place, or on one side only.
    fn pair(&mut self, left: Option<String>, right: Option<String>) -> io::Result<()> {
        let mut skipped = 0;
        if let (Some(left), Some(right)) = (&left, &right) {
            skipped = beginning(left, right);
        }
        if let Some(left) = left {
            self.removed(shown_from(&left, skipped))?;
        }
        if let Some(right) = right {
            self.added(shown_from(&right, skipped))?;
        }
        Ok(())
    }

    fn rows(&mut self, diff: &Diff) -> io::Result<()> {
        let part = |text: &[u8], range: Range<usize>| {
            let bytes = text.get(range).unwrap_or_default();
            match diff.by() {
                By::Bytes => data_encoding::HEXLOWER.encode(bytes),
                By::Structure | By::Lines => String::from_utf8_lossy(bytes).into_owned(),
            }
        };
        let mut changed = diff.rows().iter().filter(|row| row.is_changed);
        for row in changed.by_ref().take(MAX_ROWS) {
            let left = row.left().map(|range| part(diff.left(), range));
            let right = row.right().map(|range| part(diff.right(), range));
            self.pair(left, right)?;
        }
        self.more(changed.count() as u64, "line", "lines")
    }

    fn more(&mut self, count: u64, one: &str, many: &str) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        self.line(
            Colour::None,
            "  ",
            format_args!("… and {} more", counted(count, one, many)),
        )
    }
}

/// Why the fields of large JSON are not told.
fn large_json() -> String {
    format!(
        "JSON above {} MiB is compared as text, and --mask does not apply to it",
        MAX_JSON_BYTES >> 20
    )
}

/// The number on each side; a dash where it is missing.
fn places(left: Option<u64>, right: Option<u64>) -> String {
    let number = |side: Option<u64>| side.map_or("–".to_owned(), |number| number.to_string());
    format!("{} | {}", number(left), number(right))
}

fn outcome_words(outcome: &Outcome) -> String {
    let mut words = match outcome.is_opened {
        true => "opened".to_owned(),
        false => "not opened".to_owned(),
    };
    match &outcome.subprotocol {
        Some(Some(name)) => words.push_str(&format!(", subprotocol {}", readable(name))),
        Some(None) => words.push_str(", no subprotocol"),
        None => {}
    }
    if let Some(end) = &outcome.end {
        words.push_str(&format!("; {}", readable(&words::ending(end))));
    }
    words
}

fn said(message: &ComparedMessage) -> String {
    match &message.content {
        Content::Json(value) => readable(&value.to_string()),
        Content::Text(text) => readable(text),
        Content::Bytes(bytes) => {
            let begin = bytes.get(..SHOWN_CHARACTERS / 2).unwrap_or(bytes);
            let more = bytes.len() - begin.len();
            let hex = data_encoding::HEXLOWER.encode(begin);
            let kind = session::files::kind_name(message.kind);
            match more {
                0 => format!("{kind} {hex}"),
                more => format!(
                    "{kind} {hex}… and {}",
                    counted(more as u64, "more byte", "more bytes")
                ),
            }
        }
    }
}

/// A text on one line, cut, and without what a terminal obeys.
fn readable(text: &str) -> String {
    shortened(text, SHOWN_CHARACTERS)
}

/// How much at the beginning of two long texts is the same and left out, in bytes.
fn beginning(left: &str, right: &str) -> usize {
    let (differs, _) = differing(left.as_bytes(), right.as_bytes());
    match differs.start.checked_sub(CONTEXT) {
        Some(start) if differs.start > SHOWN_CHARACTERS / 2 => left.floor_char_boundary(start),
        _ => 0,
    }
}

/// A text without so many bytes at its beginning.
fn shown_from(text: &str, skipped: usize) -> String {
    let dots = if skipped == 0 { "" } else { "…" };
    format!("{dots}{}", readable(text.get(skipped..).unwrap_or(text)))
}

fn summary(comparison: &Comparison) -> String {
    let (left, right) = (&comparison.left, &comparison.right);
    let compared = match (left.messages, right.messages) {
        (left, right) if left == right => {
            format!("{} compared", counted(left, "message", "messages"))
        }
        (left, right) => format!(
            "{} and {right} compared",
            counted(left, "message", "messages")
        ),
    };
    let mut text = match comparison.count() {
        0 => format!("no differences; {compared}"),
        count => format!(
            "{}; {compared}",
            counted(count, "difference", "differences")
        ),
    };
    if comparison.untold > 0 {
        text.push_str(&format!("; {} of them not shown", comparison.untold));
    }
    if comparison.untold_ends > 0 {
        let count = counted(comparison.untold_ends, "connection", "connections");
        text.push_str(&format!("; only one file tells how {count} ended"));
    }
    if comparison.unmasked > 0 {
        let count = counted(comparison.unmasked, "message", "messages");
        text.push_str(&format!(
            "; a path of what is left out was not followed in {count}, which have it still: that would take too long, or it is JSON with integers of more than 64 bits or with several members of one name"
        ));
    }
    if comparison.large_json > 0 {
        let count = counted(comparison.large_json, "message", "messages");
        let rule = large_json();
        text.push_str(&format!("; {rule}: {count}"));
    }
    if comparison.is_coarse {
        text.push_str("; the time for comparing was over, so more may be told as changed than is");
    }
    text
}
