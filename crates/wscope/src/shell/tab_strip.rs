//! The tabs, when there is more than one.

use egui::{Button, Id, RichText, ScrollArea, Stroke, Ui};

use crate::command::Command;
use crate::kit::button::{command_button, name, styled_button};
use crate::kit::format::count;
use crate::kit::language::Language;
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, TabColour, phase_colour, sign};
use crate::shell::tab::Tab;
use crate::shell::tabs::Tabs;
use crate::texts::Text;

/// Width of the bar that shows the colour of a tab, in points.
const BAR: f32 = 3.0;

/// What the strip needs to know.
pub struct TabStrip<'a> {
    /// The language to speak.
    pub language: Language,
    /// The tabs.
    pub tabs: &'a Tabs,
}

/// Whether another tab was looked at in the frame before.
fn is_new(ui: &Ui, tab: TabId) -> bool {
    let current = Id::unique("current-tab");
    ui.data_mut(|data| {
        let before = data.get_temp(current);
        data.insert_temp(current, tab.0);
        before != Some(tab.0)
    })
}

impl TabStrip<'_> {
    /// Shows the strip.
    pub fn show(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ScrollArea::horizontal().show(ui, |ui| {
            ui.horizontal(|ui| {
                for (index, tab) in self.tabs.iter().enumerate() {
                    self.tab(ui, tab, index == self.tabs.position(), commands);
                }
                let usable = if self.tabs.is_full() {
                    Err(self.language.say(Text::TooManyTabs {
                        limit: self.tabs.iter().len(),
                    }))
                } else {
                    Ok(())
                };
                let plus = Button::new("+").frame(false);
                styled_button(ui, self.language, Command::NewTab, plus, usable, commands);
            });
        });
    }

    fn tab(&self, ui: &mut Ui, tab: &Tab, is_current: bool, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let dot = RichText::new(sign::STATE).small();
            ui.label(dot.color(phase_colour(&palette, tab.phase())));
            let title = tab.title();
            let shown = match tab.unseen() {
                0 => title.clone(),
                _ if is_current => title.clone(),
                unseen => format!("{title} ({})", count(unseen)),
            };
            let button = Button::selectable(is_current, shown);
            let response = ui.add(button);
            name(&response, &self.language.say(Text::TabNamed(&title)));
            if is_current && is_new(ui, tab.id) {
                response.scroll_to_me(None);
            }
            if tab.colour != TabColour::None {
                let (left, right) = (response.rect.left_bottom(), response.rect.right_bottom());
                let stroke = Stroke::new(BAR, tab.colour.shown());
                ui.painter().line_segment([left, right], stroke);
            }
            if response.clicked() {
                commands.push(Command::SelectTab(tab.id));
            }
            if response.middle_clicked() {
                commands.push(Command::AskCloseTab(tab.id));
            }
            response.context_menu(|ui| self.menu(ui, tab, commands));
            if tab.sends_by_itself() && !is_current {
                let text = self.language.say(Text::StopSendingOf(&title));
                let colour = palette.warning;
                let stop = Button::new(RichText::new(sign::SENDING).color(colour));
                let stop = ui.add(stop.frame(false).small());
                name(&stop, &text);
                if stop.on_hover_text(text.into_owned()).clicked() {
                    commands.push(Command::StopSending(tab.id));
                }
            }
            let close = Button::new(sign::CLOSE).frame(false).small();
            // The one that is looked at has a key.
            let command = if is_current {
                Command::AskCloseThisTab
            } else {
                Command::AskCloseTab(tab.id)
            };
            styled_button(ui, self.language, command, close, Ok(()), commands);
            ui.add_space(6.0);
        });
    }

    fn menu(&self, ui: &mut Ui, tab: &Tab, commands: &mut Vec<Command>) {
        let before = commands.len();
        command_button(ui, self.language, Command::OpenOptions, Ok(()), commands);
        // Its options, not those of the tab that is looked at.
        if commands.len() > before {
            commands.insert(before, Command::SelectTab(tab.id));
        }
        let close = Command::AskCloseTab(tab.id);
        command_button(ui, self.language, close, Ok(()), commands);
        if commands.len() > before {
            ui.close();
        }
    }
}
