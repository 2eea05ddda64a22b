//! Listens in on a stream: to the handshake that goes over it, and to the frames that come in after it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};

use super::ear::Ear;
use super::reply::Reply;
use crate::connection::Signals;
use crate::{Signal, Step};

/// As many bytes of a page are read at once.
const PIECE: usize = 1024;

/// A stream that tells of the request that goes out, keeps the reply, and listens to the frames.
pub(super) struct Tap<S> {
    stream: S,
    stage: Stage,
}

enum Stage {
    /// The request goes out.
    Asking { request: Vec<u8>, signals: Signals },
    /// The reply comes in. Nothing behind its head is handed on as long as its head is read: so whoever reads it has read
    /// nothing else when it is done, and the stream can go on without it.
    Answering(Reply),
    /// Frames come in, of which the first may have come with the reply.
    Open { first: Vec<u8>, ear: Ear },
}

impl<S> Tap<S> {
    pub(super) fn new(stream: S, signals: Signals) -> Self {
        let request = Vec::new();
        let stage = Stage::Asking { request, signals };
        Self { stream, stage }
    }

    /// What was answered, if anything was asked.
    pub(super) fn reply(&self) -> Option<&Reply> {
        match &self.stage {
            Stage::Answering(reply) => Some(reply),
            Stage::Asking { .. } | Stage::Open { .. } => None,
        }
    }

    /// The handshake is done: what follows are frames.
    pub(super) fn opened(self) -> (Self, Ear) {
        let first = match self.stage {
            Stage::Answering(reply) => reply.into_rest(),
            Stage::Asking { .. } | Stage::Open { .. } => Vec::new(),
        };
        let ear = Ear::default();
        let stage = Stage::Open {
            first,
            ear: ear.clone(),
        };
        let stream = self.stream;
        (Self { stream, stage }, ear)
    }

    /// Whoever begins to read has asked.
    fn asked(&mut self) {
        if let Stage::Asking { request, signals } = &self.stage {
            let head = String::from_utf8_lossy(request).into_owned();
            signals.tell(Signal::Step(Step::Requested { head }));
            self.stage = Stage::Answering(Reply::begin());
        }
    }
}

impl<S: AsyncRead + Unpin> Tap<S> {
    /// Reads what follows the head of a reply, until `is_enough`.
    ///
    /// # Errors
    /// How the stream ended, if it did in an error.
    pub(super) async fn read_on(&mut self, is_enough: impl Fn(&Reply) -> bool) -> io::Result<()> {
        self.asked();
        let Stage::Answering(reply) = &mut self.stage else {
            return Ok(());
        };
        let mut piece = [0; PIECE];
        while !is_enough(reply) {
            let length = self.stream.read(&mut piece).await?;
            if length == 0 {
                break;
            }
            reply.read_more(&piece[..length]);
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tap<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.asked();
        let Self { stream, stage } = &mut *self;
        let before = buffer.filled().len();
        match stage {
            Stage::Open { first, ear } if !first.is_empty() => {
                let length = first.len().min(buffer.remaining());
                buffer.put_slice(&first[..length]);
                first.drain(..length);
                ear.hear(&buffer.filled()[before..]);
            }
            Stage::Open { ear, .. } => {
                ready!(Pin::new(stream).poll_read(context, buffer))?;
                ear.hear(&buffer.filled()[before..]);
            }
            // Its head does not end where it seemed to.
            Stage::Answering(reply) if !reply.rest().is_empty() => {
                let length = reply.rest().len().min(buffer.remaining());
                buffer.put_slice(&reply.rest()[..length]);
                reply.lengthen_head(length);
            }
            Stage::Answering(reply) => {
                ready!(Pin::new(stream).poll_read(context, buffer))?;
                let of_head = reply.hear(&buffer.filled()[before..]);
                buffer.set_filled(before + of_head);
            }
            // It has been asked just now.
            Stage::Asking { .. } => {}
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tap<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        if let Stage::Asking { request, .. } = &mut self.stage {
            request.extend_from_slice(&bytes[..written]);
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
