//! Messages over a stream and a sink of them: how they are read and written.

use std::future::poll_fn;
use std::task::{Context, Poll};

use futures_util::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::task::consume_budget;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, FrameHeader};
use tokio_tungstenite::tungstenite::{Error, Message};

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
    for frame in fragments(whole(message), max_frame_size) {
        consume_budget().await;
        socket.feed(Message::Frame(frame)).await?;
    }
    Ok(())
}

/// A message as one frame.
fn whole(message: Message) -> Frame {
    let kind = match message {
        Message::Frame(frame) => return frame,
        Message::Text(_) => Data::Text,
        _ => Data::Binary,
    };
    Frame::message(message.into_data(), OpCode::Data(kind), true)
}

/// A frame as several: all but the last are of the largest size, and the first has its opcode and its reserved bits. Nothing
/// is copied. A character of a text may lie across two frames, as section 5.6 allows.
///
/// An empty payload has no frames here: only what is too large for one frame needs cutting.
fn fragments(frame: Frame, max_frame_size: usize) -> impl Iterator<Item = Frame> {
    let mut header = frame.header().clone();
    let is_final = header.is_final;
    let mut rest = frame.into_payload();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let piece = rest.split_to(rest.len().min(max_frame_size));
        header.is_final = is_final && rest.is_empty();
        let fragment = Frame::from_payload(header.clone(), piece);
        header = FrameHeader {
            opcode: OpCode::Data(Data::Continue),
            ..FrameHeader::default()
        };
        Some(fragment)
    })
}

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::Bytes;

    use super::{Data, Frame, FrameHeader, Message, OpCode, fragments, whole};

    const MAX_FRAME_SIZE: usize = 1 << 20;

    #[test]
    fn the_first_frame_names_the_kind_and_the_last_is_final() {
        let payload: Vec<u8> = (0..MAX_FRAME_SIZE * 2 + 1).map(|i| i as u8).collect();
        let header = FrameHeader {
            rsv1: true,
            opcode: OpCode::Data(Data::Text),
            ..FrameHeader::default()
        };
        let frame = Frame::from_payload(header, Bytes::from(payload.clone()));
        let frames: Vec<_> = fragments(frame, MAX_FRAME_SIZE).collect();
        let compressed = frames.iter().map(|frame| frame.header().rsv1);
        assert_eq!(compressed.collect::<Vec<_>>(), [true, false, false]);

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
        let frame = whole(Message::Binary(payload));
        assert_eq!(fragments(frame, MAX_FRAME_SIZE).count(), 2);
    }
}
