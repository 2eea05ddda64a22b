//! How the list writes times.

use message_log::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kit::format::{short_duration, time_of_day};

/// What the column of times shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Times {
    /// The time of day.
    #[default]
    Absolute,
    /// The time since the list began.
    Relative,
}

impl Times {
    /// When something happened; to the second where there is little room. `began` is when the list did.
    pub fn written(self, at: Timestamp, began: Option<Timestamp>, is_narrow: bool) -> String {
        let (written, fraction) = match (self, began) {
            (Self::Relative, Some(began)) => (since(began, at), ".000".len()),
            _ => (time_of_day(at), ".000".len()),
        };
        let shown = if is_narrow {
            written.len().saturating_sub(fraction)
        } else {
            written.len()
        };
        written.get(..shown).unwrap_or_default().to_owned()
    }
}

/// `0:02.123`, `1:02:03.000`; `-0:02.123` where the clock was set back.
fn since(began: Timestamp, at: Timestamp) -> String {
    let (began, at) = (began.as_micros(), at.as_micros());
    let sign = if at < began { "-" } else { "" };
    let millis = at.abs_diff(began) / 1_000;
    let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
    let (seconds, millis) = (millis / 1_000 % 60, millis % 1_000);
    match hours {
        0 => format!("{sign}{minutes}:{seconds:02}.{millis:03}"),
        _ => format!("{sign}{hours}:{minutes:02}:{seconds:02}.{millis:03}"),
    }
}

/// The time since the row before: `+525 µs`, `+1.94 ms`. With a minus where the clock was set back.
pub fn delta(before: Timestamp, at: Timestamp) -> String {
    let (before, at) = (before.as_micros(), at.as_micros());
    let sign = if at < before { '-' } else { '+' };
    format!("{sign}{}", short_duration(at.abs_diff(before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: u64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    #[test]
    fn a_time_between_rows_has_three_digits() {
        #[track_caller]
        fn check(micros: u64, expected: &str) {
            let written = delta(at(7), at(7 + micros));
            assert_eq!(written, expected);
            assert!(written.chars().count() <= 8, "{written} has no room");
        }
        check(0, "+0 µs");
        check(525, "+525 µs");
        check(999, "+999 µs");
        check(1_000, "+1.00 ms");
        check(1_937, "+1.94 ms");
        check(9_994, "+9.99 ms");
        check(9_996, "+10.0 ms");
        check(27_600, "+27.6 ms");
        check(99_960, "+100 ms");
        check(999_499, "+999 ms");
        check(999_500, "+1.00 s");
        check(1_110_000, "+1.11 s");
        check(59_949_999, "+59.9 s");
        check(59_950_000, "+1m 00s");
        check(123_000_000, "+2m 03s");
        check(3_599_400_000, "+59m 59s");
        check(3_599_500_000, "+1h 00m");
        check(86_400_000_000, "+1d 00h");
    }

    #[test]
    fn a_clock_that_was_set_back_is_told() {
        assert_eq!(delta(at(2_000), at(1_000)), "-1.00 ms");
        assert_eq!(delta(at(u64::MAX), at(0)).get(..1), Some("-"));
    }

    #[test]
    fn times_count_from_the_beginning_of_the_list() {
        #[track_caller]
        fn check(micros: u64, expected: &str, in_short: &str) {
            let began = Some(at(1_000_000));
            let written =
                |is_narrow| Times::Relative.written(at(1_000_000 + micros), began, is_narrow);
            assert_eq!(written(false), expected);
            assert_eq!(written(true), in_short);
        }
        check(0, "0:00.000", "0:00");
        check(2_123_900, "0:02.123", "0:02");
        check(3_723_000_000, "1:02:03.000", "1:02:03");
        let early = Times::Relative.written(at(0), Some(at(2_000)), false);
        assert_eq!(early, "-0:00.002");
        let absolute = Times::Absolute.written(at(0), None, false);
        assert_eq!(absolute.len(), "14:03:07.042".len());
        assert_eq!(
            Times::Absolute.written(at(0), None, true).len(),
            "14:03:07".len()
        );
    }
}
