//! What is wrong with a compressed file, and what of it can still be read.
//!
//! What decompresses hands out nearly all that it has before it tells of a fault, and the fault is an error of its own among those of the system.
//! So a file that was cut off, or changed by a broken disk, is read up to there like one that is not compressed.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use payload::gzip::Followed;

use super::fault::quoted;

/// What is wrong with a compressed file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The file ends before what was compressed does.
    #[error("the compressed data breaks off")]
    CutOff,
    /// It is not as it was written: its form is wrong, or a checksum.
    #[error("the compressed data is damaged ({0})")]
    Corrupt(String),
    /// Something else stands behind it, which is whole.
    #[error("what follows the compressed data is not compressed in the same way")]
    Followed,
    /// What follows refers back further than is allowed (RFC 8878, section 3.1.1.1.2). It is not damaged.
    #[error(
        "decompressing it needs {} MiB of memory for its window, and {} MiB are allowed", .needed.div_ceil(1 << 20), .allowed >> 20
    )]
    TooMuchMemory {
        /// So many bytes.
        needed: u64,
        /// More than so many.
        allowed: u64,
    },
}

impl Damage {
    /// What a decompressor says of a source that could be read.
    pub(super) fn of(error: &io::Error) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = cause {
            // An error of the system has what it was made of, and is not caused by it.
            let made_of = error.downcast_ref().and_then(io::Error::get_ref);
            if let Some(made_of) = made_of
                && made_of.is::<Followed>()
            {
                return Self::Followed;
            }
            if let Some(damage) = Self::of_window(error) {
                return damage;
            }
            let system = error.downcast_ref::<io::Error>();
            if system.is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof) {
                return Self::CutOff;
            }
            cause = error.source();
        }
        Self::Corrupt(quoted(&error.to_string()))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn of_window(error: &(dyn Error + 'static)) -> Option<Self> {
        // An error of the system has what it was made of, and is not caused by it.
        let made_of = error.downcast_ref::<io::Error>()?.get_ref()?;
        let needed = payload::zstandard::too_large_window(made_of.downcast_ref()?)?;
        let allowed = payload::zstandard::MAX_WINDOW;
        Some(Self::TooMuchMemory { needed, allowed })
    }

    /// A page does not decompress Zstandard, and gzip has no window to ask for.
    #[cfg(target_arch = "wasm32")]
    fn of_window(_error: &(dyn Error + 'static)) -> Option<Self> {
        None
    }

    /// What that means for what was read: damage is often noticed only where a checksum follows.
    pub fn consequence(&self) -> &'static str {
        match self {
            Self::CutOff | Self::Followed | Self::TooMuchMemory { .. } => {
                "what precedes that is read"
            }
            Self::Corrupt(_) => "what precedes that is read, and may be wrong",
        }
    }

    /// The one that an error tells of.
    pub(super) fn in_error(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

/// A compressed source, which remembers whether the system could not read it: that says nothing of what is in it.
pub(super) struct Watched<R> {
    source: R,
    has_failed: Rc<Cell<bool>>,
}

impl<R> Watched<R> {
    /// With what says whether it has failed.
    pub(super) fn new(source: R) -> (Self, Rc<Cell<bool>>) {
        let has_failed = Rc::default();
        let watched = Self {
            source,
            has_failed: Rc::clone(&has_failed),
        };
        (watched, has_failed)
    }
}

impl<R: BufRead> BufRead for Watched<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.source.fill_buf() {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.has_failed.set(true);
                Err(error)
            }
            other => other,
        }
    }

    fn consume(&mut self, bytes: usize) {
        self.source.consume(bytes);
    }
}

impl<R: BufRead> Read for Watched<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, out)
    }
}

/// Reads what a source has in its buffer, or fills that with next.
fn read_buffered(source: &mut impl BufRead, out: &mut [u8]) -> io::Result<usize> {
    let count = source.fill_buf()?.read(out)?;
    source.consume(count);
    Ok(count)
}

/// Reads in pieces, so that what precedes a fault is not lost: a decompressor that fails does not say how much it has written.
pub(super) struct Pieces<R> {
    source: R,
    error: Option<io::Error>,
}

/// How much of a gzip file is decompressed at once, in bytes. At most so much before a fault is lost; more would be no faster.
const PIECE: usize = 4096;

impl<R> Pieces<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            error: None,
        }
    }
}

impl<R: Read> Read for Pieces<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let mut count = 0;
        for piece in out.chunks_mut(PIECE) {
            match self.source.read(piece) {
                Ok(read) => {
                    count += read;
                    if read < piece.len() {
                        break;
                    }
                }
                Err(error) if count > 0 => {
                    self.error = Some(error);
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }
}

/// Where it is noted what is wrong with a file.
pub(super) type Found = Rc<RefCell<Option<Damage>>>;

/// A source that ends where it is damaged.
pub(super) struct UpToDamage<R> {
    pub(super) source: R,
    pub(super) found: Found,
    pub(super) is_over: bool,
}

impl<R: BufRead> BufRead for UpToDamage<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.is_over {
            return Ok(&[]);
        }
        match self.source.fill_buf() {
            Err(error) => match Damage::in_error(&error) {
                Some(damage) => {
                    *self.found.borrow_mut() = Some(damage.clone());
                    self.is_over = true;
                    Ok(&[])
                }
                None => Err(error),
            },
            read => read,
        }
    }

    fn consume(&mut self, bytes: usize) {
        if !self.is_over {
            self.source.consume(bytes);
        }
    }
}

impl<R: BufRead> Read for UpToDamage<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, out)
    }
}
