//! Signs of life on a stream.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a stream shows of its peer.
pub(crate) trait SignsOfLife {
    /// Whether there was a sign of life since this was asked last.
    fn take_has_moved(&mut self) -> bool;

    /// Whether something waits to be written.
    fn is_blocked(&self) -> bool;
}

/// A stream that remembers whether the peer has shown that it is there: by sending something, or by taking something after
/// it had taken nothing for a while.
///
/// That something could be written says nothing by itself: it may lie in a buffer of this machine.
#[derive(Debug)]
pub(crate) struct Pulse<S> {
    stream: S,
    has_moved: bool,
    /// Whether the last write had to wait.
    is_blocked: bool,
}

impl<S> Pulse<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            has_moved: false,
            is_blocked: false,
        }
    }
}

impl<S> SignsOfLife for Pulse<S> {
    fn take_has_moved(&mut self) -> bool {
        std::mem::take(&mut self.has_moved)
    }

    fn is_blocked(&self) -> bool {
        self.is_blocked
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Pulse<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.has_moved |= buffer.filled().len() > before;
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Pulse<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        match &written {
            Poll::Pending => self.is_blocked = true,
            Poll::Ready(_) => self.has_moved |= std::mem::take(&mut self.is_blocked),
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
