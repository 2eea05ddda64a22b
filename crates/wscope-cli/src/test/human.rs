//! The report for people.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use message_log::{Direction, Kind};
use payload::visible::visible;
use script::{DiffLine, ShownMessage, Sign};

use crate::telling::for_people;

use super::report::{End, Report, ScriptReport, StepState, Told};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default();
const QUIET: Style = Style::new().dimmed();

/// A script: one line if it passed, and all that is known if not.
pub(super) fn script(out: &mut impl Write, script: &ScriptReport) -> io::Result<()> {
    let (style, word) = match script.end {
        End::Passed => (GOOD, "ok  "),
        End::Failed(_) => (BAD, "FAIL"),
        End::Interrupted => (WARNING, "STOP"),
        End::Skipped(_) => (WARNING, "skip"),
    };
    let name = for_people(&script.name);
    let passed = script
        .steps
        .iter()
        .filter(|step| step.state == StepState::Passed)
        .count();
    let steps = match script.steps.len() {
        all if all == passed => counted(all, "step"),
        all => format!("{passed} of {}", counted(all, "step")),
    };
    let took = shown(script.took);
    writeln!(
        out,
        "{style}{word}{style:#} {name} {QUIET}({steps}, {took}){QUIET:#}"
    )?;
    match &script.end {
        End::Failed(told) => failure(out, script, told),
        End::Skipped(reason) if !reason.is_empty() => writeln!(out, "     {}", visible(reason)),
        End::Passed | End::Interrupted | End::Skipped(_) => Ok(()),
    }
}

fn failure(out: &mut impl Write, script: &ScriptReport, told: &Told) -> io::Result<()> {
    let Told {
        failure,
        line,
        words,
    } = told;
    let (name, words) = (for_people(&script.name), for_people(words));
    writeln!(out, "     {name}:{line}: {BAD}{words}{BAD:#}")?;
    if let Some(step) = script
        .steps
        .iter()
        .rev()
        .find(|step| step.line <= failure.line)
    {
        let (line, text) = (step.line, for_people(&step.text));
        writeln!(out, "     {QUIET}{line} |{QUIET:#} {text}")?;
    }
    difference(out, failure.fault.difference())?;
    messages(out, &failure.last)
}

fn difference(out: &mut impl Write, lines: &[DiffLine]) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "     {QUIET}- expected, + received{QUIET:#}")?;
    for line in lines {
        let style = match line.sign {
            Sign::Expected => BAD,
            Sign::Found => GOOD,
            Sign::Same | Sign::Gap => QUIET,
        };
        let (sign, text) = (line.sign.character(), &line.text);
        writeln!(out, "     {style}{sign} {text}{style:#}")?;
    }
    Ok(())
}

fn messages(out: &mut impl Write, messages: &[ShownMessage]) -> io::Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    writeln!(out, "     {QUIET}the last messages:{QUIET:#}")?;
    for message in messages {
        let arrow = match message.direction {
            Direction::Sent => '↑',
            Direction::Received | Direction::Local => '↓',
        };
        let kind = match message.kind {
            Kind::Text => "text",
            _ => "binary",
        };
        let (bytes, preview) = (message.bytes, &message.preview);
        writeln!(
            out,
            "     {arrow} {kind} {QUIET}{bytes} B{QUIET:#} {preview}"
        )?;
    }
    Ok(())
}

/// All of them, in one line.
pub(super) fn summary(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let (passed, failed) = (report.passed(), report.failed());
    let all = report.scripts.len();
    let skipped = report.skipped();
    let interrupted = all - passed - failed - skipped;
    let mut text = format!(
        "{}: {passed} passed, {failed} failed",
        counted(all, "script")
    );
    if skipped > 0 {
        text.push_str(&format!(", {skipped} skipped"));
    }
    if interrupted > 0 {
        text.push_str(&format!(", {interrupted} interrupted"));
    }
    writeln!(out, "{text}")
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A time as people read it.
fn shown(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}
