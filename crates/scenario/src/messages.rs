//! Messages over a stream and a sink of them: how they are read and written.

use std::future::poll_fn;
use std::task::{Context, Poll};

use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::task::consume_budget;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

/// A WebSocket after its handshake: messages come out of it and go into it.
///
/// It answers pings (RFC 6455, section 5.5.2) and close frames by itself, but such an answer is only on its way after a
/// flush.
pub trait MessageStream:
    Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error>
{
}

impl<S> MessageStream for S where
    S: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error>
{
}

/// The next message. What has been fed is flushed when there is none yet, and only then: this is
/// what makes one write out of the answers to a burst.
///
/// Reading goes on while a flush is under way; it is the next answer that has to wait.
pub async fn next_message(
    socket: &mut (impl MessageStream + Unpin),
) -> Option<Result<Message, Error>> {
    poll_fn(|context| match socket.poll_next_unpin(context) {
        Poll::Pending => poll_flush_error(socket, context).map(|error| Some(Err(error))),
        ready @ Poll::Ready(_) => ready,
    })
    .await
}

/// Flushes, and is ready only with an error: to have flushed is nothing to wake up for.
fn poll_flush_error(
    socket: &mut (impl MessageStream + Unpin),
    context: &mut Context<'_>,
) -> Poll<Error> {
    match socket.poll_flush_unpin(context) {
        Poll::Ready(Err(error)) => Poll::Ready(error),
        Poll::Ready(Ok(())) | Poll::Pending => Poll::Pending,
    }
}

/// Feeds a message, in frames of at most so many bytes. The frames may be many, so others on this thread have their turn
/// meanwhile.
///
/// # Errors
/// Those of the sink.
pub async fn feed(
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

    const MAX_FRAME_SIZE: usize = 1 << 20;

    #[test]
    fn the_first_frame_names_the_kind_and_the_last_is_final() {
        let payload: Vec<u8> = (0..MAX_FRAME_SIZE * 2 + 1).map(|i| i as u8).collect();
        let frames: Vec<_> =
            fragments(Data::Text, Bytes::from(payload.clone()), MAX_FRAME_SIZE).collect();

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
                (OpCode::Data(Data::Text), false, MAX_FRAME_SIZE),
                (OpCode::Data(Data::Continue), false, MAX_FRAME_SIZE),
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
        let payload = Bytes::from(vec![0; MAX_FRAME_SIZE * 2]);
        assert_eq!(fragments(Data::Binary, payload, MAX_FRAME_SIZE).count(), 2);
    }
}
