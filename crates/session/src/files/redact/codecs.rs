//! What is compressed within a payload: decompressed, and compressed again.

use std::io::{Read, Write as _};

use flate2::{Compression, Decompress, FlushDecompress, Status};
use payload::gzip::Members;

use super::escapes::is_printable;
#[cfg(not(target_arch = "wasm32"))]
use crate::files::zstandard::Frames;

/// How a payload is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Codec {
    /// RFC 1952.
    Gzip,
    /// RFC 1950.
    Zlib,
    /// RFC 1951.
    Deflate,
    /// The same without an end, and without the four bytes that a flush leaves there, as messages are compressed (RFC 7692).
    Message,
    /// RFC 8878.
    Zstd,
}

/// What was compressed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Packed {
    codec: Codec,
    /// How many bytes are before it, as the head of some protocol.
    pub(super) begin: usize,
    pub(super) inner: Vec<u8>,
    /// It breaks off, or something comes after it: it cannot be compressed again.
    pub(super) is_part: bool,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unpacked {
    /// It is not compressed.
    Not,
    /// It is, and has more than may be held, or that can be looked into.
    TooLarge,
    Packed(Packed),
}

/// How many bytes may stand before what is compressed.
const MAX_BEGIN: usize = 64;

/// Decompresses a payload, if it is compressed, up to so many bytes.
pub(super) fn unpack(bytes: &[u8], limit: usize) -> Unpacked {
    for begin in 0..=MAX_BEGIN.min(bytes.len()) {
        let unpacked = unpack_at(bytes, begin, limit);
        if unpacked != Unpacked::Not {
            return unpacked;
        }
    }
    Unpacked::Not
}

fn unpack_at(bytes: &[u8], begin: usize, limit: usize) -> Unpacked {
    let rest = &bytes[begin..];
    let packed = |codec, inner, is_part| {
        Unpacked::Packed(Packed {
            codec,
            begin,
            inner,
            is_part,
        })
    };
    if rest.starts_with(&[0x1f, 0x8b, 8]) {
        let mut inner = Vec::new();
        let decoder = Members::new(rest);
        let read = decoder.take(limit as u64 + 1).read_to_end(&mut inner);
        return match read {
            _ if inner.len() > limit => Unpacked::TooLarge,
            Ok(_) => packed(Codec::Gzip, inner, false),
            // It only begins as if it were.
            Err(_) if inner.is_empty() => Unpacked::Not,
            // It breaks off, and the rest is elsewhere, or something else follows, which is not looked into.
            Err(_) => Unpacked::TooLarge,
        };
    }
    if rest.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return match unzstd(rest, limit) {
            Inflated::Whole(inner) => packed(Codec::Zstd, inner, false),
            Inflated::Open(inner) => packed(Codec::Zstd, inner, true),
            Inflated::TooLarge => Unpacked::TooLarge,
            Inflated::Followed(_) | Inflated::Broken => Unpacked::Not,
        };
    }
    let is_zlib = match rest {
        [first, second, ..] => {
            first & 0xf == 8 && u16::from_be_bytes([*first, *second]).is_multiple_of(31)
        }
        _ => false,
    };
    if is_zlib {
        return match inflate(rest, true, limit) {
            Inflated::TooLarge => Unpacked::TooLarge,
            Inflated::Whole(inner) => packed(Codec::Zlib, inner, false),
            Inflated::Open(inner) if inner.len() > 8 => packed(Codec::Zlib, inner, true),
            // What follows is not looked into.
            Inflated::Followed(inner) if inner.len() > 8 => Unpacked::TooLarge,
            _ => Unpacked::Not,
        };
    }
    // Without a head there is nothing that tells but whether it can be decompressed.
    if begin > 0 || rest.is_empty() || is_printable(rest) {
        return Unpacked::Not;
    }
    match inflate(rest, false, limit) {
        Inflated::Whole(inner) if !inner.is_empty() => packed(Codec::Deflate, inner, false),
        Inflated::Open(inner) if !inner.is_empty() => packed(Codec::Message, inner, false),
        Inflated::TooLarge => Unpacked::TooLarge,
        _ => Unpacked::Not,
    }
}

enum Inflated {
    Whole(Vec<u8>),
    /// It breaks off.
    Open(Vec<u8>),
    /// Something comes after it.
    Followed(Vec<u8>),
    TooLarge,
    Broken,
}

fn inflate(bytes: &[u8], has_head: bool, limit: usize) -> Inflated {
    let mut state = Decompress::new(has_head);
    let mut inner = Vec::with_capacity(bytes.len().saturating_mul(2).min(limit) + 64);
    loop {
        let read = state.total_in() as usize;
        let before = inner.len();
        let status = state.decompress_vec(&bytes[read..], &mut inner, FlushDecompress::Sync);
        if inner.len() > limit {
            return Inflated::TooLarge;
        }
        let is_all = state.total_in() as usize == bytes.len();
        match status {
            Err(_) => return Inflated::Broken,
            Ok(Status::StreamEnd) if is_all => return Inflated::Whole(inner),
            Ok(Status::StreamEnd) => return Inflated::Followed(inner),
            Ok(Status::Ok | Status::BufError) if inner.len() == inner.capacity() => {
                inner.reserve(inner.len().max(64));
            }
            Ok(_) if is_all => return Inflated::Open(inner),
            Ok(_) if state.total_in() as usize == read && inner.len() == before => {
                return Inflated::Broken;
            }
            Ok(_) => {}
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn unzstd(bytes: &[u8], limit: usize) -> Inflated {
    let mut inner = Vec::new();
    let Ok(frames) = Frames::new(bytes) else {
        return Inflated::Broken;
    };
    let read = frames.take(limit as u64 + 1).read_to_end(&mut inner);
    match read {
        _ if inner.len() > limit => Inflated::TooLarge,
        Err(error) if needs_too_much(&error) => Inflated::TooLarge,
        Err(_) if inner.is_empty() => Inflated::Broken,
        Ok(_) => Inflated::Whole(inner),
        Err(_) => Inflated::Open(inner),
    }
}

/// Whether a frame refers back further than is held.
#[cfg(not(target_arch = "wasm32"))]
fn needs_too_much(error: &std::io::Error) -> bool {
    let error = error.get_ref().and_then(|error| error.downcast_ref());
    error.is_some_and(|error| payload::zstandard::too_large_window(error).is_some())
}

/// A page cannot look into it: it is left out, as what is too large to be looked into.
#[cfg(target_arch = "wasm32")]
fn unzstd(_bytes: &[u8], _limit: usize) -> Inflated {
    Inflated::TooLarge
}

#[cfg(not(target_arch = "wasm32"))]
fn zstd(bytes: &[u8]) -> Option<Vec<u8>> {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    Some(compress_to_vec(bytes, CompressionLevel::Fastest))
}

#[cfg(target_arch = "wasm32")]
fn zstd(_bytes: &[u8]) -> Option<Vec<u8>> {
    None
}

fn read_all(mut source: impl Read) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

impl Packed {
    /// The payload with something else before it and in it.
    pub(super) fn repack(&self, bytes: &[u8], before: &[u8], inner: &[u8]) -> Option<Vec<u8>> {
        let level = Compression::default();
        let packed = match self.codec {
            Codec::Gzip => read_all(flate2::read::GzEncoder::new(inner, level))?,
            Codec::Zlib => read_all(flate2::read::ZlibEncoder::new(inner, level))?,
            Codec::Deflate => read_all(flate2::read::DeflateEncoder::new(inner, level))?,
            Codec::Message => {
                let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
                encoder.write_all(inner).ok()?;
                encoder.flush().ok()?;
                let flushed = encoder.get_ref();
                let end: &[u8] = &[0, 0, 0xff, 0xff];
                let has_end = bytes.ends_with(end);
                match flushed.strip_suffix(end).filter(|_| !has_end) {
                    Some(message) => message.to_vec(),
                    None => flushed.clone(),
                }
            }
            Codec::Zstd => zstd(inner)?,
        };
        Some([before, &packed].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"a text that is long enough, a text that is long enough";

    #[test]
    fn what_is_compressed_comes_back_and_is_compressed_again() {
        let all = [
            Codec::Gzip,
            Codec::Zlib,
            Codec::Deflate,
            Codec::Message,
            Codec::Zstd,
        ];
        for (codec, begin) in all
            .into_iter()
            .map(|codec| (codec, 0))
            .chain([(Codec::Gzip, 5), (Codec::Zlib, 4)])
        {
            let model = Packed {
                codec,
                begin,
                inner: Vec::new(),
                is_part: false,
            };
            let bytes = model.repack(&[], &[0xee; 8][..begin], TEXT).unwrap();
            let Unpacked::Packed(packed) = unpack(&bytes, 1000) else {
                panic!("{codec:?}");
            };
            assert_eq!(
                (packed.codec, packed.begin, &packed.inner[..]),
                (codec, begin, TEXT)
            );
            assert!(!packed.is_part, "{codec:?}");
            assert_eq!(
                unpack(&bytes, TEXT.len() - 1),
                Unpacked::TooLarge,
                "{codec:?}"
            );
            let again = packed.repack(&bytes, &bytes[..begin], b"another").unwrap();
            let Unpacked::Packed(packed) = unpack(&again, 1000) else {
                panic!("{codec:?}");
            };
            assert_eq!(packed.inner, b"another", "{codec:?}");
        }
    }

    /// What stands in a later frame is looked into as well.
    #[test]
    fn all_frames_of_zstandard_are_read() {
        // RFC 8878, section 3.1.2.
        let skippable = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 0xff, 0xff];
        let frame = zstd(TEXT).unwrap();
        let check = |bytes: &[u8], expected: Option<(&[u8], bool)>| {
            let expected = expected.map_or(Unpacked::TooLarge, |(inner, is_part)| {
                Unpacked::Packed(Packed {
                    codec: Codec::Zstd,
                    begin: 0,
                    inner: inner.to_vec(),
                    is_part,
                })
            });
            assert_eq!(unpack(bytes, 1000), expected, "{bytes:x?}");
        };
        let twice = [TEXT, TEXT].concat();
        let several = [&frame[..], &skippable, &frame].concat();
        check(&several, Some((&twice, false)));
        check(&[&frame[..], b"behind"].concat(), Some((TEXT, true)));
        // A window of 2 TiB.
        let head = [0x28, 0xb5, 0x2f, 0xfd, 0, (41 - 10) << 3, 1, 0, 0];
        check(&head, None);
        check(&[&frame[..], &head].concat(), None);
    }

    #[test]
    fn what_is_not_compressed_stays_as_it_is() {
        for bytes in [&b""[..], b"hello", b"x\x9chello", b"{\"a\":1}", &[0xff; 40]] {
            assert_eq!(unpack(bytes, 1000), Unpacked::Not, "{bytes:?}");
        }
    }
}
