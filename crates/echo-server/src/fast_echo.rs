//! The fast way of the plain echo: a whole message in a single frame is sent back from the buffer that it was read into,
//! and never becomes a [`Message`](tokio_tungstenite::tungstenite::Message).
//!
//! [`FastEcho`] stands between the stream and tungstenite. [`FastEcho::poll_echo`] answers whole messages in one frame.
//! Everything else (a fragment, a ping, a close frame, a frame that breaks a rule) is left for tungstenite, which reads it
//! through the same stream, and which alone knows how to answer it. Where tungstenite is more lenient than the standard, it
//! is given an error instead, and a text that has not come in full in pieces, so that it is refused where it breaks the rule.
//!
//! An unmasked answer is shorter than the masked message by the four bytes of the key. So all answers to what was read fit
//! into the same buffer, and leave with one write.

mod buffer;
mod rewritten;

use std::future::Future as _;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::coop::poll_proceed;
use tokio::task::yield_now;
use wire::stream::InboundFault;
use wire::{FrameHead, Opcode};

use crate::echo::Tally;
use crate::limits;
use crate::workers::keep_polling;
use buffer::{Buffer, Front};
use rewritten::{Rewritten, Treatment};

/// A stream that can echo simple messages by itself.
#[derive(Debug)]
pub(crate) struct FastEcho<S> {
    stream: S,
    buffer: Buffer,
    /// How many of the next bytes belong to a frame that is left to tungstenite.
    passing: u64,
    /// What kind of message tungstenite has seen the beginning of and not the end, if it has.
    message: Option<Opcode>,
    /// Whether the peer has ended its side of the stream.
    has_ended: bool,
    /// The frame that is handed on otherwise than it came, if there is one.
    rewritten: Option<Box<Rewritten>>,
    /// Why nothing more is handed on, where tungstenite would not find it out.
    fault: Option<InboundFault>,
    /// The largest payload that is answered here.
    max_payload: usize,
    /// The largest payload that is taken at all.
    max_frame_size: u64,
}

impl<S: AsyncRead + AsyncWrite + Unpin> FastEcho<S> {
    /// Over a stream, of which something has been read already. A message that is larger than `max_payload` is left to
    /// tungstenite, which takes no frame that is larger than `max_frame_size`.
    pub(crate) fn new(stream: S, read: &[u8], max_payload: usize, max_frame_size: usize) -> Self {
        Self {
            stream,
            buffer: Buffer::new(read),
            passing: 0,
            message: None,
            has_ended: false,
            rewritten: None,
            fault: None,
            max_payload: max_payload
                .min(max_frame_size)
                .min(limits::MAX_ECHO_FRAME_SIZE),
            max_frame_size: max_frame_size as u64,
        }
    }

    /// The stream below.
    pub(crate) fn stream_mut(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Echoes until there is something for tungstenite to read, or an end; everything has been
    /// answered up to there then. Counts the messages in `tally`.
    ///
    /// What tungstenite was given to write must have been flushed, or answers would overtake it.
    pub(crate) fn poll_echo(
        &mut self,
        context: &mut Context<'_>,
        tally: &mut Tally,
    ) -> Poll<io::Result<()>> {
        let mut read = 0;
        for _ in 0..limits::READS_PER_TURN {
            if read >= limits::LONG_TURN {
                break;
            }
            if !self.answer(tally) {
                return self.poll_drain(context);
            }
            if self.buffer.is_full() {
                ready!(self.poll_drain(context))?;
            }
            let Poll::Ready(count) = self.poll_fill(context)? else {
                ready!(self.poll_drain(context))?;
                self.buffer.settle();
                return Poll::Pending;
            };
            read += count;
        }
        // Other connections on this thread have a turn.
        if read >= limits::LONG_TURN {
            yield_to_all(context);
        } else {
            context.waker().wake_by_ref();
        }
        Poll::Pending
    }

    /// Answers what has been read. False if the next frame is for tungstenite.
    fn answer(&mut self, tally: &mut Tally) -> bool {
        if self.passing > 0 || self.message.is_some() || self.rewritten.is_some() {
            return false;
        }
        loop {
            match self.buffer.answer_front(self.max_payload) {
                Front::Answered { payload } => tally.add_one(payload),
                Front::Incomplete => return !self.has_ended,
                Front::NotSimple => return false,
            }
        }
    }

    /// Writes the answers.
    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut stream = Pin::new(&mut self.stream);
        while !self.buffer.answers().is_empty() {
            let answers = self.buffer.answers();
            match ready!(stream.as_mut().poll_write(context, answers))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.buffer.advance_written(written),
            }
        }
        stream.poll_flush(context)
    }

    /// Reads more, and returns how many bytes. The buffer may only be full if no answers wait in it.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut space = ReadBuf::new(self.buffer.space());
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut space))?;
        let count = space.filled().len();
        self.buffer.advance_filled(count);
        self.has_ended = count == 0;
        keep_polling();
        Poll::Ready(Ok(count))
    }

    /// Finds out where the next frame for tungstenite ends, as soon as its head is complete.
    fn follow_next_frame(&mut self) {
        self.buffer.mask_again();
        let Some((head, size)) = self.buffer.next_head() else {
            return;
        };
        let here = self.buffer.unanswered() - size;
        match Treatment::new((&head, size), here, self.message, self.max_frame_size) {
            Treatment::Copy => self.passing = head.length.saturating_add(size as u64),
            Treatment::Rewrite(rewritten) => {
                self.buffer.skip(size);
                self.rewritten = Some(Box::new(rewritten));
            }
            Treatment::Refuse(fault) => self.fault = Some(fault),
        }
        self.follow_message(&head);
    }

    /// Whether a frame breaks a rule: what follows is not handed on, as if the stream had ended.
    fn is_broken(&self) -> bool {
        let rewritten = self.rewritten.as_ref();
        rewritten.is_some_and(|rewritten| rewritten.is_broken())
    }

    /// Makes a piece of what has come of a frame that is cut, and hands on what stands before it. Returns how many bytes.
    fn pass_rewritten(&mut self, target: &mut ReadBuf<'_>) -> usize {
        let Some(rewritten) = &mut self.rewritten else {
            return 0;
        };
        if rewritten.is_broken() {
            return rewritten.pass(target);
        }
        if self.passing == 0 {
            self.passing = rewritten.begin_piece(self.buffer.unanswered());
        }
        let count = rewritten.pass(target);
        if count == 0 && rewritten.is_over() {
            // The rest of the last piece follows as it came.
            self.rewritten = None;
        }
        count
    }

    fn follow_message(&mut self, head: &FrameHead) {
        if !head.opcode.is_control() {
            let message = self.message.unwrap_or(head.opcode);
            self.message = (!head.is_final).then_some(message);
        }
    }
}

/// Has the task polled again after the runtime has checked for input and output. A task that just wakes itself is polled
/// about sixty times before that, even when other connections on its thread have become ready meanwhile.
fn yield_to_all(context: &mut Context<'_>) {
    let yielding = pin!(yield_now());
    // It registers the wake-up; the caller returns `Pending` in any case.
    let _pending: Poll<()> = yielding.poll(context);
}

/// What tungstenite reads: frame by frame, so what follows one can still be answered here.
impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for FastEcho<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            if let Some(fault) = self.fault {
                return Poll::Ready(Err(fault.into()));
            }
            if self.passing == 0 && self.rewritten.is_none() {
                // Frames may come without an end and without a message: fragments of one, say. So each is counted, and
                // others on this thread have a turn.
                let turn = ready!(poll_proceed(context));
                self.follow_next_frame();
                if self.passing > 0 || self.rewritten.is_some() {
                    turn.made_progress();
                }
                if self.fault.is_some() {
                    continue;
                }
            }
            let passed = self.pass_rewritten(target);
            if passed > 0 || self.is_broken() {
                return Poll::Ready(Ok(()));
            }
            let most = usize::try_from(self.passing).unwrap_or(usize::MAX);
            let count = self.buffer.pass(most, target);
            self.passing -= count as u64;
            if count > 0 || self.has_ended {
                return Poll::Ready(Ok(()));
            }
            if self.buffer.is_full() {
                ready!(self.poll_drain(context))?;
            }
            if self.poll_fill(context)?.is_pending() {
                self.buffer.settle();
                return Poll::Pending;
            }
        }
    }
}

/// What tungstenite writes: after the answers.
impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for FastEcho<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_drain(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests;
