//! Headers whose value is a list (RFC 9110, section 5.6).

/// Whether a text is a token, as names of subprotocols, extensions and headers are (section 5.6.2).
pub fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| is_in_token(*byte))
}

pub(super) fn is_in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The parts of a value without the white space around them. What stands between quotes is not looked at (section 5.6.4).
/// A value that was folded into several lines has line breaks in it, which are white space (RFC 9112, section 5.2).
pub fn split_list(value: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    let parts = value.split(move |byte| {
        if is_escaped {
            is_escaped = false;
        } else if is_quoted && *byte == b'\\' {
            is_escaped = true;
        } else if *byte == b'"' {
            is_quoted = !is_quoted;
        }
        !is_quoted && *byte == separator
    });
    parts.map(<[u8]>::trim_ascii)
}

/// Whether one line of a list has this token among its members, in any case of its letters (section 5.6.1).
pub fn list_contains(line: &[u8], token: &str) -> bool {
    split_list(line, b',').any(|member| member.eq_ignore_ascii_case(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_outside_of_quotes() {
        #[track_caller]
        fn check(value: &str, expected: &[&str]) {
            let parts = split_list(value.as_bytes(), b',');
            let parts: Vec<_> = parts.map(String::from_utf8_lossy).collect();
            assert_eq!(parts, expected, "{value}");
        }
        check("", &[""]);
        check("a,b", &["a", "b"]);
        check("\ta\t,\t b \t", &["a", "b"]);
        check("a,\r\n\tb", &["a", "b"]);
        check("a; x=\"b,c\\\",d\", e", &["a; x=\"b,c\\\",d\"", "e"]);
    }

    #[test]
    fn a_token_is_found_in_any_case_and_whole() {
        for line in ["upgrade", "UPGRADE", "x,\tUpgrade ,y", ", upgrade,"] {
            assert!(list_contains(line.as_bytes(), "upgrade"), "{line}");
        }
        for line in ["", "upgraded", "\"upgrade\"", "upgrade;q=1", "x upgrade"] {
            assert!(!list_contains(line.as_bytes(), "upgrade"), "{line}");
        }
    }

    #[test]
    fn tokens_have_no_separators() {
        for token in ["chat", "v12.stomp", "a!#$%&'*+-.^_`|~"] {
            assert!(is_token(token.as_bytes()), "{token}");
        }
        for other in ["", "a b", "a,b", "\"a\"", "a/b", "聊天"] {
            assert!(!is_token(other.as_bytes()), "{other}");
        }
    }
}
