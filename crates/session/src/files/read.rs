//! Reading a file in any of the formats of `format`.

use std::io::{self, BufRead, Read};
use std::rc::Rc;

use super::damage::{Damage, Found, UpToDamage};
use super::fault::LineFault;
use super::har;
use super::jsonl;
use super::sink::{FileError, Progress, Report, Sink};

/// How many bytes of a file tell what it is.
const PEEKED: usize = 512;

/// Tells `sink` what is in a file. What it is, is told by its content. `open` opens it from its beginning: a HAR is read twice,
/// since it may tell of a socket only after its messages.
///
/// # Errors
/// Why it cannot be read. What was told until then stays told.
pub fn read<R: Read>(
    open: impl Fn() -> io::Result<R>,
    progress: &Progress,
    sink: &mut impl Sink,
) -> Result<Report, FileError> {
    // One reader for all of them: what is read has many types, and each would be code of its own.
    let sink: &mut &mut dyn Sink = &mut (sink as _);
    let found = Found::default();
    let decompressed = || {
        Ok(UpToDamage {
            source: super::format::decompressed(progress.counting(open()?), progress)?,
            found: Rc::clone(&found),
            is_over: false,
        })
    };
    let mut source = decompressed()?;
    let has_line = source.fill_buf()?.contains(&b'\n');
    let report = match kind_of(&mut source) {
        Ok(FileKind::Har) => {
            progress.add_pass();
            har::read(source, decompressed, sink)
        }
        Ok(FileKind::Lines) => jsonl::read(source, sink),
        Err(error) => Err(error),
    };
    match found.take() {
        Some(damage) => damaged(damage, has_line, report),
        None => report,
    }
}

/// What came of a file that is read up to where it is damaged, and which has a whole line before that or not.
fn damaged(
    damage: Damage,
    has_line: bool,
    report: Result<Report, FileError>,
) -> Result<Report, FileError> {
    match report {
        Ok(report) => Ok(Report {
            // A line that is wrong where a checksum is wrong was perhaps not cut.
            truncated: report.truncated.filter(|_| damage == Damage::CutOff),
            damage: Some(damage),
            // It ends where the damage begins.
            cut_har: None,
            ..report
        }),
        // It is cut where the damage begins.
        Err(FileError::Empty | FileError::Header(LineFault::Cut(_)) | FileError::Har(_)) => {
            Err(FileError::Damaged(damage))
        }
        Err(FileError::Unknown) if !has_line => Err(FileError::Damaged(damage)),
        Err(error) => Err(error),
    }
}

/// How many bytes of a file tell whether it is a session: a header, or a line of most messages.
const FIRST_LINE: u64 = 64 * 1024;

/// Whether what is in a file that begins so is a session or a HAR, as far as its beginning tells.
pub fn is_session(source: impl Read) -> bool {
    let progress = Progress::default();
    let Ok(mut source) = super::format::decompressed(source.take(FIRST_LINE), &progress) else {
        return false;
    };
    match kind_of(&mut source) {
        Ok(FileKind::Har) => true,
        Ok(FileKind::Lines) => {
            let mut begin = Vec::new();
            // What is compressed breaks off here; what came until then tells.
            source.take(FIRST_LINE).read_to_end(&mut begin).ok();
            jsonl::is_session(&begin)
        }
        Err(_) => false,
    }
}

/// What a file is, as its content tells.
pub(super) enum FileKind {
    Lines,
    Har,
}

/// What a file that is not compressed is.
pub(super) fn kind_of(source: &mut impl BufRead) -> Result<FileKind, FileError> {
    let text = source.fill_buf()?;
    let text = &text[..text.len().min(PEEKED)];
    let text = text.trim_ascii_start();
    let Some(rest) = text.strip_prefix(b"{") else {
        return Err(if text.is_empty() {
            FileError::Empty
        } else {
            FileError::Unknown
        });
    };
    let rest = rest.trim_ascii_start();
    Ok(if rest.starts_with(b"\"log\"") {
        FileKind::Har
    } else {
        FileKind::Lines
    })
}
