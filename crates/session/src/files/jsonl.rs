//! `*.wscope.jsonl`: a header, then one line for each message and event.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;

use connection::MAX_MESSAGE_BYTES;

use super::fault::LineFault;
use super::fields;
use super::frame_line::{FileFrame, Numbers};
use super::header::{FORMAT, Header, KNOWN};
use super::left_out::LeftOut;
use super::limits::{Limited, TooDeep};
use super::line::{self, LentEntry, LentLine};
use super::sink::{FileError, Report, Sink};

/// A line of at most so many bytes is held whole, which is the fastest way to read it; a longer one is read piece by piece.
const SHORT_LINE: usize = 1 << 20;

/// How much of a longer line is taken at once, in bytes.
const PIECE: usize = 64 * 1024;

/// The longest line that may stay in its file, in bytes: that of the largest message, if all of it is escaped (`\u0000`), with room for what is
/// beside it. It is read back whole.
const MAX_LINE: u64 = 6 * MAX_MESSAGE_BYTES as u64 + 64 * 1024;

/// Tells what is in it.
pub(super) fn read(source: impl BufRead, sink: &mut impl Sink) -> Result<Report, FileError> {
    read_lines(source, SHORT_LINE, sink)
}

fn read_lines(
    source: impl BufRead,
    short: usize,
    sink: &mut impl Sink,
) -> Result<Report, FileError> {
    each(source, short, |told| {
        match told {
            Told::Begin(header) => sink.begin(*header),
            Told::Entry { entry, .. } => return sink.entry(entry.into_owned()),
            Told::Frame { frame, .. } => return sink.frame(*frame),
            Told::Other { .. } => {}
        }
        ControlFlow::Continue(())
    })
}

/// What is told of a file, in order.
pub(super) enum Told<'a> {
    /// It has this header.
    Begin(Box<Header>),
    /// A message or an event, and how many bytes its line takes.
    Entry { entry: LentEntry<'a>, length: u64 },
    /// The same of a frame.
    Frame { frame: Box<FileFrame>, length: u64 },
    /// So many bytes that are neither.
    Other { length: u64 },
}

/// Tells of each line, up to where `tell` ends it.
pub(super) fn each_line(
    source: impl BufRead,
    tell: impl FnMut(Told<'_>) -> ControlFlow<()>,
) -> Result<Report, FileError> {
    each(source, SHORT_LINE, tell)
}

fn each(
    mut source: impl BufRead,
    short: usize,
    mut tell: impl FnMut(Told<'_>) -> ControlFlow<()>,
) -> Result<Report, FileError> {
    let mut report = Report::default();
    let mut numbers = Numbers::default();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = source
            .by_ref()
            .take(short as u64)
            .read_until(b'\n', &mut line)?;
        let is_long = read == short && !line.ends_with(b"\n");
        let (parsed, end) = if is_long {
            long_line(&line, &mut source)?
        } else {
            let end = End {
                has_ended: line.ends_with(b"\n"),
                length: read as u64,
            };
            let text = line.trim_ascii();
            let header = (report.sessions == 0 && !text.is_empty()).then(|| header(text));
            if let Some(Some((header, left_out))) = header.transpose()? {
                report.sessions = 1;
                report.count_left_out(number, left_out);
                tell(Told::Begin(Box::new(header))).is_break();
                (None, end)
            } else {
                ((!text.is_empty()).then(|| parsed_line(text)), end)
            }
        };
        if report.sessions == 0 && parsed.is_some() {
            if is_long && parsed.as_ref().is_some_and(Result::is_err) {
                return Err(FileError::Unknown);
            }
            // What wsc has written has no header.
            report.sessions = 1;
            tell(Told::Begin(Box::new(Header::new("")))).is_break();
        }
        let length = end.length;
        let told = match parsed {
            Some(Ok(LentLine::Entry(mut entry))) => {
                report.entries += 1;
                report.count_left_out(number, std::mem::take(&mut entry.left_out));
                numbers.note(entry.number);
                Told::Entry { entry, length }
            }
            Some(Ok(LentLine::Frame(mut frame))) => {
                report.frames += 1;
                report.count_left_out(number, std::mem::take(&mut frame.left_out));
                let frame = Box::new(frame.placed(&numbers));
                Told::Frame { frame, length }
            }
            None => Told::Other { length },
            Some(Err(fault)) => {
                match fault {
                    LineFault::Cut(_) if !end.has_ended => report.truncated = Some(length),
                    fault => report.count_bad(number, fault),
                }
                Told::Other { length }
            }
        };
        if tell(told).is_break() {
            return Err(FileError::Cancelled);
        }
        if source.fill_buf()?.is_empty() {
            break;
        }
    }
    if report.sessions == 0 {
        return Err(FileError::Empty);
    }
    Ok(report)
}

/// The header that a first line is, and what is not kept of it; `None` if it is a message or an event, though perhaps one that cannot be
/// read.
fn header(first: &[u8]) -> Result<Option<(Header, LeftOut)>, FileError> {
    let (fields, left_out) = match fields::of_line(first, &KNOWN) {
        Ok(read) => read,
        Err(fault) if begins_as_header(first) => return Err(FileError::Header(fault)),
        // What is too deep for this is looked at in another way.
        Err(_) if LentLine::parse(first).is_ok() => return Ok(None),
        Err(_) => return Err(FileError::Unknown),
    };
    match fields.get("format") {
        Some(format) if format == FORMAT => Ok(Some((Header::of(fields)?, left_out))),
        _ if line::is_line(&fields) || LentLine::parse(first).is_ok() => Ok(None),
        _ => Err(FileError::Unknown),
    }
}

/// A line that is not the first.
fn parsed_line(text: &[u8]) -> Result<LentLine<'_>, LineFault> {
    LentLine::parse(text).map_err(|fault| match fault {
        LineFault::Missing(_) if begins_as_header(text) => LineFault::Header,
        fault => fault,
    })
}

/// Whether it is what is left of a header: of one that is written, the format is the first field.
fn begins_as_header(line: &[u8]) -> bool {
    let mut rest = line;
    let parts = ["{", "\"format\"", ":", "\"wscope\""];
    parts.into_iter().all(|part| {
        let found = rest.trim_ascii_start().strip_prefix(part.as_bytes());
        rest = found.unwrap_or_default();
        found.is_some()
    })
}

/// Whether a file that begins so is a session, though perhaps one of another version.
pub(super) fn is_session(begin: &[u8]) -> bool {
    let lines = begin.split_inclusive(|byte| *byte == b'\n');
    let first = lines.map(<[u8]>::trim_ascii).find(|line| !line.is_empty());
    let is_ours = |told| {
        matches!(
            told,
            Ok(_) | Err(FileError::Version(_) | FileError::Header(_))
        )
    };
    first.is_some_and(|line| is_ours(header(line)))
}

/// How a line ended.
struct End {
    /// With its mark: there may be another one.
    has_ended: bool,
    /// In bytes, with the mark.
    length: u64,
}

type ParsedLine = Option<Result<LentLine<'static>, LineFault>>;

/// Reads a line that begins so, and goes on in the source. What is too long in it is not held.
fn long_line(begin: &[u8], source: &mut impl BufRead) -> Result<(ParsedLine, End), FileError> {
    let mut rest = Rest {
        source,
        has_ended: false,
        bytes: 0,
    };
    let pieces = BufReader::with_capacity(PIECE, begin.chain(&mut rest));
    let limited = BufReader::with_capacity(PIECE, Limited::new(pieces));
    let mut parsed = match line::parse_from(limited) {
        Err(error) if error.is_io() => {
            let error = io::Error::from(error);
            let cause = error
                .get_ref()
                .and_then(|cause| cause.downcast_ref::<TooDeep>());
            if cause.is_none() {
                return Err(error.into());
            }
            Err(LineFault::TooDeep)
        }
        Err(error) => Err(error.into()),
        Ok(parsed) => parsed,
    };
    rest.skip()?;
    let end = End {
        has_ended: rest.has_ended,
        length: begin.len() as u64 + rest.bytes,
    };
    if end.length > MAX_LINE && parsed.is_ok() {
        parsed = Err(LineFault::TooLong);
    }
    Ok((Some(parsed), end))
}

/// What is left of a line.
struct Rest<'a, R> {
    source: &'a mut R,
    /// Its end was read.
    has_ended: bool,
    bytes: u64,
}

impl<R: BufRead> Rest<'_, R> {
    /// Leaves the source at the next line.
    fn skip(&mut self) -> io::Result<()> {
        let mut passed = [0; 4096];
        while self.read(&mut passed)? > 0 {}
        Ok(())
    }
}

impl<R: BufRead> Read for Rest<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.has_ended || out.is_empty() {
            return Ok(0);
        }
        let input = self.source.fill_buf()?;
        let line = memchr::memchr(b'\n', input).unwrap_or(input.len());
        let count = line.min(out.len());
        self.has_ended = count == line && line < input.len();
        out[..count].copy_from_slice(&input[..count]);
        self.source.consume(count + usize::from(self.has_ended));
        self.bytes += count as u64 + u64::from(self.has_ended);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileEntry;

    #[derive(Default)]
    struct Collected(Vec<FileEntry>);

    impl Sink for Collected {
        fn begin(&mut self, _header: Header) {}

        fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
            self.0.push(entry);
            ControlFlow::Continue(())
        }
    }

    /// Whatever is held whole, the same is read.
    #[test]
    fn a_line_is_read_piece_by_piece_as_it_is_whole() {
        let header = r#"{"format":"wscope","version":1}"#;
        let deep = format!(
            r#"{{"time":1,"more":{}{}}}"#,
            "[".repeat(2000),
            "]".repeat(2000)
        );
        let lines = [
            r#"{"number":1,"time":7,"direction":"sent","kind":"text","text":"h\u00e9llo \ud83d\ude00"}"#,
            r#"{"number":2,"time":7,"direction":"received","kind":"binary","base64":"AP8=","more":{"a":[1]}}"#,
            "x",
            r#"{"time":7,"kind":"event","event":{"type":"opened","more":1}}"#,
            "",
            r#"{"time":7,"kind":"chat"}"#,
            &deep,
            r#"{"time":7,"direction":"sent","kind":"text","text":"after"}"#,
        ];
        for end in ["", "\n", "\r\n", "\n{\"time\":7,\"dir"] {
            let file = format!("{header}\n{}{end}", lines.join("\n"));
            let read = |short| {
                let mut collected = Collected::default();
                let report = read_lines(file.as_bytes(), short, &mut collected).unwrap();
                (collected.0, report.entries, report.bad, report.truncated)
            };
            let whole = read(SHORT_LINE);
            assert_eq!((whole.1, whole.2), (4, 3), "{end:?}");
            assert_eq!(whole.3.is_some(), end.len() > 2, "{end:?}");
            for short in [40, 60, 80, 100] {
                assert_eq!(read(short), whole, "{short} {end:?}");
            }
        }
    }
}
