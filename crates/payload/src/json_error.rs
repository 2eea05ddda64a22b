//! Why a text cannot be read as JSON, in words: the library calls a text that it does not read to its depth an error of its own.

/// How deep JSON may be nested where its values are read: the reader calls itself for each level, and this is the limit of
/// `serde_json`, which keeps that from filling the stack.
pub const MAX_JSON_NESTING: usize = 127;

/// What a text is that gave this error, as the end of a sentence: `is not JSON: …`, or nested too deeply.
pub fn described(error: &serde_json::Error) -> String {
    if is_too_deep(error) {
        format!("is nested deeper than {MAX_JSON_NESTING} levels, so it is not read as JSON")
    } else {
        format!("is not JSON: {error}")
    }
}

/// So the library begins what it says of it; there is no other sign.
const TOO_DEEP: &str = "recursion limit exceeded";

fn is_too_deep(error: &serde_json::Error) -> bool {
    error.to_string().starts_with(TOO_DEEP)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_text_that_is_nested_too_deeply_is_told_as_that() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        let read = |text: &str| serde_json::from_str::<Value>(text);
        assert!(read(&nested(MAX_JSON_NESTING)).is_ok());
        let error = read(&nested(MAX_JSON_NESTING + 1)).unwrap_err();
        assert_eq!(
            described(&error),
            "is nested deeper than 127 levels, so it is not read as JSON"
        );
        let error = read("{").unwrap_err();
        assert!(described(&error).starts_with("is not JSON: EOF"), "{error}");
    }
}
