//! How much the messages of all clients take that have begun and not ended.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::limits::{MAX_UNFINISHED_BYTES, SMALL_UNFINISHED_BYTES};

/// The head of a control frame of a client, in bytes: two, and a masking key of four (RFC 6455, section 5.2).
const CONTROL_HEAD: usize = 6;

/// What all clients have together, in bytes.
pub(super) type Total = Arc<AtomicUsize>;

/// All of them together have more than may be held.
#[derive(Debug, thiserror::Error)]
#[error(
    "the unfinished messages of all clients have more than {} MiB together",
    MAX_UNFINISHED_BYTES >> 20
)]
pub(super) struct TooMuchUnfinished;

/// The stream of one client, which counts what was read of it since the last whole message.
pub(super) struct Counted<S> {
    stream: S,
    read: usize,
    total: Total,
    is_refused: bool,
}

impl<S> Counted<S> {
    pub(super) fn new(stream: S, total: Total) -> Self {
        Self {
            stream,
            read: 0,
            total,
            is_refused: false,
        }
    }

    /// A message is whole.
    pub(super) fn end_message(&mut self) {
        self.forget(self.read);
    }

    /// What was read has a control frame with a payload of so many bytes, which is part of no message.
    pub(super) fn skip_control(&mut self, payload: usize) {
        self.forget(CONTROL_HEAD + payload);
    }

    fn forget(&mut self, count: usize) {
        let count = count.min(self.read);
        self.read -= count;
        self.total.fetch_sub(count, Relaxed);
    }
}

impl<S> Drop for Counted<S> {
    fn drop(&mut self) {
        self.end_message();
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = target.filled().len();
        loop {
            ready!(Pin::new(&mut self.stream).poll_read(context, target))?;
            let count = target.filled().len() - before;
            if !self.is_refused {
                self.read += count;
                let total = self.total.fetch_add(count, Relaxed) + count;
                if total <= MAX_UNFINISHED_BYTES || self.read <= SMALL_UNFINISHED_BYTES {
                    return Poll::Ready(Ok(()));
                }
                self.is_refused = true;
                target.set_filled(before);
                self.forget(count);
                return Poll::Ready(Err(io::Error::other(TooMuchUnfinished)));
            }
            // The client may still send it: only once it was read, the client reads why it was closed.
            target.set_filled(before);
            if count == 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn what_all_clients_have_is_limited_together() {
        let total = Total::default();
        let counted = |count: usize| {
            Counted::new(tokio::io::repeat(0).take(count as u64), Arc::clone(&total))
        };
        let mut large = counted(MAX_UNFINISHED_BYTES);
        let mut piece = vec![0; 1 << 20];
        while large.read(&mut piece).await.unwrap() > 0 {}
        assert_eq!(total.load(Relaxed), MAX_UNFINISHED_BYTES);
        // A small message is taken all the same, and what follows it is not.
        let mut other = counted(SMALL_UNFINISHED_BYTES + 2);
        other
            .read_exact(&mut piece[..SMALL_UNFINISHED_BYTES])
            .await
            .unwrap();
        let error = other.read(&mut piece[..1]).await.unwrap_err();
        assert!(error.get_ref().unwrap().is::<TooMuchUnfinished>());
        // The rest is read, and thrown away.
        assert_eq!(other.read(&mut piece).await.unwrap(), 0);
        // What was thrown away counts no more.
        assert_eq!(
            total.load(Relaxed),
            MAX_UNFINISHED_BYTES + SMALL_UNFINISHED_BYTES
        );
        other.skip_control(125);
        assert_eq!(
            total.load(Relaxed),
            MAX_UNFINISHED_BYTES + SMALL_UNFINISHED_BYTES - 131
        );
        large.end_message();
        let mut third = counted(SMALL_UNFINISHED_BYTES + 2);
        while third.read(&mut piece).await.unwrap() > 0 {}
        drop((large, other, third));
        assert_eq!(total.load(Relaxed), 0);
    }
}
