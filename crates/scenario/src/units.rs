//! Sizes, times and shares, as a person writes them: on the command line and in the paths of scenarios.

use std::time::Duration;

/// What a unit stands for. The letter case does not matter.
const UNITS: [(&str, usize); 8] = [
    ("", 1),
    ("B", 1),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// Reads `4096`, `64MiB`, `1 MB`.
///
/// # Errors
/// Says what is accepted, if it is anything else, not above zero, or too large for this machine.
pub fn parse_size(text: &str) -> Result<usize, String> {
    bytes(text.trim()).ok_or_else(|| {
        "expected a number of bytes above 0, alone or with KB, MB or GB (thousands), or KiB, MiB or \
         GiB (powers of 1024), such as 4096, 1MB or 64MiB"
            .to_owned()
    })
}

fn bytes(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: usize = number.parse().ok()?;
    let unit = unit.trim_start();
    let (_, factor) = UNITS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    number.checked_mul(*factor).filter(|&bytes| bytes > 0)
}

/// Reads `200ms`, `10s`, `1m 30s`.
///
/// # Errors
/// Says what is accepted, if it is anything else.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let spans = spans(text.trim()).map(|span| humantime::parse_duration(span).ok());
    spans
        .reduce(|sum, span| sum?.checked_add(span?))
        .flatten()
        .ok_or_else(|| "expected a time with its unit, such as 200ms, 10s or 1m".to_owned())
}

/// `1m 30s` as `1m ` and `30s`. They are added here, because the library panics where the sum is just beyond all times.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let unit = text.find(char::is_alphabetic).unwrap_or(text.len());
        let next = text[unit..].find(|c: char| c.is_ascii_digit());
        let (span, after) = text.split_at(next.map_or(text.len(), |next| unit + next));
        rest = Some(after).filter(|after| !after.is_empty());
        Some(span)
    })
}

/// Reads `0-500ms`, `1s-2s`: a unit that stands at the end only is that of both.
///
/// # Errors
/// Says what is accepted, if it is anything else or ends before it begins.
pub fn parse_duration_range(text: &str) -> Result<(Duration, Duration), String> {
    let read = || {
        let (start, end) = text.split_once('-')?;
        let unit = end.trim_start_matches(|c: char| c.is_ascii_digit());
        let start = parse_duration(start).or_else(|_| parse_duration(&format!("{start}{unit}")));
        let range = (start.ok()?, parse_duration(end).ok()?);
        (range.0 <= range.1).then_some(range)
    };
    read().ok_or_else(|| "expected two times, the shorter first, such as 0-500ms".to_owned())
}

/// Reads `10%`, `0.5%`: a share of one.
///
/// # Errors
/// Says what is accepted, if it is anything else.
pub fn parse_share(text: &str) -> Result<f64, String> {
    let percent = text
        .strip_suffix('%')
        .and_then(|number| number.parse::<f64>().ok());
    percent
        .filter(|percent| (0.0..=100.0).contains(percent))
        .map(|percent| percent / 100.0)
        .ok_or_else(|| "expected a share from 0% to 100%, such as 10%".to_owned())
}

/// Reads `42`.
///
/// # Errors
/// Says what is accepted, if it is anything else or too large.
pub fn read_number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "expected a number".to_owned())
}

/// Reads `1KBps`, `64KiB/s`: bytes in a second.
///
/// # Errors
/// Says what is accepted, if it is anything else or zero.
pub fn parse_rate(text: &str) -> Result<usize, String> {
    let size = text.strip_suffix("ps").or_else(|| text.strip_suffix("/s"));
    size.and_then(|size| bytes(size.trim()))
        .ok_or_else(|| "expected bytes in a second, such as 1KBps or 64KiBps".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_shares_and_rates() {
        let ms = Duration::from_millis;
        assert_eq!(parse_duration("200ms"), Ok(ms(200)));
        for text in ["1m 30s", "1m30s", " 1.5 m ", "89s 1000 ms"] {
            assert_eq!(parse_duration(text), Ok(ms(90_000)), "{text:?}");
        }
        for wrong in [
            "", " ", "200", "-1s", "s", "1s 2", "1s, 2s", "1 m s", "1s.5s",
        ] {
            assert!(parse_duration(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(parse_duration_range("0-500ms"), Ok((ms(0), ms(500))));
        assert_eq!(parse_duration_range("1s-2s"), Ok((ms(1000), ms(2000))));
        for wrong in ["", "-", "5-1ms", "1s", "1s-2", "a-b"] {
            assert!(parse_duration_range(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(parse_share("10%"), Ok(0.1));
        for wrong in ["", "%", "10", "101%", "-1%", "NaN%", "inf%"] {
            assert!(parse_share(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(parse_rate("1KBps"), Ok(1000));
        assert_eq!(parse_rate("64KiB/s"), Ok(65_536));
        for wrong in ["", "ps", "1KB", "0Bps"] {
            assert!(parse_rate(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_time_beyond_all_times_is_refused() {
        let longest = u64::MAX;
        assert!(parse_duration(&format!("{longest}s")).is_ok());
        assert!(parse_duration(&format!("{longest}.9s0.1s")).is_err());
        assert!(parse_duration(&format!("{longest}s 1000ms")).is_err());
        assert!(parse_duration(&format!("{longest}s {longest}s")).is_err());
    }

    #[test]
    fn sizes() {
        for (text, expected) in [
            ("1", Some(1)),
            ("4096", Some(4096)),
            ("4096B", Some(4096)),
            ("1KB", Some(1_000)),
            ("1kb", Some(1_000)),
            ("1KiB", Some(1_024)),
            ("1MB", Some(1_000_000)),
            ("64MiB", Some(67_108_864)),
            ("64mib", Some(67_108_864)),
            (" 64 MiB ", Some(67_108_864)),
            ("1GB", Some(1_000_000_000)),
            ("1GiB", Some(1_073_741_824)),
            ("", None),
            ("0", None),
            ("0MiB", None),
            ("MiB", None),
            ("-1", None),
            ("+1", None),
            ("1.5MiB", None),
            ("64M", None),
            ("64 Mi B", None),
            ("0x10", None),
            ("六十四", None),
            ("99999999999999999999", None),
            ("9999999999999999GiB", None),
        ] {
            assert_eq!(parse_size(text).ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn the_error_says_what_is_accepted() {
        let error = parse_size("big").expect_err("not a size");
        assert!(error.contains("64MiB"), "{error}");
    }
}
