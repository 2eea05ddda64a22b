//! Compresses what one side sends (RFC 7692, section 7.2.1).

use std::{fmt, io};

use flate2::{Compress, Compression, FlushCompress, Status};

use super::spare::{Spare, give, take};
use super::{MAX_WINDOW_BITS, MIN_WINDOW_BITS, TAIL};

thread_local! {
    static SPARE: Spare<Compress> = const { Spare::new(Vec::new()) };
}

/// Room that is made for compressed bytes at a time.
const OUTPUT_STEP: usize = 4 * 1024;

/// How hard it tries, of 9. JSON grows by a thirtieth at most beside zlib's own choice of 6, and other text hardly; 64 KiB
/// of it take 0.34 ms instead of 0.67 ms.
const LEVEL: u32 = 5;

/// Compresses message after message.
#[derive(Debug)]
pub struct Deflater {
    window_bits: u8,
    keeps_context: bool,
    /// Made for the first message, and given back after each if none refers to another: it takes a quarter of a megabyte with the largest window.
    pub(super) context: Option<Compress>,
}

impl Deflater {
    /// With a window of so many bits, with or without what earlier messages said. `None` for a window below
    /// [`MIN_WINDOW_BITS`], which nothing can be compressed with: messages then go out as they are.
    pub fn new(window_bits: u8, keeps_context: bool) -> Option<Self> {
        (MIN_WINDOW_BITS..=MAX_WINDOW_BITS)
            .contains(&window_bits)
            .then_some(Self {
                window_bits,
                keeps_context,
                context: None,
            })
    }

    /// Whether a message that was compressed has to be sent so: what follows may refer to it.
    pub fn keeps_context(&self) -> bool {
        self.keeps_context
    }

    /// Compresses a part of a message, and appends to `output` what can be sent of it by itself. The last part ends the
    /// message.
    ///
    /// # Errors
    /// If the library fails, which it does for a state of its own that is damaged.
    pub fn deflate(
        &mut self,
        part: &[u8],
        is_last: bool,
        output: &mut Vec<u8>,
    ) -> Result<(), DeflateFault> {
        let start = output.len();
        self.append(part, output)?;
        if is_last {
            end_message(start, output);
        }
        if is_last
            && !self.keeps_context
            && let Some(mut context) = self.context.take()
        {
            // Quicker than to make a new one.
            context.reset();
            give(&SPARE, self.window_bits, context);
        }
        Ok(())
    }

    fn append(&mut self, mut part: &[u8], output: &mut Vec<u8>) -> Result<(), DeflateFault> {
        let bits = self.window_bits;
        let context = self.context.get_or_insert_with(|| {
            take(&SPARE, bits).unwrap_or_else(|| {
                Compress::new_with_window_bits(Compression::new(LEVEL), false, bits)
            })
        });
        loop {
            output.reserve(OUTPUT_STEP);
            let before = context.total_in();
            let status = context
                .compress_vec(part, output, FlushCompress::Sync)
                .map_err(|_| DeflateFault)?;
            let read = usize::try_from(context.total_in() - before).map_err(|_| DeflateFault)?;
            part = &part[read..];
            // All has been written if there was room for more.
            let has_room = output.len() < output.capacity();
            if part.is_empty() && (has_room || status == Status::BufError) {
                return Ok(());
            }
        }
    }

    /// Gives the memory back while nothing is sent. What follows does not refer to earlier messages, which no peer can
    /// tell from a sender that found nothing in common.
    pub fn release(&mut self) {
        self.context = None;
    }
}

/// What the flush has ended with is left out; the receiver puts it back.
fn end_message(start: usize, output: &mut Vec<u8>) {
    if output[start..].ends_with(&TAIL) {
        output.truncate(output.len() - TAIL.len());
    }
    if output.len() == start {
        // Nothing to flush: an empty block without its tail (section 7.2.3.6).
        output.push(0);
    }
}

/// The library could not compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeflateFault;

impl std::error::Error for DeflateFault {}

impl fmt::Display for DeflateFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a message could not be compressed")
    }
}

impl From<DeflateFault> for io::Error {
    fn from(fault: DeflateFault) -> Self {
        Self::other(fault)
    }
}
