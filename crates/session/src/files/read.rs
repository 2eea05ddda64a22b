//! Reading a file in any of the formats of `format`.

use std::io::{self, BufRead, Read};

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
    let decompressed = || super::format::decompressed(progress.counting(open()?), progress);
    let mut source = decompressed()?;
    match kind_of(&mut source)? {
        FileKind::Har => {
            progress.add_pass();
            har::read(source, decompressed, sink)
        }
        FileKind::Lines => jsonl::read(source, sink),
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
