//! A stream that records what is read from it and written to it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::frame_observer::FrameObserver;
use super::frame_recorder::FrameRecorder;

/// A stream that shows a [`FrameObserver`] what is read from it and written to it, and tells of frames where that is asked for.
pub(super) struct RecordingStream<S> {
    stream: S,
    frames: FrameObserver,
    recorder: FrameRecorder,
    /// What was read with the reply to the handshake. It is told once the connection is open.
    first: Vec<u8>,
}

impl<S> RecordingStream<S> {
    /// After the handshake, of whose reply this is the rest.
    pub(super) fn new(
        stream: S,
        frames: FrameObserver,
        recorder: FrameRecorder,
        first: Vec<u8>,
    ) -> Self {
        Self {
            stream,
            frames,
            recorder,
            first,
        }
    }

    /// The connection is open: what was read with the reply can be told.
    pub(super) fn begin(&mut self) {
        let first = std::mem::take(&mut self.first);
        self.observe(&first);
    }

    /// So many bytes after what was written, a frame of this size follows that was made by hand.
    pub(super) fn expect_hand_made(&mut self, after: usize, size: usize) {
        self.recorder.expect_hand_made(after, size);
    }

    fn observe(&mut self, bytes: &[u8]) {
        self.recorder.read(bytes);
        self.frames.observe(bytes);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for RecordingStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.observe(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for RecordingStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.frames.count_written(&bytes[..written]);
        self.recorder.written(&bytes[..written]);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
