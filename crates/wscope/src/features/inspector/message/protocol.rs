//! What is shown of a message that was decoded, above its tree.

use std::sync::Arc;

use egui::{Margin, RichText, Ui};
use session::conversation::Partner;

use super::MessagePage;
use super::decoded::Stage;
use crate::features::inspector::body::Body;
use crate::features::inspector::command::{Command, Format};
use crate::features::inspector::texts::Text;
use crate::kit::format::short_duration;
use crate::kit::language::Language;
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

    /// What it says, as a JSON text, if it was decoded.
    pub(super) fn tree(&self) -> Option<Arc<[u8]>> {
        self.decoded.as_ref()?.tree().cloned()
    }

    /// In which protocol it was decoded, what it is in that, and the call or the answer that belongs to it.
    pub(super) fn about_decoded(
        &self,
        ui: &mut Ui,
        language: Language,
        partner: Option<Partner>,
        commands: &mut Vec<Command>,
    ) {
        let Some(decoded) = &self.decoded else {
            return;
        };
        let palette = Palette::of(ui);
        let name = decoded.spoken.protocol.name();
        let said = match &decoded.stage {
            Stage::Waiting(_) | Stage::Working(_) => Text::Decoding.say(language).into_owned(),
            Stage::Done(Ok(said)) => said.summary.clone(),
            Stage::Done(Err(fault)) => Text::NotDecoded(&fault.to_string()).say(language).into(),
        };
        let is_fault = matches!(decoded.stage, Stage::Done(Err(_)));
        let colour = if is_fault {
            palette.warning
        } else {
            palette.muted
        };
        egui::Frame::new()
            .inner_margin(Margin::symmetric(12, 4))
            .show(ui, |ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = 8.0;
                    let small = |text: String| RichText::new(text).size(type_size::SMALL);
                    let because = Text::Because(decoded.spoken.because).say(language);
                    ui.label(small(name.to_owned()).strong())
                        .on_hover_text(because);
                    ui.label(small(said).color(colour));
                    if let Some(partner) = partner {
                        let time = short_duration(partner.micros);
                        let text = if partner.is_answer {
                            Text::AnsweredAfter(&time)
                        } else {
                            Text::AnswerAfter(&time)
                        };
                        let link = small(text.say(language).into_owned());
                        let link = ui.link(link.color(ui.visuals().hyperlink_color));
                        if link.clicked() {
                            commands.push(Command::ShowRow(partner.seq.get()));
                        }
                    }
                });
            });
    }
}
