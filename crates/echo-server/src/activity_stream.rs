//! Whether the peer of a stream shows that it is there.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use scenario::ThrottledStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use wire::stream::FrameStream;

/// What a stream knows of its peer.
pub(crate) trait PeerActivity {
    /// Whether the peer was active since this was called last.
    fn take_is_active(&mut self) -> bool;

    /// Whether something waits to be written.
    fn is_blocked(&self) -> bool;
}

/// A stream that remembers whether the peer has shown that it is there: by sending something, or by taking something after
/// it had taken nothing for a while.
///
/// That something could be written is no sign by itself: it may be in a buffer of this machine.
#[derive(Debug)]
pub(crate) struct ActivityStream<S> {
    stream: S,
    is_active: bool,
    /// Whether the last write had to wait.
    is_blocked: bool,
}

impl<S> ActivityStream<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            is_active: false,
            is_blocked: false,
        }
    }
}

impl<S> PeerActivity for ActivityStream<S> {
    fn take_is_active(&mut self) -> bool {
        std::mem::take(&mut self.is_active)
    }

    fn is_blocked(&self) -> bool {
        self.is_blocked
    }
}

/// That a slow stream goes on is no sign of the peer.
impl<S: PeerActivity> PeerActivity for ThrottledStream<S> {
    fn take_is_active(&mut self) -> bool {
        self.get_mut().take_is_active()
    }

    fn is_blocked(&self) -> bool {
        self.is_pausing() || self.get_ref().is_blocked()
    }
}

impl<S: PeerActivity> PeerActivity for FrameStream<S> {
    fn take_is_active(&mut self) -> bool {
        self.get_mut().take_is_active()
    }

    fn is_blocked(&self) -> bool {
        self.get_ref().is_blocked()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ActivityStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.is_active |= buffer.filled().len() > before;
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ActivityStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        match &written {
            Poll::Pending => self.is_blocked = true,
            Poll::Ready(_) => self.is_active |= std::mem::take(&mut self.is_blocked),
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
