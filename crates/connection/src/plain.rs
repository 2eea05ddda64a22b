//! Amounts in the technical texts of failures.

use std::time::Duration;

/// A time as it is set: in seconds, to the millisecond.
pub fn in_seconds(time: Duration) -> String {
    let milliseconds = time.as_millis() as f64;
    format!("{} s", milliseconds / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_seconds() {
        for (milliseconds, expected) in [
            (0, "0 s"),
            (250, "0.25 s"),
            (1_000, "1 s"),
            (90_000, "90 s"),
        ] {
            assert_eq!(in_seconds(Duration::from_millis(milliseconds)), expected);
        }
        assert_eq!(in_seconds(Duration::from_nanos(1)), "0 s");
    }
}
