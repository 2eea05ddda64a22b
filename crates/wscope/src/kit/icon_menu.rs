//! A menu behind an icon.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{PopupCloseBehavior, Response, Ui};

use crate::kit::button::{icon_padding, icon_style, name};
use crate::kit::icon::Icon;

/// A button that is an icon, with a menu that stays open while something is typed or ticked in it. `title` is what a tooltip
/// and a screen reader call it.
pub fn icon_menu(ui: &mut Ui, icon: Icon, title: &str, content: impl FnOnce(&mut Ui)) -> Response {
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let padding = ui.spacing().button_padding;
    icon_padding(ui);
    let button = MenuButton::from_button(icon_style(icon.text())).config(config);
    let (response, _) = button.ui(ui, content);
    ui.spacing_mut().button_padding = padding;
    name(&response, title);
    response.on_hover_text(title)
}
