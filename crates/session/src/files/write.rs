//! Writing a file in any of the formats of `format`.

use std::io::{self, Write};

use super::format::Kind;
use super::har::HarWriter;
use super::header::Header;
use super::line::{Fields, write_line};
use super::table::TableWriter;
use crate::log::LogMessage;

/// Writes a session into a file.
pub struct FileWriter<W: Write>(Inner<W>);

enum Inner<W: Write> {
    Session(W),
    Har(HarWriter<W>),
    Table(TableWriter<W>),
}

impl<W: Write> FileWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When `out` takes no more.
    pub fn new(kind: Kind, mut out: W, header: Header) -> io::Result<Self> {
        Ok(Self(match kind {
            Kind::Session => {
                serde_json::to_writer(&mut out, &header)?;
                out.write_all(b"\n")?;
                Inner::Session(out)
            }
            Kind::Har => Inner::Har(HarWriter::new(out, header)?),
            Kind::Csv => Inner::Table(TableWriter::new(out)?),
        }))
    }

    /// Writes a message or an event, with the fields that it was read with and that this version does not know.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, message: &LogMessage<'_>, unknown: Option<&Fields>) -> io::Result<()> {
        let number = message.seq.get();
        match &mut self.0 {
            Inner::Session(out) => write_line(out, message, Some(number), unknown),
            Inner::Har(har) => har.write(message),
            Inner::Table(table) => table.write(message, number),
        }
    }

    /// Hands on what has been written so far, where the format can be read without its end.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Inner::Session(out) => out.flush(),
            Inner::Har(_) | Inner::Table(_) => Ok(()),
        }
    }

    /// Ends the file. Returns what was written to, and how many messages and events the format has no place for.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<(W, u64)> {
        let (mut out, left_out) = match self.0 {
            Inner::Session(out) => (out, 0),
            Inner::Har(har) => har.finish()?,
            Inner::Table(table) => (table.finish()?, 0),
        };
        out.flush()?;
        Ok((out, left_out))
    }
}
