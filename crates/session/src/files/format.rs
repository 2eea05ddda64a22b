//! What a file is, by its name, and with what it is compressed, by its name or its content.

use std::io;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::sink::{Decompressed, FileError, Progress};

/// The size of the buffer for a file, in bytes: few system calls a megabyte.
pub(super) const BUFFER: usize = 256 * 1024;

/// What a file is, as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// What is in it.
    pub kind: Kind,
    /// With what it is compressed.
    pub compression: Compression,
}

/// What is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A session, as this program writes it: `.wscope.jsonl`, `.jsonl`.
    Session,
    /// HTTP Archive 1.2, with messages as Chrome writes them: `.har`.
    Har,
    /// A table: `.csv`.
    Csv,
}

/// With what a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Nothing.
    None,
    /// RFC 1952: `.gz`.
    Gzip,
    /// RFC 8878: `.zst`.
    Zstd,
}

impl Format {
    /// What a file is by its name, if that tells.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let (name, compression) = if let Some(name) = name.strip_suffix(".gz") {
            (name, Compression::Gzip)
        } else if let Some(name) = name.strip_suffix(".zst") {
            (name, Compression::Zstd)
        } else {
            (&*name, Compression::None)
        };
        let kinds = [
            (".jsonl", Kind::Session),
            (".har", Kind::Har),
            (".csv", Kind::Csv),
        ];
        let of_name = |(suffix, kind): (&str, Kind)| name.ends_with(suffix).then_some(kind);
        Some(Self {
            kind: kinds.into_iter().find_map(of_name)?,
            compression,
        })
    }
}

/// What a source holds, decompressed if its first bytes say that it is compressed.
pub(super) fn decompressed<'a, R: Read + 'a>(
    source: R,
    progress: &Progress,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    let mut source = BufReader::with_capacity(BUFFER, source);
    let begin = source.fill_buf()?;
    if begin.starts_with(&[0x1f, 0x8b]) {
        return gunzipped(source, progress);
    }
    if begin.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return unzstd(source, progress);
    }
    without_mark(source)
}

/// A byte order mark says nothing in UTF-8, and JSON must not have one (RFC 8259, section 8.1).
/// Passes over one with which a source begins; returns its size in bytes.
pub(super) fn skip_mark(source: &mut impl BufRead) -> io::Result<usize> {
    let mark = "\u{feff}".as_bytes();
    if !source.fill_buf()?.starts_with(mark) {
        return Ok(0);
    }
    source.consume(mark.len());
    Ok(mark.len())
}

fn without_mark<'a>(mut source: impl BufRead + 'a) -> Result<Box<dyn BufRead + 'a>, FileError> {
    skip_mark(&mut source)?;
    Ok(Box::new(source))
}

fn buffered<'a>(
    source: impl Read + 'a,
    progress: &Progress,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    let progress = progress.clone();
    let source = Decompressed { source, progress };
    without_mark(BufReader::with_capacity(BUFFER, source))
}

fn gunzipped<'a>(
    source: impl BufRead + 'a,
    progress: &Progress,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    let source = flate2::bufread::MultiGzDecoder::new(source);
    buffered(source, progress)
}

#[cfg(not(target_arch = "wasm32"))]
fn unzstd<'a>(
    source: impl BufRead + 'a,
    progress: &Progress,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    let source = Frames {
        source: Some(source),
        frame: None,
    };
    buffered(source, progress)
}

/// Frames of Zstandard, one after the other (RFC 8878, section 3).
#[cfg(not(target_arch = "wasm32"))]
struct Frames<R: Read> {
    /// Between two frames.
    source: Option<R>,
    frame: Option<ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>,
}

#[cfg(not(target_arch = "wasm32"))]
impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(mut source) = self.source.take() {
                if source.fill_buf()?.is_empty() {
                    self.source = Some(source);
                    return Ok(0);
                }
                let frame = payload::zstandard::frame(source);
                let broken = |error| io::Error::new(io::ErrorKind::InvalidData, error);
                self.frame = Some(frame.map_err(broken)?);
            }
            let Some(frame) = &mut self.frame else {
                return Ok(0);
            };
            match frame.read(buffer)? {
                0 if !buffer.is_empty() => {
                    let told = frame.decoder.get_checksum_from_data();
                    if told.is_some() && told != frame.decoder.get_calculated_checksum() {
                        let why = "the checksum of a frame does not match";
                        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
                    }
                    self.source = self
                        .frame
                        .take()
                        .map(ruzstd::decoding::StreamingDecoder::into_inner);
                }
                count => return Ok(count),
            }
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn unzstd<'a>(
    _source: impl BufRead + 'a,
    _progress: &Progress,
) -> Result<Box<dyn BufRead + 'a>, FileError> {
    Err(FileError::Zstd)
}
