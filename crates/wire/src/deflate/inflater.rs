//! Decompresses what one side receives (RFC 7692, section 7.2.2).

use flate2::{Decompress, FlushDecompress, Status};

use super::spare::{Spare, give, take};
use super::{MAX_WINDOW_BITS, MIN_WINDOW_BITS, TAIL};

thread_local! {
    static SPARE: Spare<Decompress> = const { Spare::new(Vec::new()) };
}

/// Decompresses message after message, in pieces of a size that the caller chooses.
#[derive(Debug)]
pub struct Inflater {
    window_bits: u8,
    keeps_context: bool,
    /// Made for the first message, and given back when the connection rests; after each message if none refers to another.
    pub(super) context: Option<Decompress>,
    /// What the messages so far have ended with: at least as much as the peer may refer to, if there is so much.
    pub(super) window: Vec<u8>,
    /// How much of [`TAIL`] has been read for the message under way.
    tail_read: usize,
    /// Whether the stream of blocks has ended, in the middle of a connection.
    has_ended: bool,
}

/// How far it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inflated {
    /// Bytes of the input that were read.
    pub read: usize,
    /// Whether the message is complete.
    pub is_done: bool,
}

impl Inflater {
    /// For messages that were compressed with a window of at most so many bits, and may refer to earlier ones or not.
    pub fn new(window_bits: u8, keeps_context: bool) -> Self {
        Self {
            // What was compressed with 8 bits can be read with 9.
            window_bits: window_bits.clamp(MIN_WINDOW_BITS, MAX_WINDOW_BITS),
            keeps_context,
            context: None,
            window: Vec::new(),
            tail_read: 0,
            has_ended: false,
        }
    }

    /// Decompresses on, into the capacity that `output` has left. `is_last` if the message ends with this input. Ask again
    /// with what was not read, until all of it is read, and for the end of a message until it is done.
    ///
    /// # Errors
    /// If this is not DEFLATE, or refers to what was never said.
    pub fn inflate(
        &mut self,
        input: &[u8],
        is_last: bool,
        output: &mut Vec<u8>,
    ) -> Result<Inflated, InflateFault> {
        let mut read = 0;
        loop {
            read += self.step(&input[read..], output)?;
            if output.len() == output.capacity() {
                return Ok(Inflated {
                    read,
                    is_done: false,
                });
            }
            if read == input.len() {
                break;
            }
        }
        let is_done = is_last && self.read_tail(output)?;
        Ok(Inflated { read, is_done })
    }

    /// Reads what the sender has left out. True if all that was compressed is in the output.
    fn read_tail(&mut self, output: &mut Vec<u8>) -> Result<bool, InflateFault> {
        // A stream that has ended needs none (section 7.2.3.5).
        while self.tail_read < TAIL.len() && !self.has_ended {
            self.tail_read += self.step(&TAIL[self.tail_read..], output)?;
            if output.len() == output.capacity() {
                return Ok(false);
            }
        }
        self.tail_read = 0;
        if !self.keeps_context {
            self.window = Vec::new();
            self.has_ended = false;
            if let Some(mut context) = self.context.take() {
                context.reset(false);
                give(&SPARE, self.window_bits, context);
            }
        }
        Ok(true)
    }

    /// Returns how much was read.
    fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<usize, InflateFault> {
        if self.has_ended && !input.is_empty() {
            // The peer has begun a new stream, which may refer to what the one before said.
            self.context = None;
            self.has_ended = false;
        }
        let (start, bits) = (output.len(), self.window_bits);
        let context = match &mut self.context {
            Some(context) => context,
            empty => empty.insert(context_after(&self.window, bits)?),
        };
        let before = context.total_in();
        let status = context
            .decompress_vec(input, output, FlushDecompress::Sync)
            .map_err(|_| InflateFault)?;
        let read = usize::try_from(context.total_in() - before).map_err(|_| InflateFault)?;
        self.has_ended = status == Status::StreamEnd;
        self.remember(&output[start..]);
        Ok(read)
    }

    fn remember(&mut self, inflated: &[u8]) {
        let most = 1 << self.window_bits;
        if self.window.len() + inflated.len() > 2 * most {
            let kept = most.saturating_sub(inflated.len()).min(self.window.len());
            self.window.drain(..self.window.len() - kept);
        }
        let new = inflated.len().saturating_sub(most);
        self.window.extend_from_slice(&inflated[new..]);
    }

    /// Gives the memory back while nothing comes in, but for what the peer may refer to. Between two messages only.
    pub fn release(&mut self) {
        self.context = None;
        self.has_ended = false;
        let most = 1 << self.window_bits;
        let surplus = self.window.len().saturating_sub(most);
        self.window.drain(..surplus);
        self.window.shrink_to_fit();
    }
}

fn context_after(window: &[u8], window_bits: u8) -> Result<Decompress, InflateFault> {
    if window.is_empty()
        && let Some(spare) = take(&SPARE, window_bits)
    {
        return Ok(spare);
    }
    let mut context = Decompress::new_with_window_bits(false, window_bits);
    let start = window.len().saturating_sub(1 << window_bits);
    if start < window.len() {
        context
            .set_dictionary(&window[start..])
            .map_err(|_| InflateFault)?;
    }
    Ok(context)
}

/// What came in cannot be decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InflateFault;
