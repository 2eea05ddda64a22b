//! `*.wscope.jsonl`: a header, then one line for each message and event.

use std::io::{BufRead, Read as _};
use std::ops::ControlFlow;

use connection::MAX_MESSAGE_BYTES;

use super::header::{FORMAT, Header, VERSION};
use super::line::{self, LineFault};
use super::sink::{FileError, Report, Sink};

/// The longest line that is read, in bytes: that of the largest message, if all of it is escaped (`\u0000`), with room for what is
/// beside it.
const MAX_LINE: usize = 6 * MAX_MESSAGE_BYTES + 64 * 1024;

/// Tells what is in it.
pub(super) fn read(source: impl BufRead, sink: &mut impl Sink) -> Result<Report, FileError> {
    each_line(source, |told| match told {
        Told::Begin(header) => {
            sink.begin(*header);
            Ok(ControlFlow::Continue(()))
        }
        Told::Line { text, .. } => Ok(sink.entry(line::parse(text)?)),
        Told::Other { .. } => Ok(ControlFlow::Continue(())),
    })
}

/// What is told of a file, in order.
pub(super) enum Told<'a> {
    /// It has this header.
    Begin(Box<Header>),
    /// A line that should be a message or an event, without what is around it, and how many bytes it takes with that.
    Line { text: &'a [u8], length: u64 },
    /// So many bytes that are neither.
    Other { length: u64 },
}

/// Tells of each line, up to where `tell` ends it.
pub(super) fn each_line(
    mut source: impl BufRead,
    mut tell: impl FnMut(Told<'_>) -> Result<ControlFlow<()>, LineFault>,
) -> Result<Report, FileError> {
    let mut report = Report::default();
    let mut line = Vec::new();
    for number in 1.. {
        let (end, length) = next_line(&mut source, &mut line)?;
        let text = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&line);
        let text = text.trim_ascii();
        let is_other = text.is_empty() || end == End::TooLong;
        if report.sessions == 0 && !text.is_empty() {
            report.sessions = 1;
            let (header, is_line) = begin(text)?;
            // It refuses nothing.
            tell(Told::Begin(Box::new(header))).ok();
            if is_line {
                tell(Told::Other { length }).ok();
                continue;
            }
        }
        let told = if is_other {
            Told::Other { length }
        } else {
            Told::Line { text, length }
        };
        match tell(told) {
            Ok(ControlFlow::Break(())) => return Err(FileError::Cancelled),
            Ok(ControlFlow::Continue(())) if is_other && end == End::TooLong => {
                report.count_bad(number, "the line is too long");
            }
            Ok(ControlFlow::Continue(())) => report.entries += u64::from(!is_other),
            Err(LineFault::Json(error)) if end == End::OfFile && error.is_eof() => {
                report.truncated = Some(text.len() as u64);
            }
            Err(fault) => report.count_bad(number, fault),
        }
        if end == End::OfFile {
            break;
        }
    }
    if report.sessions == 0 {
        return Err(FileError::Empty);
    }
    Ok(report)
}

/// The header with which a file begins, and whether the first line is that. What `wsc` has written has none.
fn begin(first: &[u8]) -> Result<(Header, bool), FileError> {
    match serde_json::from_slice::<Header>(first) {
        Ok(header) if header.format != FORMAT => Err(FileError::Unknown),
        Ok(header) if header.version != VERSION => Err(FileError::Version(header.version)),
        Ok(header) => Ok((header, true)),
        Err(_) if line::parse(first).is_ok() => Ok((Header::new(""), false)),
        Err(_) => Err(FileError::Unknown),
    }
}

/// How a line ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    OfLine,
    OfFile,
    /// It is over the limit, and was left out.
    TooLong,
}

/// Reads up to the end of the line, and says how many bytes that were.
fn next_line(source: &mut impl BufRead, line: &mut Vec<u8>) -> Result<(End, u64), FileError> {
    line.clear();
    let count = source.take(MAX_LINE as u64).read_until(b'\n', line)?;
    if line.ends_with(b"\n") {
        return Ok((End::OfLine, count as u64));
    }
    if count < MAX_LINE {
        return Ok((End::OfFile, count as u64));
    }
    // So that there is something to count.
    line.truncate(1);
    line.shrink_to_fit();
    let skipped = source.skip_until(b'\n')?;
    let end = match skipped {
        0 => End::OfFile,
        _ => End::TooLong,
    };
    Ok((end, (count + skipped) as u64))
}
