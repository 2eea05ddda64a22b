//! The scroll bar: drag the handle, or page by clicking the track.

use egui::{
    PointerButton, Rect, Response, Sense, Ui,
    accesskit::{Action, ActionData, Orientation, Role},
    pos2,
};

use crate::{ListState, grab::Grab, track::Track, view::View};

/// The scroll bar's accessible value is a percentage.
const PERCENT: f64 = 100.0;

/// A scroll bar that has taken its input and waits to be painted.
pub(crate) struct ScrollBar {
    rect: Rect,
    track: Track,
    response: Response,
}

impl ScrollBar {
    /// Moves the list as the person asks.
    pub(crate) fn interact(
        ui: &Ui,
        id: egui::Id,
        rect: Rect,
        state: &mut ListState,
        view: &View<'_>,
    ) -> Self {
        // Not focusable: the list is the one Tab stop, and has keys of its own.
        let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
        let shown = view.viewport.rows_shown() / view.len as f64;
        let track = Track::new(rect.top(), rect.height(), shown);
        let bar = Self {
            rect,
            track,
            response,
        };
        bar.grab(ui, state, view);
        bar.drag(state, view);
        bar.page(state, view);
        bar.set_value(ui, state, view);
        if !bar.response.is_pointer_button_down_on() {
            state.grab = None;
        }
        bar
    }

    /// A press takes hold of the handle, or of nothing.
    fn grab(&self, ui: &Ui, state: &mut ListState, view: &View<'_>) {
        if !ui.input(|input| input.pointer.primary_pressed()) {
            return;
        }
        let pressed = self.response.interact_pointer_pos();
        let on_handle = pressed.filter(|pos| self.beyond_handle(pos.y, state, view) == 0);
        state.grab = on_handle.map(|pos| Grab {
            handle_to_pointer: f64::from(pos.y) - self.handle_top(state, view),
            pointer_y: pos.y,
        });
    }

    fn drag(&self, state: &mut ListState, view: &View<'_>) {
        if let Some(pointer) = self.response.interact_pointer_pos()
            && let Some(grab) = &mut state.grab
            && grab.pointer_y != pointer.y
        {
            grab.pointer_y = pointer.y;
            let fraction = self
                .track
                .fraction(f64::from(pointer.y) - grab.handle_to_pointer);
            state.move_to(state.position.at_fraction(fraction, view));
        }
    }

    fn page(&self, state: &mut ListState, view: &View<'_>) {
        if self.response.clicked_by(PointerButton::Primary)
            && state.grab.is_none()
            && let Some(pointer) = self.response.interact_pointer_pos()
        {
            let pages = self.beyond_handle(pointer.y, state, view);
            state.page(pages, view);
        }
    }

    /// Assistive technology names a percentage.
    fn set_value(&self, ui: &Ui, state: &mut ListState, view: &View<'_>) {
        let asked = ui.input(|input| {
            let mut requests = input.accesskit_action_requests(self.response.id, Action::SetValue);
            requests.find_map(|request| match request.data {
                Some(ActionData::NumericValue(percent)) => Some(percent / PERCENT),
                _ => None,
            })
        });
        if let Some(fraction) = asked.filter(|_| ui.is_enabled()) {
            state.move_to(state.position.at_fraction(fraction, view));
        }
    }

    /// -1 if `y` is above the handle, 1 if it is below, 0 if it is on it.
    fn beyond_handle(&self, y: f32, state: &ListState, view: &View<'_>) -> i64 {
        let from_handle = f64::from(y) - self.handle_top(state, view);
        i64::from(from_handle > self.track.handle_length) - i64::from(from_handle < 0.0)
    }

    fn handle_top(&self, state: &ListState, view: &View<'_>) -> f64 {
        self.track.handle_top(fraction(state, view))
    }

    /// Paints the bar for where the list has come to rest in this frame.
    pub(crate) fn paint(&self, ui: &Ui, state: &ListState, view: &View<'_>) {
        let visuals = ui.visuals();
        let look = if self.response.is_pointer_button_down_on() {
            &visuals.widgets.active
        } else if self.response.hovered() {
            &visuals.widgets.hovered
        } else {
            &visuals.widgets.inactive
        };
        let scroll = ui.spacing().scroll;
        let is_held = self.response.hovered() || self.response.is_pointer_button_down_on();
        let handle_color = if scroll.foreground_color {
            // As strong as those of egui's own areas.
            let opacity = if is_held {
                scroll.interact_handle_opacity
            } else {
                scroll.active_handle_opacity
            };
            look.fg_stroke.color.gamma_multiply(opacity)
        } else {
            look.bg_fill
        };
        let handle_top = self.handle_top(state, view);
        let handle = Rect::from_min_max(
            pos2(self.rect.left(), handle_top as f32),
            pos2(
                self.rect.right(),
                (handle_top + self.track.handle_length) as f32,
            ),
        );
        ui.painter()
            .rect_filled(self.rect, look.corner_radius, visuals.extreme_bg_color);
        ui.painter()
            .rect_filled(handle, look.corner_radius, handle_color);
        self.describe(ui, fraction(state, view));
    }

    fn describe(&self, ui: &Ui, fraction: f64) {
        self.response
            .widget_info(|| egui::WidgetInfo::new(Role::ScrollBar));
        ui.accesskit_node_builder(self.response.id, |node| {
            node.set_orientation(Orientation::Vertical);
            node.set_numeric_value(fraction * PERCENT);
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(PERCENT);
            node.add_action(Action::SetValue);
        });
    }
}

fn fraction(state: &ListState, view: &View<'_>) -> f64 {
    view.viewport
        .fraction(state.position.resolve(view), view.len)
}
