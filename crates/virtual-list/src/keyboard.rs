//! The keys that move the selection, and the view with it.

use egui::{EventFilter, Key, Modifiers, Response, Ui};

use crate::{ListState, Position, view::View};

/// The row on which Enter was pressed.
pub(crate) fn entered_row(
    ui: &Ui,
    response: &Response,
    state: &ListState,
    view: &View<'_>,
) -> Option<u64> {
    let is_entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let lead = state.lead.filter(|&id| view.contains(id));
    lead.filter(|_| is_entered)
}

/// Acts on the keys that were pressed while the list has the focus.
pub(crate) fn act(ui: &Ui, response: &Response, state: &mut ListState, view: &View<'_>) {
    if !response.has_focus() {
        return;
    }
    for how in How::ALL {
        let presses =
            |key| ui.input_mut(|input| input.count_and_consume_key(how.modifiers(), key)) as i64;
        let rows = presses(Key::ArrowDown) - presses(Key::ArrowUp);
        let pages = presses(Key::PageDown) - presses(Key::PageUp);
        state.page(pages, view);
        let page_rows = i64::try_from(view.viewport.page_rows()).unwrap_or(i64::MAX);
        let steps = rows.saturating_add(pages.saturating_mul(page_rows));
        if steps != 0 {
            choose(stepped(state, steps, view), how, state, view);
        }
        if presses(Key::Home) > 0 {
            choose(0, how, state, view);
        }
        if presses(Key::End) > 0 {
            choose(u64::MAX, how, state, view);
        }
    }
    let is_pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if is_pressed(Modifiers::COMMAND, Key::A) {
        state.select_all(view);
    }
    if let Some(lead) = state.lead
        && is_pressed(Modifiers::COMMAND, Key::Space)
    {
        state.toggle(lead);
    }
    if !state.selection.is_empty() && is_pressed(Modifiers::NONE, Key::Escape) {
        state.clear_selection();
    }
    keep_keys(ui, response, state);
}

/// What a key that moves does to the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// It extends it.
    Extends,
    /// It leaves it, and only moves.
    Moves,
    /// It selects one row.
    Selects,
}

impl How {
    /// With more keys first: fewer would take them as well.
    const ALL: [Self; 3] = [Self::Extends, Self::Moves, Self::Selects];

    fn modifiers(self) -> Modifiers {
        match self {
            Self::Extends => Modifiers::SHIFT,
            Self::Moves => Modifiers::COMMAND,
            Self::Selects => Modifiers::NONE,
        }
    }
}

/// Arrows stay in the list while Tab leaves it. Escape gives up the selection first, and only then
/// the focus.
fn keep_keys(ui: &Ui, response: &Response, state: &ListState) {
    let filter = EventFilter {
        tab: false,
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: !state.selection.is_empty(),
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

/// The index that is so many steps below the selected row (above, if negative).
///
/// The first step enters the list if nothing is selected: from above onto the first visible row,
/// from below onto the last. If the selected row has gone, the first step down leads onto the row
/// that took its place.
fn stepped(state: &ListState, steps: i64, view: &View<'_>) -> u64 {
    let top = state.position.resolve(view);
    let visible = view.viewport.visible(top, view.len);
    let (from, entered) = match state.lead {
        Some(id) if view.contains(id) => (view.index_of(id), 0),
        Some(id) => (view.index_of(id), steps.signum().max(0)),
        None if steps > 0 => (visible.start, 1),
        None => (visible.end.saturating_sub(1), -1),
    };
    from.saturating_add_signed(steps - entered)
}

/// Goes to the row at `index`, or the last one if there are fewer, and keeps it in view.
///
/// To reach the last row by key is to scroll to the bottom: the list follows the tail from there.
fn choose(index: u64, how: How, state: &mut ListState, view: &View<'_>) {
    let index = index.min(view.len.saturating_sub(1));
    let Some(id) = view.id_at(index) else {
        return;
    };
    match how {
        How::Extends => state.extend_to(id, false),
        How::Moves => state.lead = Some(id),
        How::Selects => state.select(id),
    }
    let is_last = view.last_id() == Some(id);
    state.move_to(if is_last {
        Position::Tail
    } else {
        state.position.revealing(id, view)
    });
}
