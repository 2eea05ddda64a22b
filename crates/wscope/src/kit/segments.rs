//! A choice of a few: segments in one box, one of which is chosen.

use std::borrow::Cow;

use egui::accesskit::Role;
use egui::{
    Align2, Color32, CornerRadius, FontId, Id, Rect, Response, Sense, Stroke, StrokeKind,
    TextStyle, Ui,
};

use crate::kit::icon::{ICON_SIZE, Icon};
use crate::kit::theme::{Palette, medium, sizes, type_size};
use crate::kit::tool_row::text_width;

/// Space beside a word in a segment, in points.
const PADDING: f32 = 9.0;
/// Width of a segment with an icon.
const ICON_WIDTH: f32 = 32.0;

/// What can be chosen.
pub struct Segment<T> {
    /// The choice.
    pub value: T,
    /// An icon instead of the words, with its colour if it has one.
    pub icon: Option<(Icon, Option<Color32>)>,
    /// What it is called: shown, or said by a tooltip if there is an icon.
    pub name: Cow<'static, str>,
}

impl<T> Segment<T> {
    fn width(&self, ui: &Ui) -> f32 {
        let width = match self.icon {
            Some(_) => ICON_WIDTH,
            // Room for the heavier words of the chosen one, so that nothing moves.
            None => text_width(ui, &self.name, TextStyle::Button) + 2.0 * PADDING + 2.0,
        };
        width.max(sizes::target(ui))
    }
}

/// How wide the segments are, in points.
pub fn segments_width<T>(ui: &Ui, segments: &[Segment<T>]) -> f32 {
    segments.iter().map(|segment| segment.width(ui)).sum()
}

/// Shows the segments in a row of this height. Says which was chosen anew. `salt` names them for egui, `title` for screen
/// readers.
pub fn segments<T: Copy + PartialEq>(
    ui: &mut Ui,
    salt: &str,
    title: &str,
    height: f32,
    current: T,
    segments: &[Segment<T>],
) -> Option<T> {
    let size = egui::vec2(segments_width(ui, segments), height);
    let (area, group) = ui.allocate_exact_size(size, Sense::hover());
    let palette = Palette::of(ui);
    ui.painter()
        .rect_filled(area, sizes::RADIUS, palette.background);
    group.ctx.accesskit_node_builder(group.id, |node| {
        node.set_role(Role::RadioGroup);
        node.set_label(title);
    });
    let mut chosen = None;
    let mut left = area.left();
    let last = segments.len().saturating_sub(1);
    for (index, segment) in segments.iter().enumerate() {
        let width = segment.width(ui);
        let place = Rect::from_min_size(egui::pos2(left, area.top()), egui::vec2(width, height));
        let id = ui.make_persistent_id((salt, index));
        let corners = corners(index == 0, index == last);
        let response = show(ui, id, place, corners, segment, segment.value == current);
        if response.clicked() {
            chosen = Some(segment.value);
        }
        if index > 0 {
            let edge = Stroke::new(1.0, palette.line);
            ui.painter().vline(left, area.y_range().shrink(1.0), edge);
        }
        left += width;
    }
    let edge = Stroke::new(1.0, palette.field_border);
    ui.painter()
        .rect_stroke(area, sizes::RADIUS, edge, StrokeKind::Inside);
    chosen.filter(|chosen| *chosen != current)
}

fn corners(is_first: bool, is_last: bool) -> CornerRadius {
    let of = |is_outer| if is_outer { sizes::RADIUS } else { 0 };
    CornerRadius {
        nw: of(is_first),
        sw: of(is_first),
        ne: of(is_last),
        se: of(is_last),
    }
}

fn show<T>(
    ui: &Ui,
    id: Id,
    place: Rect,
    corners: CornerRadius,
    segment: &Segment<T>,
    is_chosen: bool,
) -> Response {
    let palette = Palette::of(ui);
    let mut response = ui.interact(place, id, Sense::click());
    if is_chosen || response.hovered() {
        ui.painter().rect_filled(place, corners, palette.hover);
    }
    if response.has_focus() {
        let ring = palette.ring();
        ui.painter()
            .rect_stroke(place, corners, ring, StrokeKind::Inside);
    }
    let colour = if is_chosen {
        palette.text
    } else {
        palette.muted
    };
    let (text, font, colour) = match segment.icon {
        Some((icon, own)) => (
            icon.glyph(),
            FontId::proportional(ICON_SIZE),
            own.unwrap_or(colour),
        ),
        None if is_chosen => (&*segment.name, medium(type_size::BODY), colour),
        None => (
            &*segment.name,
            FontId::proportional(type_size::BODY),
            colour,
        ),
    };
    let middle = place.center();
    ui.painter()
        .text(middle, Align2::CENTER_CENTER, text, font, colour);
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_role(Role::RadioButton);
        node.set_label(&*segment.name);
        node.set_toggled(is_chosen.into());
    });
    if segment.icon.is_some() {
        response = response.on_hover_text(&*segment.name);
    }
    response
}
