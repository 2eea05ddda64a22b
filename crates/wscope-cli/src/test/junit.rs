//! JUnit XML, as build servers read it: a test suite for each script, and a test case for each of its outermost steps.

use std::io::{self, Write};
use std::time::Duration;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::report::{End, Report, ScriptReport, StepReport, StepState};

pub(super) fn write(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let count = |state| {
        let steps = report.scripts.iter().flat_map(|script| &script.steps);
        steps.filter(|step| step.state == state).count()
    };
    let all: usize = report.scripts.iter().map(|script| script.steps.len()).sum();
    let element = writer.create_element("testsuites").with_attributes([
        ("name", "wsc test"),
        ("tests", &*all.to_string()),
        ("failures", &*count(StepState::Failed).to_string()),
        ("skipped", &*count(StepState::Skipped).to_string()),
    ]);
    element.write_inner_content(|writer| {
        let mut suites = report.scripts.iter();
        suites.try_for_each(|script| suite(writer, script))
    })?;
    writeln!(out)
}

fn suite<W: Write>(writer: &mut Writer<W>, script: &ScriptReport) -> io::Result<()> {
    let count = |state| {
        script
            .steps
            .iter()
            .filter(|step| step.state == state)
            .count()
    };
    let element = writer.create_element("testsuite").with_attributes([
        ("name", &*allowed(&script.name)),
        ("tests", &*script.steps.len().to_string()),
        ("failures", &*count(StepState::Failed).to_string()),
        ("skipped", &*count(StepState::Skipped).to_string()),
        ("time", &*seconds(script.took)),
    ]);
    element.write_inner_content(|writer| {
        let mut steps = script.steps.iter();
        steps.try_for_each(|step| case(writer, script, step))
    })?;
    Ok(())
}

fn case<W: Write>(
    writer: &mut Writer<W>,
    script: &ScriptReport,
    step: &StepReport,
) -> io::Result<()> {
    let name = format!("{}: {}", step.line, allowed(&step.text));
    let element = writer.create_element("testcase").with_attributes([
        ("name", &*name),
        ("classname", &*allowed(&script.name)),
        ("time", &*seconds(step.took)),
    ]);
    match step.state {
        StepState::Passed => element.write_empty()?,
        StepState::Skipped => element.write_inner_content(|writer| {
            let skipped = writer.create_element("skipped");
            let skipped = match &script.end {
                End::Skipped(reason) if !reason.is_empty() => {
                    skipped.with_attribute(("message", &*allowed(reason)))
                }
                _ => skipped,
            };
            skipped.write_empty().map(drop)
        })?,
        StepState::Failed => element.write_inner_content(|writer| {
            let (category, words) = script
                .failed()
                .map_or(("", ""), |told| (told.category(), &*told.words));
            writer
                .create_element("failure")
                .with_attributes([("type", category), ("message", &*allowed(words))])
                .write_text_content(BytesText::new(&allowed(&details(script))))
                .map(drop)
        })?,
    };
    Ok(())
}

/// The failure with its comparison and the last messages.
fn details(script: &ScriptReport) -> String {
    let Some(told) = script.failed() else {
        return String::new();
    };
    let mut text = format!("{}:{}: {}\n", script.name, told.line, told.words);
    for line in told.failure.fault.difference() {
        text.push_str(&format!("{} {}\n", line.sign.character(), line.text));
    }
    for message in &told.failure.last {
        let arrow = match message.direction {
            message_log::Direction::Sent => "sent",
            _ => "received",
        };
        text.push_str(&format!(
            "{arrow} {} B: {}\n",
            message.bytes, message.preview
        ));
    }
    text
}

/// A text with escapes for the characters that XML 1.0 cannot have.
fn allowed(text: &str) -> String {
    let mut allowed = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => allowed.push(c),
            '\u{fffe}' | '\u{ffff}' => allowed.extend(c.escape_unicode()),
            c if c.is_control() => allowed.extend(c.escape_unicode()),
            c => allowed.push(c),
        }
    }
    allowed
}

fn seconds(time: Duration) -> String {
    format!("{:.6}", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn what_xml_cannot_have_is_escaped() {
        assert_eq!(
            allowed("a\u{1b}[1m\u{0}<&\n\u{ffff}中"),
            "a\\u{1b}[1m\\u{0}<&\n\\u{ffff}中"
        );
    }
}
