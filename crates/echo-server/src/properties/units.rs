//! Sizes, times and what else a person writes down: all that is read of them can be written and read again.

use std::fmt;
use std::time::Duration;

use crate::Origin;
use crate::address::Address;
use scenario::units::{parse_duration, parse_duration_range, parse_rate, parse_share, parse_size};

/// One text, as each of the things that it may be.
pub fn units(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(size) = parse_size(text) {
        assert!(size > 0, "{text:?}");
        comes_back(&size, |text| parse_size(text).ok());
        for other in [text.to_ascii_uppercase(), format!(" {text} ")] {
            assert_eq!(parse_size(&other), Ok(size), "{other:?}");
        }
        for rate in [format!("{text}/s"), format!("{text}ps")] {
            assert_eq!(parse_rate(&rate), Ok(size), "{rate:?}");
        }
    }
    if let Ok(rate) = parse_rate(text) {
        assert!(rate > 0, "{text:?}");
        assert_eq!(parse_rate(&format!("{rate}Bps")), Ok(rate), "{text:?}");
    }
    if let Ok(time) = parse_duration(text) {
        assert_eq!(parse_duration(&written(time)), Ok(time), "{text:?}");
    }
    if let Ok((from, to)) = parse_duration_range(text) {
        assert!(from <= to, "{text:?}");
        let range = format!("{}-{}", written(from), written(to));
        assert_eq!(parse_duration_range(&range), Ok((from, to)), "{text:?}");
    }
    if let Ok(share) = parse_share(text) {
        assert!((0.0..=1.0).contains(&share), "{text:?}");
    }
    if let Some(address) = Address::parse(text) {
        comes_back(&address, Address::parse);
    }
    if let Ok(origin) = text.parse::<Origin>() {
        comes_back(&origin, |text| text.parse().ok());
        assert!(origin.is(origin.to_string().as_bytes()), "{text:?}");
    }
}

fn comes_back<T: fmt::Display + fmt::Debug + PartialEq>(
    value: &T,
    read: impl FnOnce(&str) -> Option<T>,
) {
    let again = read(&value.to_string());
    assert_eq!(again.as_ref(), Some(value), "as {value}");
}

fn written(time: Duration) -> String {
    format!("{}s {}ns", time.as_secs(), time.subsec_nanos())
}
