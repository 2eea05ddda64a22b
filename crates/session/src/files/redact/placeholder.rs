//! What stands for a value that was replaced.

use std::ops::Range;

use data_encoding::BASE64_NOPAD;
use percent_encoding::percent_decode;

/// What a placeholder begins with.
pub(super) const PLACEHOLDER: &str = "[secret ";

pub(super) fn placeholder(number: usize) -> String {
    format!("{PLACEHOLDER}{number}]")
}

/// Where something stands for a value that was replaced, as it is and not encoded.
pub fn placeholders(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for at in memchr::memmem::find_iter(text, PLACEHOLDER) {
        let number = at + PLACEHOLDER.len();
        let digits = text[number..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        let end = number + digits.count();
        if at >= from && end > number && text.get(end) == Some(&b']') {
            from = end + 1;
            found.push(at..from);
        }
    }
    found
}

/// Whether something was replaced already, in whichever way it is written: there is nothing else in it, or it is a login of which the password
/// was replaced.
pub(super) fn is_placeholder(value: &[u8]) -> bool {
    let unescaped = |text: &[u8]| percent_decode(text).collect::<Vec<u8>>();
    let plain = unescaped(value);
    let begin = plain.iter().position(|byte| *byte == b':');
    let password = &plain[begin.map_or(0, |begin| begin + 1)..];
    if is_whole(value) || is_whole(&plain) || is_whole(password) {
        return true;
    }
    let end = value.iter().rposition(|byte| *byte != b'=');
    let unpadded = &value[..end.map_or(0, |end| end + 1)];
    let decoded = BASE64_NOPAD.decode(unpadded);
    decoded.is_ok_and(|decoded| !placeholders(&unescaped(&decoded)).is_empty())
}

fn is_whole(text: &[u8]) -> bool {
    // It may be cut at the space in it.
    let cut = text.strip_suffix(PLACEHOLDER.trim_end().as_bytes());
    let is_cut = cut.is_some();
    let text = cut.unwrap_or(text);
    let mut from = 0;
    let places = placeholders(text);
    let is_nothing = |text: &[u8]| {
        !text
            .iter()
            .any(|it| it.is_ascii_alphanumeric() || *it >= 0x80)
    };
    let are_only = places.iter().all(|place| {
        let before = &text[from..place.start];
        from = place.end;
        is_nothing(before)
    });
    (is_cut || !places.is_empty()) && are_only && is_nothing(&text[from..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_in_a_text() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let found = placeholders(text.as_bytes()).into_iter();
            assert_eq!(
                found.map(|place| &text[place]).collect::<Vec<_>>(),
                expected
            );
        }
        check("a[secret 1]b [secret 23]", &["[secret 1]", "[secret 23]"]);
        check("[secret [secret 1]", &["[secret 1]"]);
        check("[secret ] [secret x] [secret 1", &[]);
        check("", &[]);
    }

    #[test]
    fn a_placeholder_is_known_in_each_of_its_forms() {
        for text in [
            "[secret 1]",
            "[secret 1]; [secret 2]",
            "%5Bsecret%201%5D",
            "W3NlY3JldCAxXQ==",
            "bWU6W3NlY3JldCAxXQ",
            "me:[secret 1]",
            "me:%5Bsecret%201%5D",
            "bWU6JTVCc2VjcmV0JTIwMSU1RA",
        ] {
            assert!(is_placeholder(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "secret",
            "s3cret",
            "[s",
            "a[secret 1]b",
            "[secret]",
            "[secret 1]中",
        ] {
            assert!(!is_placeholder(text.as_bytes()), "{text}");
        }
    }
}
