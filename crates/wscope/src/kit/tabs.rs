//! Tabs within a part of the window: words in a row, the chosen one underlined.

use std::borrow::Cow;

use egui::accesskit::Role;
use egui::{Align2, FontId, Id, Rect, Response, Sense, StrokeKind, TextStyle, Ui};

use crate::kit::theme::{Palette, medium, sizes, type_size};
use crate::kit::tool_row::text_width;

/// Space beside the words of a tab, in points.
const PADDING: f32 = 8.0;
/// The same where there is little room.
const LEAST_PADDING: f32 = 2.0;
/// Space between two tabs.
const GAP: f32 = 2.0;
/// Radius of the dot of a tab behind which something is wrong.
const FAULT: f32 = 3.0;
/// Width of the line below the chosen tab.
const UNDERLINE: f32 = 2.0;

/// A tab.
pub struct Tab<T> {
    /// What it leads to.
    pub value: T,
    /// What it is called.
    pub name: Cow<'static, str>,
    /// A number behind the name, if there is one: how much is behind the tab.
    pub count: Option<usize>,
    /// What is wrong behind the tab, if something is: a dot, which takes no room, and words for screen readers.
    pub fault: Option<String>,
}

impl<T> Tab<T> {
    fn count(&self) -> String {
        self.count
            .map(|count| format!(" {count}"))
            .unwrap_or_default()
    }

    /// How wide the words are.
    fn words_width(&self, ui: &Ui) -> f32 {
        // Room for the heavier words of the chosen one, so that nothing moves.
        let name = text_width(ui, &self.name, TextStyle::Button) + 2.0;
        match self.count {
            Some(_) => name + text_width(ui, &self.count(), TextStyle::Small),
            None => name,
        }
    }

    /// How wide the tab is.
    fn width(&self, ui: &Ui, padding: f32) -> f32 {
        (self.words_width(ui) + 2.0 * padding).max(sizes::target(ui))
    }
}

/// How wide the tabs are, in points, with this space beside the words of each.
fn tabs_width<T>(ui: &Ui, tabs: &[Tab<T>], padding: f32) -> f32 {
    let widths = tabs.iter().map(|tab| tab.width(ui, padding) + GAP);
    (widths.sum::<f32>() - GAP).max(0.0)
}

/// The space beside the words: less where the usual one does not fit.
fn fitting_padding<T>(ui: &Ui, tabs: &[Tab<T>]) -> f32 {
    let rest = ui.available_width() - tabs_width(ui, tabs, 0.0);
    let sides = 2.0 * tabs.len().max(1) as f32;
    (rest / sides).clamp(LEAST_PADDING, PADDING)
}

/// Shows the tabs in a row of this height. Says which was chosen anew. `salt` names them for egui, `title` for screen readers.
pub fn tabs<T: Copy + PartialEq>(
    ui: &mut Ui,
    salt: &str,
    title: &str,
    height: f32,
    current: T,
    tabs: &[Tab<T>],
) -> Option<T> {
    let padding = fitting_padding(ui, tabs);
    let size = egui::vec2(tabs_width(ui, tabs, padding), height);
    let (area, group) = ui.allocate_exact_size(size, Sense::hover());
    group.ctx.accesskit_node_builder(group.id, |node| {
        node.set_role(Role::TabList);
        node.set_label(title);
    });
    let mut chosen = None;
    let mut left = area.left();
    for (index, tab) in tabs.iter().enumerate() {
        let size = egui::vec2(tab.width(ui, padding), height);
        let place = Rect::from_min_size(egui::pos2(left, area.top()), size);
        let id = ui.make_persistent_id((salt, index));
        if show(ui, id, place, padding, tab, tab.value == current).clicked() {
            chosen = Some(tab.value);
        }
        left += size.x + GAP;
    }
    chosen.filter(|chosen| *chosen != current)
}

fn show<T>(ui: &Ui, id: Id, place: Rect, padding: f32, tab: &Tab<T>, is_chosen: bool) -> Response {
    let palette = Palette::of(ui);
    let response = ui.interact(place, id, Sense::click());
    let colour = if is_chosen || response.hovered() {
        palette.text
    } else {
        palette.muted
    };
    let font = if is_chosen {
        medium(type_size::BODY)
    } else {
        FontId::proportional(type_size::BODY)
    };
    let at = egui::pos2(place.left() + padding, place.center().y);
    let name = ui
        .painter()
        .text(at, Align2::LEFT_CENTER, &tab.name, font, colour);
    let small = FontId::proportional(type_size::SMALL);
    let at = egui::pos2(name.right(), place.center().y);
    ui.painter()
        .text(at, Align2::LEFT_CENTER, tab.count(), small, palette.muted);
    if tab.fault.is_some() {
        let dot = place.right_top() + egui::vec2(-FAULT, 3.0 * FAULT);
        ui.painter().circle_filled(dot, FAULT, palette.error);
    }
    if is_chosen {
        let line = place.with_min_y(place.bottom() - UNDERLINE);
        ui.painter().rect_filled(line, 0.0, palette.text);
    }
    if response.has_focus() {
        let ring = palette.ring();
        ui.painter()
            .rect_stroke(place.shrink(1.0), sizes::RADIUS, ring, StrokeKind::Inside);
    }
    let response = match &tab.fault {
        Some(fault) => response.on_hover_text(fault),
        None => response,
    };
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Tab);
        match &tab.fault {
            Some(fault) => node.set_label(format!("{}: {fault}", tab.name)),
            None => node.set_label(&*tab.name),
        }
        node.set_selected(is_chosen);
    });
    response
}
