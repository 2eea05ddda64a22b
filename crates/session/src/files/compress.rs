//! What compresses a file as it is written.

use std::io::{self, Write};

use super::format::Compression;

/// So much becomes a frame of Zstandard of its own, in bytes: frames one after the other are a file too (RFC 8878, section 3).
const ZSTD_FRAME: usize = 4 << 20;

/// Compresses what is written to it.
pub struct Compressor<W: Write>(Inner<W>);

enum Inner<W: Write> {
    Plain(W),
    Gzip(Box<flate2::write::GzEncoder<W>>),
    Zstd { out: W, waiting: Vec<u8> },
}

impl<W: Write> Compressor<W> {
    /// What is compressed goes to `out`.
    pub fn new(compression: Compression, out: W) -> Self {
        Self(match compression {
            Compression::None => Inner::Plain(out),
            Compression::Gzip => {
                let level = flate2::Compression::default();
                Inner::Gzip(Box::new(flate2::write::GzEncoder::new(out, level)))
            }
            Compression::Zstd => Inner::Zstd {
                out,
                waiting: Vec::new(),
            },
        })
    }

    /// Ends it, and returns what was written to.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Inner::Plain(out) => Ok(out),
            Inner::Gzip(encoder) => encoder.finish(),
            Inner::Zstd { mut out, waiting } => {
                write_frame(&mut out, &waiting)?;
                Ok(out)
            }
        }
    }
}

impl<W: Write> Write for Compressor<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Inner::Plain(out) => out.write(bytes),
            Inner::Gzip(encoder) => encoder.write(bytes),
            Inner::Zstd { out, waiting } => {
                waiting.extend_from_slice(bytes);
                if waiting.len() >= ZSTD_FRAME {
                    write_frame(out, waiting)?;
                    waiting.clear();
                }
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Inner::Plain(out) => out.flush(),
            Inner::Gzip(encoder) => encoder.flush(),
            // A frame for each flush would make the file larger than it was.
            Inner::Zstd { out, .. } => out.flush(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn write_frame(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    out.write_all(&compress_to_vec(bytes, CompressionLevel::Fastest))
}

/// A page says so before it comes to this.
#[cfg(target_arch = "wasm32")]
fn write_frame(_out: &mut impl Write, _bytes: &[u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
