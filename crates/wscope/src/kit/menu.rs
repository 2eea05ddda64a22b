//! Entries of a menu: an icon, the words, and the keys at the right.

use connection::sorted;
use egui::accesskit::HasPopup;
use egui::containers::menu::{MenuConfig, SubMenuButton};
use egui::{
    Button, Context, FocusDirection, Id, Key, Order, PopupCloseBehavior, Response, RichText, Ui,
};

use crate::kit::button::{name, styled_button};
use crate::kit::command::{Command, Usable};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::shortcut::keys_text;
use crate::kit::theme::{Palette, sizes};

/// How wide a menu is at least, in points.
pub const WIDTH: f32 = 232.0;

/// Once a frame, after all was shown: up and down lead through the entries of the menu that is open, from the last to the
/// first as well. egui by itself leads to whatever is nearest, also behind the menu, and to nothing before there is a focus.
pub fn take_arrows(context: &Context) {
    if !context.any_popup_open() || context.text_edit_focused() {
        return;
    }
    let pressed = |key| context.input(|input| input.modifiers.is_none() && input.key_pressed(key));
    let (up, down) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown));
    if up == down {
        return;
    }
    let entries = entries(context);
    let Some(last) = entries.len().checked_sub(1) else {
        return;
    };
    let focused = context.memory(egui::Memory::focused);
    let at = entries.iter().position(|entry| Some(*entry) == focused);
    let next = match (at, down) {
        (None, true) => 0,
        (None, false) => last,
        (Some(at), true) => (at + 1) % entries.len(),
        (Some(at), false) => at.checked_sub(1).unwrap_or(last),
    };
    context.memory_mut(|memory| {
        memory.request_focus(entries[next]);
        memory.move_focus(FocusDirection::None);
    });
}

/// What takes the keyboard in the menu that was opened last, from above.
fn entries(context: &Context) -> Vec<Id> {
    let layers: Vec<_> = context.memory(|memory| memory.layer_ids().collect());
    let menus = layers.iter().rev();
    let mut menus = menus.filter(|layer| layer.order == Order::Foreground);
    menus
        .find_map(|menu| {
            let entries = context.viewport(|viewport| {
                let all = viewport.this_pass.widgets.get_layer(*menu);
                let all = all.filter(|widget| widget.enabled && widget.sense.is_focusable());
                all.map(|widget| (widget.id, widget.rect))
                    .collect::<Vec<_>>()
            });
            let entries = sorted(entries, |(_, one), (_, other)| {
                let place = |rect: &egui::Rect| (rect.center().y.round(), rect.left());
                place(one)
                    .partial_cmp(&place(other))
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
            let entries: Vec<Id> = entries.into_iter().map(|(id, _)| id).collect();
            (!entries.is_empty()).then_some(entries)
        })
        .unwrap_or_default()
}

/// An entry behind which there are others. They stay while something is chosen that does not close the menu.
pub fn group(ui: &mut Ui, icon: Icon, text: &str, content: impl FnOnce(&mut Ui)) -> Response {
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let icon = icon.text().color(Palette::of(ui).muted);
    let button = Button::new((icon, RichText::new(text)))
        .frame_when_inactive(false)
        .min_size(egui::vec2(WIDTH, sizes::control(ui)))
        .right_text(SubMenuButton::arrow_atom(None));
    let (response, _) = SubMenuButton::from_button(button)
        .config(config)
        .ui(ui, content);
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_label(text);
        node.set_has_popup(HasPopup::Menu);
    });
    response
}

/// Shows the entry of a command. The menu closes when it was chosen, if what shows it does so.
pub fn entry<C: Command>(
    ui: &mut Ui,
    language: Language,
    icon: Icon,
    command: C,
    usable: Usable,
    commands: &mut Vec<C>,
) -> Response {
    let about = command.about(language);
    let text = about.as_ref().map(|about| about.text.clone());
    let text = text.unwrap_or_default().into_owned();
    let palette = Palette::of(ui);
    let mut button = Button::new((icon.text().color(palette.muted), RichText::new(&text)))
        .frame_when_inactive(false)
        .min_size(egui::vec2(WIDTH, sizes::control(ui)));
    if let Some(keys) = about.and_then(|about| about.shortcut) {
        let keys = keys_text(ui.ctx(), &keys);
        button = button.right_text(RichText::new(keys).small().color(palette.muted));
    } else {
        button = button.right_text("");
    }
    let response = styled_button(ui, language, command, button, usable, commands);
    name(&response, &text);
    response
}
