//! In which forms a message can be shown, and what can be done with it.

use egui::{Layout, PopupCloseBehavior, Rect, Ui};

use super::{MessagePage, Shown};
use crate::features::inspector::command::{Command, CopyAs, Format};
use crate::features::inspector::texts::Text;
use crate::kit::button::{command_button, icon_button};
use crate::kit::icon::Icon;
use crate::kit::icon_menu::icon_menu;
use crate::kit::language::Language;
use crate::kit::segments::{Segment, segments, segments_width};
use crate::kit::theme::{Palette, sizes};

/// Space between two icons.
const ICON_GAP: f32 = 2.0;
/// Space beside an icon in its button.
const ICON_PADDING: f32 = 6.0;

impl MessagePage {
    /// The forms in which it can be shown, and what can be done with it. What has no room is in the menu at the end.
    pub(super) fn tools(&self, ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
        let language = shown.language;
        let area = ui.max_rect();
        let mut left = area.left();
        if let Some(format) = self.body.format() {
            let is_compressed = shown.on_wire.is_some_and(|on_wire| on_wire.is_compressed())
                || format == Format::Compressed;
            let mut all = vec![
                (Some(Format::Json), Text::Tree),
                (Some(Format::Text), Text::Text),
                (Some(Format::Hex), Text::Hex),
            ];
            all.extend(is_compressed.then_some((Some(Format::Compressed), Text::Wire)));
            all.push((None, Text::Diff));
            let all = all.into_iter().map(|(value, text)| Segment {
                value,
                icon: None,
                name: text.say(language),
            });
            let all: Vec<_> = all.collect();
            left += segments_width(ui, &all);
            let title = Text::Form.say(language);
            let current = (!shown.shows_diff).then_some(format);
            let chosen = segments(ui, "form", &title, sizes::control(ui), current, &all);
            commands.extend(chosen.map(|format| format.map_or(Command::ShowDiff, Command::ShowAs)));
        }
        let icons = area.with_min_x(left + ICON_GAP);
        let layout = Layout::right_to_left(egui::Align::Center);
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(icons).layout(layout),
            |ui| {
                ui.spacing_mut().item_spacing.x = ICON_GAP;
                ui.spacing_mut().button_padding.x = ICON_PADDING;
                self.icons(ui, icons, shown, commands);
            },
        );
    }

    /// From the right, as many as have room.
    fn icons(&self, ui: &mut Ui, area: Rect, shown: &Shown<'_>, commands: &mut Vec<Command>) {
        let language = shown.language;
        let room = (area.width() / (sizes::control(ui) + ICON_GAP)) as usize;
        let title = Text::More.say(language);
        let text = Palette::of(ui).text;
        let close = PopupCloseBehavior::CloseOnClick;
        let more = (Icon::More, text);
        icon_menu(ui, more, &title, close, |ui| self.menu(ui, shown, commands));
        if room > 1 {
            let save = Command::Save;
            icon_button(ui, language, Icon::Save, save, Ok(()), commands);
        }
        if room > 2 {
            let title = Text::Copy.say(language);
            let copy = (Icon::Copy, text);
            icon_menu(ui, copy, &title, close, |ui| copies(ui, language, commands));
        }
        if room > 4 && !shown.shows_diff && self.body.can_fold() {
            for (icon, is_folded) in [(Icon::ExpandAll, false), (Icon::CollapseAll, true)] {
                let fold = Command::FoldAll(is_folded);
                icon_button(ui, language, icon, fold, Ok(()), commands);
            }
        }
    }

    fn menu(&self, ui: &mut Ui, shown: &Shown<'_>, commands: &mut Vec<Command>) {
        let language = shown.language;
        let before = commands.len();
        let compare = Command::Compare(shown.held.is_none());
        command_button(ui, language, compare, Ok(()), commands);
        if self.can_be_edited() {
            command_button(ui, language, Command::Edit, Ok(()), commands);
        }
        if let Some(on_wire) = shown.on_wire {
            let frames = Command::ShowFrames(on_wire.first.get());
            command_button(ui, language, frames, Ok(()), commands);
        }
        copies(ui, language, commands);
        command_button(ui, language, Command::Save, Ok(()), commands);
        if !shown.shows_diff && self.body.can_fold() {
            for is_folded in [true, false] {
                let fold = Command::FoldAll(is_folded);
                command_button(ui, language, fold, Ok(()), commands);
            }
        }
        if commands.len() > before {
            ui.close();
        }
    }
}

fn copies(ui: &mut Ui, language: Language, commands: &mut Vec<Command>) {
    let before = commands.len();
    for form in [CopyAs::Text, CopyAs::Hex, CopyAs::Base64] {
        command_button(ui, language, Command::Copy(form), Ok(()), commands);
    }
    if commands.len() > before {
        ui.close();
    }
}
