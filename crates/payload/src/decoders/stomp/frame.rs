//! How frames are written: a command, headers, an empty line, a body and NUL (section "STOMP Frames").

use std::borrow::Cow;

use crate::decoders::Fault;

/// All commands of 1.0 to 1.2 (section "Augmented BNF").
const COMMANDS: [&str; 15] = [
    "SEND",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "BEGIN",
    "COMMIT",
    "ABORT",
    "ACK",
    "NACK",
    "DISCONNECT",
    "CONNECT",
    "STOMP",
    "CONNECTED",
    "MESSAGE",
    "RECEIPT",
    "ERROR",
];
/// So many headers are read. Servers allow fewer (section "Size Limits"), and each is kept while the frame is read.
const MAX_HEADERS: usize = 1000;

/// One frame. Of one whose end has not arrived, what is there.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) command: &'a str,
    /// As they stand in the frame.
    headers: Vec<(&'a str, &'a str)>,
    pub(super) body: &'a [u8],
    /// Whether its end is there.
    pub(super) is_complete: bool,
}

impl<'a> Frame<'a> {
    /// The value of a header; of several with one name, the first (section "Repeated Header Entries").
    pub(super) fn header(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(key, _)| *key == name)?;
        Some(self.without_escapes(value))
    }

    /// All headers in their order.
    pub(super) fn headers(&self) -> impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)> {
        self.headers
            .iter()
            .map(|(name, value)| (self.without_escapes(name), self.without_escapes(value)))
    }

    /// What stands for a text in a header (section "Value Encoding"). A backslash before any other character stays: 1.0 has no
    /// escapes, and a frame does not say which version it is of.
    fn without_escapes(&self, text: &'a str) -> Cow<'a, str> {
        if !text.contains('\\') || matches!(self.command, "CONNECT" | "CONNECTED") {
            return Cow::Borrowed(text);
        }
        let mut plain = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('\\') {
            plain.push_str(&rest[..at]);
            let (character, length) = match rest.as_bytes().get(at + 1) {
                Some(b'r') => ('\r', 2),
                Some(b'n') => ('\n', 2),
                Some(b'c') => (':', 2),
                Some(b'\\') => ('\\', 2),
                _ => ('\\', 1),
            };
            plain.push(character);
            rest = &rest[at + length..];
        }
        plain.push_str(rest);
        Cow::Owned(plain)
    }
}

/// The frames of a message, up to the first fault.
pub(super) struct Frames<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Frames<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn frame(&mut self) -> Result<Frame<'a>, Fault> {
        let start = self.at;
        let command = self.line()?.unwrap_or_else(|| &self.bytes[start..]);
        let command = COMMANDS.into_iter().find(|it| it.as_bytes() == command);
        let mut frame = Frame {
            command: command.ok_or(Fault::at(start, "not a command of STOMP"))?,
            headers: Vec::new(),
            body: &[],
            is_complete: false,
        };
        loop {
            let start = self.at;
            let Some(line) = self.line()? else {
                self.at = self.bytes.len();
                return Ok(frame);
            };
            if line.is_empty() {
                break;
            }
            if frame.headers.len() == MAX_HEADERS {
                let reason = format!("more headers than {MAX_HEADERS}");
                return Err(Fault::at(start, reason));
            }
            let line = str::from_utf8(line);
            let line = line.map_err(|_no_text| Fault::at(start, "a header that is not UTF-8"))?;
            let header = line.split_once(':');
            frame
                .headers
                .push(header.ok_or(Fault::at(start, "a header without a colon"))?);
        }
        self.body(&mut frame)?;
        Ok(frame)
    }

    fn body(&mut self, frame: &mut Frame<'a>) -> Result<(), Fault> {
        let rest = &self.bytes[self.at..];
        let length = match frame.header("content-length") {
            Some(length) => Some(content_length(&length).ok_or(Fault::at(
                self.at,
                format!(
                    "not a valid content-length: {:?}",
                    &length[..length.floor_char_boundary(20)]
                ),
            ))?),
            None => rest.iter().position(|byte| *byte == 0),
        };
        match length.and_then(|length| Some((rest.get(..length)?, rest.get(length)?))) {
            Some((body, 0)) => {
                frame.body = body;
                frame.is_complete = true;
                self.at += body.len() + 1;
            }
            Some((body, _)) => {
                let at = self.at + body.len();
                return Err(Fault::at(at, "no NUL where content-length ends the body"));
            }
            None => {
                frame.body = rest;
                self.at = self.bytes.len();
            }
        }
        Ok(())
    }

    /// The next line without its end; `None` if that is not there.
    fn line(&mut self) -> Result<Option<&'a [u8]>, Fault> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | 0));
        let Some(end) = end else {
            return Ok(None);
        };
        if rest[end] == 0 {
            return Err(Fault::at(
                self.at + end,
                "NUL before the end of the headers",
            ));
        }
        self.at += end + 1;
        // Since 1.2 an end of line may have a carriage return.
        let line = &rest[..end];
        Ok(Some(line.strip_suffix(b"\r").unwrap_or(line)))
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Result<Frame<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.bytes[self.at..];
        let skipped = rest.iter().position(|byte| !matches!(byte, b'\n' | b'\r'));
        // Any number of ends of lines may stand after a frame.
        self.at += skipped?;
        let frame = self.frame();
        if frame.is_err() {
            self.at = self.bytes.len();
        }
        Some(frame)
    }
}

/// How many bytes a body says that it has.
pub(super) fn content_length(value: &str) -> Option<usize> {
    value.trim().parse().ok()
}

/// Whether a frame may begin so: with a command, or with as much of one as is there.
pub(super) fn may_begin_with(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let line = &bytes[..end.unwrap_or(bytes.len())];
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    COMMANDS.iter().any(|command| match end {
        Some(_) => command.as_bytes() == line,
        None => command.as_bytes().starts_with(line),
    })
}
