//! A client in memory.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use scenario::Abort;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A client that has made up its mind about what it sends.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// What comes in one piece. After each piece nothing comes for a moment.
    pieces: VecDeque<Vec<u8>>,
    is_silent: bool,
    /// How much it takes at once.
    takes: usize,
    is_tired: bool,
    /// Whether it says nothing more after the last piece, where another would end its side of the stream.
    pub(super) stays: bool,
    /// It is gone when it has received so much.
    pub(super) max_received: usize,
    pub(crate) received: Vec<u8>,
    is_aborted: bool,
}

impl Client {
    pub(crate) fn new(bytes: &[u8], piece_sizes: &[usize], takes: usize) -> Self {
        let mut pieces = VecDeque::new();
        let mut rest = bytes;
        for size in piece_sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, after) = rest.split_at((*size).min(rest.len()));
            pieces.push_back(piece.to_vec());
            rest = after;
        }
        Self {
            pieces,
            is_silent: false,
            takes,
            is_tired: false,
            stays: false,
            max_received: usize::MAX,
            received: Vec::new(),
            is_aborted: false,
        }
    }

    /// Whether it left before it had received everything.
    pub(super) fn has_left(&self) -> bool {
        self.received.len() >= self.max_received
    }
}

/// Pending every other time.
fn alternates(flag: &mut bool, context: &Context<'_>) -> Poll<()> {
    *flag = !*flag;
    if *flag {
        context.waker().wake_by_ref();
        return Poll::Pending;
    }
    Poll::Ready(())
}

impl Abort for Client {
    fn abort(&mut self) {
        self.is_aborted = true;
    }
}

impl AsyncRead for Client {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.pieces.is_empty() && self.stays {
            // Nobody will wake it.
            return Poll::Pending;
        }
        if self.is_aborted {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        ready!(alternates(&mut self.is_silent, context));
        if let Some(mut piece) = self.pieces.pop_front() {
            let rest = piece.split_off(piece.len().min(target.remaining()));
            target.put_slice(&piece);
            if !rest.is_empty() {
                self.pieces.push_front(rest);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Client {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(alternates(&mut self.is_tired, context));
        if self.has_left() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let count = bytes.len().min(self.takes);
        self.received.extend(&bytes[..count]);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
