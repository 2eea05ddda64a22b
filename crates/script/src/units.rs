//! Times and sizes, as a script writes them.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::limits::MAX_WAIT;

/// Units of time, in microseconds.
const TIMES: [(&str, f64); 4] = [("ms", 1e3), ("s", 1e6), ("m", 60e6), ("h", 3600e6)];

/// Units of size, in bytes.
const SIZES: [(&str, u64); 7] = [
    ("", 1),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// What a time looks like.
pub(crate) const TIME: &str = "a time from 0ms to 1h, such as 500ms or 2s";

/// What a size looks like.
pub(crate) const SIZE: &str = "a size in bytes or a range, such as 1024, 4KiB, 1..2048 or 100..";

/// `500ms`, `1.5s`, `2m`.
pub(crate) fn parse_time(text: &str) -> Option<Duration> {
    let end = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(end);
    if !number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return None;
    }
    let (_, micros) = TIMES.iter().find(|(name, _)| *name == unit)?;
    let micros = number.parse::<f64>().ok()? * micros;
    let time = Duration::from_micros(micros.round() as u64);
    (time <= MAX_WAIT).then_some(time)
}

/// A time as [`parse_time`] reads it.
pub(crate) struct ShownTime(pub(crate) Duration);

impl fmt::Display for ShownTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.as_micros();
        if micros >= 1_000_000 && micros.is_multiple_of(1_000_000) {
            write!(formatter, "{}s", micros / 1_000_000)
        } else if micros.is_multiple_of(1000) {
            write!(formatter, "{}ms", micros / 1000)
        } else {
            write!(formatter, "{}.{:03}ms", micros / 1000, micros % 1000)
        }
    }
}

/// `1024`, `4KiB`.
fn parse_bytes(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, factor) = SIZES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

/// How many there may be of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount(RangeInclusive<u64>);

impl Amount {
    /// This number and no other.
    pub fn exactly(number: u64) -> Self {
        Self(number..=number)
    }

    /// `7`, `1..10`, `100..`, `..10`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let Some((from, to)) = text.split_once("..") else {
            return parse_bytes(text).map(Self::exactly);
        };
        let from = match from {
            "" => 0,
            from => parse_bytes(from)?,
        };
        let to = match to {
            "" => u64::MAX,
            to => parse_bytes(to)?,
        };
        (from <= to).then_some(Self(from..=to))
    }

    /// Whether there may be so many.
    pub fn has(&self, number: u64) -> bool {
        self.0.contains(&number)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (*self.0.start(), *self.0.end());
        match to {
            to if to == from => write!(formatter, "{from}"),
            u64::MAX => write!(formatter, "{from}.."),
            to => write!(formatter, "{from}..{to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            let shown = parse_time(text).map(|time| ShownTime(time).to_string());
            assert_eq!(shown.as_deref(), expected, "{text}");
        }
        check("500ms", Some("500ms"));
        check("2s", Some("2s"));
        check("1.5s", Some("1500ms"));
        check("2m", Some("120s"));
        check("1h", Some("3600s"));
        check("0ms", Some("0ms"));
        check("0.25ms", Some("0.250ms"));
        for wrong in [
            "", "5", "s", "-1s", "1d", "61m", "1.2.3s", "1e3s", "1 s", "NaNs",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn amounts_are_read_and_written() {
        #[track_caller]
        fn check(text: &str, expected: Option<&str>) {
            let shown = Amount::parse(text).map(|amount| amount.to_string());
            assert_eq!(shown.as_deref(), expected, "{text}");
        }
        check("7", Some("7"));
        check("4KiB", Some("4096"));
        check("1KB..1MB", Some("1000..1000000"));
        check("100..", Some("100.."));
        check("..10", Some("0..10"));
        for wrong in [
            "",
            "x",
            "-1",
            "3..2",
            "1..2..3",
            "1XB",
            "99999999999999999999",
        ] {
            check(wrong, None);
        }
        let amount = Amount::parse("2..3").unwrap();
        assert_eq!(
            [1, 2, 3, 4].map(|n| amount.has(n)),
            [false, true, true, false]
        );
    }
}
