//! What is sent, as it is read from standard input, on a thread of its own.

use std::io::{self, BufRead as _, BufReader, Read};
use std::mem::size_of;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::vec;

use connection::Message;

use crate::limits::{BATCH_BYTES, LATE_INPUT, MAX_LINE_BYTES};
use crate::outgoing::{CommandError, Outgoing, Typed};

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
    #[error("line {number} of the input: {fault}; it and what follows was not sent")]
    Command { number: u64, fault: CommandError },
    #[error("the input cannot be read: {0}")]
    Unreadable(#[from] io::Error),
}

/// What is handed over.
enum Part {
    Batch(Vec<Outgoing>),
    End(Result<(), InputError>),
}

/// How bytes become messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Each line is one, or a command where it may be one.
    Lines { is_binary: bool, has_commands: bool },
    /// Each chunk is one, as it is read.
    Chunks,
}

/// What was read and not taken yet.
pub(crate) struct Input {
    parts: Receiver<Part>,
    batch: vec::IntoIter<Outgoing>,
    end: Option<Result<(), InputError>>,
    /// How many more are taken.
    left: u64,
}

/// Where what is to be sent is put in.
pub(crate) struct Feed {
    sender: SyncSender<Part>,
    wake: Box<dyn Fn() + Send>,
}

impl Feed {
    /// Puts these in; waits while there is no room. Whether somebody still takes them.
    pub(crate) fn put(&self, batch: Vec<Outgoing>) -> bool {
        self.tell(Part::Batch(batch))
    }

    /// There is no more.
    pub(crate) fn end(self, end: Result<(), InputError>) {
        self.tell(Part::End(end));
    }

    fn tell(&self, part: Part) -> bool {
        let is_received = self.sender.send(part).is_ok();
        (self.wake)();
        is_received
    }
}

impl Input {
    /// An empty one, of which at most so much is taken. `wake` is called when there is something to take.
    pub(crate) fn new(most: Option<u64>, wake: impl Fn() + Send + 'static) -> (Self, Feed) {
        // One waits while the next one is read: both sides have something to do.
        let (sender, parts) = sync_channel(1);
        let input = Self {
            parts,
            batch: Vec::new().into_iter(),
            end: None,
            left: most.unwrap_or(u64::MAX),
        };
        let wake = Box::new(wake);
        (input, Feed { sender, wake })
    }

    /// One that is read from `source`, beside.
    pub(crate) fn read(
        source: impl Read + Send + 'static,
        reading: Reading,
        most: Option<u64>,
        wake: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        let (input, feed) = Self::new(most, wake);
        thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || match reading {
                Reading::Lines {
                    is_binary,
                    has_commands,
                } => read_lines(source, feed, |line| {
                    if has_commands {
                        command(line, is_binary)
                    } else {
                        Ok(Outgoing::line(line, is_binary))
                    }
                }),
                Reading::Chunks => read_chunks(source, feed),
            })?;
        Ok(input)
    }

    /// These and no more.
    pub(crate) fn given(texts: Vec<String>, most: Option<u64>) -> Self {
        let (mut input, _feed) = Self::new(most, || {});
        let messages = texts.into_iter().map(|text| Outgoing::line(text, false));
        input.batch = messages.collect::<Vec<_>>().into_iter();
        input.end = Some(Ok(()));
        input
    }

    /// Whether there is something to take that was not read yet when the connection ended: what writes it may just have waited for the
    /// processor.
    pub(crate) fn has_more_soon(&mut self) -> bool {
        if !self.has_more() && self.left > 0 && self.end.is_none() {
            match self.parts.recv_timeout(LATE_INPUT) {
                Ok(Part::Batch(batch)) => self.batch = batch.into_iter(),
                Ok(Part::End(end)) => self.end = Some(end),
                Err(_) => {}
            }
        }
        self.has_more()
    }

    /// Whether there is something to take. Never waits.
    pub(crate) fn has_more(&mut self) -> bool {
        while self.left > 0 && self.batch.as_slice().is_empty() && self.end.is_none() {
            match self.parts.try_recv() {
                Ok(Part::Batch(batch)) => self.batch = batch.into_iter(),
                Ok(Part::End(end)) => self.end = Some(end),
                Err(TryRecvError::Empty) => return false,
                // The thread has said that it ends, unless it could not.
                Err(TryRecvError::Disconnected) => self.end = Some(Ok(())),
            }
        }
        self.left > 0 && !self.batch.as_slice().is_empty()
    }

    /// The next one, if [`Self::has_more`].
    pub(crate) fn take(&mut self) -> Option<Outgoing> {
        let outgoing = self.batch.next()?;
        self.left = self.left.saturating_sub(1);
        Some(outgoing)
    }

    /// Those that come next and are messages, at most so many.
    pub(crate) fn take_messages(&mut self, most: usize) -> Vec<Message> {
        let most = most.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let next = self.batch.as_slice().iter().take(most);
        let is_data = |outgoing: &&Outgoing| {
            matches!(
                outgoing,
                Outgoing::Message(Message::Text(_) | Message::Binary(_))
            )
        };
        let count = next.take_while(is_data).count();
        self.left -= count as u64;
        let taken = self.batch.by_ref().take(count);
        let message = |outgoing| match outgoing {
            Outgoing::Message(message) => Some(message),
            Outgoing::Pong(_) | Outgoing::Close(_) => None,
        };
        taken.filter_map(message).collect()
    }

    /// Whether all was taken, and no more will be.
    pub(crate) fn is_over(&self) -> bool {
        self.left == 0 || (self.end.is_some() && self.batch.as_slice().is_empty())
    }

    /// Why it ended before its end, if it did.
    pub(crate) fn into_error(self) -> Option<InputError> {
        self.end?.err()
    }
}

/// A line that may be a command. In a pipe nobody reads a list of them.
fn command(line: String, is_binary: bool) -> Result<Outgoing, CommandError> {
    match Typed::parse(line, is_binary)? {
        Typed::Send(outgoing) => Ok(outgoing),
        Typed::Help => Err(CommandError::Unknown),
    }
}

/// Reads until the end, or until nobody takes any more.
fn read_lines(
    source: impl Read,
    feed: Feed,
    mut parse: impl FnMut(String) -> Result<Outgoing, CommandError>,
) {
    let mut source = BufReader::with_capacity(BATCH_BYTES, source);
    let mut number = 0;
    loop {
        let mut batch = Vec::new();
        let end = read_batch(&mut source, &mut number, &mut batch, &mut parse);
        if !batch.is_empty() && !feed.put(batch) {
            return;
        }
        if let Some(end) = end {
            return feed.end(end);
        }
    }
}

/// Reads as much as is there, at most [`BATCH_BYTES`], as one message.
fn read_chunks(mut source: impl Read, feed: Feed) {
    let mut buffer = vec![0; BATCH_BYTES];
    loop {
        let chunk = match source.read(&mut buffer) {
            Ok(0) => return feed.end(Ok(())),
            Ok(count) => buffer[..count].to_vec(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return feed.end(Err(error.into())),
        };
        if !feed.put(vec![Outgoing::Message(Message::Binary(chunk))]) {
            return;
        }
    }
}

/// Reads one line, and those that are there already behind it. Says how the input ended, if it did.
fn read_batch(
    source: &mut BufReader<impl Read>,
    number: &mut u64,
    batch: &mut Vec<Outgoing>,
    parse: &mut impl FnMut(String) -> Result<Outgoing, CommandError>,
) -> Option<Result<(), InputError>> {
    let mut bytes = 0;
    loop {
        *number += 1;
        let line = match read_line(source, *number) {
            Ok(Some(line)) => line,
            Ok(None) => return Some(Ok(())),
            Err(error) => return Some(Err(error)),
        };
        bytes += line.len() + size_of::<Outgoing>();
        match parse(line) {
            Ok(outgoing) => batch.push(outgoing),
            Err(fault) => {
                let number = *number;
                return Some(Err(InputError::Command { number, fault }));
            }
        }
        if bytes >= BATCH_BYTES || memchr::memchr(b'\n', source.buffer()).is_none() {
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

    /// What is handed over, batch by batch, and how it ended.
    fn batches(input: &[u8], reading: Reading) -> (Vec<Vec<Outgoing>>, String) {
        let source = io::Cursor::new(input.to_vec());
        let input = Input::read(source, reading, None, || {}).unwrap();
        let (mut batches, mut end) = (Vec::new(), String::new());
        for part in input.parts {
            match part {
                Part::Batch(batch) => batches.push(batch),
                Part::End(Ok(())) => end = "end".to_owned(),
                Part::End(Err(error)) => end = error.to_string(),
            }
        }
        (batches, end)
    }

    const LINES: Reading = Reading::Lines {
        is_binary: false,
        has_commands: false,
    };

    /// The lines, and how it ended.
    fn lines(input: &[u8]) -> (Vec<String>, String) {
        let (batches, end) = batches(input, LINES);
        let text = |outgoing: Outgoing| match outgoing {
            Outgoing::Message(Message::Text(text)) => text,
            other => panic!("{other:?}"),
        };
        (batches.into_iter().flatten().map(text).collect(), end)
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
        let (batches, _) = batches(input.as_bytes(), LINES);
        assert!(batches.len() < 100, "{}", batches.len());
        for batch in batches {
            let size = |outgoing: &Outgoing| match outgoing {
                Outgoing::Message(message) => message.payload().len(),
                other => panic!("{other:?}"),
            };
            let bytes = batch.iter().map(size).sum::<usize>();
            let bytes = bytes + batch.len() * size_of::<Outgoing>();
            assert!(bytes < BATCH_BYTES + 100);
        }
    }

    #[test]
    fn reading_stops_when_nobody_takes_any_more() {
        /// Ends when it is not read.
        struct Endless {
            _dropped: SyncSender<()>,
        }
        impl Read for Endless {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                buffer.fill(b'\n');
                Ok(buffer.len())
            }
        }
        let (_dropped, released) = sync_channel(1);
        let input = Input::read(Endless { _dropped }, LINES, None, || {}).unwrap();
        drop(input);
        assert!(released.recv().is_err(), "the source is dropped");
    }

    #[test]
    fn chunks_are_binary_messages() {
        let (batches, end) = batches(b"a\nb\xff\0", Reading::Chunks);
        let chunk = Outgoing::Message(Message::Binary(b"a\nb\xff\0".to_vec()));
        assert_eq!((batches, end.as_str()), (vec![vec![chunk]], "end"));
    }

    #[test]
    fn commands_are_followed_where_they_may_be_given() {
        let reading = Reading::Lines {
            is_binary: false,
            has_commands: true,
        };
        let (sent, end) = batches(b"a\n//b\n/ping c\n/nonsense\nd\n", reading);
        let text = |text: &str| Outgoing::Message(Message::Text(text.to_owned()));
        let ping = Outgoing::Message(Message::Ping(b"c".to_vec()));
        assert_eq!(sent.concat(), [text("a"), text("/b"), ping]);
        let expected = "line 4 of the input: there is no such command";
        assert!(end.starts_with(expected), "{end}");
    }

    #[test]
    fn no_more_is_taken_than_is_wanted() {
        let texts = || ["a", "b", "c"].map(str::to_owned).to_vec();
        for (most, expected) in [(None, 3), (Some(2), 2), (Some(0), 0), (Some(9), 3)] {
            let mut input = Input::given(texts(), most);
            let mut taken = 0;
            while input.has_more() {
                input.take().unwrap();
                taken += 1;
            }
            assert!(input.is_over());
            assert_eq!(taken, expected);
            let mut together = Input::given(texts(), most);
            assert_eq!(together.take_messages(9).len(), expected);
            assert!(together.is_over());
        }
    }

    #[test]
    fn messages_are_taken_together_up_to_what_is_none() {
        let text = |text: &str| Message::Text(text.to_owned());
        let mut input = Input::given(Vec::new(), None);
        let batch = [
            Outgoing::Message(text("a")),
            Outgoing::Message(text("b")),
            Outgoing::Pong(Vec::new()),
            Outgoing::Message(text("c")),
            Outgoing::Message(Message::Ping(Vec::new())),
        ];
        input.batch = Vec::from(batch).into_iter();
        assert_eq!(input.take_messages(1), [text("a")]);
        assert_eq!(input.take_messages(9), [text("b")]);
        assert_eq!(input.take_messages(9), []);
        assert_eq!(input.take(), Some(Outgoing::Pong(Vec::new())));
        assert_eq!(input.take_messages(9), [text("c")]);
        assert_eq!(input.take_messages(9), []);
        assert!(input.has_more());
    }
}
