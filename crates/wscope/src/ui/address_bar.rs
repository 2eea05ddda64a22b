//! Where to connect to, and whether it is.

use std::time::Duration;

use connection::{Endpoint, EndpointError, Phase};
use egui::containers::menu::is_in_menu;
use egui::{RichText, TextEdit, TextStyle, Ui};
use web_time::Instant;

use crate::command::Command;
use crate::completion::MAX_ADDRESS_BYTES;
use crate::completion::completed;
use crate::features::sidebar;
use crate::kit::button::{command_button, icon_button, name};
use crate::kit::field::{
    address_field, is_being_typed, is_entered, note_below, note_typing, renew_note,
};
use crate::kit::icon::Icon;
use crate::kit::language::Language;
use crate::kit::tab_id::TabId;
use crate::kit::theme::{Palette, phase_colour, sign, sizes};
use crate::kit::tool_row::{ToolRow, button_width, menu, text_width, widest_button};
use crate::texts::Text;
use payload::visible::visible;

/// What the bar needs to know.
pub struct AddressBar<'a> {
    /// The tab that it belongs to.
    pub tab: TabId,
    /// The language to speak.
    pub language: Language,
    /// What the person typed.
    pub address: &'a mut String,
    /// Where the connection is.
    pub phase: Phase,
    /// Addresses to choose from.
    pub recent: &'a [String],
    /// Whether the browser forbids unencrypted connections.
    pub is_secure_page: bool,
}

/// Width below which the state has no words, in points.
const NARROW: f32 = 560.0;
/// The narrowest address field, in points.
const MIN_FIELD: f32 = 100.0;
/// Room for the state where it has no words, in points.
const DOT: f32 = 16.0;

/// The bar and what it emits, as the parts of its row share them.
type Parts<'a, 'c> = (AddressBar<'a>, &'c mut Vec<Command>);

impl<'a> AddressBar<'a> {
    /// Shows the bar. It is one row high in every state, and its buttons keep their places.
    pub fn show(self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let language = self.language;
        let row = self.row(ui);
        row.show(ui, language, &mut (self, commands));
    }

    /// Where it would connect to, or why not.
    fn endpoint(&self) -> Result<Endpoint, EndpointError> {
        Endpoint::parse(&completed(self.address, self.is_secure_page))
    }

    fn row<'r, 'c>(&self, ui: &Ui) -> ToolRow<'r, Parts<'a, 'c>>
    where
        'a: 'r,
        'c: 'r,
    {
        let say = |text| self.language.say(text);
        let is_narrow = ui.available_width() < NARROW;
        let mut row = ToolRow::new("address-row");
        row.fill(
            "field",
            MIN_FIELD,
            |ui, (bar, commands): &mut Parts<'a, 'c>| {
                bar.field(ui, commands);
            },
        );
        let width = button_width(ui, sign::MENU);
        row.add("recent", width, |ui, (bar, commands)| {
            bar.recent_menu(ui, commands);
        });
        if ui.ctx().content_rect().width() <= crate::shell::layout::NARROW {
            row.pin("sidebar", sizes::CONTROL, |ui, (bar, commands)| {
                let command = Command::Sidebar(sidebar::Command::Show(true));
                let language = bar.language;
                icon_button(ui, language, Icon::OpenSidebar, command, Ok(()), commands);
            });
        }
        let retry = button_width(ui, &say(Text::Retry));
        if is_narrow {
            row.add("retry", retry, |ui, (bar, commands)| {
                bar.retry(ui, commands);
            });
        }
        let captions = [Text::Connect, Text::Cancel, Text::Disconnect].map(say);
        let width = widest_button(ui, captions.iter().map(|text| &**text));
        row.pin("main", width, |ui, (bar, commands)| {
            bar.main_button(ui, commands);
        });
        let width = if is_narrow {
            DOT
        } else {
            self.state_width(ui, retry)
        };
        row.pin("state", width, move |ui, (bar, commands)| {
            bar.state(ui, is_narrow, commands);
        });
        row
    }

    /// Room for every state, so that the bar does not change with it: a wait with its button needs the most, and without
    /// a wait the longest words are those of the beginning.
    fn state_width(&self, ui: &Ui, retry: f32) -> f32 {
        let gap = ui.spacing().item_spacing.x;
        let width = |text: &str| text_width(ui, text, TextStyle::Body);
        let idle = self.language.say(Text::State(Phase::Idle));
        let idle = width(&format!("{} {idle}", sign::STATE));
        // A wait as long as any: its words take the most room.
        let seconds = connection::LONGEST_WAIT.as_secs();
        let wait = width(&self.language.say(Text::AgainIn { seconds }));
        let waiting = width(sign::STATE) + wait + retry + 2.0 * gap;
        waiting.max(idle)
    }

    fn field(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let id = address_field(self.tab);
        let palette = Palette::of(ui);
        let is_wrong = self.endpoint().is_err() && !is_being_typed(ui.ctx(), id);
        let edit = TextEdit::singleline(self.address)
            .id(id)
            .hint_text("ws://localhost:4000")
            .font(TextStyle::Monospace)
            .margin(egui::vec2(8.0, 6.0))
            .char_limit(MAX_ADDRESS_BYTES)
            .text_color_opt(is_wrong.then_some(palette.error))
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        name(&response, &self.language.say(Text::Address));
        let is_typed = note_typing(&response);
        if response.changed() {
            renew_note(&response);
        }
        let endpoint = self.endpoint();
        if is_entered(&response) {
            // Whatever comes of it, it can be mended at once.
            response.request_focus();
            renew_note(&response);
            if endpoint.is_ok() {
                commands.push(Command::Connect);
            }
        }
        match &endpoint {
            _ if is_typed => {}
            Err(problem) => {
                let text = self.language.say(Text::Why(problem));
                note_below(ui, &response, &text, palette.error);
            }
            Ok(endpoint) if self.is_secure_page && endpoint.is_exposed() => {
                let text = self.language.say(Text::AddressIsExposed);
                note_below(ui, &response, &text, palette.warning);
            }
            Ok(_) => {}
        }
        response.on_hover_text(self.language.say(Text::AddressTooltip).into_owned());
    }

    fn recent_menu(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let title = self.language.say(Text::RecentAddresses);
        let has_some = !self.recent.is_empty();
        let response = ui
            .add_enabled_ui(has_some, |ui| {
                let caption = if is_in_menu(ui) { &title } else { sign::MENU };
                menu(ui, caption, &title, |ui| {
                    for address in self.recent {
                        if ui.button(visible(address)).clicked() {
                            commands.push(Command::UseAddress(address.clone()));
                            ui.close();
                        }
                    }
                })
            })
            .inner;
        response.on_hover_text(title.into_owned());
    }

    fn retry(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let usable = if matches!(self.phase, Phase::Waiting { .. }) {
            Ok(())
        } else {
            Err(self.language.say(Text::RetryTooltip))
        };
        command_button(ui, self.language, Command::Retry, usable, commands);
    }

    fn main_button(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let is_valid = self.endpoint().is_ok();
        let command = match self.phase {
            Phase::Idle => Command::Connect,
            Phase::Connecting { .. } | Phase::Waiting { .. } => Command::Cancel,
            Phase::Open { .. } => Command::Disconnect,
        };
        let usable = if is_valid || command != Command::Connect {
            Ok(())
        } else {
            Err(self.language.say(Text::AddressTooltip))
        };
        command_button(ui, self.language, command, usable, commands);
    }

    /// The state in words and colour, or in colour alone where there is no room for words.
    fn state(&self, ui: &mut Ui, is_narrow: bool, commands: &mut Vec<Command>) {
        let palette = Palette::of(ui);
        let colour = phase_colour(&palette, self.phase);
        let text = self.language.say(Text::State(self.phase)).into_owned();
        let is_waiting = matches!(self.phase, Phase::Waiting { .. });
        let shown = if is_narrow || is_waiting {
            sign::STATE.to_owned()
        } else {
            format!("{} {text}", sign::STATE)
        };
        let mut response = ui.label(RichText::new(shown).color(colour));
        if is_narrow {
            response = response.on_hover_text(text.clone());
        }
        // The one node of the window that speaks when it changes.
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_role(egui::accesskit::Role::Status);
            node.set_live(egui::accesskit::Live::Polite);
            node.set_value(text);
        });
        if let Phase::Waiting { until, .. } = self.phase {
            // A label of its own: the node above would be spoken every second.
            let seconds = seconds_until(until, ui);
            if !is_narrow {
                let wait = self.language.say(Text::AgainIn { seconds });
                ui.label(RichText::new(wait).color(colour));
                self.retry(ui, commands);
            }
        }
    }
}

/// The rest of a wait, in begun seconds. The window is painted anew when it changes.
fn seconds_until(until: Instant, ui: &Ui) -> u64 {
    let rest = until.saturating_duration_since(Instant::now());
    let begun = Duration::from_nanos(u64::from(rest.subsec_nanos()));
    ui.ctx()
        .request_repaint_after(begun.max(Duration::from_millis(1)));
    rest.as_secs() + u64::from(!begun.is_zero())
}
