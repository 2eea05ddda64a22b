//! Messages that are alike: how many there are, and whether the list shows them.

use egui::accesskit::Role;
use egui::{Align, Button, Label, Layout, RichText, ScrollArea, Sense, Ui, UiBuilder};
use message_log::Direction;
use session::conversation::Group;

use super::command::{Choice, Command};
use super::state::State;
use super::texts::Text;
use crate::kit::button::name;
use crate::kit::empty_state::{Height, empty_state};
use crate::kit::format::size;
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::{Palette, type_size};

/// Height of a row, in points: two lines.
const ROW: f32 = 44.0;

/// The list of groups.
pub(super) struct GroupList<'a> {
    pub(super) language: Language,
    pub(super) state: &'a State,
}

impl GroupList<'_> {
    /// Shows it in the room that is left.
    pub(super) fn show(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let groups = &self.state.known.groups;
        if groups.is_empty() {
            empty_state(
                ui,
                Height::Top,
                &Text::NoGroups.say(self.language),
                "",
                |_| {},
            );
            return;
        }
        ScrollArea::vertical()
            .id_salt("groups")
            .auto_shrink(false)
            .show_rows(ui, ROW, groups.len(), |ui, rows| {
                for group in &groups[rows] {
                    self.row(ui, group, commands);
                }
            });
    }

    fn row(&self, ui: &mut Ui, group: &Group, commands: &mut Vec<Command>) {
        let size = egui::vec2(ui.available_width(), ROW);
        let (row, response) = ui.allocate_exact_size(size, Sense::hover());
        let title = Text::Group(&group.likeness).say(self.language);
        let amount = self.amount(group);
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_role(Role::ListItem);
            node.set_label(format!("{title}: {amount}"));
        });
        let palette = Palette::of(ui);
        let is_hidden = self.state.choices.of(&group.likeness) == Some(Choice::Hide);
        let colour = if is_hidden {
            palette.muted
        } else {
            palette.text
        };
        let layout = Layout::right_to_left(Align::Center);
        let mut ui = ui.new_child(UiBuilder::new().max_rect(row).layout(layout));
        ui.spacing_mut().item_spacing = egui::vec2(4.0, 0.0);
        self.toggle(&mut ui, group, Choice::Hide, &title, commands);
        self.toggle(&mut ui, group, Choice::Only, &title, commands);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (icon, arrow) = match group.likeness.direction {
                Direction::Sent => (Icon::Sent, palette.sent),
                Direction::Received | Direction::Local => (Icon::Received, palette.received),
            };
            ui.label(icon.text().color(arrow));
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.add_space(4.0);
                let title = RichText::new(&*title).color(colour);
                ui.add(Label::new(title).truncate());
                let amount = RichText::new(amount).size(type_size::SMALL);
                ui.add(Label::new(amount.color(palette.muted)).truncate());
            });
        });
    }

    fn amount(&self, group: &Group) -> String {
        let size = size(group.bytes);
        let amount = Text::Amount {
            messages: group.messages,
            per_second: group.per_second(),
            size: &size,
        };
        amount.say(self.language).into_owned()
    }

    fn toggle(
        &self,
        ui: &mut Ui,
        group: &Group,
        choice: Choice,
        title: &str,
        commands: &mut Vec<Command>,
    ) {
        let (text, tooltip) = match choice {
            Choice::Only => (Text::Only, Text::OnlyTooltip),
            Choice::Hide => (Text::Hide, Text::HideTooltip),
        };
        let is_on = self.state.choices.of(&group.likeness) == Some(choice);
        let text = text.say(self.language);
        let button = Button::selectable(is_on, RichText::new(&*text).size(type_size::SMALL));
        let response = ui.add(button);
        name(&response, &format!("{text} {title}"));
        if response.on_hover_text(tooltip.say(self.language)).clicked() {
            commands.push(Command::ChooseGroup {
                group: Box::new(group.likeness.clone()),
                choice: (!is_on).then_some(choice),
            });
        }
    }
}
