//! What the commands of the connection settings do.

use connection::Phase;
use egui::Ui;

#[cfg(not(target_arch = "wasm32"))]
use crate::features::connection_settings::Setting;
use crate::features::connection_settings::{
    Command, MAX_COMMAND_LINE_BYTES, Page as SettingsPage, RecordDetails, Text, import,
    is_command_line,
};
use crate::features::inspector::Page;
use crate::kit::completion::MAX_ADDRESS_BYTES;
use crate::kit::field::{address_field, take_text};
use crate::kit::format::limit;
use crate::kit::language::Language;
#[cfg(not(target_arch = "wasm32"))]
use crate::kit::protocol_choice::ProtocolChoice;
use crate::shell::app::App;
use crate::shell::command::Command as AppCommand;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::dialogs::Dialog;
use crate::shell::notice::Notice;
use crate::shell::tab::Tab;

impl App {
    /// Does what was asked of the connection settings.
    pub(super) fn run_connection_settings(&mut self, command: Command, context: &egui::Context) {
        let tab = self.tabs.current_mut();
        match command {
            Command::RecordDetails(details) => self.record_details(details),
            #[cfg(not(target_arch = "wasm32"))]
            Command::Set(Setting::Protocol(ProtocolChoice::ProtoFiles)) => self.ask_proto_files(),
            Command::Set(setting) => {
                setting.apply(&mut tab.form);
                if let Some(section) = setting.needs(&tab.form) {
                    tab.settings.turn_to(section);
                    tab.inspector.open(Page::Settings);
                } else if tab.phase() != Phase::Idle && !setting.takes_effect_at_once() {
                    self.notice = Some(Notice::good(Text::Hint.say(self.language)));
                }
            }
            Command::Open(section) => {
                tab.settings.turn_to(section);
                tab.inspector.open(Page::Settings);
            }
            Command::AddToken => {
                tab.settings.ask_for_token(&mut tab.address, &mut tab.form);
                tab.inspector.open(Page::Settings);
            }
            Command::ReconnectNow => self.connect(),
            #[cfg(not(target_arch = "wasm32"))]
            Command::EditRules => {
                self.dialogs.rules.open(&tab.form.rules);
                self.dialogs.open(Dialog::Rules);
            }
            #[cfg(target_arch = "wasm32")]
            Command::EditRules => {}
            Command::AnswerHeartbeats => {
                tab.form.answers_heartbeats = true;
                // Before the first of them comes.
                #[cfg(not(target_arch = "wasm32"))]
                let problem = tab.apply_responses(&self.settings.connections, self.language);
                #[cfg(target_arch = "wasm32")]
                let problem = None;
                self.connect();
                self.notice = problem.or(self.notice.take());
            }
            Command::Reset => tab.settings.reset(&mut tab.form),
            Command::UndoReset => tab.settings.undo_reset(&mut tab.form),
            Command::Import(text) => self.import(&text),
            Command::UndoImport => {
                if let Some((address, form)) = tab.settings.take_before_import() {
                    (tab.address, tab.form) = (address, form);
                }
            }
            Command::Browse(field) => tab.settings.browse(field, context),
        }
    }

    /// Takes over what a command line says. It is not connected to: what it says is to be seen first.
    fn import(&mut self, text: &str) {
        let tab = self.tabs.current_mut();
        let Some(imported) = import(text, &tab.form) else {
            return;
        };
        tab.settings.keep_before_import(&tab.address, &tab.form);
        let text = Text::Imported(&imported).say(self.language);
        let undo = AppCommand::ConnectionSettings(Command::UndoImport);
        self.notice = Some(Notice::good(text).with(undo));
        tab.address = imported.address;
        tab.form = imported.form;
    }

    /// Takes a command line that is pasted into the address field for what it says, not for an address.
    pub(super) fn take_command_line(&mut self, ui: &Ui) {
        let field = address_field(self.tabs.current().id);
        if !ui.memory(|memory| memory.has_focus(field)) {
            return;
        }
        let form = &self.tabs.current().form;
        // One that leads nowhere stays a text, which can be corrected.
        let is_meant = |text: &str| is_command_line(text) && import(text, form).is_some();
        if let Some(text) = take_text(ui, is_meant) {
            let import = Command::Import(text);
            self.commands.push(AppCommand::ConnectionSettings(import));
        }
        // The field would cut it off.
        let is_long = |text: &str| text.chars().count() > MAX_ADDRESS_BYTES;
        if take_text(ui, is_long).is_some() {
            let text = Text::PasteTooLong {
                address: MAX_ADDRESS_BYTES,
                command: &limit(MAX_COMMAND_LINE_BYTES as u64),
            };
            self.notice = Some(Notice::bad(text.say(self.language)));
        }
    }

    /// What is open goes on as it began: a connection is not cut for being looked at.
    pub(super) fn record_details(&mut self, details: RecordDetails) {
        self.settings.record_details = details;
        if self.tabs.current().phase() != Phase::Idle {
            self.notice = Some(Notice::good(Text::Hint.say(self.language)));
        }
    }
}

/// Shows the page in all the room there is. What is changed holds from the next connection on.
pub(super) fn settings_page(
    ui: &mut Ui,
    language: Language,
    tab: &mut Tab,
    has_keyring: bool,
    commands: &mut Vec<AppCommand>,
) {
    let title = tab.title();
    let is_connected = tab.phase() != Phase::Idle;
    let page = SettingsPage {
        language,
        form: &mut tab.form,
        address: &mut tab.address,
        name: &mut tab.name,
        title,
        colour: &mut tab.colour,
        state: &mut tab.settings,
        has_keyring,
        is_connected,
    };
    let mut emitted = Vec::new();
    page.show(ui, &mut emitted);
    commands.extend(emitted.into_iter().map(AppCommand::ConnectionSettings));
}
