//! One frame, bit by bit.

use data_encoding::HEXLOWER;
use egui::{Align, Color32, Label, Layout, Margin, RichText, ScrollArea, Ui};
use message_log::{Direction, Seq, Timestamp};
use session::{Belonging, Fault, Session, is_cut};
use wire::{FrameHead, apply_mask};

use super::command::Command;
use super::row::flags;
use super::texts::Text;
use crate::kit::button::icon_button;
use crate::kit::format::{date_and_time, size, time_of_day};
use crate::kit::frame_bits::{frame_bits, short_name};
use crate::kit::frame_fields::{Field, fields_of_any};
use crate::kit::hex_list::HexList;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::room::{follow_focus, line_below, part};
use crate::kit::segments::{Segment, segments};
use crate::kit::theme::{Palette, data, medium, sizes, type_size};

/// Height of what is told of a frame above it, in points: two lines.
const HEAD: f32 = 52.0;
/// Height of the row of tools.
const TOOLS: f32 = 44.0;
/// Height of a line that tells what is wrong.
const REMARK: f32 = 28.0;
/// Width of the names of fields, in points.
const NAME: f32 = 112.0;

/// The form in which a frame is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// Drawn bit by bit, with its fields.
    #[default]
    Bits,
    /// Its payload, without the mask.
    Payload,
    /// All of it, as it is on the wire.
    Wire,
}

/// The frame that is shown. It stays readable after the list has dropped it.
pub(super) struct FramePage {
    seq: Seq,
    direction: Direction,
    at: Timestamp,
    head: FrameHead,
    /// As it was on the wire, as far as it was kept.
    bytes: Vec<u8>,
    /// What is kept of its payload, without the mask.
    payload: Vec<u8>,
    fields: Vec<Field>,
    belonging: Belonging,
    fault: Option<Fault>,
    form: Form,
    hex: HexList,
}

impl FramePage {
    /// Opens a frame; `None` if it is gone.
    pub(super) fn new(session: &Session, seq: Seq, form: Form) -> Option<Self> {
        let (direction, at, bytes, head, head_size, (belonging, fault)) =
            session.with_frames(|frames| {
                let frame = frames.log().get(seq)?;
                let (head, size) = FrameHead::parse(frame.payload)?;
                let belonging = frames.belonging(frame.direction, seq, &head);
                let bytes = frame.payload.to_vec();
                let known = (belonging, frames.fault(seq));
                Some((frame.direction, frame.at, bytes, head, size, known))
            })?;
        let mut payload = bytes[head_size..].to_vec();
        apply_mask(&mut payload, head.mask.unwrap_or_default());
        Some(Self {
            seq,
            direction,
            at,
            head,
            fields: fields_of_any(&bytes).unwrap_or_default(),
            bytes,
            payload,
            belonging,
            fault,
            form,
            hex: HexList::default(),
        })
    }

    /// The form in which it is shown.
    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// Shows the page in all of `ui`.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        language: Language,
        session: &Session,
        commands: &mut Vec<Command>,
    ) {
        if self.belonging.message.is_none() {
            // Of a message that comes in, the end may not have come yet.
            let (direction, seq, head) = (self.direction, self.seq, self.head);
            self.belonging = session.with_frames(|frames| frames.belonging(direction, seq, &head));
        }
        let (surface, place) = (Palette::of(ui).surface, ui.max_rect());
        let (head, rest) = place.split_top_bottom_at_y(place.top() + HEAD);
        let margin = Margin {
            top: 8,
            ..Margin::symmetric(12, 0)
        };
        part(ui, "frame-head", head, surface, margin, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.horizontal(|ui| self.title(ui, language, session, commands));
            self.facts(ui, language);
        });
        let (tools, rest) = rest.split_top_bottom_at_y(rest.top() + TOOLS);
        part(ui, "frame-tools", tools, surface, Margin::same(8), |ui| {
            self.tools(ui, language, session, commands);
        });
        line_below(ui, tools);
        let mut rest = rest;
        for (salt, text, colour) in self.remarks(ui, language) {
            let (place, below) = rest.split_top_bottom_at_y(rest.top() + REMARK);
            rest = below;
            let margin = Margin::symmetric(12, 4);
            part(ui, salt, place, surface, margin, |ui| {
                let text = RichText::new(text).size(type_size::SMALL).color(colour);
                ui.add(Label::new(text).truncate());
            });
        }
        part(ui, "frame-body", rest, surface, Margin::ZERO, |ui| {
            self.body(ui, language);
        });
    }

    /// Which frame it is, which way it went, and the message that it belongs to.
    fn title(
        &self,
        ui: &mut Ui,
        language: Language,
        session: &Session,
        commands: &mut Vec<Command>,
    ) {
        ui.spacing_mut().interact_size.y = 20.0;
        let palette = Palette::of(ui);
        let title = Text::Numbered(self.seq.get()).say(language);
        ui.label(RichText::new(title).font(medium(type_size::BODY)));
        let (icon, colour) = match self.direction {
            Direction::Received => (Icon::Received, palette.received),
            Direction::Sent | Direction::Local => (Icon::Sent, palette.sent),
        };
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.label(RichText::new(icon.glyph()).size(14.0).color(colour));
        let is_sent = self.direction == Direction::Sent;
        let way = Text::Way { is_sent }.say(language);
        ui.label(RichText::new(way).color(colour));
        if sizes::is_for_fingers(ui) {
            // There it is a button among the tools, which is large enough.
            return;
        }
        let Some((message, number)) = self.message(session) else {
            return;
        };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = Text::OfMessage(number).say(language).into_owned();
            let tooltip = Text::ShowMessageTooltip.say(language).into_owned();
            if ui.link(text).on_hover_text(tooltip).clicked() {
                commands.push(Command::ShowMessage(message));
            }
        });
    }

    /// The message that it belongs to, and its number, if that is known.
    fn message(&self, session: &Session) -> Option<(u64, u64)> {
        let message = self.belonging.message?;
        let number = session.with_log(|log| log.number_of(message))?;
        Some((message.get(), number))
    }

    fn facts(&self, ui: &mut Ui, language: Language) {
        let mut facts = vec![Text::Name(self.head.opcode).say(language).into_owned()];
        let flags = flags(&self.head);
        if !flags.is_empty() {
            facts.push(flags);
        }
        facts.push(size(self.head.length));
        if self.belonging.is_compressed {
            facts.push(Text::IsCompressed.say(language).into_owned());
        }
        facts.push(time_of_day(self.at));
        let facts = RichText::new(facts.join(" · ")).size(type_size::SMALL);
        let facts = Label::new(facts.color(Palette::of(ui).muted)).truncate();
        ui.add(facts).on_hover_text(date_and_time(self.at));
    }

    fn tools(
        &mut self,
        ui: &mut Ui,
        language: Language,
        session: &Session,
        commands: &mut Vec<Command>,
    ) {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let all = [
                (Form::Bits, Text::Bits),
                (Form::Payload, Text::Payload),
                (Form::Wire, Text::Wire),
            ];
            let all = all.map(|(value, text)| Segment {
                value,
                icon: None,
                name: text.say(language),
            });
            let title = Text::Form.say(language);
            let height = sizes::control(ui);
            if let Some(form) = segments(ui, "frame-form", &title, height, self.form, &all) {
                self.form = form;
                self.hex = HexList::default();
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                icon_button(ui, language, Icon::Copy, Command::Copy, Ok(()), commands);
                if let Some((message, _)) = self.message(session)
                    && sizes::is_for_fingers(ui)
                {
                    let show = Command::ShowMessage(message);
                    icon_button(ui, language, Icon::List, show, Ok(()), commands);
                }
            });
        });
    }

    /// What is to be said of it above: the rule that it breaks, and bytes that are not there.
    fn remarks(&self, ui: &Ui, language: Language) -> Vec<(&'static str, String, Color32)> {
        let palette = Palette::of(ui);
        let fault = self.fault.map(|fault| {
            let text = Text::Fault(fault).say(language).into_owned();
            ("frame-fault", text, palette.error)
        });
        let missing = self
            .missing(language)
            .map(|text| ("frame-remark", text, palette.muted));
        fault.into_iter().chain(missing).collect()
    }

    fn missing(&self, language: Language) -> Option<String> {
        let (kept, all) = (self.payload.len() as u64, self.head.length);
        if kept == all {
            return None;
        }
        let (there, told) = (&size(kept), &size(all));
        let text = if is_cut(&self.head, self.payload.len()) {
            Text::IsCut { there, told }
        } else {
            Text::OtherLength { there, told }
        };
        Some(text.say(language).into_owned())
    }

    fn body(&mut self, ui: &mut Ui, language: Language) {
        let (bytes, name) = match self.form {
            Form::Bits => return self.bits(ui, language),
            Form::Payload => (&self.payload, Text::Payload),
            Form::Wire => (&self.bytes, Text::Wire),
        };
        self.hex.show(ui, &name.say(language), bytes);
    }

    fn bits(&self, ui: &mut Ui, language: Language) {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let margin = Margin::symmetric(12, 12);
            egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                // First what is as high for every frame.
                self.table(ui, language);
                ui.add_space(12.0);
                let title = Text::Drawing.say(language);
                let more = |rest| Text::MoreBytes(rest).say(language).into_owned();
                frame_bits(ui, language, &self.bytes, &self.fields, &title, more);
            });
            follow_focus(ui);
        });
    }

    fn table(&self, ui: &mut Ui, language: Language) {
        ui.spacing_mut().interact_size.y = 0.0;
        for field in &self.fields {
            ui.horizontal_top(|ui| {
                let name = RichText::new(short_name(&field.meaning, language)).font(data());
                let name = Label::new(name.size(type_size::SMALL));
                let size = egui::vec2(NAME, type_size::SMALL);
                let left = Layout::left_to_right(Align::Min);
                ui.allocate_ui_with_layout(size, left, |ui| {
                    ui.set_min_width(NAME);
                    ui.add(name);
                });
                let text = Text::Field(&field.meaning).say(language);
                ui.add(Label::new(RichText::new(text).size(type_size::SMALL)).wrap());
            });
        }
    }
}

/// A frame as digits, as it is copied.
pub fn as_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
