//! Files and messages that gzip has compressed (RFC 1952).

use std::error::Error;
use std::fmt;
use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// The first byte of a member.
const BEGIN: u8 = 0x1f;

/// What its members hold, one after the other (section 2.2).
pub struct Members<'a>(Option<GzDecoder<Box<dyn BufRead + 'a>>>);

/// Something else stands behind the last member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed;

impl fmt::Display for Followed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("what follows the compressed data is not compressed in the same way")
    }
}

impl Error for Followed {}

impl<'a> Members<'a> {
    /// Of this source.
    pub fn new(source: impl BufRead + 'a) -> Self {
        Self(Some(GzDecoder::new(Box::new(source))))
    }
}

/// Fails with [`Followed`] within the error where something else stands behind.
impl Read for Members<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let count = member.read(out)?;
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            let Some(mut source) = self.0.take().map(GzDecoder::into_inner) else {
                break;
            };
            let begin = source.fill_buf()?;
            if begin.is_empty() {
                break;
            }
            if begin.first() != Some(&BEGIN) {
                return Err(io::Error::new(io::ErrorKind::InvalidData, Followed));
            }
            self.0 = Some(GzDecoder::new(source));
        }
        Ok(0)
    }
}
