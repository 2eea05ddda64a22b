//! Test Anything Protocol, version 14 (<https://testanything.org/tap-version-14-specification.html>): a test for each script,
//! with a subtest for each of its outermost steps.

use std::io::{self, Write};

use super::report::{End, Report, ScriptReport, StepState, Told};

pub(super) fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    writeln!(out, "TAP version 14\n1..{}", report.scripts.len())?;
    for (index, script) in report.scripts.iter().enumerate() {
        let number = index + 1;
        let name = escaped(&script.name);
        writeln!(out, "# Subtest: {name}")?;
        steps(out, script)?;
        match &script.end {
            End::Passed => writeln!(out, "ok {number} - {name}")?,
            End::Failed(told) => {
                writeln!(out, "not ok {number} - {name}")?;
                diagnostics(out, script, told)?;
            }
            End::Interrupted => writeln!(out, "not ok {number} - {name}")?,
            End::Skipped(reason) => {
                let reason = escaped(reason);
                writeln!(
                    out,
                    "{}",
                    format!("ok {number} - {name} # SKIP {reason}").trim_end()
                )?;
            }
        }
    }
    if report.is_interrupted {
        writeln!(out, "Bail out! Interrupted")?;
    }
    Ok(())
}

fn steps(out: &mut impl Write, script: &ScriptReport) -> io::Result<()> {
    writeln!(out, "    1..{}", script.steps.len())?;
    for (index, step) in script.steps.iter().enumerate() {
        let (number, line, text) = (index + 1, step.line, escaped(&step.text));
        let (result, skip) = match step.state {
            StepState::Passed => ("ok", ""),
            StepState::Failed => ("not ok", ""),
            StepState::Skipped => ("ok", " # SKIP not carried out"),
        };
        writeln!(out, "    {result} {number} - line {line}: {text}{skip}")?;
    }
    Ok(())
}

/// In YAML, of which JSON is a part.
fn diagnostics(out: &mut impl Write, script: &ScriptReport, told: &Told) -> io::Result<()> {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    writeln!(out, "  ---")?;
    writeln!(out, "  message: {}", json(&told.words))?;
    writeln!(out, "  severity: {}", told.category())?;
    writeln!(
        out,
        "  at:\n    file: {}\n    line: {}",
        json(&script.name),
        told.line
    )?;
    let lines = told.failure.fault.difference();
    if !lines.is_empty() {
        writeln!(out, "  difference:")?;
    }
    for line in lines {
        let text = format!("{} {}", line.sign.character(), line.text);
        writeln!(out, "    - {}", json(&text))?;
    }
    writeln!(out, "  ...")
}

/// A description: `#` begins a directive, and a line ends where it ends.
fn escaped(text: &str) -> String {
    let text = payload_line(text);
    text.replace('\\', "\\\\").replace('#', "\\#")
}

/// Without what ends a line or steers a terminal.
fn payload_line(text: &str) -> String {
    let keep = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(keep).collect()
}
