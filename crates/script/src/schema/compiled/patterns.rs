//! How much memory the patterns of a schema take when they are compiled.

use regex::RegexBuilder;
use serde_json::Value;

/// The most that all patterns of a schema may take, in bytes, as far as it is measured: those of a schema with 10,000 usual patterns take a
/// quarter of it. What is compiled of a pattern takes some three times as much as is measured.
const MAX_PATTERNS_BYTES: usize = 64 * 1024 * 1024;

/// Each pattern is measured by the smallest of these limits that it keeps: the library tells no size. The largest is the limit that
/// a pattern has anyway.
const SIZES: [usize; 7] = [
    1 << 10,
    1 << 12,
    1 << 14,
    1 << 16,
    1 << 18,
    1 << 20,
    10 << 20,
];

/// Refuses a schema of which the patterns take too much together.
pub(super) fn check(schema: &Value) -> Result<(), String> {
    let mut left = MAX_PATTERNS_BYTES;
    spend(schema, &mut left).ok_or_else(|| {
        let limit = MAX_PATTERNS_BYTES >> 20;
        format!("its patterns take more than {limit} MiB together, compiled")
    })
}

fn spend(schema: &Value, left: &mut usize) -> Option<()> {
    match schema {
        Value::Array(values) => values.iter().try_for_each(|value| spend(value, left)),
        Value::Object(members) => members.iter().try_for_each(|(name, value)| {
            match (&**name, value) {
                ("pattern", Value::String(pattern)) => {
                    *left = left.checked_sub(size(pattern))?;
                }
                ("patternProperties", Value::Object(properties)) => {
                    for pattern in properties.keys() {
                        *left = left.checked_sub(size(pattern))?;
                    }
                }
                _ => {}
            }
            spend(value, left)
        }),
        _ => Some(()),
    }
}

/// How much a pattern takes; nothing, if it is none that can be used.
fn size(pattern: &str) -> usize {
    // In ECMA-262, these classes are of ASCII only, and much smaller.
    let ascii = pattern
        .replace(r"\w", "[A-Za-z0-9_]")
        .replace(r"\d", "[0-9]");
    let keeps = |limit: &&usize| {
        let built = RegexBuilder::new(&ascii).size_limit(**limit).build();
        !matches!(built, Err(regex::Error::CompiledTooBig(_)))
    };
    let found = SIZES.iter().find(keeps);
    found.copied().unwrap_or(10 << 20)
}
