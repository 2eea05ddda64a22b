//! JSONPath (RFC 9535), within limits: a path is typed by a person and read with recursion, and what it looks at comes from a peer.

use serde_json::Value;
use serde_json_path::{JsonPath, LocatedNodeList};

mod functions;

/// The longest path, in bytes: its parser recurses.
pub const MAX_PATH_BYTES: usize = 1024;
/// How deep brackets may stand in brackets: the parser tries several readings of each.
pub const MAX_PATH_NESTING: usize = 6;
/// How many values a path may have to look at, as far as that can be told beforehand: some seconds.
pub const MAX_PATH_STEPS: u64 = 20_000_000;

/// How much longer it takes to look at a value with a regular expression, which is compiled each time.
const REGEX_FACTOR: u64 = 1000;

/// The path; or what is wrong with it, and at which character, from 0 on.
///
/// # Errors
/// It is no path, or takes more than is allowed here.
pub fn compile(text: &str) -> Result<JsonPath, (usize, String)> {
    if text.len() > MAX_PATH_BYTES {
        return Err((0, format!("it has more than {MAX_PATH_BYTES} bytes")));
    }
    if let Some(at) = too_deep(text) {
        let limit = format!("brackets stand in brackets more than {MAX_PATH_NESTING} deep");
        return Err((at, limit));
    }
    JsonPath::parse(text).map_err(|error| {
        let at = error.position().min(text.len());
        let at = String::from_utf8_lossy(&text.as_bytes()[..at])
            .chars()
            .count();
        (at, error.message().to_owned())
    })
}

fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut before = ' ';
    text.chars().position(|c| {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            // Each of several is read within the one before.
            '!' if before == '!' => depth += 1,
            _ => {}
        }
        before = c;
        depth > MAX_PATH_NESTING
    })
}

/// What a path selects; `None` if it would take too long to find that.
pub fn select<'v>(text: &str, path: &JsonPath, value: &'v Value) -> Option<Vec<&'v Value>> {
    (steps(text, value) <= MAX_PATH_STEPS).then(|| path.query(value).all())
}

/// What a path selects and where; `None` if it would take too long to find that.
pub fn locate<'v>(text: &str, path: &JsonPath, value: &'v Value) -> Option<LocatedNodeList<'v>> {
    (steps(text, value) <= MAX_PATH_STEPS).then(|| path.query_located(value))
}

/// How many values a path looks at, at most and about. Each `..` looks at what is below each value, and a `$` within looks at
/// everything again for each.
fn steps(text: &str, value: &Value) -> u64 {
    let count = |part: &str| u32::try_from(text.matches(part).count()).unwrap_or(u32::MAX);
    let (values, depth) = size(value);
    let regexes = count("match") + count("search");
    values
        .saturating_mul(depth.saturating_pow(count("..")))
        .saturating_mul(values.saturating_pow(count("$").saturating_sub(1)))
        .saturating_mul(REGEX_FACTOR.saturating_pow(regexes.min(1)))
}

/// How many values there are in a value, and how deep.
fn size(value: &Value) -> (u64, u64) {
    let of_parts = |parts: &mut dyn Iterator<Item = &Value>| {
        parts
            .map(size)
            .fold((1, 1), |(count, depth), (more, deeper)| {
                (count + more, std::cmp::max(depth, deeper + 1))
            })
    };
    match value {
        Value::Array(items) => of_parts(&mut items.iter()),
        Value::Object(members) => of_parts(&mut members.values()),
        _ => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, at) in [("$.", 1), ("$[", 1), ("$[?", 1), ("$.a b", 3), ("x", 0)] {
            let (column, why) = compile(text).unwrap_err();
            assert!(
                column <= at + 2 && !why.is_empty(),
                "{text}: {column} {why}"
            );
        }
        for deep in ["$[?((((((((@.a))))))))]", "$[?!!!!!!!!!@.a]"] {
            assert!(compile(deep).unwrap_err().1.contains("deep"), "{deep}");
        }
        for fine in [
            "$[?(((((@.a)))))]",
            "$[?@.a != 1 && @.b != 2 && @.c != 3 && @.d != 4 && @.e != 5 && @.f != 6 && !@.g]",
        ] {
            compile(fine).unwrap();
        }
        let long = format!("$.{}", "a".repeat(MAX_PATH_BYTES));
        assert!(compile(&long).unwrap_err().1.contains("bytes"));
    }

    #[test]
    fn functions_of_the_standard_are_there() {
        let value = json!([{"a": "über"}, {"a": "xüber"}, {"a": "line\nend"}, {"a": 1}, {"b": "über"}, {"a": ["x", "y"]}]);
        for (path, found) in [
            ("$[?match(@.a, '.ber')]", 1),
            ("$[?match(@.a, '\\\\p{Ll}+')]", 2),
            ("$[?search(@.a, 'ber')]", 2),
            ("$[?match(@.a, 'x|über')]", 1),
            ("$[?match(@.a, 'line.end')]", 0),
            ("$[?search(@.a, '[')]", 0),
            ("$[?match(@.a, 1)]", 0),
            ("$[?!search(@.a, 'ber')]", 4),
            ("$[?length(@.a) == 4]", 1),
            ("$[?count(@.a[*]) == 2]", 1),
            ("$[?value(@.a) == 1]", 1),
        ] {
            let compiled = compile(path).unwrap();
            assert_eq!(
                select(path, &compiled, &value).unwrap().len(),
                found,
                "{path}"
            );
        }
        for wrong in [
            "$[?match(@.a)]",
            "$[?search(@.a, 'b') == 1]",
            "$[?nothing(@.a)]",
        ] {
            assert!(compile(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_would_take_forever_is_not_begun() {
        let large: Value = (0..20_000).collect::<Vec<_>>().into();
        let nested = (0..100).fold(json!(1), |inner, _| json!([inner, [1, 2, 3]]));
        for (text, value, is_found) in [
            ("$[*]", &large, true),
            ("$..*", &large, true),
            ("$[?$[0] == @]", &large, false),
            ("$..*..*", &nested, true),
            ("$..*..*..*..*", &nested, false),
        ] {
            let path = compile(text).unwrap();
            assert_eq!(select(text, &path, value).is_some(), is_found, "{text}");
        }
    }
}
