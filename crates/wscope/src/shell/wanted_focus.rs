//! A field that is to get the focus.

use egui::Id;

/// For how many frames a field is given the focus: while a dialog goes, egui takes it from what is behind.
const FOCUS_FRAMES: u8 = 2;

/// A field that is to get the focus.
pub(crate) struct WantedFocus {
    field: Id,
    /// It is given it in so many frames more.
    frames: u8,
}

impl WantedFocus {
    /// From now on.
    pub(crate) fn new(field: Id) -> Self {
        let frames = FOCUS_FRAMES;
        Self { field, frames }
    }

    /// Gives it the focus. Returns what is left of that: nothing where another field has asked for it meanwhile.
    pub(crate) fn give(self, context: &egui::Context) -> Option<Self> {
        let focused = context.memory(egui::Memory::focused);
        let is_given = self.frames < FOCUS_FRAMES;
        if is_given && focused.is_some_and(|focused| focused != self.field) {
            return None;
        }
        let frames = self.frames.checked_sub(1)?;
        context.memory_mut(|memory| memory.request_focus(self.field));
        context.request_repaint();
        Some(Self { frames, ..self })
    }
}
