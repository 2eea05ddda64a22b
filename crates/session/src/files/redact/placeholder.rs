//! What stands for a value that was replaced.

use data_encoding::BASE64;
use percent_encoding::percent_decode;

/// What a placeholder begins with.
pub(super) const PLACEHOLDER: &str = "[secret ";

pub(super) fn placeholder(number: usize) -> String {
    format!("{PLACEHOLDER}{number}]")
}

/// Whether something was replaced already, in whichever way it is written.
pub(super) fn is_placeholder(value: &[u8]) -> bool {
    let begin = PLACEHOLDER.trim_end().as_bytes();
    let has = |text: &[u8]| text.windows(begin.len()).any(|part| part == begin);
    if has(value) || has(&percent_decode(value).collect::<Vec<u8>>()) {
        return true;
    }
    BASE64.decode(value).is_ok_and(|decoded| has(&decoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_known_in_each_of_its_forms() {
        for text in [
            "[secret 1]",
            "Bearer [secret 1]",
            "%5Bsecret%201%5D",
            "W3NlY3JldCAxXQ==",
        ] {
            assert!(is_placeholder(text.as_bytes()), "{text}");
        }
        for text in ["", "secret", "s3cret", "[s"] {
            assert!(!is_placeholder(text.as_bytes()), "{text}");
        }
    }
}
