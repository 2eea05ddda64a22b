//! What is told of a file that was read: what of it was left out.

use session::files::Report;

use crate::telling::remark;

/// Says what of a file was left out.
pub(crate) fn tell(report: &Report, left_out: u64) {
    for note in notes(report, left_out) {
        remark(&note);
    }
}

/// What of a file was left out.
pub(crate) fn notes(report: &Report, left_out: u64) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(bad) = &report.first_bad {
        notes.push(format!(
            "{} could not be read and {} left out; the first is number {}: {}",
            counted(report.bad, "line or message", "lines or messages"),
            if report.bad == 1 { "is" } else { "are" },
            bad.number,
            bad.why
        ));
    }
    if let Some(first) = &report.first_left_out {
        notes.push(format!(
            "{} left out, and the rest of the line is read; the first is “{}” in line {}: {}",
            counted(
                report.left_out_fields,
                "field not known to this version is",
                "fields not known to this version are"
            ),
            first.name,
            first.line,
            first.why
        ));
    }
    if let Some(bytes) = report.truncated {
        notes.push(format!(
            "the file ends within a line, whose {} left out",
            counted(bytes, "byte is", "bytes are")
        ));
    }
    if let Some(damage) = &report.damage {
        notes.push(format!("{damage}: {}", damage.consequence()));
    }
    if report.mended_times > 0 {
        notes.push(format!(
            "{} no possible time, and that of what stands beside it is used",
            counted(
                report.mended_times,
                "message or connection has",
                "messages or connections have"
            )
        ));
    }
    if let Some(why) = &report.cut_har {
        notes.push(format!(
            "the HAR can be read up to a fault, and what follows that is left out: {why}"
        ));
    }
    if report.mended_heads > 0 {
        notes.push(format!(
            "the request or response of {} cannot be read, and is left out",
            counted(report.mended_heads, "connection", "connections")
        ));
    }
    if left_out > 0 {
        notes.push(format!(
            "the format has no place for {}",
            counted(
                left_out,
                "event or frame, which is left out",
                "events and frames, which are left out"
            )
        ));
    }
    notes
}

/// A number with the noun that belongs to it.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{count} {noun}")
}
