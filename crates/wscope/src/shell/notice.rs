//! What is told about the last command.

use egui::{Label, RichText, TextStyle, Ui};
use payload::visible::visible;

use crate::kit::button::command_button;
use crate::kit::command::Command as _;
use crate::kit::cut_label::cut_label;
use crate::kit::language::Language;
use crate::kit::theme::Palette;
use crate::kit::tool_row::{button_width, text_width};
use crate::shell::command::Command;

/// A word about the last command.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What to say.
    pub text: String,
    /// Whether the command was not carried out.
    pub is_bad: bool,
    /// What to do instead.
    pub offer: Option<Command>,
}

impl Notice {
    /// It was done.
    pub fn good(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            text,
            is_bad: false,
            offer: None,
        }
    }

    /// It was not.
    pub fn bad(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            text,
            is_bad: true,
            offer: None,
        }
    }

    /// The same with a button beside it.
    #[must_use]
    pub fn with(self, offer: Command) -> Self {
        Self {
            offer: Some(offer),
            ..self
        }
    }

    /// Shows the line, cut where the room ends; the whole of it is the tooltip.
    pub fn show(&self, ui: &mut Ui) {
        let palette = Palette::of(ui);
        let colour = if self.is_bad {
            palette.error
        } else {
            palette.received
        };
        // It may quote a path, an address or a peer.
        let text = visible(&self.text);
        let label = Label::new(RichText::new(&text).small().color(colour));
        cut_label(ui, label, &text, "");
    }

    /// The same with the button of what can be done instead.
    pub(super) fn show_with_offer(
        &self,
        ui: &mut Ui,
        language: Language,
        commands: &mut Vec<Command>,
    ) {
        let Some(offer) = &self.offer else {
            self.show(ui);
            return;
        };
        let text = offer.about(language).map(|about| about.text);
        let button = button_width(ui, &text.unwrap_or_default()) + 16.0;
        let width = (ui.available_width() - button).min(self.width(ui)).max(0.0);
        ui.scope(|ui| {
            ui.set_max_width(width);
            self.show(ui);
        });
        command_button(ui, language, offer.clone(), Ok(()), commands);
    }

    /// Whether all of it has room in so much of a line, with the button of what can be done instead.
    pub(super) fn fits(&self, ui: &Ui, language: Language, width: f32) -> bool {
        let offer = self.offer.as_ref().and_then(|offer| offer.about(language));
        let button = offer.map_or(0.0, |about| button_width(ui, &about.text) + 16.0);
        self.width(ui) + button <= width
    }

    /// How wide it is, in points.
    pub fn width(&self, ui: &Ui) -> f32 {
        text_width(ui, &visible(&self.text), TextStyle::Small)
    }
}
