//! The room that a panel leaves, for what is shown before it.
//!
//! egui wants panels first, and what is in the middle last; Tab and screen readers go through a window in the order in
//! which it is shown. So the middle is shown first, in the room that its panel left when it was shown last.

use egui::containers::panel::PanelState;
use egui::{Rect, Ui, UiBuilder};

/// A change of size that counts as none, in points.
const TOLERANCE: f32 = 0.5;

/// A place in which the ids are the same, whichever panel is beside it.
pub fn place(ui: &mut Ui, rect: Rect) -> Ui {
    let id = ui.make_persistent_id("room");
    ui.new_child(UiBuilder::new().scope_id(id).max_rect(rect))
}

/// What a panel will leave.
pub struct Room {
    rect: Rect,
    /// The panel's size.
    expected: f32,
    is_above: bool,
}

impl Room {
    /// What the bottom panel `salt` will leave above it. `size` points are assumed if it was never shown.
    pub fn above(ui: &Ui, salt: &'static str, size: f32) -> Self {
        Self::new(ui, salt, size, true)
    }

    /// What the right panel `salt` will leave beside it. `size` points are assumed if it was never shown.
    pub fn beside(ui: &Ui, salt: &'static str, size: f32) -> Self {
        Self::new(ui, salt, size, false)
    }

    fn new(ui: &Ui, salt: &'static str, size: f32, is_above: bool) -> Self {
        let state = PanelState::load(ui.ctx(), ui.make_persistent_id(salt));
        let size_of = |rect: Rect| {
            if is_above {
                rect.height()
            } else {
                rect.width()
            }
        };
        let all = ui.available_rect_before_wrap();
        let expected = state.map_or(size, |state| size_of(state.outer_rect));
        let expected = expected.min(size_of(all));
        let rect = if is_above {
            all.with_max_y(all.bottom() - expected)
        } else {
            all.with_max_x(all.right() - expected)
        };
        Self {
            rect,
            expected,
            is_above,
        }
    }

    /// The place for what is in it.
    pub fn child(&self, ui: &mut Ui) -> Ui {
        place(ui, self.rect)
    }

    /// After the panel was shown: if it is larger or smaller than expected, the frame is made anew before anybody sees it.
    pub fn check(&self, ui: &Ui, panel: Rect) {
        let size = if self.is_above {
            panel.height()
        } else {
            panel.width()
        };
        if (size - self.expected).abs() > TOLERANCE {
            ui.ctx().request_discard("a panel has another size");
        }
    }
}
