//! What is written below tungstenite: frames that somebody put together, and what is withheld.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use connection::Raw;
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use wire::Withheld;
use wire::stream::{FrameStream, WholeMessages};

use super::recording_stream::RecordingStream;

/// What the next flush does below tungstenite. Shared between the [`RawStream`], which tungstenite owns, and who writes messages.
#[derive(Clone, Default)]
pub(super) struct RawWrites(Arc<Mutex<Writes>>);

#[derive(Default)]
struct Writes {
    /// At most one: who puts it in flushes before the next.
    next: Option<Raw>,
    withheld: Withheld,
}

impl RawWrites {
    /// To be done with the next flush. Whatever was written before has to be flushed, so that it stands before this.
    pub(super) fn put(&self, raw: Raw) {
        let mut writes = self.0.lock();
        if let Raw::Withhold(withheld) = raw {
            writes.withheld = withheld;
        }
        writes.next = Some(raw);
    }

    /// Which control frames are held back.
    pub(super) fn withheld(&self) -> Withheld {
        self.0.lock().withheld
    }
}

/// A [`FrameStream`] that also writes what is put into its [`RawWrites`].
pub(super) struct RawStream<S> {
    stream: FrameStream<RecordingStream<S>>,
    writes: RawWrites,
}

impl<S> RawStream<S> {
    pub(super) fn new(stream: FrameStream<RecordingStream<S>>) -> Self {
        let writes = RawWrites::default();
        Self { stream, writes }
    }

    pub(super) fn writes(&self) -> RawWrites {
        self.writes.clone()
    }

    /// The stream below the frames.
    pub(super) fn get_mut(&mut self) -> &mut RecordingStream<S> {
        self.stream.get_mut()
    }

    /// The messages for which reading is pending.
    pub(super) fn take_messages<R>(&mut self, take: impl FnOnce(&mut WholeMessages<'_>) -> R) -> R {
        self.stream.take_messages(take)
    }

    /// A frame is whole wherever tungstenite flushes.
    fn take_raw(&mut self) -> io::Result<()> {
        let next = self.writes.0.lock().next.take();
        match next {
            Some(Raw::Frame(frame)) => {
                let before = self.stream.waiting();
                self.stream.inject_frame(&frame)?;
                let size = self.stream.waiting() - before;
                self.get_mut().expect_hand_made(before, size);
            }
            Some(Raw::Withhold(withheld)) => self.stream.withhold(withheld),
            None => {}
        }
        Ok(())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for RawStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for RawStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.take_raw()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.take_raw()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
