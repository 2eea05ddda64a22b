//! Writing a file in any of the formats of `format`.

use std::io::{self, Write};

use super::decoded::{Decoded, write_decoded_line};
use super::fields::Fields;
use super::format::Kind;
use super::frame_line::FileFrame;
use super::har::HarWriter;
use super::header::Header;
use super::line::LineWriter;
use super::table::TableWriter;
use crate::log::LogMessage;

/// Writes a session into a file.
pub struct FileWriter<W: Write> {
    inner: Inner<W>,
    /// The number of the message or event that was written last.
    last: Option<u64>,
    /// Frames for which the format has no place.
    frames_left_out: u64,
}

enum Inner<W: Write> {
    Session(W, LineWriter),
    Har(HarWriter<W>),
    Table(TableWriter<W>),
}

impl<W: Write> FileWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When `out` takes no more.
    pub fn new(kind: Kind, out: W, header: Header) -> io::Result<Self> {
        Self::begin(kind, out, header, false)
    }

    /// Begins a file that has what messages say in their protocol beside them. A HAR has no place for that.
    ///
    /// # Errors
    /// When `out` takes no more.
    pub fn new_decoded(kind: Kind, out: W, header: Header) -> io::Result<Self> {
        Self::begin(kind, out, header, true)
    }

    fn begin(kind: Kind, mut out: W, header: Header, is_decoded: bool) -> io::Result<Self> {
        let inner = match kind {
            Kind::Session => {
                serde_json::to_writer(&mut out, &header)?;
                out.write_all(b"\n")?;
                Inner::Session(out, LineWriter::default())
            }
            Kind::Har => Inner::Har(HarWriter::new(out, header)?),
            Kind::Csv => Inner::Table(TableWriter::new(out, is_decoded)?),
        };
        Ok(Self {
            inner,
            last: None,
            frames_left_out: 0,
        })
    }

    /// Writes a message or an event, with the fields that it was read with and that this version does not know.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, message: &LogMessage<'_>, unknown: Option<&Fields>) -> io::Result<()> {
        self.write_decoded(message, unknown, None)
    }

    /// The same, with what the message says in its protocol.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_decoded(
        &mut self,
        message: &LogMessage<'_>,
        unknown: Option<&Fields>,
        decoded: Option<&Decoded>,
    ) -> io::Result<()> {
        let number = message.seq.get();
        self.last = Some(number);
        match &mut self.inner {
            Inner::Session(out, _) if decoded.is_some() => {
                write_decoded_line(out, message, Some(number), unknown, decoded)
            }
            Inner::Session(out, lines) => lines.write(out, message, Some(number), unknown),
            Inner::Har(har) => har.write(message),
            Inner::Table(table) => table.write(message, number, decoded),
        }
    }

    /// Writes a frame, behind the messages and events that were written so far.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_frame(&mut self, frame: &FileFrame) -> io::Result<()> {
        match &mut self.inner {
            Inner::Session(out, _) => frame.write(out, self.last),
            Inner::Har(_) | Inner::Table(_) => {
                self.frames_left_out += 1;
                Ok(())
            }
        }
    }

    /// Hands on what has been written so far, where the format can be read without its end.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.inner {
            Inner::Session(out, _) => out.flush(),
            Inner::Har(_) | Inner::Table(_) => Ok(()),
        }
    }

    /// Ends the file. Returns what was written to, and how many messages, events and frames the format has no place for.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<(W, u64)> {
        let (mut out, left_out) = match self.inner {
            Inner::Session(out, _) => (out, 0),
            Inner::Har(har) => har.finish()?,
            Inner::Table(table) => (table.finish()?, 0),
        };
        out.flush()?;
        Ok((out, left_out + self.frames_left_out))
    }
}
