//! Zstandard (RFC 8878), within limits.

use std::io::Read;

use ruzstd::decoding::errors::{FrameDecoderError, FrameHeaderError};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// A frame with nothing in it (RFC 8878, section 3.1.1).
const EMPTY_FRAME: [u8; 9] = [0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0];

/// How far a frame may refer back, and so how much memory is held for it, in bytes (RFC 8878, section 3.1.1.1.2): as far as the library
/// allows.
pub const MAX_WINDOW: u64 = 100 << 20;

/// What decompresses frames whose window is at most [`MAX_WINDOW`].
///
/// # Errors
/// The library does not read an empty frame.
pub fn decoder() -> Result<FrameDecoder, FrameDecoderError> {
    let mut decoder = FrameDecoder::new();
    // Of the first frame that a decoder reads, the library (0.8) does not look at the limit.
    decoder.init(EMPTY_FRAME.as_slice())?;
    Ok(decoder)
}

/// Begins to decompress a frame.
///
/// # Errors
/// It is no frame, or its window is larger than [`MAX_WINDOW`].
pub fn frame<R: Read>(source: R) -> Result<StreamingDecoder<R, FrameDecoder>, FrameDecoderError> {
    StreamingDecoder::new_with_decoder(source, decoder()?)
}

/// How large the window of a frame is, in bytes, if that is why it is not decompressed.
pub fn too_large_window(error: &FrameDecoderError) -> Option<u64> {
    match error {
        FrameDecoderError::WindowSizeTooBig { requested } => Some(*requested),
        FrameDecoderError::FrameHeaderError(FrameHeaderError::WindowTooBig { got }) => Some(*got),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_may_not_ask_for_all_memory() {
        let decompressed = |bytes: &[u8]| {
            let mut content = Vec::new();
            let frame = frame(bytes).map_err(|error| format!("{:?}", too_large_window(&error)));
            let read = frame?.read_to_end(&mut content);
            read.map(|_| content).map_err(|error| error.to_string())
        };
        let fastest = ruzstd::encoding::CompressionLevel::Fastest;
        let plain = ruzstd::encoding::compress_to_vec(b"hello".as_slice(), fastest);
        assert_eq!(decompressed(&plain), Ok(b"hello".to_vec()));
        assert_eq!(decompressed(&EMPTY_FRAME), Ok(Vec::new()));
        // A window of 2 to the power of 10 + N, with an empty block: 64 MiB, 128 MiB, 2 GiB, 2 TiB.
        for (power, is_allowed) in [(26, true), (27, false), (31, false), (41, false)] {
            let head = [0x28, 0xb5, 0x2f, 0xfd, 0, (power - 10) << 3, 1, 0, 0];
            let told = decompressed(&head);
            let expected = match is_allowed {
                true => Ok(Vec::new()),
                false => Err(format!("Some({})", 1_u64 << power)),
            };
            assert_eq!(told, expected, "{power}");
        }
    }
}
