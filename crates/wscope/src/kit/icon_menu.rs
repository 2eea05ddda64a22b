//! A menu behind an icon.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Color32, PopupCloseBehavior, Response, Stroke, Ui};

use crate::kit::button::{icon_padding, icon_style, name};
use crate::kit::icon::Icon;
use crate::kit::theme::Palette;

/// A button that is an icon, with a menu. It stays open while something is typed or ticked in it, or closes with a choice, as
/// `close` says. `title` is what a tooltip and a screen reader call it.
pub fn icon_menu(
    ui: &mut Ui,
    (icon, colour): (Icon, Color32),
    title: &str,
    close: PopupCloseBehavior,
    content: impl FnOnce(&mut Ui),
) -> Response {
    let config = MenuConfig::new().close_behavior(close);
    let padding = ui.spacing().button_padding;
    icon_padding(ui);
    let button = MenuButton::from_button(icon_style(ui, icon.text().color(colour))).config(config);
    let (response, _) = button.ui(ui, content);
    ui.spacing_mut().button_padding = padding;
    name(&response, title);
    response.on_hover_text(title)
}

/// Gives fields, boxes to tick and choices in a menu the edges that egui takes from whatever is in one.
pub fn with_edges<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        let edge = Stroke::new(1.0, Palette::of(ui).field_border);
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [&mut widgets.inactive, &mut widgets.hovered] {
            state.bg_stroke = edge;
        }
        add(ui)
    })
    .inner
}
