//! What dialogs and small forms have in common: the first field has the keyboard, and one button confirms.

use egui::{
    Align2, Button, Context, Frame, Id, Margin, Modal, Response, RichText, Stroke,
    SurrenderFocusOn, Ui,
};

use crate::kit::button::primary_style;
use crate::kit::theme::Palette;

/// For how many frames a field asks for the keyboard: in the first one egui only measures what it is in, and what covers a
/// dialog until then may take it away.
const FRAMES: u64 = 2;

/// Space around what is in a dialog, in points.
const PADDING: i8 = 16;
/// How far below the edge of the window a dialog begins that stands at its top, in points: the highest has room below it.
const TOP: f32 = 40.0;

/// Where a dialog stands in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In its middle.
    InMiddle,
    /// At its top: one that gets higher while it is used grows downwards, and what is pressed again and again stays where it is.
    AtTop,
}

/// A dialog as it was shown.
#[derive(Debug)]
pub struct ShownModal<R> {
    /// What its content has come to.
    pub inner: R,
    /// How a person wants to leave it, if so.
    pub left: Option<Left>,
}

/// How a dialog is left, other than by its buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// With `Esc`.
    ByEscape,
    /// With a click beside it, which may be a slip: not to be obeyed where something would be lost.
    Beside,
}

/// Shows a dialog over the window. One that has just opened is measured first, and one that gets another size is shown in the place for
/// that at once.
pub fn show_modal<R>(
    ui: &Ui,
    id: Id,
    stands: Stands,
    content: impl FnOnce(&mut Ui) -> R,
) -> ShownModal<R> {
    let context = ui.ctx();
    let area = Modal::default_area(id);
    let layer = area.layer();
    let was_shown = context.memory(|memory| memory.areas().visible_last_frame(&layer));
    // When it was last open it may have been another size.
    let area = area.sizing_pass(!was_shown);
    let area = match stands {
        Stands::InMiddle => area,
        Stands::AtTop => area.anchor(Align2::CENTER_TOP, egui::vec2(0.0, TOP)),
    };
    let size = || {
        let place = context.memory(|memory| memory.area_rect(layer.id));
        place.map(|place| place.size())
    };
    let before = size();
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(PADDING));
    let modal = Modal::new(id).area(area).frame(frame);
    let shown = modal.show(context, |ui| {
        // What scrolls in it has the height of the window, not that which the dialog had before.
        ui.set_max_height(context.content_rect().height());
        content(ui)
    });
    if before != size() {
        context.request_discard("a dialog has another size");
        context.request_repaint();
    }
    keep_focus(context, shown.backdrop_response.contains_pointer());
    let left = if shown.backdrop_response.clicked() {
        Some(Left::Beside)
    } else {
        shown.should_close().then_some(Left::ByEscape)
    };
    ShownModal {
        inner: shown.inner,
        left,
    }
}

/// Whether a click takes the keyboard from the field that has it: not beside a dialog that may stay open. To be said again when none is.
pub fn keep_focus(context: &Context, keeps: bool) {
    context.options_mut(|options| {
        options.input_options.surrender_focus_on = match keeps {
            true => SurrenderFocusOn::Never,
            false => SurrenderFocusOn::Clicks,
        };
    });
}

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
