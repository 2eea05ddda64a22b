//! What dialogs and small forms have in common: the first field has the keyboard, and one button confirms.

use egui::{Button, Context, Id, Response, RichText, Stroke, Ui};

use crate::kit::button::primary_style;
use crate::kit::theme::Palette;

/// For how many frames a field asks for the keyboard: in the first one egui only measures what it is in, and what covers a
/// dialog until then may take it away.
const FRAMES: u64 = 2;

/// Gives a field the keyboard when it appears, as the first one of a dialog or of a form that opens. Says whether it has just
/// appeared.
pub fn focus_when_it_appears(response: &Response) -> bool {
    let is_new = response.enabled() && is_new(&response.ctx, response.id);
    if is_new {
        response.request_focus();
        response.ctx.request_repaint();
    }
    is_new
}

/// Whether a widget or a dialog was not shown some frames ago. To be asked in each frame in which it is shown.
pub fn is_new(context: &Context, widget: Id) -> bool {
    let now = context.cumulative_frame_nr();
    context.data_mut(|data| {
        let (first, last) = data.get_temp_mut_or(widget.with("appeared"), (now, now));
        if *last + 1 < now {
            *first = now;
        }
        *last = now;
        now < *first + FRAMES
    })
}

/// Keeps what folds out of a dialog above it. egui puts both on top where the button of the pointer is pressed and released within one
/// frame, and of two that are on top the one that appeared last is above: the dialog, if the list was shown in an earlier one.
pub fn stay_above(ui: &Ui) {
    ui.ctx().move_to_top(ui.layer_id());
}

/// The button that does what a dialog is for.
pub fn confirm_button(ui: &mut Ui, text: &str, is_usable: bool) -> Response {
    let palette = Palette::of(ui);
    let caption = RichText::new(text);
    if !is_usable {
        return ui.add_enabled(false, Button::new(caption));
    }
    // Its edge takes as much room as that of a button which cannot be pressed.
    let edge = ui.visuals().widgets.inactive.bg_stroke.width;
    let caption = caption.color(palette.on_accent);
    let button = primary_style(&palette, caption, true);
    ui.add(button.stroke(Stroke::new(edge, palette.accent)))
}
