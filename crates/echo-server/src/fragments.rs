//! Large payloads, cut into frames (RFC 6455, section 5.4).

use tokio_tungstenite::tungstenite::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use futures_util::{Sink, SinkExt as _};
use tokio::task::consume_budget;
use tokio_tungstenite::tungstenite::{Error, Message};

/// Feeds a message, in frames of at most so many bytes. The frames may be many, so others on this thread have their turn
/// meanwhile.
pub(crate) async fn feed(
    socket: &mut (impl Sink<Message, Error = Error> + Unpin),
    message: Message,
    max_frame_size: usize,
) -> Result<(), Error> {
    if message.len() <= max_frame_size {
        return socket.feed(message).await;
    }
    let kind = if message.is_text() {
        Data::Text
    } else {
        Data::Binary
    };
    for frame in fragments(kind, message.into_data(), max_frame_size) {
        consume_budget().await;
        socket.feed(Message::Frame(frame)).await?;
    }
    Ok(())
}

/// The frames of one message of the given kind: all but the last are of the largest size. Nothing
/// is copied. A character of a text may lie across two frames, as section 5.6 allows.
///
/// An empty payload has no frames here: only what is too large for one frame needs cutting.
fn fragments(kind: Data, payload: Bytes, max_frame_size: usize) -> impl Iterator<Item = Frame> {
    let mut kind = kind;
    let mut rest = payload;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let piece = rest.split_to(rest.len().min(max_frame_size));
        let frame = Frame::message(piece, OpCode::Data(kind), rest.is_empty());
        kind = Data::Continue;
        Some(frame)
    })
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Data, OpCode, fragments};
    use crate::limits::MAX_ECHO_FRAME_SIZE;

    #[test]
    fn the_first_frame_names_the_kind_and_the_last_is_final() {
        let payload: Vec<u8> = (0..MAX_ECHO_FRAME_SIZE * 2 + 1).map(|i| i as u8).collect();
        let frames: Vec<_> = fragments(
            Data::Text,
            Bytes::from(payload.clone()),
            MAX_ECHO_FRAME_SIZE,
        )
        .collect();

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
        assert_eq!(
            fragments(Data::Binary, payload, MAX_ECHO_FRAME_SIZE).count(),
            2
        );
    }
}
