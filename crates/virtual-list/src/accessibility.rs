//! What assistive technology sees: a list box that has the focus, and the visible rows as its
//! options; or a table and its rows.

use egui::{
    Id, Response, Ui,
    accesskit::{self, Action, Orientation, Role},
};

use crate::{ListState, VisibleRow, view::View};

/// What the list is to a screen reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A list box and its options.
    ListBox,
    /// A table and its rows.
    Table,
}

/// Describes the list. Returns whether anybody listens.
pub(crate) fn describe_list(ui: &Ui, list: Id, kind: Kind, name: &str, len: u64) -> bool {
    let described = ui.accesskit_node_builder(list, |node| {
        match kind {
            Kind::ListBox => {
                node.set_role(Role::ListBox);
                node.set_size_of_set(saturating_usize(len));
            }
            Kind::Table => {
                node.set_role(Role::Table);
                node.set_row_count(saturating_usize(len));
            }
        }
        if !name.is_empty() {
            node.set_label(name);
        }
        node.set_orientation(Orientation::Vertical);
        node.set_clips_children();
        node.add_action(Action::ScrollUp);
        node.add_action(Action::ScrollDown);
    });
    described.is_some()
}

/// Describes one visible row. `body` is the part of the list that holds the rows, clipped to this
/// row.
pub(crate) fn describe_row(body: &Ui, list: Id, kind: Kind, row: &VisibleRow, label: String) {
    let id = row_id(list, row.id);
    // The part that can be seen, so that what points at the middle of a row does not miss the list.
    let visible = row.rect.intersect(body.clip_rect());
    // No widget to interact with, only a place in the tree: `interact` is how egui learns the
    // parent.
    body.interact(visible, id, egui::Sense::hover());
    body.accesskit_node_builder(id, |node| {
        match kind {
            Kind::ListBox => {
                node.set_role(Role::ListBoxOption);
                // AccessKit counts from zero, and takes the size of the set from the list.
                node.set_position_in_set(saturating_usize(row.index));
            }
            Kind::Table => {
                node.set_role(Role::Row);
                node.set_row_index(saturating_usize(row.index));
            }
        }
        // A nameless option would be a riddle: a blank row is named by its place, counted from one
        // as people do.
        node.set_label(if label.trim().is_empty() {
            (row.index + 1).to_string()
        } else {
            label
        });
        node.set_selected(row.selected);
        node.add_action(Action::Click);
        node.set_bounds(bounds(visible));
    });
    if row.is_lead {
        // The list keeps the focus; this is the row that a screen reader reads out.
        body.accesskit_node_builder(list, |node| node.set_active_descendant(id.accesskit_id()));
    }
}

/// The row that assistive technology asks to click, among those of the last frame.
pub(crate) fn clicked_row(list: &Response, state: &ListState, view: &View<'_>) -> Option<u64> {
    let is_asked = |event: &egui::Event| matches!(event, egui::Event::AccessKitActionRequest(_));
    if !list.enabled() || !list.ctx.input(|input| input.events.iter().any(is_asked)) {
        return None;
    }
    let painted = view
        .viewport
        .visible(state.painted?.resolve(view), view.len);
    painted.filter_map(|index| view.id_at(index)).find(|&id| {
        let row = row_id(list.id, id);
        list.ctx
            .input(|input| input.has_accesskit_action_request(row, Action::Click))
    })
}

/// How many pages assistive technology asks to scroll down (up, if negative).
///
/// Must be asked before the list is registered as a widget: egui would pass the request on to a
/// surrounding scroll area.
pub(crate) fn take_pages(ui: &Ui, list: Id) -> i64 {
    let mut pages = 0;
    if !ui.is_enabled() {
        return pages;
    }
    ui.input_mut(|input| {
        input.consume_accesskit_action_requests(list, |request| {
            let page = match request.action {
                Action::ScrollDown => 1,
                Action::ScrollUp => -1,
                _ => 0,
            };
            pages += page;
            page != 0
        });
    });
    pages
}

fn row_id(list: Id, row: u64) -> Id {
    list.with(("row", row))
}

fn bounds(rect: egui::Rect) -> accesskit::Rect {
    accesskit::Rect {
        x0: rect.min.x.into(),
        y0: rect.min.y.into(),
        x1: rect.max.x.into(),
        y1: rect.max.y.into(),
    }
}

fn saturating_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
