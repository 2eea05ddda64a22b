//! The tokens of one row of a JSON text, to be shown in colours. What is no JSON is cut into tokens as well.

use std::ops::Range;

/// How far before a row its line may begin, in bytes. In a longer line the row is taken for a part of a string: nothing else
/// is so long in an indented text.
const MAX_LOOK_BACK: usize = 4096;
/// How far behind a row the end of its last string is looked for, in bytes: where that is no key, it is farther.
const MAX_LOOK_AHEAD: usize = 4096;

/// What a part of a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// The name of a member, with its quotation marks.
    Key,
    /// A string that is no key.
    String,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Literal,
    /// A bracket, a comma or a colon.
    Punctuation,
    /// White space, and what is no JSON.
    Other,
}

/// The tokens of `row`, from its start to its end without a gap.
pub fn tokens(text: &[u8], row: Range<usize>) -> Vec<(Range<usize>, Token)> {
    let row = row.start.min(text.len())..row.end.min(text.len());
    if row.is_empty() {
        return Vec::new();
    }
    let back = row.start.saturating_sub(MAX_LOOK_BACK);
    let before = &text[back..row.start];
    let line = before.iter().rposition(|byte| *byte == b'\n');
    let mut found = Vec::new();
    let mut at = match line {
        Some(end) => back + end + 1,
        None if back == 0 => 0,
        None => {
            let end = end_of_string(&text[..row.end], row.start);
            found.push((row.start..end, Token::String));
            end
        }
    };
    while at < row.end {
        let (end, token) = token_at(text, at, row.end);
        if end > row.start {
            found.push((at.max(row.start)..end.min(row.end), token));
        }
        at = end;
    }
    found
}

/// Where the token at `at` ends, and what it is.
fn token_at(text: &[u8], at: usize, row_end: usize) -> (usize, Token) {
    let run = |is_part: fn(u8) -> bool| {
        let rest = &text[at..row_end];
        let length = rest.iter().take_while(|byte| is_part(**byte)).count();
        at + length.max(1)
    };
    match text[at] {
        b'"' => {
            let limit = row_end.saturating_add(MAX_LOOK_AHEAD).min(text.len());
            let end = end_of_string(&text[..limit], at + 1);
            let is_key = is_before_colon(&text[end..limit]);
            (end, if is_key { Token::Key } else { Token::String })
        }
        b'{' | b'}' | b'[' | b']' | b',' | b':' => (at + 1, Token::Punctuation),
        b'-' | b'0'..=b'9' => (run(is_of_number), Token::Number),
        b'a'..=b'z' | b'A'..=b'Z' => {
            let end = run(|byte| byte.is_ascii_alphabetic());
            let is_literal = matches!(&text[at..end], b"true" | b"false" | b"null");
            (
                end,
                if is_literal {
                    Token::Literal
                } else {
                    Token::Other
                },
            )
        }
        _ => (run(is_other), Token::Other),
    }
}

/// Where the string of JSON ends of which the byte at `at` is a part: behind its quotation mark, or where the text ends.
pub fn end_of_string(text: &[u8], at: usize) -> usize {
    let mut is_escaped = false;
    for (index, byte) in text.iter().enumerate().skip(at) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

fn is_before_colon(rest: &[u8]) -> bool {
    rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
}

fn is_other(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric()
        && !matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b',' | b':' | b'-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, row: Range<usize>, expected: &[(&str, Token)]) {
        let found = tokens(text.as_bytes(), row);
        let found: Vec<_> = found
            .into_iter()
            .map(|(range, token)| (&text[range], token))
            .collect();
        let found: Vec<_> = found
            .into_iter()
            .filter(|(part, _)| !part.trim().is_empty())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn every_token_is_known() {
        use Token as T;
        check(
            r#"  "a\"b": -1.50e3,"#,
            0..18,
            &[
                (r#""a\"b""#, T::Key),
                (":", T::Punctuation),
                ("-1.50e3", T::Number),
                (",", T::Punctuation),
            ],
        );
        check(
            r#"true nul null "x""#,
            0..17,
            &[
                ("true", T::Literal),
                ("nul", T::Other),
                ("null", T::Literal),
                (r#""x""#, T::String),
            ],
        );
        check("中 1", 0..5, &[("中 ", T::Other), ("1", T::Number)]);
    }

    #[test]
    fn a_row_within_a_string_is_a_string() {
        let text = "{\n  \"key\": \"one, two\",\n  \"k\": 1\n}";
        check(text, 14..18, &[("e, t", Token::String)]);
        check(
            text,
            18..23,
            &[("wo\"", Token::String), (",", Token::Punctuation)],
        );
        // A key is one also where the row ends before its colon.
        check(text, 4..6, &[("\"k", Token::Key)]);
        let long = format!("{{\"a\":\"{}\",1}}", "x".repeat(3 * MAX_LOOK_BACK));
        let at = 2 * MAX_LOOK_BACK;
        check(&long, at..at + 3, &[("xxx", Token::String)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn no_byte_is_left_out(text in r#"[\[\]{}",: \\\n1ae.中]{0,60}"#, start in 0_usize..200, length in 0_usize..80) {
            let text = text.as_bytes();
            let start = start.min(text.len());
            let row = start..(start + length).min(text.len());
            let mut at = row.start;
            for (range, _) in tokens(text, row.clone()) {
                prop_assert_eq!(range.start, at);
                prop_assert!(range.end > range.start);
                at = range.end;
            }
            prop_assert_eq!(at, row.end);
        }

        #[test]
        fn any_bytes_are_cut(bytes: Vec<u8>, start in 0_usize..100, end in 0_usize..100) {
            let row = start.min(end)..end;
            let count = tokens(&bytes, row).len();
            prop_assert!(count <= bytes.len());
        }
    }
}
