//! How the connection came about, how it ended, and what went over it: the newest fact first.

mod handshake;
mod report;
mod texts;
mod timing;

use connection::{Agreement, CloseFrame, Step};
use egui::{Color32, Label, Margin, RichText, ScrollArea, Sense, Stroke, Ui};
use payload::visible::{shortened, visible};
use session::{Amount, ConnectionRecord, RecordedEvent, Severity};

use self::texts::Text;
use super::command::Command;
use super::message::MessagePage;
use crate::IN_BROWSER;
use crate::kit::button::icon_button;
use crate::kit::format::{short_duration, size, time_of_day};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, data, medium, sizes, type_size};
use crate::texts::Text as Said;

/// Space beside the page, in points.
const PADDING: i8 = 16;
/// Width of the names of what was negotiated.
const NAMES: f32 = 96.0;
/// How much of what a library or a server said is shown, in characters: as much as one reads.
const MAX_DETAIL: usize = 4000;
/// Radius of the dot before the title.
const DOT: f32 = 4.0;

/// What is told of a connection.
pub struct ConnectionFacts {
    /// What is known of it.
    pub record: ConnectionRecord,
    /// What both sides agreed on, where the handshake is hidden.
    pub agreement: Option<Agreement>,
    /// How it ended, in words.
    pub ending: Option<String>,
    /// Whether it is the newest one.
    pub is_newest: bool,
    /// Whether more would be known, had the details been recorded.
    pub is_unexplained: bool,
}

/// How the handshake is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HandshakeForm {
    /// With what each line is for.
    #[default]
    Annotated,
    /// As it was.
    Raw,
}

/// What the page shows.
pub(super) struct Page<'a> {
    pub language: Language,
    pub facts: &'a ConnectionFacts,
    /// The row that is selected, if it is an event.
    pub selected: Option<&'a MessagePage>,
    pub form: HandshakeForm,
}

impl Page<'_> {
    /// Shows the page.
    pub(super) fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ScrollArea::vertical()
            .id_salt("connection")
            .auto_shrink(false)
            .show(ui, |ui| {
                let margin = Margin {
                    top: 6,
                    bottom: 16,
                    ..Margin::symmetric(PADDING, 0)
                };
                egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                    // Lines to read stand closer than buttons.
                    ui.spacing_mut().item_spacing.y = 4.0;
                    self.sections(ui, commands);
                });
            });
    }

    fn sections(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let record = &self.facts.record;
        self.head(ui, commands);
        self.selected(ui, commands);
        timing::show(ui, self.language, record);
        self.negotiated(ui);
        handshake::show(ui, self.language, record, self.form, commands);
        self.statistics(ui);
        separator(ui);
        let frames = Command::ExplainFrames;
        crate::kit::button::command_button(ui, self.language, frames, Ok(()), commands);
    }

    /// How it stands, or how it ended, and what that means.
    fn head(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let (title, colour, is_filled) = title(&self.facts.record, self.language, &palette);
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 32.0;
            let size = egui::vec2(2.0 * DOT, 32.0);
            let (place, _) = ui.allocate_exact_size(size, Sense::hover());
            if is_filled {
                ui.painter().circle_filled(place.center(), DOT, colour);
            } else {
                let ring = Stroke::new(1.5, colour);
                ui.painter().circle_stroke(place.center(), DOT - 0.5, ring);
            }
            let right = egui::Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| {
                ui.spacing_mut().button_padding.x = 6.0;
                let copy = Command::CopyConnection;
                icon_button(ui, self.language, Icon::Copy, copy, Ok(()), commands);
                let left = egui::Layout::left_to_right(egui::Align::Center);
                ui.with_layout(left, |ui| {
                    let title = RichText::new(title).font(medium(type_size::BODY));
                    ui.add(Label::new(title).truncate());
                });
            });
        });
        for line in explanation(self.facts, self.language) {
            match line {
                Line::Quote(text) => ui.label(text),
                Line::Remark(text) => remark(ui, text),
                Line::Raw(text) => ui.add(Label::new(RichText::new(text).font(data())).wrap()),
            };
        }
        let has_hidden = !self.facts.record.has_details() || self.facts.is_unexplained;
        if has_hidden && !IN_BROWSER {
            if !self.facts.record.has_details() {
                remark(ui, Text::NotRecorded.say(self.language));
            }
            if self.facts.is_newest {
                let again = Command::ReconnectWithDetails;
                crate::kit::button::command_button(ui, self.language, again, Ok(()), commands);
            }
        }
    }

    /// The event that was selected, where the page does not begin with it.
    fn selected(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let Some(selected) = self.selected else {
            return;
        };
        selected.redirect(ui, self.language, commands);
        let message = selected.message().message();
        let record = &self.facts.record;
        let is_head = record.ended.as_ref().is_some_and(|(at, event)| {
            *at == message.at && message.event.is_some_and(|shown| shown == event)
        });
        let is_told = match message.event {
            Some(RecordedEvent::Connecting { .. } | RecordedEvent::Opened) => true,
            // They are in the handshake.
            Some(RecordedEvent::Step(step)) => handshake::is_shown(record, step),
            _ => is_head,
        };
        if is_told {
            return;
        }
        section(ui, &Text::SelectedEvent.say(self.language), |ui| {
            let at = RichText::new(time_of_day(message.at)).font(data());
            ui.label(at.color(Palette::of(ui).muted));
        });
        let sentence = String::from_utf8_lossy(selected.bytes());
        let shown: Vec<_> = shortened_lines(&sentence).collect();
        for (index, line) in shown.iter().enumerate() {
            // The sentence itself; below it is what was on the wire, or what the library said.
            if index == 0 {
                ui.add(Label::new(line).wrap());
            } else if !line.is_empty() {
                ui.add(Label::new(RichText::new(line).font(data())).wrap());
            }
        }
    }

    fn negotiated(&self, ui: &mut Ui) {
        let rows = negotiated(self.facts, self.language);
        if rows.is_empty() {
            return;
        }
        section(ui, &Text::Negotiated.say(self.language), |_| {});
        pairs(ui, &rows);
    }

    fn statistics(&self, ui: &mut Ui) {
        let rows = statistics(&self.facts.record, self.language);
        section(ui, &Text::Statistics.say(self.language), |_| {});
        pairs(ui, &rows);
    }
}

/// A line of what the page begins with.
enum Line {
    /// What the other side said.
    Quote(String),
    /// What it means.
    Remark(String),
    /// What a library said.
    Raw(String),
}

/// How a connection stands or ended, with the colour of its dot, and whether that is filled.
fn title(
    record: &ConnectionRecord,
    language: Language,
    palette: &Palette,
) -> (String, Color32, bool) {
    let say = |text: Text<'_>| text.say(language);
    let Some((_, event)) = &record.ended else {
        return match record.opened {
            Some(_) => (say(Text::Open), palette.received, true),
            None => (say(Text::Connecting), palette.warning, true),
        };
    };
    let colour = match event.severity() {
        Severity::Bad => palette.error,
        Severity::Warning => palette.warning,
        Severity::Good | Severity::Quiet => palette.muted,
    };
    let title = match event {
        RecordedEvent::ClosedByPeer { frame } => closed(frame.as_ref(), true, language),
        RecordedEvent::ClosedByUs { frame } => closed(frame.as_ref(), false, language),
        RecordedEvent::Lost { .. } => say(Text::Lost),
        _ => say(Text::Failed),
    };
    // One that ended as it should is quiet.
    (title, colour, colour != palette.muted)
}

fn closed(frame: Option<&CloseFrame>, is_by_peer: bool, language: Language) -> String {
    let code = frame.and_then(|frame| frame.code);
    match (code, is_by_peer) {
        (Some(code), _) => {
            let name = &language.say(Said::CloseName(code));
            let text = if is_by_peer {
                Text::ClosedByPeer { code, name }
            } else {
                Text::ClosedByUs { code, name }
            };
            text.say(language)
        }
        (None, true) => Text::ClosedByPeerWithoutCode.say(language),
        (None, false) => Text::Disconnected.say(language),
    }
}

/// What stands below the title.
fn explanation(facts: &ConnectionFacts, language: Language) -> Vec<Line> {
    let record = &facts.record;
    let mut lines = Vec::new();
    let counts = Text::Counts {
        open_for: record
            .opened
            .zip(record.ended.as_ref())
            .map(|(opened, (ended, _))| ended.as_micros().saturating_sub(opened.as_micros())),
        since: record.opened,
        sent: record.sent.messages,
        received: record.received.messages,
    };
    let mut meaning = Vec::new();
    match record.ended.as_ref().map(|(_, event)| event) {
        Some(
            RecordedEvent::ClosedByPeer { frame: Some(frame) }
            | RecordedEvent::ClosedByUs { frame: Some(frame) },
        ) => {
            if !frame.reason.is_empty() {
                lines.push(Line::Quote(quoted(&frame.reason, language)));
            }
            if let Some(code) = frame.code {
                meaning.push(language.say(Said::CloseMeaning(code)).into_owned());
            }
        }
        Some(RecordedEvent::Failed { detail, .. } | RecordedEvent::Lost { detail, .. }) => {
            lines.extend(facts.ending.clone().map(Line::Quote));
            lines.extend(shortened_lines(detail).map(Line::Raw));
        }
        Some(RecordedEvent::NothingThere { .. }) => {
            lines.extend(facts.ending.clone().map(Line::Quote));
        }
        _ => {}
    }
    if record.opened.is_some() {
        meaning.push(counts.say(language));
    }
    if !meaning.is_empty() {
        let stop = language.pick("。", ". ");
        lines.push(Line::Remark(meaning.join(&stop)));
    }
    lines
}

fn quoted(text: &str, language: Language) -> String {
    let text = shortened(text, MAX_DETAIL);
    match language {
        Language::SimplifiedChinese | Language::English => format!("“{text}”"),
    }
}

/// The lines of what somebody else said, with nothing invisible in them.
fn shortened_lines(text: &str) -> impl Iterator<Item = String> {
    let end = text
        .char_indices()
        .nth(MAX_DETAIL)
        .map_or(text.len(), |(at, _)| at);
    text[..end].lines().map(visible)
}

/// What was agreed on: each with its name and a remark.
fn negotiated(facts: &ConnectionFacts, language: Language) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    let mut row = |name: Text<'_>, value: String, remark: String| {
        rows.push([name.say(language), value, remark]);
    };
    let record = &facts.record;
    for (_, step) in &record.steps {
        let none = String::new();
        match step {
            Step::Reached { address, .. } => row(Text::Peer, address.to_string(), none),
            Step::Tunnelled { proxy, .. } => row(Text::Proxy, visible(proxy), none),
            Step::Secured {
                version,
                is_verified,
                ..
            } => {
                let remark = if *is_verified {
                    Text::Verified
                } else {
                    Text::NotVerified
                };
                let version = version.replace("TLSv1_", "TLS 1.");
                row(Text::Encryption, version, remark.say(language));
            }
            _ => {}
        }
    }
    if let (Some(request), Some(reply)) = handshake::heads(record) {
        for (name, header) in [
            (Text::Subprotocol, "sec-websocket-protocol"),
            (Text::Extensions, "sec-websocket-extensions"),
        ] {
            let offered = handshake::values(request, header);
            let chosen = handshake::values(reply, header);
            if offered.is_empty() && chosen.is_empty() {
                continue;
            }
            let count = offered
                .split(',')
                .filter(|part| !part.trim().is_empty())
                .count();
            let remark = Text::OfOffered(count).say(language);
            let chosen = if chosen.is_empty() {
                Text::NoneChosen.say(language)
            } else {
                shortened(&chosen, MAX_DETAIL)
            };
            row(name, chosen, remark);
        }
    }
    if let Some(agreement) = &facts.agreement {
        for (name, value) in [
            (Text::Subprotocol, &agreement.subprotocol),
            (Text::Extensions, &agreement.extensions),
        ] {
            if !value.is_empty() {
                row(name, shortened(value, MAX_DETAIL), String::new());
            }
        }
    }
    rows
}

fn statistics(record: &ConnectionRecord, language: Language) -> Vec<[String; 3]> {
    let amount = |name: Text<'_>, amount: Amount| {
        let messages = Text::Messages(amount.messages).say(language);
        let value = format!("{messages} · {}", size(amount.bytes));
        [name.say(language), value, String::new()]
    };
    let mut rows = vec![
        amount(Text::Sent, record.sent),
        amount(Text::Received, record.received),
    ];
    if let Some(trips) = record.round_trips {
        let remark = Text::RoundTrips {
            count: trips.count,
            shortest: &short_duration(trips.shortest),
            longest: &short_duration(trips.longest),
        };
        let name = Text::RoundTrip.say(language);
        rows.push([name, short_duration(trips.last), remark.say(language)]);
    }
    rows
}

/// Names, values and remarks.
fn pairs(ui: &mut Ui, rows: &[[String; 3]]) {
    let muted = Palette::of(ui).muted;
    for [name, value, remark] in rows {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let size = egui::vec2(NAMES, 20.0);
            let layout = egui::Layout::left_to_right(egui::Align::Min);
            ui.allocate_ui_with_layout(size, layout, |ui| {
                ui.set_min_width(NAMES);
                ui.label(RichText::new(name).color(muted));
            });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.add(Label::new(RichText::new(value).font(data())).wrap());
                if !remark.is_empty() {
                    let remark = RichText::new(remark).size(type_size::SMALL).color(muted);
                    ui.add(Label::new(remark).wrap());
                }
            });
        });
    }
}

/// A secondary remark.
fn remark(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let text = RichText::new(text).size(type_size::SMALL);
    ui.add(Label::new(text.color(Palette::of(ui).muted)).wrap())
}

/// A line across, and below it a title and what stands at its right.
fn section(ui: &mut Ui, title: &str, right: impl FnOnce(&mut Ui)) {
    separator(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = sizes::CONTROL;
        ui.label(RichText::new(title).font(medium(type_size::BODY)));
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        ui.with_layout(layout, right);
    });
}

fn separator(ui: &mut Ui) {
    ui.add_space(4.0);
    let size = egui::vec2(ui.available_width(), 1.0);
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    let line = Palette::of(ui).line;
    ui.painter().rect_filled(place, 0.0, line);
}

/// The whole page as a text, to be copied.
pub(super) fn report(facts: &ConnectionFacts, language: Language) -> String {
    report::write(facts, language)
}
