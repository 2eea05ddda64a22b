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
//! Most messages of a flood come in one small frame each. Where nothing has to be decompressed or unmasked, these can be taken
//! from the buffer that they were read to ([`FrameStream::take_messages`]); only what stands between them is handed on.
//!
//! A frame that breaks a rule is for tungstenite to refuse. Only its head is handed on, with nothing after it, because
//! tungstenite looks at a frame when all of it is there.

mod inbound;
mod outbound;
mod scratch;
mod sending;
mod whole;

use std::future::Future as _;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
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
use whole::Front;
pub use whole::{WholeMessage, WholeMessages};

/// So much is read at a time, in bytes: on the stack, so that a silent connection holds no buffer for it.
const READ_SIZE: usize = 16 * 1024;

/// Room for what is read at a time where messages are taken from what was read, in bytes: of small ones thousands.
const LENT_READ_SIZE: usize = 64 * 1024;

/// With less room than this, in bytes, there is made more of it. A message that has not come in full may take up the rest.
const MIN_LENT_READ: usize = READ_SIZE;

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
    /// What was read from the stream, and not looked at from `looked_at` on.
    read: Vec<u8>,
    looked_at: usize,
    /// What is to be handed on, from `handed_on` on.
    ready: Vec<u8>,
    handed_on: usize,
    /// Whether reading is pending until messages are taken.
    lends: bool,
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
            looked_at: 0,
            ready: Vec::new(),
            handed_on: 0,
            lends: false,
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

    /// The same, that does not hand on whole messages in one frame: reading is pending when they are next, and nobody is woken for
    /// them. Who reads asks for them with [`Self::take_messages`] whenever reading is pending.
    ///
    /// Of a connection whose messages are masked, or may be compressed, all are handed on as ever.
    #[must_use]
    pub fn lending(mut self) -> Self {
        self.inbound.lend_messages();
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

    /// How many bytes are to be written to the stream below and have not left.
    pub fn waiting(&self) -> usize {
        self.waiting.len() - self.written
    }

    /// Has these bytes written as they are, after all frames that were written so far. A flush sends them. What is compressed
    /// afterwards does not refer to what was before: in between, the peer may have decompressed something else.
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

    /// Gives the messages for which reading is pending. Those that `take` leaves are given the next time.
    pub fn take_messages<R>(&mut self, take: impl FnOnce(&mut WholeMessages<'_>) -> R) -> R {
        let mut messages = if std::mem::take(&mut self.lends) {
            self.inbound.messages(&self.read[self.looked_at..])
        } else {
            WholeMessages::default()
        };
        let result = take(&mut messages);
        self.looked_at += messages.taken();
        result
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

    /// Makes room for what is read next.
    fn forget_looked_at(&mut self) {
        if self.looked_at == self.read.len() {
            self.read.clear();
            self.looked_at = 0;
        }
    }

    /// Looks at what was read earlier. True if there is something to tell then.
    fn look_at_read(&mut self) -> bool {
        if self.looked_at == self.read.len() && !self.inbound.has_more() {
            return false;
        }
        let read = std::mem::take(&mut self.read);
        self.looked_at += self.look_at(&read[self.looked_at..]);
        self.read = read;
        self.forget_looked_at();
        !self.ready.is_empty() || self.fault.is_some()
    }
}

impl<S: AsyncRead + Unpin> FrameStream<S> {
    /// Reads more to where messages are taken from. Returns how much.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        self.read.drain(..self.looked_at);
        self.looked_at = 0;
        if self.read.capacity() - self.read.len() < MIN_LENT_READ {
            self.read.reserve_exact(LENT_READ_SIZE);
        }
        let filled = pin!(self.stream.read_buf(&mut self.read)).poll(context);
        if filled.is_ready() {
            self.touch();
            return filled;
        }
        self.poll_idle(context);
        if self.idle.is_none() && self.read.is_empty() {
            // It was silent before this, too.
            self.read = Vec::new();
        }
        filled
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
            match this.inbound.front(&this.read[this.looked_at..]) {
                Some(Front::Message(..)) => {
                    this.lends = true;
                    return Poll::Pending;
                }
                Some(Front::Incomplete) => {
                    if ready!(this.poll_fill(context))? == 0 {
                        // The stream has ended.
                        return Poll::Ready(Ok(()));
                    }
                    continue;
                }
                Some(Front::Other) | None => {}
            }
            if this.look_at_read() {
                continue;
            }
            if this.inbound.take_worked_long() {
                context.waker().wake_by_ref();
                return Poll::Pending;
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
            this.forget_looked_at();
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
        if this.waiting() >= MAX_WAITING {
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
