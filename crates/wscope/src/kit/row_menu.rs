//! The menu that opens on a row of a list.

use egui::{Key, Modifiers, Popup, Pos2, Rect, Response, SetOpenCommand, Ui};

/// Opens the menu if the pointer or a key asks for it, and shows it while it is open. `lead` is where the row is on which keys
/// act, `asked` tells of the row when the menu opens, and `items` shows what can be done with it; it says whether what was chosen
/// leads elsewhere, so that the list does not get the keyboard back.
pub fn row_menu<A: Clone + Send + Sync + 'static>(
    ui: &Ui,
    list: &Response,
    lead: Option<Rect>,
    is_clicked: bool,
    asked: impl FnOnce() -> Option<A>,
    items: impl FnOnce(&mut Ui, A) -> bool,
) {
    let id = list.id.with("asked");
    let place = if is_clicked {
        list.interact_pointer_pos()
    } else {
        lead.filter(|_| is_key_pressed(ui, list))
            .map(|row| row.left_bottom())
    };
    let opens = place.and_then(|place| Some((place, asked()?)));
    let is_new = opens.is_some();
    if let Some(opened) = opens {
        ui.data_mut(|data| data.insert_temp(id, opened));
    }
    let opened: Option<(Pos2, A)> = ui.data(|data| data.get_temp(id));
    let Some((place, asked)) = opened else {
        return;
    };
    let command = if is_new {
        // Escape is for the menu now, not for the selection.
        list.surrender_focus();
        Some(SetOpenCommand::Bool(true))
    } else {
        list.clicked().then_some(SetOpenCommand::Bool(false))
    };
    let mut is_left = false;
    let shown = Popup::menu(list)
        .open_memory(command)
        .at_position(place)
        .show(|ui| is_left = items(ui, asked));
    if shown.is_none() || is_left {
        ui.data_mut(|data| data.remove::<(Pos2, A)>(id));
        if !is_left {
            list.request_focus();
        }
    }
}

/// The key that some keyboards have for it, or the one that stands for it.
fn is_key_pressed(ui: &Ui, list: &Response) -> bool {
    list.has_focus()
        && ui.input_mut(|input| {
            input.consume_key(Modifiers::SHIFT, Key::F10)
                || input.consume_key(Modifiers::NONE, Key::Menu)
        })
}
