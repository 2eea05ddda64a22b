//! What is told about the last command.

use egui::{Label, RichText, TextStyle, Ui};
use payload::visible::visible;

use crate::command::Command;
use crate::kit::theme::Palette;
use crate::kit::tool_row::text_width;

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
        ui.add(label.truncate()).on_hover_text(&text);
    }

    /// How wide it is, in points.
    pub fn width(&self, ui: &Ui) -> f32 {
        text_width(ui, &visible(&self.text), TextStyle::Small)
    }
}
