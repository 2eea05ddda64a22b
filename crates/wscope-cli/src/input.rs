//! Standard input, a line at a time, on a thread of its own.

use std::io::{self, BufRead as _, BufReader, Read};
use std::mem::size_of;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;
use std::vec;

use crate::limits::{BATCH_BYTES, MAX_LINE_BYTES};

/// Why the input ends before its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    #[error(
        "line {number} of the input is longer than {MAX_LINE_BYTES} bytes, which is the most that is sent; it and what follows was not sent"
    )]
    TooLong { number: u64 },
    #[error(
        "line {number} of the input is not UTF-8, as a text message must be; it and what follows was not sent"
    )]
    NotText { number: u64 },
    #[error("the input cannot be read: {0}")]
    Unreadable(#[from] io::Error),
}

/// What the thread that reads hands over.
enum Part {
    Lines(Vec<String>),
    End(Result<(), InputError>),
}

/// The lines that were read and not taken yet.
pub(crate) struct Input {
    parts: Receiver<Part>,
    lines: vec::IntoIter<String>,
    end: Option<Result<(), InputError>>,
}

impl Input {
    /// Begins to read. `wake` is called when there is something to take.
    pub(crate) fn start(
        source: impl Read + Send + 'static,
        wake: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        // One waits while the next one is read: both sides have something to do.
        let (sender, parts) = sync_channel(1);
        let tell = move |part| {
            let is_received = sender.send(part).is_ok();
            wake();
            is_received
        };
        thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || read(source, tell))?;
        Ok(Self {
            parts,
            lines: Vec::new().into_iter(),
            end: None,
        })
    }

    /// Whether there is a line to take. Never waits.
    pub(crate) fn has_line(&mut self) -> bool {
        while self.lines.as_slice().is_empty() && self.end.is_none() {
            match self.parts.try_recv() {
                Ok(Part::Lines(lines)) => self.lines = lines.into_iter(),
                Ok(Part::End(end)) => self.end = Some(end),
                Err(TryRecvError::Empty) => return false,
                // The thread has said that it ends, unless it could not.
                Err(TryRecvError::Disconnected) => self.end = Some(Ok(())),
            }
        }
        !self.lines.as_slice().is_empty()
    }

    /// The next line, if [`Self::has_line`].
    pub(crate) fn take_line(&mut self) -> Option<String> {
        self.lines.next()
    }

    /// Whether all lines were taken, and no more will come.
    pub(crate) fn is_over(&self) -> bool {
        self.end.is_some()
    }

    /// Why it ended before its end, if it did.
    pub(crate) fn into_error(self) -> Option<InputError> {
        self.end?.err()
    }
}

/// Reads until the end, or until `tell` says that its receiver is gone.
fn read(source: impl Read, mut tell: impl FnMut(Part) -> bool) {
    let mut source = BufReader::with_capacity(BATCH_BYTES, source);
    let mut number = 0;
    loop {
        let mut batch = Vec::new();
        let end = read_batch(&mut source, &mut number, &mut batch);
        if !batch.is_empty() && !tell(Part::Lines(batch)) {
            return;
        }
        if let Some(end) = end {
            tell(Part::End(end));
            return;
        }
    }
}

/// Reads one line, and those that are there already behind it. Says how the input ended, if it did.
fn read_batch(
    source: &mut BufReader<impl Read>,
    number: &mut u64,
    batch: &mut Vec<String>,
) -> Option<Result<(), InputError>> {
    let mut bytes = 0;
    loop {
        *number += 1;
        match read_line(source, *number) {
            Ok(Some(line)) => {
                bytes += line.len() + size_of::<String>();
                batch.push(line);
            }
            Ok(None) => return Some(Ok(())),
            Err(error) => return Some(Err(error)),
        }
        if bytes >= BATCH_BYTES || !source.buffer().contains(&b'\n') {
            return None;
        }
    }
}

/// The next line without its end, `\n` or `\r\n`; the last one may have none. `None` at the end.
fn read_line(source: &mut BufReader<impl Read>, number: u64) -> Result<Option<String>, InputError> {
    // With the longest end of a line, and no more.
    let most = MAX_LINE_BYTES as u64 + 2;
    let mut line = Vec::new();
    source.take(most).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    }
    if line.len() > MAX_LINE_BYTES {
        return Err(InputError::TooLong { number });
    }
    let line = String::from_utf8(line).map_err(|_error| InputError::NotText { number })?;
    Ok(Some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines, and how it ended.
    fn lines(input: &[u8]) -> (Vec<String>, String) {
        let (mut lines, mut end) = (Vec::new(), String::new());
        read(input, |part| {
            match part {
                Part::Lines(more) => lines.extend(more),
                Part::End(Ok(())) => end = "end".to_owned(),
                Part::End(Err(error)) => end = error.to_string(),
            }
            true
        });
        (lines, end)
    }

    #[track_caller]
    fn check(input: &[u8], expected: &[&str], end: &str) {
        let (read, ended) = lines(input);
        assert_eq!(read, expected);
        assert!(ended.starts_with(end), "{ended}");
    }

    #[test]
    fn each_line_is_a_message() {
        check(b"", &[], "end");
        check(b"a", &["a"], "end");
        check(b"a\n", &["a"], "end");
        check(b"a\n\nb\r\n\r\n \n", &["a", "", "b", "", " "], "end");
        check("中文\nb\rc\n".as_bytes(), &["中文", "b\rc"], "end");
        check(b"a\n\xff\nb\n", &["a"], "line 2 of the input is not UTF-8");
    }

    #[test]
    fn a_line_has_a_largest_size() {
        for end in ["", "\n", "\r\n"] {
            let mut input = vec![b'x'; MAX_LINE_BYTES];
            input.extend(end.as_bytes());
            let (read, ended) = lines(&input);
            assert_eq!((read.len(), ended.as_str()), (1, "end"), "{end:?}");
            assert_eq!(read[0].len(), MAX_LINE_BYTES);
        }
        let mut input = b"first\n".to_vec();
        input.extend(vec![b'x'; MAX_LINE_BYTES + 1]);
        input.extend(b"\nlast\n");
        check(&input, &["first"], "line 2 of the input is longer than");
    }

    #[test]
    fn what_is_there_is_handed_over_in_batches() {
        let input = "x\n".repeat(100_000);
        let mut batches = 0;
        read(input.as_bytes(), |part| {
            if let Part::Lines(lines) = part {
                let bytes: usize = lines
                    .iter()
                    .map(|line| line.len() + size_of::<String>())
                    .sum();
                assert!(bytes < BATCH_BYTES + 100);
                batches += 1;
            }
            true
        });
        assert!(batches < 100, "{batches}");
    }

    #[test]
    fn reading_stops_when_the_receiver_is_gone() {
        let mut told = 0;
        read(&b"a\n".repeat(100_000)[..], |_part| {
            told += 1;
            false
        });
        assert_eq!(told, 1);
    }
}
