//! Reading a script.

mod connect;
mod cursor;
mod expect;
mod lines;
mod message;
mod parts;
mod send;
mod steps;

use std::str;

use connection::sorted;

use crate::check;
use crate::error::{Position, Problem, ScriptError};
use crate::limits::MAX_SCRIPT_BYTES;
use crate::syntax::Script;
use lines::Lines;

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// All that is wrong with it, in the order of its lines.
    pub fn parse(text: &str) -> Result<Self, Vec<ScriptError>> {
        if text.len() > MAX_SCRIPT_BYTES {
            let limit = format!("a script has at most {MAX_SCRIPT_BYTES} bytes");
            return Err(vec![ScriptError {
                at: Position { line: 1, column: 1 },
                problem: Problem::Limit(limit.into()),
                source: String::new(),
            }]);
        }
        let mut lines = Lines::new(text);
        let steps = lines.children(None, |lines, line| steps::step(lines, line, 0));
        let source = lines.sources();
        let script = Self { steps, source };
        for fault in check::structure(&script) {
            lines.tell(fault);
        }
        let mut errors = lines.into_errors();
        if errors.is_empty() && script.steps.is_empty() {
            errors.push(ScriptError {
                at: Position { line: 1, column: 1 },
                problem: Problem::Empty,
                source: text.lines().next().unwrap_or_default().to_owned(),
            });
        }
        let errors = sorted(errors, |one, other| one.at.cmp(&other.at));
        if errors.is_empty() {
            Ok(script)
        } else {
            Err(errors)
        }
    }

    /// The same for what is in a file.
    ///
    /// # Errors
    /// The same; and where it is not UTF-8.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, Vec<ScriptError>> {
        match str::from_utf8(bytes) {
            Ok(text) => Self::parse(text),
            Err(error) => {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                let line = valid.rsplit('\n').next().unwrap_or_default();
                let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
                let at = Position {
                    line: narrow(valid.matches('\n').count() + 1),
                    column: narrow(line.chars().count() + 1),
                };
                Err(vec![ScriptError {
                    at,
                    problem: Problem::NotText,
                    source: line.to_owned(),
                }])
            }
        }
    }
}

#[cfg(test)]
mod tests;
