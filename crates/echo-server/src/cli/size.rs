//! Sizes in bytes, as a person writes them.

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
pub(super) fn parse(text: &str) -> Result<usize, String> {
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

#[cfg(test)]
mod tests {
    use super::parse;

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
            assert_eq!(parse(text).ok(), expected, "{text:?}");
        }
    }

    #[test]
    fn the_error_says_what_is_accepted() {
        let error = parse("big").expect_err("not a size");
        assert!(error.contains("64MiB"), "{error}");
    }
}
