//! Compressed payloads: gzip (RFC 1952), zlib (RFC 1950) and Zstandard (RFC 8878).

use std::io::Read;

use super::super::limits::{MAX_DECOMPRESSED, MAX_DECOMPRESSED_PREVIEW};
use super::super::{Fault, Tree};
use super::encoding::Encoding;
use crate::gzip::Members;

/// How gzip begins (RFC 1952, section 2.3.1): its two bytes, and the only method of compression.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];
/// How a frame of Zstandard begins (RFC 8878, section 3.1.1).
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Which compression bytes begin with.
pub(super) fn detect(bytes: &[u8]) -> Option<Encoding> {
    if bytes.starts_with(GZIP) {
        return Some(Encoding::Gzip);
    }
    if bytes.starts_with(ZSTD) {
        return Some(Encoding::Zstd);
    }
    // RFC 1950, section 2.2: deflate with a window of 32 KiB, no dictionary, and a check of the two bytes.
    let is_zlib = matches!(bytes, [0x78, flags, ..] if flags & 0x20 == 0)
        && u16::from_be_bytes([bytes[0], bytes[1]]).is_multiple_of(31);
    is_zlib.then_some(Encoding::Zlib)
}

/// Whether compressed bytes are what they look like, as far as a row has room for them.
pub(super) fn is_whole(encoding: Encoding, bytes: &[u8]) -> bool {
    let (content, outcome) = decompress(encoding, bytes, MAX_DECOMPRESSED_PREVIEW);
    outcome.is_ok() && !content.is_empty()
}

/// What was compressed.
#[derive(Debug)]
pub(super) struct Decompressed {
    bytes: Vec<u8>,
    /// Why that is not all.
    end: Option<String>,
}

impl Decompressed {
    /// Decompresses bytes, as far as the tree has room for. What is broken further on is shown up to there.
    pub(super) fn read(encoding: Encoding, bytes: &[u8], tree: &mut Tree) -> Result<Self, Fault> {
        // A row and a tree agree on what is refused: what has no beginning.
        let (beginning, outcome) = decompress(encoding, bytes, MAX_DECOMPRESSED_PREVIEW);
        if let Err(error) = outcome {
            return Err(Fault::new(format!("no {}: {error}", encoding.name())));
        }
        let limit = tree.decompressible();
        let (mut bytes, outcome) = match limit > MAX_DECOMPRESSED_PREVIEW {
            true => decompress(encoding, bytes, limit),
            false => (beginning, Ok(())),
        };
        let end = match outcome {
            Err(error) => Some(format!("broken after {} B: {error}", bytes.len())),
            Ok(()) if bytes.len() > limit => {
                bytes.truncate(limit);
                Some(format!(
                    "cut off after {limit} B: a message is decompressed up to {MAX_DECOMPRESSED} B"
                ))
            }
            Ok(()) => None,
        };
        tree.count_decompressed(bytes.len());
        Ok(Self { bytes, end })
    }

    /// Writes it with what it was compressed by.
    pub(super) fn write(&self, tree: &mut Tree, name: Option<&str>, encoding: Encoding) {
        tree.object(name, |tree| {
            tree.string("encoding", encoding.name());
            match &self.end {
                Some(end) => tree.string("incomplete", end),
                None => tree.number("bytes", self.bytes.len()),
            }
            tree.layer(|tree| tree.nested_value("content", &self.bytes));
        });
    }
}

/// Decompresses bytes up to one byte more than a limit, which says whether there is more.
fn decompress(encoding: Encoding, bytes: &[u8], limit: usize) -> (Vec<u8>, Result<(), String>) {
    let most = limit as u64 + 1;
    let mut content = Vec::new();
    let outcome = match encoding {
        Encoding::Gzip => Members::new(bytes).take(most).read_to_end(&mut content),
        #[cfg(not(feature = "zstd"))]
        Encoding::Zstd => return (content, Err("it cannot be decompressed here".to_owned())),
        #[cfg(feature = "zstd")]
        Encoding::Zstd => match crate::zstandard::frame(bytes) {
            Ok(decoder) => decoder.take(most).read_to_end(&mut content),
            Err(error) => return (content, Err(error.to_string())),
        },
        _ => flate2::bufread::ZlibDecoder::new(bytes)
            .take(most)
            .read_to_end(&mut content),
    };
    (
        content,
        outcome.map(drop).map_err(|error| error.to_string()),
    )
}
