//! One value out of a list that folds out.

use egui::{ComboBox, Response, Ui};

use crate::kit::button::name;
use crate::kit::dialog::stay_above;
use crate::kit::room::follow_focus;

/// How high the list is at most, in points: about ten entries, and less than the lowest window.
const HIGHEST: f32 = 280.0;

/// What is chosen from.
pub struct Choice<'a> {
    /// Tells it from others.
    pub salt: &'a str,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// What is shown of the value that is chosen.
    pub shown: &'a str,
    /// How wide it is, in points, if not as wide as what is shown.
    pub width: Option<f32>,
}

impl Choice<'_> {
    /// Shows it; returns what was chosen just now. The arrows lead through the list, which follows them; Enter chooses and folds it.
    pub fn show<V>(
        self,
        ui: &mut Ui,
        offered: impl IntoIterator<Item = (V, String)>,
        is_current: impl Fn(&V) -> bool,
    ) -> (Response, Option<V>) {
        let mut combo = ComboBox::from_id_salt(self.salt)
            .selected_text(self.shown)
            .height(HIGHEST);
        if let Some(width) = self.width {
            combo = combo.truncate().width(width);
        }
        let mut chosen = None;
        let shown = combo.show_ui(ui, |ui| {
            stay_above(ui);
            for (value, text) in offered {
                if ui.selectable_label(is_current(&value), text).clicked() {
                    chosen = Some(value);
                    ui.close();
                }
            }
            follow_focus(ui);
        });
        name(&shown.response, self.name);
        (shown.response, chosen)
    }
}
