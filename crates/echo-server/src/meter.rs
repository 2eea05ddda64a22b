//! What passes through a TCP connection, counted where it passes.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use scenario::Abort;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tracing::debug;

/// Bytes in both directions, as the server sees them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByteCounts {
    pub(crate) received: u64,
    pub(crate) sent: u64,
}

impl ByteCounts {
    /// What was added since.
    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            received: self.received.saturating_sub(before.received),
            sent: self.sent.saturating_sub(before.sent),
        }
    }

    pub(crate) fn add(&mut self, more: Self) {
        self.received += more.received;
        self.sent += more.sent;
    }
}

/// The bytes of a connection so far. What TCP itself adds to them is not among them.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    received: AtomicU64,
    sent: AtomicU64,
}

impl Meter {
    pub(crate) fn read(&self) -> ByteCounts {
        ByteCounts {
            received: self.received.load(Ordering::Relaxed),
            sent: self.sent.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
impl Meter {
    /// Counts as if so much had passed.
    pub(crate) fn pass(&self, received: u64, sent: u64) {
        self.received.fetch_add(received, Ordering::Relaxed);
        self.sent.fetch_add(sent, Ordering::Relaxed);
    }
}

/// A stream with a meter.
#[derive(Debug)]
pub(crate) struct MeteredStream<S> {
    stream: S,
    meter: Arc<Meter>,
    is_aborted: bool,
}

impl<S> MeteredStream<S> {
    pub(crate) fn new(stream: S, meter: Arc<Meter>) -> Self {
        Self {
            stream,
            meter,
            is_aborted: false,
        }
    }

    /// After an abort nothing passes any more: an orderly end would be the opposite of a reset.
    fn check_aborted(&self) -> io::Result<()> {
        if self.is_aborted {
            Err(io::ErrorKind::ConnectionAborted.into())
        } else {
            Ok(())
        }
    }

    fn count_sent(&self, written: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(bytes)) = written {
            self.meter.sent.fetch_add(*bytes as u64, Ordering::Relaxed);
        }
    }
}

impl Abort for MeteredStream<TcpStream> {
    fn abort(&mut self) {
        self.is_aborted = true;
        // With no time to linger, the system resets the connection when the socket is closed.
        if let Err(error) = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)) {
            debug!(%error, "the connection could not be reset");
        }
    }
}

/// In memory there is no reset.
#[cfg(test)]
impl Abort for MeteredStream<tokio::io::DuplexStream> {
    fn abort(&mut self) {
        self.is_aborted = true;
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for MeteredStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check_aborted()?;
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let bytes = buffer.filled().len() - before;
        self.meter
            .received
            .fetch_add(bytes as u64, Ordering::Relaxed);
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for MeteredStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check_aborted()?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.count_sent(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check_aborted()?;
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.count_sent(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check_aborted()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn what_passes_is_counted_however_it_is_cut() {
        let (near, mut far) = tokio::io::duplex(3);
        let meter = Arc::new(Meter::default());
        let mut near = MeteredStream::new(near, meter.clone());
        let sending = async {
            near.write_all(b"hello").await.unwrap();
            let slices = [IoSlice::new(b"wo"), IoSlice::new(b"rld")];
            let written = near.write_vectored(&slices).await.unwrap();
            near.shutdown().await.unwrap();
            let mut received = Vec::new();
            near.read_to_end(&mut received).await.unwrap();
            (written, received)
        };
        let receiving = async {
            let mut received = Vec::new();
            far.read_to_end(&mut received).await.unwrap();
            far.write_all(b"received!").await.unwrap();
            drop(far);
            received
        };
        let ((written, answer), received) = tokio::join!(sending, receiving);
        assert_eq!((received.len(), answer.len()), (5 + written, 9));
        let expected = ByteCounts {
            received: 9,
            sent: 5 + written as u64,
        };
        assert_eq!(meter.read(), expected);
    }
}
