//! What stands over a part of the dialog.

use egui::Ui;

use crate::kit::theme::strong;

pub(super) fn heading(ui: &mut Ui, text: &str) -> egui::Response {
    ui.add_space(4.0);
    ui.label(strong(text))
}
