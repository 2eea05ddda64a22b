//! Rows of a tree, as the sidebar has them: one line high, with an indent, an icon or a dot, and what stands at their end.

use std::borrow::Cow;

use egui::accesskit::Role;
use egui::{
    Align2, Color32, FontId, Id, Pos2, Rect, Response, RichText, Sense, Stroke, StrokeKind,
    TextWrapMode, Ui, WidgetText,
};

use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::theme::{Palette, medium, sizes, type_size};

/// Space beside what is marked, in points.
const MARGIN: f32 = 4.0;
/// Space between the parts of a row.
const GAP: f32 = 8.0;
/// Indent of each level.
pub const INDENT: f32 = 16.0;
/// Indent of the first level.
pub const FIRST_INDENT: f32 = 8.0;
/// Radius of a dot.
const DOT: f32 = 3.5;

/// What stands before the words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// Nothing.
    None,
    /// An icon in this colour.
    Icon(Icon, Color32),
    /// A filled dot.
    Dot(Color32),
    /// A ring.
    Ring(Color32),
}

/// One row.
pub struct TreeRow<'a> {
    /// Its id, from a salt that no other row of the tree has.
    pub id: Id,
    /// Where it begins, in points from the left.
    pub indent: f32,
    /// What stands before the words.
    pub mark: Mark,
    /// The words.
    pub text: Cow<'a, str>,
    /// Their colour.
    pub colour: Color32,
    /// What stands at the end, muted.
    pub end: Cow<'a, str>,
    /// Whether it is the one that is looked at.
    pub is_selected: bool,
    /// Whether what is below it is shown, if there is something below it.
    pub is_open: Option<bool>,
}

impl<'a> TreeRow<'a> {
    /// A row with these words.
    pub fn new(ui: &Ui, salt: impl egui::AsIdSalt, text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            id: ui.make_persistent_id(salt),
            indent: FIRST_INDENT,
            mark: Mark::None,
            text: text.into(),
            colour: Palette::of(ui).text,
            end: Cow::Borrowed(""),
            is_selected: false,
            is_open: None,
        }
    }

    /// Shows the row. It can be clicked and dragged.
    pub fn show(self, ui: &mut Ui) -> Response {
        let size = egui::vec2(ui.available_width(), row_height(ui));
        let (place, _) = ui.allocate_exact_size(size, Sense::hover());
        let response = ui.interact(place, self.id, Sense::click_and_drag());
        let palette = Palette::of(ui);
        let shown = place.shrink2(egui::vec2(MARGIN, 0.0));
        ground(ui, &response, shown, self.is_selected);
        let middle = place.center().y;
        let mut left = shown.left() + self.indent;
        if let Some(is_open) = self.is_open {
            icon(ui, Pos2::new(left, middle), chevron(is_open), palette.muted);
            left += ICON_SIZE + MARGIN;
        }
        left += mark(ui, Pos2::new(left, middle), self.mark);
        let mut right = shown.right() - GAP;
        if !self.end.is_empty() {
            let font = FontId::proportional(type_size::SMALL);
            let end = Pos2::new(right, middle);
            let end = ui
                .painter()
                .text(end, Align2::RIGHT_CENTER, &*self.end, font, palette.muted);
            right = end.left() - GAP;
        }
        let is_cut = words(
            ui,
            left..right,
            middle,
            &self.text,
            self.colour,
            self.is_selected,
        );
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_role(Role::TreeItem);
            node.set_label(&*self.text);
            node.set_selected(self.is_selected);
            if let Some(is_open) = self.is_open {
                node.set_expanded(is_open);
            }
        });
        if is_cut {
            return response.on_hover_text(RichText::new(&*self.text));
        }
        response
    }
}

/// Height of a row: a finger needs more of it than a pointer.
pub fn row_height(ui: &Ui) -> f32 {
    sizes::row(ui).max(ui.spacing().interact_size.y - MARGIN)
}

/// Height of the header of a section.
pub fn header_height(ui: &Ui) -> f32 {
    sizes::control(ui)
}

/// Shows the header of a section, with `name` for screen readers. Room of `end` points is left at its end.
pub fn section_header(
    ui: &mut Ui,
    salt: &str,
    (title, name): (&str, &str),
    is_open: bool,
    end: f32,
) -> (Response, Rect) {
    let size = egui::vec2(ui.available_width(), header_height(ui));
    let (place, _) = ui.allocate_exact_size(size, Sense::hover());
    let (head, end) = place.split_left_right_at_x(place.right() - end);
    let id = ui.make_persistent_id(salt);
    let response = ui.interact(head, id, Sense::click());
    let palette = Palette::of(ui);
    ground(ui, &response, head.shrink2(egui::vec2(MARGIN, 1.0)), false);
    let middle = place.center().y;
    icon(
        ui,
        Pos2::new(place.left() + GAP, middle),
        chevron(is_open),
        palette.muted,
    );
    let left = place.left() + GAP + ICON_SIZE + 6.0;
    words(ui, left..head.right(), middle, title, palette.text, true);
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Button);
        node.set_label(name);
        node.set_expanded(is_open);
    });
    (response, end)
}

fn chevron(is_open: bool) -> Icon {
    if is_open { Icon::Down } else { Icon::Right }
}

/// The ground of a row that is selected or under the pointer, and the ring of one that has the keyboard.
fn ground(ui: &Ui, response: &Response, place: Rect, is_selected: bool) {
    let palette = Palette::of(ui);
    let fill = if is_selected {
        palette.selection
    } else if response.hovered() {
        palette.hover
    } else {
        Color32::TRANSPARENT
    };
    ui.painter().rect_filled(place, sizes::RADIUS, fill);
    if response.has_focus() {
        let ring = palette.ring();
        ui.painter()
            .rect_stroke(place, sizes::RADIUS, ring, StrokeKind::Inside);
    }
}

fn icon(ui: &Ui, left: Pos2, icon: Icon, colour: Color32) {
    let font = FontId::proportional(ICON_SIZE);
    ui.painter()
        .text(left, Align2::LEFT_CENTER, icon.glyph(), font, colour);
}

/// Paints what stands before the words. Says how much room it takes.
fn mark(ui: &Ui, left: Pos2, mark: Mark) -> f32 {
    let middle = left + egui::vec2(DOT, 0.0);
    match mark {
        Mark::None => return 0.0,
        Mark::Icon(glyph, colour) => {
            icon(ui, left, glyph, colour);
            return ICON_SIZE + GAP;
        }
        Mark::Dot(colour) => {
            ui.painter().circle_filled(middle, DOT, colour);
        }
        Mark::Ring(colour) => {
            let line = Stroke::new(1.5, colour);
            ui.painter().circle_stroke(middle, DOT - 0.75, line);
        }
    }
    2.0 * DOT + GAP
}

/// Paints words that end with … where they have no room. Says whether they do.
fn words(
    ui: &Ui,
    range: std::ops::Range<f32>,
    middle: f32,
    text: &str,
    colour: Color32,
    is_strong: bool,
) -> bool {
    let font = if is_strong {
        medium(type_size::BODY)
    } else {
        FontId::proportional(type_size::BODY)
    };
    let width = (range.end - range.start).max(0.0);
    let text = WidgetText::from(RichText::new(text).font(font.clone()));
    let galley = text.into_galley(ui, Some(TextWrapMode::Truncate), width, font);
    let place = Pos2::new(range.start, middle - galley.size().y / 2.0);
    let is_cut = galley.elided;
    ui.painter().galley(place, galley, colour);
    is_cut
}

/// A line of words where there are no rows.
pub fn remark(ui: &mut Ui, text: &str) {
    let muted = Palette::of(ui).muted;
    let margin = egui::Margin {
        left: 28,
        right: 12,
        top: 2,
        bottom: 6,
    };
    egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
        ui.add(egui::Label::new(RichText::new(text).small().color(muted)).wrap());
    });
}
