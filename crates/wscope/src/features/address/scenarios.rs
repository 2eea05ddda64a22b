//! The menu of what the server can be asked to do.

use connection::Endpoint;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{PopupCloseBehavior, RichText, ScrollArea, Ui};
use payload::visible::{shortened, visible};

use super::command::Command;
use super::view::AddressRow;
use crate::kit::button::{icon_style, name};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::theme::Palette;
use crate::scenarios::{Entry, Offer};
use crate::texts::Text;

/// Height of the list of scenarios, in points, if the window has so much.
const MENU_HEIGHT: f32 = 460.0;
/// Width of the same.
const MENU_WIDTH: f32 = 460.0;
/// How much of what a server tells is shown, in characters.
const MAX_EXAMPLE: usize = 60;
/// The same for its sentence.
const MAX_SENTENCE: usize = 160;

impl AddressRow<'_> {
    /// What the server can be asked to do.
    pub(super) fn scenario_menu(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let endpoint = self.endpoint().ok();
        let title = self.language.say(Text::Try);
        let palette = Palette::of(ui);
        // It stays where it is while what is being typed is no address yet.
        let shown = ui.add_enabled_ui(endpoint.is_some(), |ui| {
            let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            let button = icon_style(Icon::Scenarios.text().color(palette.muted));
            let menu = MenuButton::from_button(button).config(config);
            let (response, _) = menu.ui(ui, |ui| {
                self.scenarios_of(ui, endpoint.as_ref(), commands);
            });
            name(&response, &title);
            response
        });
        let tooltip = self.language.say(Text::TryTooltip);
        shown.inner.on_hover_text(tooltip);
    }

    fn scenarios_of(
        &mut self,
        ui: &mut Ui,
        endpoint: Option<&Endpoint>,
        commands: &mut Vec<Command>,
    ) {
        let Some(endpoint) = endpoint else { return };
        let language = self.language;
        // From the beginning: a menu that becomes wider when the list arrives would stand outside of a narrow window.
        ui.set_width(MENU_WIDTH.min(ui.ctx().content_rect().width() - 40.0));
        self.scenarios.ask(endpoint, ui.ctx());
        match self.scenarios.offer(endpoint) {
            Offer::Unasked | Offer::Asked => {
                ui.spinner();
            }
            Offer::None => {
                ui.label(language.say(Text::NothingToTry));
            }
            Offer::There(entries) => {
                if let Some(entry) = pick(ui, language, entries) {
                    let address = format!("{}{}", endpoint.origin(), entry.example);
                    commands.push(Command::UseAddress(address));
                    ui.close();
                }
            }
        }
    }
}

/// The scenario that the person picks from the list.
fn pick<'a>(ui: &mut Ui, language: Language, entries: &'a [Entry]) -> Option<&'a Entry> {
    let screen = ui.ctx().content_rect().size();
    let mut picked = None;
    let height = MENU_HEIGHT.min(screen.y - 100.0);
    // A popup is as small as its content lets it be, and a list lets it be a few rows: it was opened before they came.
    let list = ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height);
    list.show(ui, |ui| {
        let mut group = "";
        for entry in entries {
            if !group.is_empty() && entry.group != group {
                ui.separator();
            }
            group = &entry.group;
            let example = RichText::new(shortened(&entry.example, MAX_EXAMPLE)).monospace();
            let does = shortened(entry.does(language), MAX_SENTENCE);
            let button = ui.button(example);
            name(&button, &format!("{} {does}", visible(&entry.example)));
            ui.label(RichText::new(does).small().color(Palette::of(ui).muted));
            if button.clicked() {
                picked = Some(entry);
            }
        }
    });
    picked
}
