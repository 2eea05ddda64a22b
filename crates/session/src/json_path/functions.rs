//! The two functions of JSONPath that take a regular expression (RFC 9535, sections 2.4.6 and 2.4.7). They are here and not in the
//! library, which would bring every table of Unicode into the page for them.

use message_log::search::properties;
use serde_json::Value;
use serde_json_path::functions::{LogicalType, ValueType};
use serde_json_path_macros::function;

/// Whether a text is in all of it what an expression says.
#[function(name = "match")]
fn is_match(value: ValueType<'_>, expression: ValueType<'_>) -> LogicalType {
    is_found(&value, &expression, |text| format!("(?R)^({text})$"))
}

/// Whether a text contains what an expression says.
#[function(name = "search")]
fn search(value: ValueType<'_>, expression: ValueType<'_>) -> LogicalType {
    is_found(&value, &expression, |text| format!("(?R)({text})"))
}

/// What is no text, and what is no expression, is not found: the standard asks for that. `.` is no end of a line, CR included
/// (RFC 9485).
fn is_found(
    value: &ValueType<'_>,
    expression: &ValueType<'_>,
    whole: impl FnOnce(&str) -> String,
) -> LogicalType {
    let (Some(Value::String(text)), Some(Value::String(expression))) =
        (value.as_value(), expression.as_value())
    else {
        return LogicalType::False;
    };
    properties::build(&whole(expression), regex::Regex::new)
        .is_ok_and(|regex| regex.is_match(text))
        .into()
}
