//! One out of many names, of which those are listed that contain what is typed.

use egui::{ComboBox, PopupCloseBehavior, ScrollArea, TextEdit, Ui};

use crate::kit::button::name;
use crate::kit::dialog::{focus_when_it_appears, stay_above};
use crate::kit::field::is_entered;
use crate::kit::room::follow_focus;
use crate::kit::theme::{data, sizes};

/// How high the list is, in points: about six entries, which has room below a dialog's field on a phone.
const HIGHEST: f32 = 180.0;

/// What is chosen from.
pub struct FilteredChoice<'a> {
    /// Tells it from others.
    pub salt: &'a str,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// What the field is called into which a part of the name is typed.
    pub filter_name: &'a str,
    /// How it is called that nothing is chosen.
    pub nothing: &'a str,
    /// How wide it is, in points.
    pub width: f32,
}

impl FilteredChoice<'_> {
    /// Shows which one of `offered` is chosen, none where `chosen` is empty, and lets the person choose another one.
    pub fn show(self, ui: &mut Ui, filter: &mut String, offered: &[String], chosen: &mut String) {
        let shown = if chosen.is_empty() {
            self.nothing
        } else {
            chosen.as_str()
        };
        let combo = ComboBox::from_id_salt(self.salt)
            .selected_text(shown)
            .truncate()
            .width(self.width)
            .height(HIGHEST + 2.0 * sizes::control(ui))
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let title = format!("{}: {shown}", self.name);
        let shown = combo.show_ui(ui, |ui| {
            stay_above(ui);
            let asked = self.list(ui, filter, offered, chosen);
            follow_focus(ui);
            asked
        });
        name(&shown.response, &title);
        if let Some(Some(asked)) = shown.inner {
            *chosen = asked;
        }
    }

    fn list(
        &self,
        ui: &mut Ui,
        filter: &mut String,
        offered: &[String],
        chosen: &str,
    ) -> Option<String> {
        let edit = TextEdit::singleline(filter)
            .id_salt("filter")
            .hint_text(self.filter_name)
            .desired_width(f32::INFINITY);
        let field = ui.add(edit);
        name(&field, self.filter_name);
        if focus_when_it_appears(&field) {
            filter.clear();
        }
        let looked_for = filter.trim().to_lowercase();
        let has_it = |name: &&String| name.to_lowercase().contains(&looked_for);
        let matches: Vec<&String> = offered.iter().filter(has_it).collect();
        let mut asked = None;
        if is_entered(&field) {
            asked = matches.first().map(|name| (*name).clone());
        }
        let is_nothing = chosen.is_empty();
        // What is typed is the name of something.
        if looked_for.is_empty() && ui.selectable_label(is_nothing, self.nothing).clicked() {
            asked = Some(String::new());
        }
        let height = ui.text_style_height(&egui::TextStyle::Button);
        let height = height + 2.0 * ui.spacing().button_padding.y;
        ScrollArea::vertical().max_height(HIGHEST).show_rows(
            ui,
            height,
            matches.len(),
            |ui, rows| {
                for name in &matches[rows] {
                    let text = egui::RichText::new(name.as_str()).font(data());
                    if ui.selectable_label(*name == chosen, text).clicked() {
                        asked = Some((*name).clone());
                    }
                }
            },
        );
        if asked.is_some() {
            ui.close();
        }
        asked
    }
}
