//! What stands where there are no rows.

use egui::{Margin, RichText, Ui};

use crate::kit::button::command_button;
use crate::kit::command::Command;
use crate::kit::language::Language;
use crate::kit::theme::Palette;

/// How far its text is from both sides, in points.
const MARGIN: i8 = 16;

/// Where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Height {
    /// At the top: something is above it that it belongs to.
    Top,
    /// In the middle.
    Middle,
}

/// Says that there is nothing, and what to do about it if that is known. `below` adds what stands below both.
pub fn empty_state(
    ui: &mut Ui,
    height: Height,
    title: &str,
    hint: &str,
    below: impl FnOnce(&mut Ui),
) {
    let muted = Palette::of(ui).muted;
    let above = match height {
        Height::Top => 24.0,
        // Half of what it takes is about this.
        Height::Middle => (ui.available_height() / 2.0 - 30.0).max(0.0),
    };
    let frame = egui::Frame::new().inner_margin(Margin::symmetric(MARGIN, 0));
    frame.show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space(above);
            ui.label(RichText::new(title).heading());
            if !hint.is_empty() {
                ui.label(RichText::new(hint).color(muted));
            }
            below(ui);
        });
    });
}

/// Below its texts: the button for what helps.
pub fn remedy_button<C: Command>(
    ui: &mut Ui,
    language: Language,
    remedy: C,
    commands: &mut Vec<C>,
) {
    ui.add_space(8.0);
    command_button(ui, language, remedy, Ok(()), commands);
}
