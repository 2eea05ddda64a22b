//! Writing a whole session, wherever it comes from and wherever it goes.

use std::io::{self, Write};

use super::compress::Compressor;
use super::fields::Fields;
use super::format::Format;
use super::frame_line::FileFrame;
use super::header::Header;
use super::write::FileWriter;
use crate::log::LogMessage;

/// What is done with each message and event: what it is, and what its file had beside it that this version does not know.
pub type TellEntry<'a> = dyn FnMut(&LogMessage<'_>, Option<&Fields>) -> io::Result<()> + 'a;

/// What a session has, one after another.
pub enum ExportItem<'a, 'b> {
    /// A message or an event, and what its file had beside it that this version does not know.
    Entry(&'a LogMessage<'b>, Option<&'a Fields>),
    /// A frame that was recorded.
    Frame(&'a FileFrame),
}

/// What is done with each of them.
pub type TellItem<'a> = dyn FnMut(ExportItem<'_, '_>) -> io::Result<()> + 'a;

/// A session that is to be written. It may be read more than once, and is the same each time.
pub trait ExportSource {
    /// What is told of it as a whole.
    fn header(&self) -> &Header;

    /// Tells each message and event, in order.
    ///
    /// # Errors
    /// When it cannot be read, or what `tell` returned.
    fn each(&self, tell: &mut TellEntry<'_>) -> io::Result<()>;

    /// The same with the frames, each in its place, for a session that has frames.
    ///
    /// # Errors
    /// As [`Self::each`].
    fn each_with_frames(&self, tell: &mut TellItem<'_>) -> io::Result<()> {
        self.each(&mut |message, unknown| tell(ExportItem::Entry(message, unknown)))
    }
}

/// Writes a session. Returns what was written to, and how many messages and events the format has no place for.
///
/// # Errors
/// When it cannot be read or written.
pub fn export<W: Write>(source: &dyn ExportSource, format: Format, out: W) -> io::Result<(W, u64)> {
    let out = Compressor::new(format.compression, out);
    let mut writer = FileWriter::new(format.kind, out, source.header().clone())?;
    source.each_with_frames(&mut |item| match item {
        ExportItem::Entry(message, unknown) => writer.write(message, unknown),
        ExportItem::Frame(frame) => writer.write_frame(frame),
    })?;
    let (compressor, left_out) = writer.finish()?;
    let mut out = compressor.finish()?;
    out.flush()?;
    Ok((out, left_out))
}
