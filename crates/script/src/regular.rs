//! Regular expressions, within limits.

use message_log::search::properties;
use regex::{Regex, RegexBuilder};

use crate::limits::MAX_REGEX_BYTES;

/// The expression; or what is wrong with it.
pub(crate) fn compile(source: &str, ignores_case: bool) -> Result<Regex, String> {
    let compiled = properties::build(source, |source| {
        RegexBuilder::new(source)
            .case_insensitive(ignores_case)
            .size_limit(MAX_REGEX_BYTES)
            .dfa_size_limit(2 * MAX_REGEX_BYTES)
            .build()
    });
    compiled.map_err(|error| match error {
        // The last of its lines says what is wrong; those before it show the expression.
        regex::Error::Syntax(text) => {
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
        regex::Error::CompiledTooBig(limit) => {
            format!("compiled, it takes more than {limit} bytes")
        }
        other => other.to_string(),
    })
}
