//! Whether the messages of a recording say what they have to.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::rows::{Row, Said};
use crate::Result;

/// Decodes a recording, and compares. Returns how many messages it has.
pub(super) fn judge(row: &Row, wsc: &Path, recording: &Path) -> Result<usize> {
    let decoded = recording.with_extension("decoded.jsonl");
    let done = Command::new(wsc)
        .args(["convert", "--decode"])
        .args([recording, &decoded])
        .output()?;
    let told = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() {
        return Err(format!("wsc convert failed: {told}").into());
    }
    let expected = format!("note: decoded as {}", row.recognised);
    if !told.lines().any(|line| line == expected) {
        return Err(format!("it is not “{expected}”, but: {told}").into());
    }
    let text = std::fs::read_to_string(&decoded)?;
    let lines: Vec<Value> = text
        .lines()
        .map(serde_json::from_str)
        .collect::<std::result::Result<_, _>>()?;
    let messages: Vec<Message<'_>> = lines.iter().flat_map(Message::of).collect();
    compare(row.says, &messages)?;
    let count = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    Ok(count("text") + count("binary"))
}

/// One thing that a message says.
struct Message<'a> {
    says: String,
    tree: &'a Value,
}

impl<'a> Message<'a> {
    /// What a line of the file says: each of its units, or why it cannot be decoded.
    fn of(line: &'a Value) -> Vec<Self> {
        let decoded = &line["decoded"];
        let arrow = if line["direction"] == "sent" {
            ">"
        } else {
            "<"
        };
        let tree = &decoded["tree"];
        let mut says: Vec<String> = decoded["units"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|unit| format!("{arrow} {}", in_words(unit)))
            .collect();
        says.extend(
            decoded["fault"]
                .as_str()
                .map(|fault| format!("{arrow} fault: {fault}")),
        );
        says.into_iter().map(|says| Self { says, tree }).collect()
    }
}

/// As `call sum [client 1]: sum 2 3`.
fn in_words(unit: &Value) -> String {
    let text = |name: &str| unit[name].as_str();
    let name = text("name")
        .map(|name| format!(" {name}"))
        .unwrap_or_default();
    let pair = text("caller").zip(text("id"));
    let pair = pair
        .map(|(caller, id)| format!(" [{caller} {id}]"))
        .unwrap_or_default();
    let partial = if unit["partial"] == true {
        " partial"
    } else {
        ""
    };
    let (kind, summary) = (text("kind"), text("summary"));
    format!(
        "{}{name}{pair}{partial}: {}",
        kind.unwrap_or("?"),
        summary.unwrap_or("?")
    )
}

/// Looks for what is expected, in any order: servers may answer what comes later first. Others may be there too.
fn compare(expected: &[Said], messages: &[Message<'_>]) -> Result<()> {
    let mut rest: Vec<&Message<'_>> = messages.iter().collect();
    for said in expected {
        let is_found = |message: &&Message<'_>| matches(said.says, &message.says);
        let Some(index) = rest.iter().position(is_found) else {
            let all: Vec<&str> = messages.iter().map(|message| &*message.says).collect();
            return Err(format!("“{}” is missing of:\n{}", said.says, all.join("\n")).into());
        };
        let found = rest.remove(index);
        for (pointer, value) in said.tree {
            let value: Value = serde_json::from_str(value)?;
            let found = found.tree.pointer(pointer).unwrap_or(&Value::Null);
            if *found != value {
                let says = said.says;
                return Err(format!("{pointer} of “{says}” is {found}, not {value}").into());
            }
        }
    }
    Ok(())
}

/// Whether a text is like a pattern, in which `*` stands for anything.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut is_open = false;
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
        is_open = part.is_empty();
    }
    rest.is_empty() || is_open
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, expected) in [
            ("a b", "a b", true),
            ("a b", "a b c", false),
            ("a*", "a b c", true),
            ("a*c", "a b c", true),
            ("a*b", "a b c", false),
            ("*b*", "a b c", true),
            ("b", "a b", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
