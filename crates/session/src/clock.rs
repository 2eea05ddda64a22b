//! What time it is.

use message_log::Timestamp;
use web_time::{SystemTime, UNIX_EPOCH};

/// The time to stamp a record with.
pub fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    // A clock that is set before 1970 yields the epoch.
    let micros = since_epoch.map_or(0, |time| time.as_micros());
    Timestamp::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
}
