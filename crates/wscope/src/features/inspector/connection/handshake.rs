//! The handshake: each line with what it is for below it, or as it was.

use connection::Step;
use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Label, RichText, Ui};
use payload::visible::shortened;
use session::ConnectionRecord;

use super::super::command::{Command, HandshakeForm};
use super::parts::{remark, section};
use super::texts::Text;
use crate::kit::cut_label::cut_label;
use crate::kit::head_line::HeadLine;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::segments::{Segment, segments};
use crate::kit::theme::{Palette, data, sizes, type_size};

/// How much of a line is shown, in characters: as much as the widest pane has room for.
const MAX_LINE: usize = 2000;
/// So many lines of a head are shown: more than a server reads.
const MAX_LINES: usize = 200;

/// The last request and its answer.
pub(super) fn heads(record: &ConnectionRecord) -> (Option<&str>, Option<&str>) {
    let mut steps = record.steps.iter().rev().map(|(_, step)| step);
    let answer = steps.clone().find_map(|step| match step {
        Step::Answered { head, .. } => Some(head.as_str()),
        _ => None,
    });
    let request = steps.find_map(|step| match step {
        Step::Requested { head } => Some(head.as_str()),
        _ => None,
    });
    (request, answer)
}

/// Whether this step is one of them.
pub(super) fn is_shown(record: &ConnectionRecord, step: &Step) -> bool {
    let (request, answer) = heads(record);
    match step {
        Step::Requested { head } => request == Some(head),
        Step::Answered { head, .. } => answer == Some(head),
        _ => false,
    }
}

/// The values of a header, joined as a list (RFC 9110, section 5.3).
pub(super) fn values(head: &str, header: &str) -> String {
    let lines = head.lines().skip(1);
    let values = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(header).then(|| value.trim())
    });
    values.collect::<Vec<_>>().join(", ")
}

/// Shows the handshake, if it was recorded.
pub(super) fn show(
    ui: &mut Ui,
    language: Language,
    record: &ConnectionRecord,
    form: HandshakeForm,
    commands: &mut Vec<Command>,
) {
    let (request, answer) = heads(record);
    let Some(request) = request else {
        return;
    };
    let title = Text::Handshake.say(language);
    section(ui, &title, |ui| {
        let all = [
            (HandshakeForm::Annotated, Text::Annotated),
            (HandshakeForm::Raw, Text::Raw),
        ];
        let all = all.map(|(value, text)| Segment {
            value,
            icon: None,
            name: text.say(language).into(),
        });
        let chosen = segments(ui, "handshake-form", &title, sizes::control(ui), form, &all);
        commands.extend(chosen.map(Command::ShowHandshake));
    });
    let palette = Palette::of(ui);
    for (head, icon, text, colour) in [
        (Some(request), Icon::Sent, Text::Request, palette.sent),
        (answer, Icon::Received, Text::Response, palette.received),
    ] {
        let caption = format!("{} {}", icon.glyph(), text.say(language));
        ui.add_space(4.0);
        ui.label(RichText::new(caption).size(type_size::SMALL).color(colour));
        match head {
            Some(head) => lines(ui, language, head, icon == Icon::Received, form),
            None => {
                remark(ui, Text::NoResponse.say(language));
            }
        }
    }
}

fn lines(ui: &mut Ui, language: Language, head: &str, is_reply: bool, form: HandshakeForm) {
    let lines = head.lines().filter(|line| !line.is_empty());
    for (index, line) in lines.take(MAX_LINES).enumerate() {
        let label = Label::new(line_job(ui, line, index > 0));
        cut_label(ui, label, &shortened(line, MAX_LINE), "");
        if form == HandshakeForm::Annotated {
            let about = HeadLine::of(line, index, is_reply).about(language);
            remark(ui, about);
            ui.add_space(2.0);
        }
    }
}

/// A line in the font of data, the name of a header muted.
fn line_job(ui: &Ui, line: &str, is_header: bool) -> LayoutJob {
    let palette = Palette::of(ui);
    let line = shortened(line, MAX_LINE);
    let name = line.find(':').filter(|_| is_header).map_or(0, |at| at + 1);
    let font: FontId = data();
    let mut job = LayoutJob::default();
    let muted = TextFormat::simple(font.clone(), palette.muted);
    job.append(&line[..name], 0.0, muted);
    job.append(&line[name..], 0.0, TextFormat::simple(font, palette.text));
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_in_any_case_and_in_several_lines() {
        let head = "GET / HTTP/1.1\r\nA: b\r\nSEC-WebSocket-Protocol:  one\r\nsec-websocket-protocol: two, three";
        assert_eq!(values(head, "sec-websocket-protocol"), "one, two, three");
        assert_eq!(values(head, "sec-websocket-extensions"), "");
        // The first line is no header.
        assert_eq!(values("a: b", "a"), "");
    }
}
