//! How sizes, counts and times are written.

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
    fn counts_are_grouped() {
        let check = |number, expected: &str| assert_eq!(count(number), expected);
        check(0, "0");
        check(999, "999");
        check(1000, "1\u{a0}000");
        check(10_000_000, "10\u{a0}000\u{a0}000");
    }
}
