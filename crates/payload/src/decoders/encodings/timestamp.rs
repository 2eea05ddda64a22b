//! Timestamps of `MessagePack`, an extension of its own (section "Timestamp extension type").

/// The type of a timestamp.
const TIMESTAMP: i8 = -1;

/// The seconds and nanoseconds of a timestamp; `None` if it is another extension.
pub(super) fn timestamp(number: i8, bytes: &[u8]) -> Option<(i64, u32)> {
    /// The seconds of 64 bits take the lower 34.
    const SECONDS: u32 = 34;
    if number != TIMESTAMP {
        return None;
    }
    if let Ok(seconds) = bytes.try_into() {
        return Some((i64::from(u32::from_be_bytes(seconds)), 0));
    }
    if let Ok(both) = bytes.try_into() {
        let both = u64::from_be_bytes(both);
        let seconds = (both & ((1 << SECONDS) - 1)).cast_signed();
        return Some((seconds, (both >> SECONDS) as u32));
    }
    let (nanoseconds, seconds) = bytes.split_first_chunk()?;
    let seconds = i64::from_be_bytes(seconds.try_into().ok()?);
    Some((seconds, u32::from_be_bytes(*nanoseconds)))
}
