//! Large payloads, cut into frames (RFC 6455, section 5.4).

use tokio_tungstenite::tungstenite::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::limits::MAX_ECHO_FRAME_SIZE;

/// The frames of one message of the given kind: all but the last are of the largest size. Nothing
/// is copied. A character of a text may lie across two frames, as section 5.6 allows.
///
/// An empty payload has no frames here: only what is too large for one frame needs cutting.
pub(crate) fn fragments(kind: Data, payload: Bytes) -> impl Iterator<Item = Frame> {
    let mut kind = kind;
    let mut rest = payload;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let piece = rest.split_to(rest.len().min(MAX_ECHO_FRAME_SIZE));
        let frame = Frame::message(piece, OpCode::Data(kind), rest.is_empty());
        kind = Data::Continue;
        Some(frame)
    })
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Data, MAX_ECHO_FRAME_SIZE, OpCode, fragments};

    #[test]
    fn the_first_frame_names_the_kind_and_the_last_is_final() {
        let payload: Vec<u8> = (0..MAX_ECHO_FRAME_SIZE * 2 + 1).map(|i| i as u8).collect();
        let frames: Vec<_> = fragments(Data::Text, Bytes::from(payload.clone())).collect();

        let shape: Vec<_> = frames
            .iter()
            .map(|frame| {
                (
                    frame.header().opcode,
                    frame.header().is_final,
                    frame.payload().len(),
                )
            })
            .collect();
        assert_eq!(
            shape,
            [
                (OpCode::Data(Data::Text), false, MAX_ECHO_FRAME_SIZE),
                (OpCode::Data(Data::Continue), false, MAX_ECHO_FRAME_SIZE),
                (OpCode::Data(Data::Continue), true, 1),
            ]
        );
        let joined: Vec<u8> = frames
            .iter()
            .flat_map(|frame| frame.payload().to_vec())
            .collect();
        assert!(joined == payload);
    }

    #[test]
    fn a_whole_number_of_frames_has_no_empty_one_at_the_end() {
        let payload = Bytes::from(vec![0; MAX_ECHO_FRAME_SIZE * 2]);
        assert_eq!(fragments(Data::Binary, payload).count(), 2);
    }
}
