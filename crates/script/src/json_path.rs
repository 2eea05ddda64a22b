//! JSONPath (RFC 9535) in a line of a script.

pub(crate) use session::json_path::{compile, select};

/// How many bytes of a line belong to the path with which it begins: up to a blank outside of brackets and quotes.
pub(crate) fn length(line: &str) -> usize {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            _ if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '(' | '{') => depth += 1,
            (None, ']' | ')' | '}') => depth = depth.saturating_sub(1),
            (None, c) if c.is_whitespace() && depth == 0 => return at,
            (None, _) => {}
        }
    }
    line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_at_a_blank_outside_of_brackets() {
        for (line, expected) in [
            ("$.a is 1", "$.a"),
            ("$[?@.a == 'b c'].d > 2", "$[?@.a == 'b c'].d"),
            ("$['a b', \"c] d\"] exists", "$['a b', \"c] d\"]"),
            (
                "$[?@.id == \"{{ id }}\"] exists",
                "$[?@.id == \"{{ id }}\"]",
            ),
            ("$", "$"),
        ] {
            assert_eq!(&line[..length(line)], expected);
        }
    }
}
