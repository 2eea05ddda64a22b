//! Decompresses what one side receives (RFC 7692, section 7.2.2).

use flate2::{Decompress, FlushDecompress, Status};

use super::spare::{Spare, give, take};
use super::{MAX_WINDOW_BITS, MIN_WINDOW_BITS};

/// What the sender has left out of the last block ([`super::TAIL`]), and a further empty block (RFC 1951, section 3.2.4): where the
/// sender has stopped within a block, one of them does not read as such.
const BLOCKS: [u8; 9] = [0, 0, 0xff, 0xff, 0, 0, 0, 0xff, 0xff];

/// So often a stream of blocks may end and the next one begin in one call. Each time costs a copy of the window, and the peer two
/// bytes.
const MAX_RESTARTS: u32 = 64;

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
    /// Whether it stopped early, because little input has cost much: others should have a turn.
    pub has_paused: bool,
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
            has_ended: false,
        }
    }

    /// Decompresses on, into the capacity that `output` has left. `is_last` if the message ends with this input. Ask again
    /// with what was not read, until all of it is read, and for the end of a message until it is done.
    ///
    /// # Errors
    /// If this is not DEFLATE, refers to what was never said, or ends within a block.
    pub fn inflate(
        &mut self,
        input: &[u8],
        is_last: bool,
        output: &mut Vec<u8>,
    ) -> Result<Inflated, InflateFault> {
        let mut read = 0;
        let mut restarts = 0;
        loop {
            restarts += u32::from(self.has_ended);
            read += self.step(&input[read..], output)?;
            let has_paused = restarts > MAX_RESTARTS && read < input.len();
            if output.len() == output.capacity() || has_paused {
                return Ok(Inflated {
                    read,
                    is_done: false,
                    has_paused,
                });
            }
            if read == input.len() {
                break;
            }
        }
        if is_last {
            self.read_tail(output)?;
        }
        Ok(Inflated {
            read,
            is_done: is_last,
            has_paused: false,
        })
    }

    /// Reads what the sender has left out.
    fn read_tail(&mut self, output: &mut Vec<u8>) -> Result<(), InflateFault> {
        // All that was compressed has come out: there was room for more. A stream that has ended needs no tail (section 7.2.3.5).
        if !self.has_ended {
            let before = output.len();
            let read = self.step(&BLOCKS, output)?;
            // Within a block that is not at its end, they are data, or are taken for codes.
            if read < BLOCKS.len() || output.len() > before || self.has_ended {
                return Err(InflateFault);
            }
        }
        if !self.keeps_context {
            self.window = Vec::new();
            self.has_ended = false;
            if let Some(mut context) = self.context.take() {
                context.reset(false);
                give(&SPARE, self.window_bits, context);
            }
        }
        Ok(())
    }

    /// Returns how much was read.
    fn step(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<usize, InflateFault> {
        if self.has_ended && !input.is_empty() {
            // The peer has begun a new stream, which may refer to what the one before said.
            if let Some(context) = &mut self.context {
                context.reset(false);
                refer_to(&self.window, self.window_bits, context)?;
            }
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
    refer_to(window, window_bits, &mut context)?;
    Ok(context)
}

/// What a new stream may refer to.
fn refer_to(window: &[u8], window_bits: u8, context: &mut Decompress) -> Result<(), InflateFault> {
    let start = window.len().saturating_sub(1 << window_bits);
    if start < window.len() {
        context
            .set_dictionary(&window[start..])
            .map_err(|_| InflateFault)?;
    }
    Ok(())
}

/// What came in cannot be decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InflateFault;
