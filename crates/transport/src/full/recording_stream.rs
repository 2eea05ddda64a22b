//! A stream that records what is read from it, and ends before a frame that tungstenite must not take for a good one.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::frame_observer::FrameObserver;

/// A stream that passes a copy of what is read from it to a [`FrameObserver`].
pub(super) struct RecordingStream<S> {
    stream: S,
    frames: FrameObserver,
    /// Whether a frame that breaks a rule comes next.
    is_broken: bool,
}

impl<S> RecordingStream<S> {
    pub(super) fn new(stream: S, frames: FrameObserver) -> Self {
        Self {
            stream,
            frames,
            is_broken: false,
        }
    }

    /// The same, of which nothing more can be read.
    pub(super) fn broken(self) -> Self {
        Self {
            is_broken: true,
            ..self
        }
    }
}

/// Which rule it breaks is told by the [`FrameObserver`].
fn broken_frame() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a frame breaks the rules")
}

impl<S: AsyncRead + Unpin> AsyncRead for RecordingStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_broken {
            return Poll::Ready(Err(broken_frame()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let read = &buffer.filled()[before..];
        let passed = self.frames.observe(read);
        self.is_broken = passed < read.len();
        buffer.set_filled(before + passed);
        // To read nothing would mean that the stream has ended.
        match self.is_broken && passed == 0 {
            true => Poll::Ready(Err(broken_frame())),
            false => Poll::Ready(Ok(())),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for RecordingStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.frames.count_written(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
