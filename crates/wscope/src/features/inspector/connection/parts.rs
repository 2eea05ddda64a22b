//! What the sections of the page are made of.

use egui::{Label, RichText, Sense, Ui};

use crate::kit::theme::{Palette, data, medium, sizes, type_size};

/// Width of the names of what was negotiated.
const NAMES: f32 = 96.0;
/// Names, values and remarks.
pub(super) fn pairs(ui: &mut Ui, rows: &[[String; 3]]) {
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
pub(super) fn remark(ui: &mut Ui, text: impl Into<String>) -> egui::Response {
    let text = RichText::new(text).size(type_size::SMALL);
    ui.add(Label::new(text.color(Palette::of(ui).muted)).wrap())
}

/// A line across, and below it a title and what stands at its right.
pub(super) fn section(ui: &mut Ui, title: &str, right: impl FnOnce(&mut Ui)) {
    separator(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = sizes::control(ui);
        ui.label(RichText::new(title).font(medium(type_size::BODY)));
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        ui.with_layout(layout, right);
    });
}

pub(super) fn separator(ui: &mut Ui) {
    ui.add_space(4.0);
    let size = egui::vec2(ui.available_width(), 1.0);
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    let line = Palette::of(ui).line;
    ui.painter().rect_filled(place, 0.0, line);
}
