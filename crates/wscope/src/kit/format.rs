//! How sizes, counts and times are written.

use std::time::Duration;

use chrono::{DateTime, Local};
use message_log::Timestamp;

/// A size in the largest binary unit that keeps it readable: `12 B`, `1.5 KiB`, `64.0 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut amount = bytes as f64 / 1024.0;
    let mut unit = UNITS[0];
    for larger in &UNITS[1..] {
        // What would be rounded to 1024.0 reads better as 1.0 of the next.
        if amount < 1023.95 {
            break;
        }
        amount /= 1024.0;
        unit = larger;
    }
    format!("{amount:.1} {unit}")
}

/// A count with thin groups of three: `1 234 567`, the same in both languages.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count with its noun, in a language that has a plural: `0 messages`, `1 message`, `1 234 messages`.
pub fn counted(number: u64, singular: &str, plural: &str) -> String {
    let noun = if number == 1 { singular } else { plural };
    format!("{} {noun}", count(number))
}

/// The time that is left, in whole minutes and seconds that are rounded up: `9:05`.
pub fn countdown(micros: u64) -> String {
    let seconds = micros.div_ceil(1_000_000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A round time, in the largest unit in which it is whole: `10 s`, `1 min`, `500 ms`.
pub fn period(time: Duration) -> String {
    let millis = time.as_millis();
    match millis {
        0 => "0 s".to_owned(),
        _ if millis.is_multiple_of(60_000) => format!("{} min", millis / 60_000),
        _ if millis.is_multiple_of(1_000) => format!("{} s", millis / 1_000),
        _ => format!("{millis} ms"),
    }
}

/// A size that is a limit, in the largest binary unit in which it is whole: `64 KiB`, `16 MiB`, `1000 B`.
pub fn limit(bytes: u64) -> String {
    match bytes {
        0 => "0 B".to_owned(),
        _ if bytes.is_multiple_of(1 << 30) => format!("{} GiB", bytes >> 30),
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} B"),
    }
}

/// A time between two messages: `340 µs`, `12.345 ms`, `1.500 s`, `2 min 03 s`.
pub fn duration(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => format!("{:.3} ms", micros as f64 / 1e3),
        1_000_000..60_000_000 => format!("{:.3} s", micros as f64 / 1e6),
        _ => format!(
            "{} min {:02} s",
            micros / 60_000_000,
            micros / 1_000_000 % 60
        ),
    }
}

/// The same with three digits that tell something: `525 µs`, `1.94 ms`, `37.2 s`, `2m 03s`.
pub fn short_duration(micros: u64) -> String {
    // What would be rounded to 1000 reads better as 1.00 of the next unit.
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..999_500 => format!("{} ms", three_digits(micros as f64 / 1e3)),
        999_500..59_950_000 => format!("{} s", three_digits(micros as f64 / 1e6)),
        _ => {
            let seconds = micros.saturating_add(500_000) / 1_000_000;
            let (minutes, hours) = (seconds / 60, seconds / 3_600);
            match hours {
                0 => format!("{minutes}m {:02}s", seconds % 60),
                1..24 => format!("{hours}h {:02}m", minutes % 60),
                _ => format!("{}d {:02}h", hours / 24, hours % 24),
            }
        }
    }
}

/// A number from 1 to 999.
fn three_digits(number: f64) -> String {
    if number < 9.995 {
        format!("{number:.2}")
    } else if number < 99.95 {
        format!("{number:.1}")
    } else {
        format!("{number:.0}")
    }
}

/// The local time of day with milliseconds: `14:03:07.042`.
pub fn time_of_day(at: Timestamp) -> String {
    local(at).map_or_else(String::new, |time| time.format("%H:%M:%S%.3f").to_string())
}

/// The local date and time with microseconds.
pub fn date_and_time(at: Timestamp) -> String {
    local(at).map_or_else(String::new, |time| {
        time.format("%Y-%m-%d %H:%M:%S%.6f").to_string()
    })
}

fn local(at: Timestamp) -> Option<DateTime<Local>> {
    let micros = i64::try_from(at.as_micros()).ok()?;
    Some(DateTime::from_timestamp_micros(micros)?.with_timezone(&Local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_readable() {
        let check = |bytes, expected: &str| assert_eq!(size(bytes), expected);
        check(0, "0 B");
        check(1023, "1023 B");
        check(1024, "1.0 KiB");
        check(1536, "1.5 KiB");
        check(1024 * 1024 - 1, "1.0 MiB");
        check(64 << 20, "64.0 MiB");
        check(512 << 20, "512.0 MiB");
        check(u64::MAX, "16777216.0 TiB");
    }

    #[test]
    fn durations_are_readable() {
        let check = |micros, expected: &str| assert_eq!(duration(micros), expected);
        check(0, "0 µs");
        check(12_345, "12.345 ms");
        check(1_500_000, "1.500 s");
        check(123_000_000, "2 min 03 s");
    }

    #[test]
    fn only_one_is_singular() {
        let check = |number, expected: &str| {
            assert_eq!(counted(number, "match", "matches"), expected);
        };
        check(0, "0 matches");
        check(1, "1 match");
        check(2, "2 matches");
        check(21, "21 matches");
        check(1_001, "1\u{a0}001 matches");
    }

    #[test]
    fn what_is_left_is_rounded_up() {
        let check = |micros, expected: &str| assert_eq!(countdown(micros), expected);
        check(0, "0:00");
        check(1, "0:01");
        check(59_000_001, "1:00");
        check(545_000_000, "9:05");
    }

    #[test]
    fn limits_have_the_largest_unit_in_which_they_are_whole() {
        let check = |bytes, expected: &str| assert_eq!(limit(bytes), expected);
        check(0, "0 B");
        check(1000, "1000 B");
        check(64 << 10, "64 KiB");
        check(1025 << 10, "1025 KiB");
        check(16 << 20, "16 MiB");
        check(2 << 30, "2 GiB");
        let check = |millis, expected: &str| {
            assert_eq!(period(Duration::from_millis(millis)), expected);
        };
        check(0, "0 s");
        check(500, "500 ms");
        check(1_000, "1 s");
        check(30_000, "30 s");
        check(90_000, "90 s");
        check(600_000, "10 min");
    }

    #[test]
    fn counts_are_grouped() {
        let check = |number, expected: &str| assert_eq!(count(number), expected);
        check(0, "0");
        check(999, "999");
        check(1000, "1\u{a0}000");
        check(10_000_000, "10\u{a0}000\u{a0}000");
    }
}
