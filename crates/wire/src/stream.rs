//! A stream of frames between the socket and a library that knows no extension: [`FrameStream`].
//!
//! # The decision that shaped it
//!
//! tungstenite takes no frame with a reserved bit, so compression (RFC 7692) has its place below it. What comes in is handed
//! on as frames that tungstenite knows: decompressed, in pieces of at most 64 KiB, each of them a fragment. So its limit for
//! a message stops one that inflates enormously at the first piece that is too much, and text is checked as it comes.
//! A large frame is cut as well: tungstenite would reserve all of what a peer has only announced.
//!
//! A text that has not come in full is cut too, so that it is refused at its first byte that is not UTF-8.
//!
//! A frame that breaks a rule is for tungstenite to refuse. Only its head is handed on, with nothing after it, because
//! tungstenite looks at a frame when all of it is there.

mod inbound;
mod outbound;
mod scratch;
mod sending;

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::deflate::{Deflater, Inflater, Parameters};
use crate::raw_frame::RawFrame;
pub use crate::withheld::Withheld;
use inbound::Inbound;
pub use inbound::{InboundFault, MAX_PIECE};
use outbound::Outbound;
use scratch::Scratch;
use sending::Sending;
pub use sending::{Job, Offload, Runner};

/// So much is read at a time, in bytes, on the stack.
const READ_SIZE: usize = 16 * 1024;

/// What goes out and has not left may be so much before more is taken, in bytes: as much as a piece that comes in.
const MAX_WAITING: usize = 64 * 1024;

/// After so long without a byte in either direction, what compression holds is given back: far longer than between the
/// messages of a conversation, and short enough that many silent connections cost little.
const IDLE: Duration = Duration::from_secs(5);

thread_local! {
    static READY: Scratch = const { Scratch::new(Vec::new()) };
    static WAITING: Scratch = const { Scratch::new(Vec::new()) };
}

/// Which side of the connection this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It masks what it sends.
    Client,
    /// What it receives is masked.
    Server,
}

/// What a connection does beyond plain frames.
#[derive(Clone, Copy, Debug)]
pub struct StreamConfig {
    /// Which side this is.
    pub role: Role,
    /// What was agreed on compression, if it was.
    pub compression: Option<Parameters>,
    /// A frame that announces a larger payload is handed on as it is, in bytes. The reader has to refuse it.
    pub max_frame_size: usize,
}

/// A stream that compresses and decompresses messages, and cuts large frames that come in.
///
/// What is written to it has to be whole frames in the end; a frame may be written in several pieces.
#[derive(Debug)]
pub struct FrameStream<S> {
    stream: S,
    inbound: Inbound,
    sending: Sending,
    /// What was read from the stream and not looked at.
    read: Vec<u8>,
    /// What is to be handed on, from `handed_on` on.
    ready: Vec<u8>,
    handed_on: usize,
    /// Why reading ends, when all that is ready has been handed on: messages before a fault arrive, however they are cut.
    fault: Option<InboundFault>,
    /// What is to be written to the stream, from `written` on.
    waiting: Vec<u8>,
    written: usize,
    /// Up to when it has to be silent before memory is given back. `None` if nothing is held.
    idle: Option<Idle>,
}

#[derive(Debug)]
struct Idle {
    timer: Pin<Box<Sleep>>,
    last: Instant,
}

impl<S> FrameStream<S> {
    /// Over a stream after the handshake, of which something may have been read already.
    pub fn new(stream: S, read: Vec<u8>, config: &StreamConfig) -> Self {
        let StreamConfig {
            role,
            compression,
            max_frame_size,
        } = *config;
        let is_client = role == Role::Client;
        let sides = compression.map(|agreed| match role {
            Role::Client => (agreed.of_server(), agreed.of_client()),
            Role::Server => (agreed.of_client(), agreed.of_server()),
        });
        let (incoming, outgoing) = sides.unzip();
        let inflater = incoming.map(|side| Inflater::new(side.window_bits, side.keeps_context));
        let deflater =
            outgoing.and_then(|side| Deflater::new(side.window_bits, side.keeps_context));
        Self {
            stream,
            inbound: Inbound::new(!is_client, inflater, max_frame_size as u64),
            sending: Sending::new(Outbound::new(deflater)),
            read,
            ready: Vec::new(),
            handed_on: 0,
            fault: None,
            waiting: Vec::new(),
            written: 0,
            idle: None,
        }
    }

    /// Has long messages compressed on another thread.
    #[must_use]
    pub fn with_offload(mut self, offload: Box<dyn Offload>) -> Self {
        self.sending.set_offload(offload);
        self
    }

    /// The stream below.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }

    /// The stream below.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Which control frames are held back from now on.
    pub fn withhold(&mut self, withheld: Withheld) {
        self.sending.withhold(withheld);
    }

    /// Has these bytes written as they are, after all frames that were written so far. A flush sends them.
    pub fn inject(&mut self, bytes: &[u8]) {
        self.sending.inject(bytes, &mut self.waiting);
    }

    /// Has a frame written as it is described, after all frames that were written so far. A flush sends it.
    ///
    /// # Errors
    /// When the system has no random bytes for its mask.
    pub fn inject_frame(&mut self, frame: &RawFrame) -> io::Result<()> {
        let key = outbound::fresh_key()?;
        self.inject(&frame.encode(key));
        Ok(())
    }

    /// Notes that something moves.
    fn touch(&mut self) {
        let last = Instant::now();
        match &mut self.idle {
            Some(idle) => idle.last = last,
            None => {
                self.idle = Some(Idle {
                    timer: Box::pin(sleep_until(last + IDLE)),
                    last,
                });
            }
        }
    }

    /// Gives back what is not needed in silence.
    fn poll_idle(&mut self, context: &mut Context<'_>) {
        while let Some(idle) = &mut self.idle {
            if idle.timer.as_mut().poll(context).is_pending() {
                return;
            }
            let due = idle.last + IDLE;
            if due > Instant::now() {
                idle.timer.as_mut().reset(due);
                continue;
            }
            self.inbound.release();
            self.sending.release();
            for buffer in [&mut self.read, &mut self.ready, &mut self.waiting] {
                buffer.shrink_to_fit();
            }
            self.idle = None;
        }
    }

    /// Hands on what is ready. False if there is nothing.
    fn hand_on(&mut self, target: &mut ReadBuf<'_>) -> bool {
        let ready = &self.ready[self.handed_on..];
        let count = ready.len().min(target.remaining());
        target.put_slice(&ready[..count]);
        self.handed_on += count;
        if self.handed_on == self.ready.len() {
            scratch::give(&READY, std::mem::take(&mut self.ready));
            self.handed_on = 0;
        }
        count > 0
    }

    /// Returns how much of it was taken; all of it if there is a fault.
    fn look_at(&mut self, bytes: &[u8]) -> usize {
        if self.ready.capacity() == 0 {
            self.ready = scratch::take(&READY);
        }
        match self.inbound.read(bytes, &mut self.ready) {
            Ok(taken) => taken,
            Err(fault) => {
                self.fault = Some(fault);
                bytes.len()
            }
        }
    }

    /// Looks at what was read earlier. True if there is something to tell then.
    fn look_at_read(&mut self) -> bool {
        if self.read.is_empty() && !self.inbound.has_more() {
            return false;
        }
        let mut read = std::mem::take(&mut self.read);
        let taken = self.look_at(&read);
        read.drain(..taken);
        self.read = read;
        !self.ready.is_empty() || self.fault.is_some()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for FrameStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        target: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if this.hand_on(target) || target.remaining() == 0 {
                return Poll::Ready(Ok(()));
            }
            if let Some(fault) = this.fault {
                return Poll::Ready(Err(fault.into()));
            }
            if this.look_at_read() {
                continue;
            }
            let mut space = [const { std::mem::MaybeUninit::uninit() }; READ_SIZE];
            let mut space = ReadBuf::uninit(&mut space);
            let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(context, &mut space)
            else {
                this.poll_idle(context);
                return Poll::Pending;
            };
            read?;
            let read = space.filled();
            if read.is_empty() {
                // The stream has ended.
                return Poll::Ready(Ok(()));
            }
            this.touch();
            let taken = this.look_at(read);
            this.read.extend_from_slice(&read[taken..]);
        }
    }
}

impl<S: AsyncWrite + Unpin> FrameStream<S> {
    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.sending.poll_done(context, &mut self.waiting))?;
        while self.written < self.waiting.len() {
            let rest = &self.waiting[self.written..];
            match ready!(Pin::new(&mut self.stream).poll_write(context, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        scratch::give(&WAITING, std::mem::take(&mut self.waiting));
        self.written = 0;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for FrameStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.waiting.len() - this.written >= MAX_WAITING {
            ready!(this.poll_drain(context))?;
        }
        this.touch();
        if this.waiting.capacity() == 0 {
            this.waiting = scratch::take(&WAITING);
        }
        ready!(this.sending.poll_write(context, bytes, &mut this.waiting))?;
        // What cannot leave now leaves with the flush.
        if let Poll::Ready(drained) = this.poll_drain(context) {
            drained?;
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests;
