//! The time of day: a clock may say any year, and most formats end with 9999 or begin with 1970.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The beginning of the year 10000, which neither HTTP (RFC 9110, section 5.6.7) nor a certificate (RFC 5280, section
/// 4.1.2.5) can write, in seconds since 1970.
const END: Duration = Duration::from_secs(253_402_300_800);

/// The last moment of the year 9999: in a certificate, that it has no end (RFC 5280, section 4.1.2.5).
#[cfg(any(test, feature = "tls"))]
pub(crate) const LAST: Duration = Duration::from_secs(END.as_secs() - 1);

/// How long before [`END`] nothing is begun any more that writes the date: hyper looks at the clock again after us.
const MARGIN: Duration = Duration::from_secs(2);

/// How long 1970 is past. A clock that is set before stands still here.
#[cfg(any(test, feature = "tls"))]
pub(crate) fn since_1970(now: SystemTime) -> Duration {
    now.duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Whether HTTP can write this time. The libraries that do so for us panic if not.
pub(crate) fn is_http_date(time: SystemTime) -> bool {
    time.duration_since(UNIX_EPOCH)
        .is_ok_and(|since| since < END - MARGIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

    #[test]
    fn http_writes_from_1970_to_9999() {
        let second = Duration::from_secs(1);
        for (time, expected) in [
            (UNIX_EPOCH - YEAR, false),
            (UNIX_EPOCH - Duration::from_nanos(1), false),
            (UNIX_EPOCH, true),
            (UNIX_EPOCH + 56 * YEAR, true),
            (UNIX_EPOCH + LAST - 2 * second, true),
            (UNIX_EPOCH + LAST - second, false),
            (UNIX_EPOCH + LAST + second, false),
            (UNIX_EPOCH + 20_000 * YEAR, false),
        ] {
            assert_eq!(is_http_date(time), expected, "{time:?}");
        }
    }

    #[test]
    fn before_1970_the_clock_stands_still() {
        assert_eq!(since_1970(UNIX_EPOCH - YEAR), Duration::ZERO);
        assert_eq!(since_1970(UNIX_EPOCH + 9000 * YEAR), 9000 * YEAR);
    }
}
