//! One message, whole.

pub(super) mod decoded;
mod form;
mod protocol;
mod redirect;
mod tools;
mod wire;

use data_encoding::{BASE64, HEXLOWER};
use egui::{Button, FontId, Layout, Margin, RichText, Ui};
use message_log::search::Pattern;
use message_log::{Direction, Kind, Timestamp};
use session::conversation::Partner;
use session::{OnWire, SharedLogMessage};

use super::body::Body;
use super::command::{Command, CopyAs, Format, Page};
use super::diff::{Comparing, Held, tell};
use super::diff_around;
use super::speaking::Speaking;
use super::texts::Text;
use crate::IN_BROWSER;
use crate::kit::button::command_button;
use crate::kit::command::Command as _;
use crate::kit::format::short_duration;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::room::{line_above, line_below, part};
use crate::kit::save::Content;
use crate::kit::theme::{Palette, data, medium, type_size};
use decoded::{Decoded, Decoding};
use form::form;
use payload::json::looks_like_json;

/// Height of what is told of a message above it, in points: two lines.
const HEAD: f32 = 52.0;
/// The same in a sheet, where the first line stands above the tabs.
const SHEET_HEAD: f32 = 28.0;
/// Height of the row of tools.
const TOOLS: f32 = 44.0;
/// Height of the row with the path of the chosen line.
const FOOT: f32 = 32.0;
/// How much of a path is shown, in characters: as much as the widest pane has room for.
const MAX_PATH: usize = 400;

/// What is known of a message beside itself.
#[derive(Default)]
pub struct Facts {
    /// Its number; `None` for an event, and for a message that is gone already.
    pub number: Option<u64>,
    /// When the row above it was recorded, if that is known.
    pub previous: Option<Timestamp>,
    /// An event in words.
    pub sentence: Option<String>,
    /// Whether it is known how it was compressed.
    pub is_compressed: bool,
    /// What decodes it, if the protocol of its connection is known.
    pub decoding: Option<Decoding>,
}

/// What a message is shown with.
pub(super) struct Shown<'a> {
    /// The language to speak.
    pub language: Language,
    /// What is looked for in it.
    pub pattern: Option<&'a Pattern>,
    /// How it went over the wire, if that is known.
    pub on_wire: Option<OnWire>,
    /// The call that it answers, or its answer.
    pub partner: Option<Partner>,
    /// How the protocol is spoken.
    pub speaking: &'a Speaking,
    /// Whether it covers the whole window.
    pub is_sheet: bool,
    /// The message that it is compared with.
    pub held: Option<&'a Held>,
    /// Whether it is shown beside that one.
    pub shows_diff: bool,
    /// How the two compare.
    pub comparing: &'a mut Option<Comparing>,
}

/// The message that is shown. It stays readable after the list has dropped it.
pub struct MessagePage {
    message: SharedLogMessage,
    body: Body,
    decoded: Option<Decoded>,
    /// Whether all of what was compressed is there, once that was asked for.
    compressed_is_whole: Option<bool>,
    number: Option<u64>,
    /// Time since the row above, in microseconds, if that is known.
    since_previous: Option<u64>,
}

impl MessagePage {
    /// Opens a message, in the form that was chosen if it has that.
    pub(super) fn new(message: SharedLogMessage, facts: Facts, chosen: Option<Format>) -> Self {
        let at = message.message().at.as_micros();
        let since_previous = facts
            .previous
            .and_then(|previous| at.checked_sub(previous.as_micros()));
        let decoded = facts.decoding.map(Decoded::new);
        let (has_tree, tree) = (
            decoded.as_ref().is_some_and(Decoded::may_have_tree),
            decoded.as_ref().and_then(Decoded::tree).cloned(),
        );
        let body = match facts.sentence {
            Some(sentence) => Body::sentence(sentence),
            None => {
                let has_it = |form: &Format| *form != Format::Compressed || facts.is_compressed;
                let chosen = chosen.filter(has_it);
                Body::message(message.clone(), tree, form(&message, has_tree, chosen))
            }
        };
        Self {
            body,
            decoded,
            compressed_is_whole: None,
            number: facts.number,
            since_previous,
            message,
        }
    }

    /// The page where most is told of it.
    pub(super) fn usual_page(&self) -> Page {
        match self.message.message().kind {
            Kind::Event => Page::Connection,
            Kind::Text | Kind::Binary | Kind::Ping | Kind::Pong => Page::Message,
        }
    }

    /// Shows it in another form. An event has one form only.
    pub(super) fn show_as(&mut self, format: Format) {
        if self.body.format().is_some_and(|shown| shown != format) {
            self.body = Body::message(self.message.clone(), self.tree(), format);
            self.compressed_is_whole = None;
        }
    }

    /// Folds every part of a JSON text but the outermost, or unfolds all.
    pub(super) fn fold_all(&mut self, is_folded: bool) {
        self.body.fold_all(is_folded);
    }

    /// The message, to compare others with it.
    pub(super) fn to_hold(&self) -> Held {
        Held {
            message: self.message.clone(),
            number: self.number,
        }
    }

    /// The message itself.
    pub fn message(&self) -> &SharedLogMessage {
        &self.message
    }

    /// Its number among the messages; `None` for an event.
    pub(super) fn number(&self) -> Option<u64> {
        self.number
    }

    /// Whether the composer can send something like it: no event, ping or pong.
    pub fn can_be_edited(&self) -> bool {
        let kind = self.message.message().kind;
        self.number.is_some() && matches!(kind, Kind::Text | Kind::Binary)
    }

    /// The name of the message in the log.
    pub fn seq(&self) -> u64 {
        self.message.message().seq.get()
    }

    /// The message in the form in which it is to be copied.
    pub fn copy(&self, form: CopyAs) -> String {
        let bytes = match (form, self.body.format()) {
            // What is compressed is no text.
            (CopyAs::Text, Some(Format::Compressed)) => &self.message,
            _ => self.body.bytes(),
        };
        match form {
            CopyAs::Text => String::from_utf8_lossy(bytes).into_owned(),
            CopyAs::Hex => HEXLOWER.encode(bytes),
            CopyAs::Base64 => BASE64.encode(bytes),
        }
    }

    /// The `JSONPath` of the line that is chosen, if it has one.
    pub fn path_to_copy(&self) -> Option<&str> {
        self.body.whole_path()
    }

    /// What is shown of it.
    pub(super) fn bytes(&self) -> &[u8] {
        self.body.bytes()
    }

    /// A name for the file to which it is saved.
    pub fn file_name(&self) -> String {
        let extension = match self.message.message().kind {
            Kind::Text if looks_like_json(&self.message) => "json",
            Kind::Text | Kind::Event => "txt",
            Kind::Binary | Kind::Ping | Kind::Pong => "bin",
        };
        match self.number {
            Some(number) => format!("message-{number}.{extension}"),
            None => format!("event-{}.{extension}", self.seq()),
        }
    }

    /// What is saved: the message as it arrived, not as it is shown.
    pub fn content(&self) -> Content {
        if self.body.format() == Some(Format::Compressed) {
            return Box::new(self.message.clone());
        }
        self.body.content()
    }

    /// Shows the page.
    pub(super) fn show(&mut self, ui: &mut Ui, shown: Shown<'_>, commands: &mut Vec<Command>) {
        let (surface, place) = (Palette::of(ui).surface, ui.max_rect());
        let language = shown.language;
        let head = if shown.is_sheet { SHEET_HEAD } else { HEAD };
        let (head, rest) = place.split_top_bottom_at_y(place.top() + head);
        let margin = Margin {
            top: 8,
            ..Margin::symmetric(12, 0)
        };
        part(ui, "head", head, surface, margin, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if !shown.is_sheet {
                ui.horizontal(|ui| self.title(ui, language, type_size::BODY));
            }
            self.facts(ui, language, shown.on_wire, commands);
        });
        let (tools, rest) = rest.split_top_bottom_at_y(rest.top() + TOOLS);
        part(ui, "tools", tools, surface, Margin::same(8), |ui| {
            self.tools(ui, &shown, commands);
        });
        line_below(ui, tools);
        if shown.shows_diff {
            part(ui, "diff", rest, surface, Margin::ZERO, |ui| {
                self.diff(ui, shown, commands);
            });
            return;
        }
        let has_path = self.body.format() == Some(Format::Json);
        let foot = if has_path { FOOT } else { 0.0 };
        let (rest, foot) = rest.split_top_bottom_at_y(rest.bottom() - foot);
        let above = Margin {
            top: 4,
            ..Margin::ZERO
        };
        part(ui, "body", rest, surface, above, |ui| {
            self.content_part(ui, &shown, commands);
        });
        if has_path {
            let margin = Margin::symmetric(12, 0);
            part(ui, "path", foot, surface, margin, |ui| {
                self.path(ui, language, commands);
            });
            line_above(ui, foot);
        }
    }

    /// Which message it is, and which way it went.
    pub(super) fn title(&self, ui: &mut Ui, language: Language, size: f32) {
        ui.spacing_mut().interact_size.y = 20.0;
        let palette = Palette::of(ui);
        let message = self.message.message();
        let title = match self.number {
            Some(number) => Text::Numbered(number).say(language),
            None => Text::Event.say(language),
        };
        ui.label(RichText::new(title).font(medium(size)));
        let (icon, colour) = match message.direction {
            Direction::Sent => (Icon::Sent, palette.sent),
            Direction::Received => (Icon::Received, palette.received),
            Direction::Local => return,
        };
        ui.spacing_mut().item_spacing.x = 4.0;
        let icon = RichText::new(icon.glyph()).size(14.0);
        ui.label(icon.color(colour));
        let way = Text::Direction(message.direction).say(language);
        ui.label(RichText::new(way).size(size).color(colour));
    }

    /// The message itself, and above it what else is to be told.
    fn content_part(&mut self, ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
        let (language, pattern) = (shown.language, shown.pattern);
        self.redirect(ui, language, commands);
        self.decode_on(ui.ctx());
        self.about_decoded(ui, shown, commands);
        self.about_compressed(ui, language);
        self.body.read_on(ui);
        if self.body.is_busy() {
            ui.ctx().request_repaint();
        }
        if let Some(percent) = self.body.percent_read() {
            ui.label(Text::Reading { percent }.say(language));
        }
        self.body.show(ui, language, pattern);
    }

    /// Where the chosen line is in the JSON text.
    fn path(&self, ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let right = Layout::right_to_left(egui::Align::Center);
        ui.with_layout(right, |ui| {
            let has_path = self.body.whole_path().is_some();
            let watch = (!IN_BROWSER).then_some((Icon::Show, Command::WatchValue));
            let copy = (Icon::Copy, Command::CopyPath);
            for (icon, command) in watch.into_iter().chain([copy]) {
                let about = command.about(language);
                let (text, tooltip) = about
                    .map(|about| (about.text, about.tooltip))
                    .unwrap_or_default();
                let text = format!("{} {text}", icon.glyph());
                let text = RichText::new(text)
                    .size(type_size::SMALL)
                    .color(palette.muted);
                let button = Button::new(text).frame_when_inactive(false);
                let response = ui.add_enabled(has_path, button).on_hover_text(tooltip);
                if response.clicked() {
                    commands.push(command);
                }
            }
            let path = self.body.path().map_or_else(
                || Text::NoPath.say(language),
                |path| payload::visible::shortened(path, MAX_PATH).into(),
            );
            let font = if self.body.path().is_some() {
                data()
            } else {
                FontId::proportional(type_size::SMALL)
            };
            let path = RichText::new(path).font(font).color(palette.muted);
            let left = Layout::left_to_right(egui::Align::Center);
            ui.with_layout(left, |ui| {
                ui.add(egui::Label::new(path).truncate());
            });
        });
    }

    /// The message beside the one that is held, or what to do to see that.
    fn diff(&self, ui: &mut Ui, shown: Shown<'_>, commands: &mut Vec<Command>) {
        let language = shown.language;
        let compare = |ui: &mut Ui, text: Text<'_>, holds: bool, commands: &mut Vec<Command>| {
            tell(ui, &text.say(language));
            ui.add_space(8.0);
            egui::Frame::new()
                .inner_margin(Margin::symmetric(12, 0))
                .show(ui, |ui| {
                    command_button(ui, language, Command::Compare(holds), Ok(()), commands);
                });
        };
        let is_event = |message: &SharedLogMessage| message.message().kind == Kind::Event;
        let Some(held) = shown.held else {
            return compare(ui, Text::NothingToCompare, true, commands);
        };
        if is_event(&self.message) || is_event(&held.message) {
            let times = [&self.message, &held.message].map(|row| row.message().at.as_micros());
            let apart = &short_duration(times[0].abs_diff(times[1]));
            return compare(ui, Text::EventsAreNotCompared { apart }, false, commands);
        }
        let is_itself = held.message.message().seq == self.message.message().seq;
        if let Some(number) = held.number.filter(|_| is_itself) {
            return compare(ui, Text::WaitsForAnother { number }, false, commands);
        }
        let names = [(held.number, &held.message), (self.number, &self.message)]
            .map(|(number, message)| diff_around::caption(number, message, language));
        let before = shown.comparing.take();
        let comparing = Comparing::of(before, ui, &held.message, &self.message);
        shown.comparing.insert(comparing).show(ui, language, names);
    }
}
