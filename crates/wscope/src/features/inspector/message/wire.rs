//! What is told of a message beside itself: its size, its frames, and what of it was compressed.

use egui::{Layout, Margin, RichText, Ui};
use message_log::Kind;
use session::{CompressedPayload, OnWire};

use super::MessagePage;
use crate::features::inspector::body::Body;
use crate::features::inspector::command::{Command, Format};
use crate::features::inspector::texts::Text;
use crate::kit::format::{date_and_time, short_duration, size, time_of_day};
use crate::kit::language::Language;
use crate::kit::theme::{Palette, sizes, type_size};

impl MessagePage {
    /// Whether it is to be shown as it was compressed, and what was compressed is not there yet.
    pub(in crate::features::inspector) fn wants_compressed(&self) -> bool {
        self.body.format() == Some(Format::Compressed) && self.compressed_is_whole.is_none()
    }

    /// What was compressed.
    pub(in crate::features::inspector) fn set_compressed(&mut self, compressed: CompressedPayload) {
        self.compressed_is_whole = Some(compressed.is_whole);
        self.body = Body::compressed(compressed.bytes);
    }

    pub(super) fn facts(
        &self,
        ui: &mut Ui,
        language: Language,
        on_wire: Option<OnWire>,
        commands: &mut Vec<Command>,
    ) {
        let message = self.message.message();
        let mut facts = Vec::new();
        // An event has no bytes that were sent.
        if message.kind != Kind::Event {
            facts.push(Text::Kind(message.kind).say(language).into_owned());
            facts.push(size(message.payload.len() as u64));
        }
        if let Some(on_wire) = on_wire.filter(OnWire::is_compressed) {
            let size = size(on_wire.bytes());
            facts.push(Text::OnWire(&size).say(language).into_owned());
        }
        facts.push(time_of_day(message.at));
        if let Some(micros) = self.since_previous {
            let since = Text::SincePrevious(&short_duration(micros)).say(language);
            facts.push(since.into_owned());
        }
        let facts = RichText::new(facts.join(" · ")).size(type_size::SMALL);
        let facts = egui::Label::new(facts.color(Palette::of(ui).muted)).truncate();
        let size = egui::vec2(ui.available_width(), type_size::SMALL + 4.0);
        let right = Layout::right_to_left(egui::Align::Center);
        ui.allocate_ui_with_layout(size, right, |ui| {
            // Too small for a finger: the menu has the same.
            let on_wire = on_wire.filter(|_| !sizes::is_for_fingers(ui));
            if let Some(on_wire) = on_wire {
                let text = Text::Frames(on_wire.frames.into()).say(language);
                let colour = ui.visuals().hyperlink_color;
                let text = RichText::new(text).size(type_size::SMALL).color(colour);
                let link = ui.link(text);
                let link = link.on_hover_text(Text::FramesTooltip.say(language));
                if link.clicked() {
                    commands.push(Command::ShowFrames(on_wire.first.get()));
                }
            }
            ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(facts).on_hover_text(date_and_time(message.at));
            });
        });
    }

    /// What the bytes are that are shown, where these are not the message.
    pub(super) fn about_compressed(&self, ui: &mut Ui, language: Language) {
        if self.body.format() != Some(Format::Compressed) {
            return;
        }
        let shown = &size(self.body.bytes().len() as u64);
        let text = match self.compressed_is_whole {
            Some(true) => Text::CompressedWhole { shown },
            Some(false) => Text::CompressedInPart { shown },
            None => Text::CompressedForgotten,
        };
        let text = RichText::new(text.say(language)).size(type_size::SMALL);
        let margin = Margin::symmetric(12, 4);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.label(text.color(Palette::of(ui).muted));
        });
    }
}
