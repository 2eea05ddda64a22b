//! The report as one JSON object.

use std::io::{self, Write};

use message_log::{Direction, Kind};
use serde_json::{Value, json};

use super::report::{End, Report, ScriptReport, Told};
use session::files::PROGRAM;

pub(super) fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let object = json!({
        "program": PROGRAM,
        "passed": report.passed(),
        "failed": report.failed(),
        "skipped": report.skipped(),
        "interrupted": report.is_interrupted,
        "scripts": report.scripts.iter().map(script).collect::<Vec<_>>(),
    });
    writeln!(out, "{object}")
}

fn script(script: &ScriptReport) -> Value {
    let steps = script.steps.iter().map(|step| {
        json!({
            "line": step.line,
            "text": step.text,
            "outcome": step.state.name(),
            "microseconds": micros(step.took),
        })
    });
    let outcome = match script.end {
        End::Passed => "passed",
        End::Failed(_) => "failed",
        End::Interrupted => "interrupted",
        End::Skipped(_) => "skipped",
    };
    let reason = match &script.end {
        End::Skipped(reason) => Some(reason),
        _ => None,
    };
    json!({
        "file": script.name,
        "outcome": outcome,
        "microseconds": micros(script.took),
        "steps": steps.collect::<Vec<_>>(),
        "reason": reason,
        "failure": script.failed().map(failure),
    })
}

fn failure(told: &Told) -> Value {
    let lines = told.failure.fault.difference().iter();
    let difference = lines.map(|line| format!("{} {}", line.sign.character(), line.text));
    let messages = told.failure.last.iter().map(|message| {
        json!({
            "direction": match message.direction {
                Direction::Sent => "sent",
                Direction::Received | Direction::Local => "received",
            },
            "kind": match message.kind {
                Kind::Text => "text",
                _ => "binary",
            },
            "bytes": message.bytes,
            "preview": message.preview,
        })
    });
    json!({
        "line": told.line,
        "step": told.failure.line,
        "connection": told.failure.connection,
        "category": told.category(),
        "message": told.words,
        "difference": difference.collect::<Vec<_>>(),
        "messages": messages.collect::<Vec<_>>(),
    })
}

fn micros(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
