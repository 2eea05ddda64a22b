//! Keeps what a proxy answered: the library that speaks with it does not tell.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The most that is kept, in bytes: the first line is shown, and few are longer.
const MAX_ANSWER: usize = 256;

/// The beginning of what a proxy answered.
#[derive(Clone, Default)]
pub(super) struct Answer(Arc<Mutex<Vec<u8>>>);

impl Answer {
    fn hear(&self, more: &[u8]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MAX_ANSWER.saturating_sub(kept.len());
        kept.extend_from_slice(&more[..more.len().min(room)]);
    }

    /// Its first line, if it has one.
    pub(super) fn first_line(&self) -> Option<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&kept);
        let line = text.lines().next()?.trim_end();
        (!line.is_empty()).then(|| line.to_owned())
    }
}

/// A stream of whose beginning a copy is kept.
pub(super) struct Overheard {
    stream: TcpStream,
    answer: Answer,
}

impl Overheard {
    pub(super) fn new(stream: TcpStream, answer: Answer) -> Self {
        Self { stream, answer }
    }

    /// The stream itself, when there is nothing more to keep.
    pub(super) fn into_inner(self) -> TcpStream {
        self.stream
    }
}

impl AsyncRead for Overheard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.answer.hear(&buffer.filled()[before..]);
        read
    }
}

impl AsyncWrite for Overheard {
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
