//! The program as eframe sees it: state, one frame, and what the commands do.

use std::sync::MutexGuard;
use std::time::Duration;

use connection::{Endpoint, Message, Phase, SendError};
use egui::{Frame, Panel, Ui};
use message_log::Seq;
use virtual_list::ListState;

use crate::command::{Command, CopyAs};
use crate::format::size;
use crate::language::{Language, Text};
use crate::lifecycle::Lifecycle;
use crate::recorder::Recorder;
use crate::session::{Session, now};
use crate::settings::{STORAGE_KEY, Settings};
use crate::theme::{self, MARGIN};
use crate::ui::address_bar::AddressBar;
use crate::ui::composer::Composer;
use crate::ui::detail::Detail;
use crate::ui::dialogs::{self, Dialog, SettingsForm};
use crate::ui::message_list::MessageList;
use crate::ui::status_bar::{Notice, StatusBar};
use crate::view::View;

/// Where the program connects to if nobody says otherwise: the address of the course.
pub const DEFAULT_ADDRESS: &str = "ws://localhost:4000";
/// What it sends if nobody says otherwise.
pub const DEFAULT_TEXT: &str = "helloworld";

/// How long the end of the program waits for its goodbye to reach the server.
const GOODBYE_TIME: Duration = Duration::from_millis(500);
/// How often the window looks whether a server that did not read reads again.
const BACKLOG_TIME: Duration = Duration::from_millis(200);
/// Width at which the detail pane goes below the list instead of beside it, in points.
const NARROW: f32 = 720.0;

/// How the program is started.
#[derive(Clone, Debug)]
pub struct StartOptions {
    /// The address in the field, to which it connects at once.
    pub address: String,
    /// The text in the composer.
    pub text: String,
    /// `None` for the saved language, or else the system's.
    pub language: Option<Language>,
    /// Where this program's own echo server listens, if it started one.
    pub built_in_server: Option<String>,
}

impl Default for StartOptions {
    fn default() -> Self {
        Self {
            address: DEFAULT_ADDRESS.to_owned(),
            text: DEFAULT_TEXT.to_owned(),
            language: None,
            built_in_server: None,
        }
    }
}

/// The window.
pub struct App {
    settings: Settings,
    language: Language,
    session: Session,
    address: String,
    /// Where the last attempt went to: the field may have changed since.
    dialled: Option<Endpoint>,
    text: String,
    view: View,
    list: ListState,
    detail: Option<Detail>,
    dialog: Option<Dialog>,
    notice: Option<Notice>,
    /// The memory budget while it is being chosen, in MiB.
    budget_choice: u32,
    built_in_server: Option<String>,
    commands: Vec<Command>,
}

impl App {
    /// Opens the window's state: saved settings, and an attempt to connect.
    pub fn new(creation: &eframe::CreationContext<'_>, options: StartOptions) -> Self {
        theme::install(&creation.egui_ctx);
        let stored = creation
            .storage
            .and_then(|storage| storage.get_string(STORAGE_KEY));
        let read = stored.map_or_else(
            || Ok(Settings::default()),
            |text| Settings::from_json(&text),
        );
        let is_unreadable = read.is_err();
        let settings = read.unwrap_or_default();
        creation.egui_ctx.set_theme(settings.theme);
        let session = Session::new(&creation.egui_ctx, settings.budget_bytes());
        if is_unreadable {
            session.note(&Lifecycle::SettingsUnreadable);
        }
        let mut app = Self {
            language: options.language.unwrap_or_else(|| settings.language()),
            view: View::default(),
            settings,
            session,
            address: options.address,
            dialled: None,
            text: options.text,
            list: ListState::default(),
            detail: None,
            dialog: None,
            notice: None,
            budget_choice: 0,
            built_in_server: options.built_in_server,
            commands: Vec::new(),
        };
        if app.settings.received_only {
            app.view.show_received_only(true, &app.session);
        }
        app.connect();
        app
    }

    /// The connection and its record.
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// What was recorded so far. The socket waits while it is held.
    pub fn recorder(&self) -> MutexGuard<'_, Recorder> {
        self.session.recorder()
    }

    /// Puts an address into the field.
    pub fn set_address(&mut self, address: &str) {
        address.clone_into(&mut self.address);
    }

    /// The text in the composer.
    pub fn text_mut(&mut self) -> &mut String {
        &mut self.text
    }

    /// Carries out what the person asked for. The one place where the window changes anything.
    fn run(&mut self, command: Command, context: &egui::Context) {
        // What was told about the command before is old now.
        self.notice = None;
        match command {
            Command::Connect => self.connect(),
            Command::Disconnect | Command::Cancel => self.session.disconnect(),
            Command::UseAddress(address) => {
                self.address = address;
                self.connect();
            }
            Command::Send => self.send(),
            Command::AskClear => self.ask_clear(),
            Command::Clear => self.clear(),
            Command::ShowReceivedOnly(only) => {
                self.settings.received_only = only;
                self.view.show_received_only(only, &self.session);
            }
            Command::FollowNewest => self.list.follow_tail(),
            Command::ShowDetail(number) => self.show_detail(number),
            Command::Copy(form) => self.copy(form, context),
            Command::OpenSettings => {
                self.budget_choice = self.settings.budget_mib;
                self.dialog = Some(Dialog::Settings);
            }
            Command::CloseDialog => self.dialog = None,
            Command::SetLanguage(language) => {
                self.language = language;
                self.settings.language = Some(language);
                // A line of ours is explained anew, in the new language.
                self.show_detail(self.detail.as_ref().map(Detail::number));
            }
            Command::SetTheme(choice) => {
                self.settings.theme = choice;
                context.set_theme(choice);
            }
            Command::SetBudgetMib(budget) => {
                self.settings.budget_mib = budget;
                let bytes = self.settings.budget_bytes();
                self.session.recorder().log.set_budget(bytes);
            }
            Command::Quit => context.send_viewport_cmd(egui::ViewportCommand::Close),
        }
    }

    fn connect(&mut self) {
        // The field explains what is wrong with an address; there is nothing to dial then.
        if let Ok(endpoint) = Endpoint::parse(&self.address) {
            self.settings.remember(&endpoint);
            self.session.connect(&endpoint);
            self.dialled = Some(endpoint);
        }
    }

    fn send(&mut self) {
        if let Err(error) = self.session.send(Message::Text(self.text.clone())) {
            // The button says the same, but a shortcut was quicker.
            let text = self.language.say(self.why_not(error)).into_owned();
            self.notice = Some(Notice { text, is_bad: true });
        }
    }

    fn why_not(&self, error: SendError) -> Text<'static> {
        match (error, self.session.phase()) {
            (SendError::Backlogged, _) => Text::CannotSendBacklogged,
            (_, Phase::Connecting { .. }) => Text::CannotSendWhileConnecting,
            (SendError::NotOpen | SendError::ControlFrame, _) => Text::CannotSendUnconnected,
        }
    }

    fn ask_clear(&mut self) {
        let kept = self.session.recorder().log.kept();
        let messages = kept.end.get() - kept.start.get();
        if messages > 0 {
            self.dialog = Some(Dialog::Clear { messages });
        }
    }

    fn clear(&mut self) {
        self.session.recorder().log.clear();
        self.list = ListState::default();
        self.detail = None;
    }

    fn show_detail(&mut self, number: Option<u64>) {
        let Some(number) = number else {
            self.detail = None;
            self.list.clear_selection();
            return;
        };
        let shared = self.session.recorder().log.share(Seq::new(number));
        self.detail = shared.map(|message| Detail::new(message, self.language));
    }

    fn copy(&mut self, form: CopyAs, context: &egui::Context) {
        let Some(detail) = &self.detail else { return };
        let text = detail.copy(form);
        let size = size(text.len() as u64);
        context.copy_text(text);
        let text = self.language.say(Text::Copied { size: &size }).into_owned();
        self.notice = Some(Notice {
            text,
            is_bad: false,
        });
    }

    fn take_shortcuts(&mut self, ui: &Ui) {
        if self.dialog.is_some() {
            return;
        }
        for command in Command::WITH_SHORTCUT {
            let shortcut = command.about().and_then(|about| about.shortcut);
            if shortcut.is_some_and(|keys| ui.input_mut(|input| input.consume_shortcut(&keys))) {
                self.commands.push(command);
            }
        }
    }

    fn panels(&mut self, ui: &mut Ui) {
        let margin = Frame::side_top_panel(ui.style()).inner_margin(MARGIN);
        Panel::top("address")
            .frame(margin)
            .show(ui, |ui| self.address_bar(ui));
        Panel::bottom("status").show(ui, |ui| self.status_bar(ui));
        Panel::bottom("composer")
            .frame(margin)
            .show(ui, |ui| self.composer(ui));
        self.detail_pane(ui);
        let frame = Frame::central_panel(ui.style()).inner_margin(MARGIN);
        egui::CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| self.message_list(ui));
    }

    fn address_bar(&mut self, ui: &mut Ui) {
        let bar = AddressBar {
            language: self.language,
            address: &mut self.address,
            phase: self.session.phase(),
            recent: &self.settings.recent_addresses,
        };
        bar.show(ui, &mut self.commands);
    }

    fn composer(&mut self, ui: &mut Ui) {
        let usable = self.session.can_send().map_err(|error| self.why_not(error));
        if self.session.can_send() == Err(SendError::Backlogged) {
            // Nothing tells when the server reads again.
            ui.ctx().request_repaint_after(BACKLOG_TIME);
        }
        let composer = Composer {
            language: self.language,
            text: &mut self.text,
            usable,
        };
        composer.show(ui, &mut self.commands);
    }

    fn status_bar(&mut self, ui: &mut Ui) {
        let now = now();
        let (books, bytes_kept, rate, is_moving) = {
            let recorder = self.session.recorder();
            let rate = recorder.traffic.last_second(now).messages;
            let is_moving = recorder.traffic.is_moving(now);
            (
                recorder.log.books(),
                recorder.log.bytes_kept(),
                rate,
                is_moving,
            )
        };
        if is_moving {
            // The rate changes with the next second, also if nothing arrives in it.
            let rest = 1_000_000 - now.as_micros() % 1_000_000;
            ui.ctx().request_repaint_after(Duration::from_micros(rest));
        }
        let bar = StatusBar {
            language: self.language,
            phase: self.session.phase(),
            address: self.dialled.as_ref().map_or("", Endpoint::as_str),
            books,
            bytes_kept,
            rate,
            built_in_server: self.built_in_server.as_deref(),
            notice: self.notice.as_ref(),
        };
        bar.show(ui);
    }

    fn detail_pane(&mut self, ui: &mut Ui) {
        let Some(detail) = &mut self.detail else {
            return;
        };
        let (language, commands) = (self.language, &mut self.commands);
        let frame = Frame::side_top_panel(ui.style()).inner_margin(MARGIN);
        let available = ui.available_size();
        let panel = if available.x < NARROW {
            Panel::bottom("detail-below").default_size(available.y * 0.45)
        } else {
            Panel::right("detail").default_size(available.x * 0.4)
        };
        panel
            .resizable(true)
            .frame(frame)
            .show(ui, |ui| detail.show(ui, language, commands));
    }

    fn message_list(&mut self, ui: &mut Ui) {
        let session = &self.session;
        let kept = session.recorder().log.kept();
        let list = MessageList {
            language: self.language,
            rows: self.view.rows(kept),
            state: &mut self.list,
            received_only: self.settings.received_only,
            recorder: &|| session.recorder(),
        };
        list.show(ui, &mut self.commands);
    }
}

impl eframe::App for App {
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        if let Some(rest) = self.session.begin_frame() {
            context.request_repaint_after(rest);
        }
        if self.view.go_on() {
            context.request_repaint();
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.take_shortcuts(ui);
        self.panels(ui);
        if let Some(dialog) = self.dialog {
            let language = self.language;
            let form = SettingsForm {
                theme: self.settings.theme,
                budget_mib: &mut self.budget_choice,
            };
            dialogs::show(dialog, ui, language, form, &mut self.commands);
        }
        let commands = std::mem::take(&mut self.commands);
        if !commands.is_empty() {
            // What they change is to be seen at once.
            ui.ctx().request_repaint();
        }
        for command in commands {
            self.run(command, ui.ctx());
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        storage.set_string(STORAGE_KEY, self.settings.to_json());
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.session.finish(GOODBYE_TIME);
    }

    fn persist_egui_memory(&self) -> bool {
        // It would hold what was typed, which may be secret.
        false
    }
}
