//! What is shown of a message that was decoded, above its tree.

use std::sync::Arc;

use egui::{Margin, RichText, Ui};
use session::conversation::Spoken;

use super::decoded::{Decoded, Stage};
use super::{MessagePage, Shown};
use crate::features::inspector::body::Body;
use crate::features::inspector::command::{Command, Format};
#[cfg(not(target_arch = "wasm32"))]
use crate::features::inspector::schema;
use crate::features::inspector::texts::Text;
use crate::kit::decoder_words;
use crate::kit::format::short_duration;
use crate::kit::language::Language;
use crate::kit::protocol_choice::ProtocolChoice;
use crate::kit::theme::{Palette, type_size};

impl MessagePage {
    /// Goes on decoding, and shows the tree when it has come.
    pub(super) fn decode_on(&mut self, context: &egui::Context) {
        let Some(decoded) = &mut self.decoded else {
            return;
        };
        if decoded.poll(context) && self.body.format() == Some(Format::Json) {
            self.body = Body::message(self.message.clone(), self.tree(), Format::Json);
        }
    }

    /// Whether it is decoded in the protocol that is spoken.
    pub fn is_decoded_as(&self, spoken: Option<Spoken>) -> bool {
        let of = |spoken: &Spoken| (spoken.protocol, spoken.because.is_none());
        let decoded = self.decoded.as_ref().map(|decoded| &decoded.spoken);
        decoded.map(of) == spoken.as_ref().map(of)
    }

    /// What it says, as a JSON text, if it was decoded.
    pub(super) fn tree(&self) -> Option<Arc<[u8]>> {
        self.decoded.as_ref()?.tree().cloned()
    }

    /// In which protocol it was decoded and why, what it is in that, and the call or the answer that belongs to it.
    pub(super) fn about_decoded(
        &self,
        ui: &mut Ui,
        shown: &Shown<'_>,
        commands: &mut Vec<Command>,
    ) {
        let is_data = self.message.message().kind.is_data();
        let is_chosen = shown.speaking.protocol != ProtocolChoice::Automatic;
        if self.decoded.is_none() && !(is_data && is_chosen) {
            return;
        }
        let language = shown.language;
        let spoken = self.decoded.as_ref().map(|decoded| decoded.spoken);
        let because = Text::Because(spoken.and_then(|spoken| spoken.because));
        let muted = Palette::of(ui).muted;
        let margin = Margin::symmetric(12, 4);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let name = spoken.map(|spoken| spoken.protocol.name());
                let chosen = shown.speaking.protocol.show(ui, language, name);
                commands.extend(chosen.map(Command::DecodeAs));
                ui.label(small(because.say(language)).color(muted));
                #[cfg(not(target_arch = "wasm32"))]
                schema::show(ui, language, shown.speaking, commands);
            });
            if let Some(decoded) = &self.decoded {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    said(ui, language, decoded);
                    partner(ui, shown, commands);
                });
            }
        });
    }
}

fn small(text: impl Into<String>) -> RichText {
    RichText::new(text).size(type_size::SMALL)
}

/// What it is in its protocol, or why it cannot be decoded.
fn said(ui: &mut Ui, language: Language, decoded: &Decoded) {
    let palette = Palette::of(ui);
    let said = match &decoded.stage {
        Stage::Waiting(_) | Stage::Working(_) => Text::Decoding.say(language).into_owned(),
        Stage::NoThread => Text::NoThread.say(language).into_owned(),
        Stage::Done(Ok(said)) => said.summary(language),
        Stage::Done(Err(fault)) => {
            let why = decoder_words::fault(fault, language);
            Text::NotDecoded(&why).say(language).into()
        }
    };
    let is_fault = matches!(decoded.stage, Stage::NoThread | Stage::Done(Err(_)));
    let colour = if is_fault {
        palette.warning
    } else {
        palette.muted
    };
    ui.label(small(said).color(colour));
}

/// What leads to the call that it answers, or to its answer.
fn partner(ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
    let Some(partner) = shown.partner else {
        return;
    };
    let time = short_duration(partner.micros);
    let text = if partner.is_answer {
        Text::AnsweredAfter(&time)
    } else {
        Text::AnswerAfter(&time)
    };
    let link = small(text.say(shown.language));
    let link = ui.link(link.color(ui.visuals().hyperlink_color));
    if link.clicked() {
        commands.push(Command::ShowRow(partner.seq.get()));
    }
}
