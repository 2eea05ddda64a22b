//! Which field gets the keyboard, and what lies over the window.

use egui::Id;

use crate::kit::dialog::keep_focus;
use crate::kit::field::composer_field;
use crate::shell::app::App;
use crate::shell::wanted_focus::WantedFocus;

impl App {
    /// The focus is never nowhere: it goes to a field that was asked for, and from a dialog back to where it was.
    pub(super) fn settle_focus(&mut self, context: &egui::Context) {
        let focused = context.memory(egui::Memory::focused);
        match (self.dialogs.current(), self.focus_before_dialog) {
            (Some(_), None) => self.focus_before_dialog = Some(focused),
            (None, Some(before)) => {
                self.focus_before_dialog = None;
                let composer = composer_field(self.tabs.current().id);
                if self.focus.is_none() {
                    self.focus_on(before.unwrap_or(composer));
                }
            }
            _ => {}
        }
        if self.cover() == 0 {
            keep_focus(context, false);
        }
        let wanted = self.focus.take_if(|_| self.dialogs.current().is_none());
        if let Some(wanted) = wanted {
            self.focus = wanted.give(context);
        }
    }

    /// What lies over the window: a dialog, the palette, or the dialog of environments. 0 for nothing.
    pub(super) fn cover(&self) -> u8 {
        let covers = [
            self.dialogs.current().is_some(),
            self.palette_is_open,
            self.side.saved.environments.is_open(),
        ];
        covers
            .into_iter()
            .fold(0, |all, one| 2 * all + u8::from(one))
    }

    /// Gives a field the focus, when it is shown.
    pub(super) fn focus_on(&mut self, field: Id) {
        self.focus = Some(WantedFocus::new(field));
    }
}
