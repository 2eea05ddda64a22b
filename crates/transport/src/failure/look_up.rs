//! What the look-up of a name says when it fails.

/// What the C library says of `EAI_AGAIN`, which the standard library passes on as a text only: glibc, macOS and the BSDs, then
/// musl, then Windows.
const TEMPORARY: [&str; 4] = [
    "temporary failure in name resolution",
    "name could not be resolved at this time",
    "try again",
    "temporary error during hostname resolution",
];

/// Whether a failed look-up may succeed later: nobody was there to ask.
pub(crate) fn is_temporary(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    TEMPORARY.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_unknown_is_told_from_one_that_nobody_was_asked_for() {
        let said = |words: &str| format!("failed to lookup address information: {words}");
        for words in ["Temporary failure in name resolution", "Try again"] {
            assert!(is_temporary(&said(words)), "{words}");
        }
        for words in ["Name or service not known", "Name does not resolve"] {
            assert!(!is_temporary(&said(words)), "{words}");
        }
    }
}
