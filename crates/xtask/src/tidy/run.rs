//! Other programs that are asked.

use std::process::Command;

use crate::Result;

/// Runs a program and hands over what it printed.
pub(super) fn output(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{} failed: {reason}", command.get_program().display()).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
