//! Listens in on a stream while the handshake goes over it.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use web_time::Instant;

use crate::connection::Signals;
use crate::{CloseFrame, Signal, Step};

/// The most that is kept of a reply, in bytes: as much of a page of errors as anybody reads.
const MAX_REPLY: usize = 4 * 1024;

/// The last bytes that are kept of what was read: as many as a close frame has at most (RFC 6455, section 5.5).
const MAX_TAIL: usize = 2 + 125;

/// A stream that tells of the request that goes out, and keeps the beginning of the reply.
pub(super) struct Tap<S> {
    stream: S,
    request: Vec<u8>,
    reply: Reply,
    tail: Tail,
    signals: Option<Signals>,
}

/// The last that was read.
#[derive(Clone, Default)]
pub(super) struct Tail(Arc<Mutex<Vec<u8>>>);

impl Tail {
    fn hear(&self, more: &[u8]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&more[more.len().saturating_sub(MAX_TAIL)..]);
        let surplus = kept.len().saturating_sub(MAX_TAIL);
        kept.drain(..surplus);
    }

    /// The close frame with which it ends, if it does.
    pub(super) fn close_frame(&self) -> Option<CloseFrame> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (0..kept.len()).find_map(|start| close_frame(&kept[start..]))
    }
}

/// Reads a close frame with a code that takes up all the bytes.
fn close_frame(bytes: &[u8]) -> Option<CloseFrame> {
    let [0x88, length, high, low, reason @ ..] = bytes else {
        return None;
    };
    (usize::from(*length) == 2 + reason.len()).then(|| CloseFrame {
        code: Some(u16::from_be_bytes([*high, *low])),
        reason: String::from_utf8_lossy(reason).into_owned(),
    })
}

/// The reply, as far as it has come in.
#[derive(Clone, Default)]
pub(super) struct Reply(Arc<Mutex<Option<Heard>>>);

struct Heard {
    bytes: Vec<u8>,
    asked: Instant,
}

impl<S> Tap<S> {
    pub(super) fn new(stream: S, signals: Signals) -> (Self, Reply, Tail) {
        let (reply, tail) = (Reply::default(), Tail::default());
        let tap = Self {
            stream,
            request: Vec::new(),
            reply: reply.clone(),
            tail: tail.clone(),
            signals: Some(signals),
        };
        (tap, reply, tail)
    }

    /// Whoever begins to read has asked.
    fn asked(&mut self) {
        if let Some(signals) = self.signals.take() {
            let request = std::mem::take(&mut self.request);
            let head = String::from_utf8_lossy(&request).into_owned();
            signals.tell(Signal::Step(Step::Requested { head }));
            self.reply.begin();
        }
    }
}

impl Reply {
    fn begin(&self) {
        let (bytes, asked) = (Vec::new(), Instant::now());
        self.with(|heard| *heard = Some(Heard { bytes, asked }));
    }

    fn hear(&self, more: &[u8]) {
        self.with(|heard| {
            if let Some(heard) = heard {
                let room = MAX_REPLY.saturating_sub(heard.bytes.len());
                heard.bytes.extend_from_slice(&more[..more.len().min(room)]);
            }
        });
    }

    /// What was answered, and how long after the request; nothing if nothing was. Nothing more is kept from here on.
    pub(super) fn end(&self) -> Option<Step> {
        let heard = self.with(Option::take)?;
        let micros = micros_since(heard.asked);
        let head = head_of(&heard.bytes);
        (!head.is_empty()).then_some(Step::Answered { head, micros })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Option<Heard>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Frames may follow the head of a reply that accepts; a page, which is of interest, that of one that does not.
fn head_of(reply: &[u8]) -> String {
    const END: &[u8] = b"\r\n\r\n";
    let text = String::from_utf8_lossy(reply);
    let accepts = text.split_whitespace().nth(1) == Some("101");
    let end = reply.windows(END.len()).position(|window| window == END);
    match end {
        Some(end) if accepts => String::from_utf8_lossy(&reply[..end]).into_owned(),
        _ => text.trim_end().to_owned(),
    }
}

/// How long ago something was, in microseconds.
pub(super) fn micros_since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}

impl<S: AsyncRead + Unpin> AsyncRead for Tap<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.asked();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let read = &buffer.filled()[before..];
        self.reply.hear(read);
        self.tail.hear(read);
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
        if self.signals.is_some() {
            self.request.extend_from_slice(&bytes[..written]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reply: &str, head: &str) {
        assert_eq!(head_of(reply.as_bytes()), head, "{reply}");
    }

    #[test]
    fn a_page_is_kept_and_frames_are_not() {
        check(
            "HTTP/1.1 101 Yes\r\nA: b\r\n\r\n\u{1}\u{2}",
            "HTTP/1.1 101 Yes\r\nA: b",
        );
        check(
            "HTTP/1.1 404 No\r\nA: b\r\n\r\nnot here\r\n",
            "HTTP/1.1 404 No\r\nA: b\r\n\r\nnot here",
        );
        check("220 mail.example ESMTP\r\n", "220 mail.example ESMTP");
        check("", "");
    }
}
