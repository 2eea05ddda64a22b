//! Frames of Zstandard, one after the other (RFC 8878, section 3).

use std::io::{self, BufRead, Read};

use payload::gzip::Followed;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The last block of a frame, with nothing in it (RFC 8878, section 3.1.1.2), and any checksum.
const END_OF_FRAME: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

/// What the frames of a source decompress to.
pub(super) struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    /// The head of a frame was read, and not all of it was handed out.
    is_within: bool,
    /// What is wrong with the frame. It is told when what precedes that was handed out.
    fault: Option<io::Error>,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(source: R) -> Result<Self, FrameDecoderError> {
        Ok(Self {
            source,
            decoder: payload::zstandard::decoder()?,
            is_within: false,
            fault: None,
        })
    }

    /// Reads the head of a frame; passes over a skippable one (RFC 8878, section 3.1.2).
    fn begin(&mut self) -> io::Result<()> {
        use FrameDecoderError::ReadFrameHeaderError as Head;
        match self.decoder.reset(&mut self.source) {
            Ok(()) => self.is_within = true,
            Err(Head(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                let mut content = self.source.by_ref().take(length.into());
                if io::copy(&mut content, &mut io::sink())? < length.into() {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            // The first one was found by its number.
            Err(Head(ReadFrameHeaderError::BadMagicNumber(_))) => {
                return Err(io::Error::new(io::ErrorKind::InvalidData, Followed));
            }
            Err(error) => return Err(io::Error::other(error)),
        }
        Ok(())
    }

    /// Hands out more of the frame; nothing is handed out when it is over.
    fn decode(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let decoder = &mut self.decoder;
        while decoder.can_collect() < buffer.len() && !decoder.is_finished() {
            let more = BlockDecodingStrategy::UptoBytes(buffer.len() - decoder.can_collect());
            decoder
                .decode_blocks(&mut self.source, more)
                .map_err(io::Error::other)?;
        }
        decoder.read(buffer)
    }

    /// Ends the frame where it is damaged: what may be referred back to is held until it ends.
    fn end_early(&mut self, error: io::Error) -> io::Result<()> {
        if self.fault.is_some() {
            return Err(error);
        }
        if !self.decoder.is_finished() {
            let all = BlockDecodingStrategy::All;
            if self.decoder.decode_blocks(&END_OF_FRAME[..], all).is_err() {
                return Err(error);
            }
        }
        self.fault = Some(error);
        Ok(())
    }

    /// All of the frame was handed out.
    fn end(&mut self) -> io::Result<()> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let told = self.decoder.get_checksum_from_data();
        if told.is_some() && told != self.decoder.get_calculated_checksum() {
            let why = "the checksum of a frame does not match";
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        self.is_within = false;
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if self.is_within {
                match self.decode(buffer) {
                    Ok(0) => self.end()?,
                    Ok(count) => return Ok(count),
                    Err(error) => self.end_early(error)?,
                }
            } else if self.source.fill_buf()?.is_empty() {
                return Ok(0);
            } else {
                self.begin()?;
            }
        }
    }
}
