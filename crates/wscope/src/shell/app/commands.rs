//! What the commands do: the one place where the window changes anything.

use crate::features::connections;
use crate::features::inspector;
use crate::features::latency;
#[cfg(not(target_arch = "wasm32"))]
use crate::features::rules;
use crate::features::sidebar;
use crate::kit::clipboard::{self, Outcome};
use crate::kit::completion::completed;
use crate::kit::field::{address_field, composer_field, find_field, select_all};
use crate::kit::language::Language;
use crate::kit::page::Page;
use crate::kit::tab_id::TabId;
use crate::kit::theme::ThemeChoice;
use crate::kit::variables::has_variable;
use crate::shell::app::App;
use crate::shell::app::panes::zoom;
use crate::shell::command::Command;
use crate::shell::dialogs::Dialog;
use crate::shell::notice::Notice;
use crate::shell::pane::Pane;
use crate::shell::status_bar::not_written_words;
use crate::shell::texts::Text;
use session::Query;

impl App {
    /// Carries out what the person asked for. The one place where the window changes anything.
    pub(super) fn run(&mut self, command: Command, context: &egui::Context) {
        // What was told about the command before is old now.
        self.notice = None;
        let makes_rows = command.makes_rows();
        if command.shows_messages() {
            self.pages.leave();
        }
        let looked_at = self.tabs.current().id;
        let is_new = command == Command::NewTab;
        self.carry_out(command, context);
        let is_done = self.notice.as_ref().is_none_or(|notice| !notice.is_bad);
        if makes_rows && is_done {
            let tab = self.tabs.current_mut();
            tab.list.follow_tail();
            tab.frames.follow_newest();
        }
        if self.tabs.current().id != looked_at {
            self.look_at_tab(is_new, context);
        }
    }

    /// Each command with what does it.
    fn carry_out(&mut self, command: Command, context: &egui::Context) {
        let language = self.language;
        let tab = self.tabs.current_mut();
        match command {
            Command::Connect => self.connect(),
            Command::Disconnect | Command::Cancel => tab.disconnect(),
            Command::Retry => tab.retry(),
            Command::UseAddress(address) => self.use_address(address),
            Command::Follow(shown) => self.follow(&shown),
            Command::Composer(command) => self.run_composer(command, context),
            Command::AskClear | Command::Clear => self.clear(),
            Command::Undo => self.undo(),
            Command::LookFor(query) => self.look_for(*query),
            Command::CloseBanner => tab.close_banner(),
            Command::FoldBanner(is_folded) => tab.is_banner_folded = is_folded,
            Command::Find => self.find(context),
            Command::Jump(way) if tab.frames.is_shown() => tab.jump_to_frame(way),
            Command::Jump(way) => tab.jump(way, language),
            Command::Ping => self.notice = tab.ping(language),
            Command::AskCloseWith => self.dialogs.open(Dialog::CloseWith),
            // The button and the form say when it cannot be.
            Command::CloseWith(frame) => drop(tab.session.close_with(frame)),
            Command::FrameForm(command) => self.run_frame_form(command),
            #[cfg(not(target_arch = "wasm32"))]
            Command::MessageForm(command) => self.run_message_form(command),
            #[cfg(not(target_arch = "wasm32"))]
            Command::ProtoFiles(command) => self.run_proto_files(command),
            #[cfg(not(target_arch = "wasm32"))]
            Command::Rules(rules::Command::Set(rules)) => tab.form.rules = rules,
            #[cfg(not(target_arch = "wasm32"))]
            Command::Rules(rules::Command::Close) => self.dialogs.close(),
            #[cfg(not(target_arch = "wasm32"))]
            Command::Share(command) => self.run_share(command),
            #[cfg(not(target_arch = "wasm32"))]
            Command::Conversation(command) => self.run_conversation(&command),
            #[cfg(not(target_arch = "wasm32"))]
            Command::Watch(command) => self.run_watch(command),
            Command::Frames(command) => self.run_frames(command, context),
            Command::Latency(command) => self.run_latency(command),
            Command::Sidebar(command) => self.run_sidebar(command, context),
            Command::Scenarios(command) => self.run_scenarios(command),
            Command::Connections(command) => {
                let is_saved = matches!(command, connections::Command::Save);
                self.run_connections(command);
                if is_saved {
                    // Where it is given its name.
                    let section = sidebar::Section::Connections;
                    self.run_sidebar(sidebar::Command::Open(section), context);
                }
            }
            Command::Messages(command) => self.run_messages(command, context),
            Command::StopSending(id) => self.stop_sending(id),
            Command::ConnectionSettings(command) => self.run_connection_settings(command, context),
            Command::ReconnectWithDetails => self.reconnect_with_details(),
            Command::Pause(is_paused) => tab.view.pause(is_paused, &tab.session),
            Command::AskGoTo => self.ask_go_to(),
            Command::GoTo(number) => self.notice = tab.go_to(number, language),
            Command::ShowChart(is_shown) => self.settings.shows_chart = is_shown,
            Command::AskSave => self.ask_save(),
            Command::Browse => self.browse(context),
            Command::Save { replaces } => self.save_chosen(replaces, context),
            Command::FollowNewest if tab.frames.is_shown() => tab.frames.follow_newest(),
            Command::FollowNewest => tab.list.follow_tail(),
            Command::FocusRows if tab.frames.is_shown() => tab.frames.request_focus(),
            Command::FocusRows => tab.list.request_focus(),
            Command::ShowDetail(number) => tab.select_and_show(number, language),
            Command::Inspector(command) => self.run_inspector(command, context),
            Command::NewTab => self.new_tab(),
            Command::SelectTab(id) => self.tabs.select(id),
            Command::StepTab(way) => self.tabs.step(way),
            Command::AskCloseTab(id) | Command::CloseTab(id) => self.close_tab(id),
            Command::AskCloseThisTab => self.close_shown(),
            Command::Polling(command) => self.run_polling(command, context),
            Command::Sequences(command) => self.run_sequences(command, context),
            Command::ExplainProtocol => self.pages.show(Page::Protocol),
            Command::ShowPage(page) => self.pages.show(page),
            Command::ClosePage(page) => self.close_page(page),
            Command::OpenOptions => {
                tab.inspector.open(inspector::Page::Settings);
                // By a key, it is what the keys are for next.
                if context.memory(egui::Memory::focused).is_some() {
                    self.focus_on(Pane::Inspector.id());
                }
            }
            Command::OpenPalette => self.open_palette(context),
            Command::Present(_) => self.presents = !self.presents,
            Command::Zoom(way) => zoom(way, context),
            Command::FocusAddress => self.focus_address(context),
            Command::NextPane => self.next_pane(context),
            Command::OpenSession => self.ask_open_session(context),
            Command::CancelOpening => self.cancel_opening(),
            Command::SaveSession => self.ask_save_session(),
            #[cfg(not(target_arch = "wasm32"))]
            Command::AskRecord => self.ask_record(),
            #[cfg(not(target_arch = "wasm32"))]
            Command::StopRecording => tab.session.stop_recording(),
            #[cfg(not(target_arch = "wasm32"))]
            Command::RunServer(starts) => self.run_server(starts),
            #[cfg(not(target_arch = "wasm32"))]
            Command::ShareSession => self.ask_share_session(context),
            #[cfg(target_arch = "wasm32")]
            Command::ShareSession | Command::AskRecord | Command::StopRecording => {}
            Command::OpenSettings => self.dialogs.open_settings(self.settings.budget_mib),
            Command::CloseDialog => self.close_dialog(),
            Command::SetLanguage(language) => self.set_language(language),
            Command::SetTheme(choice) => self.set_theme(choice, context),
            Command::SetBudgetMib(budget) => self.set_budget(budget),
            Command::Quit => context.send_viewport_cmd(egui::ViewportCommand::Close),
            Command::SaveAndQuit => self.save_and_quit(context),
            Command::QuitUnsaved => self.quit_unsaved(context),
        }
    }

    /// Another tab is looked at: what had the focus is not shown any more.
    fn look_at_tab(&mut self, is_new: bool, context: &egui::Context) {
        self.side.sidebar.is_sheet = false;
        let tab = self.tabs.current();
        let (id, unsaved) = (tab.id, tab.tell_unsaved(self.language));
        if is_new {
            // What is typed now is another address.
            select_all(context, address_field(id), &tab.address);
            self.focus_on(address_field(id));
        } else {
            self.focus_on(composer_field(id));
        }
        self.notice = self.notice.take().or(unsaved);
    }

    fn use_address(&mut self, address: String) {
        let tab = self.tabs.current_mut();
        tab.disconnect();
        tab.address = address;
        self.connect();
    }

    pub(super) fn reconnect_with_details(&mut self) {
        self.tabs.current_mut().ask_for_details();
        self.connect();
    }

    fn look_for(&mut self, query: Query) {
        self.settings.received_only = query.is_received_only();
        self.tabs.current_mut().look_for(query, self.language);
    }

    fn find(&mut self, context: &egui::Context) {
        let shows_frames = self.shows_frames();
        let tab = self.tabs.current_mut();
        tab.close_banner();
        if !shows_frames {
            tab.frames.leave();
        }
        let field = find_field(tab.id);
        self.uncover();
        context.memory_mut(|memory| memory.request_focus(field));
    }

    fn run_latency(&mut self, command: latency::Command) {
        match command {
            latency::Command::Show(is_shown) => self.show_page(Page::Latency, is_shown),
            command => self.tabs.current_mut().run_latency(command),
        }
    }

    fn stop_sending(&mut self, id: TabId) {
        if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) {
            tab.stop_sending();
        }
    }

    /// Closes the page that is shown, or else the tab.
    fn close_shown(&mut self) {
        match self.pages.shown() {
            Some(page) => self.close_page(page),
            None => self.close_tab(self.tabs.current().id),
        }
    }

    fn focus_address(&mut self, context: &egui::Context) {
        let tab = self.tabs.current();
        let field = address_field(tab.id);
        select_all(context, field, &tab.address);
        self.uncover();
        self.focus_on(field);
    }

    pub(super) fn close_dialog(&mut self) {
        self.cancel_export();
        self.dialogs.close();
    }

    fn set_language(&mut self, language: Language) {
        self.language = language;
        self.settings.language = Some(language);
        for tab in self.tabs.iter_mut() {
            tab.speak(language);
        }
    }

    fn set_theme(&mut self, choice: ThemeChoice, context: &egui::Context) {
        self.settings.theme = choice;
        context.set_theme(choice);
    }

    fn set_budget(&mut self, budget_mib: u32) {
        self.settings.budget_mib = budget_mib;
        let bytes = self.settings.budget_bytes();
        for tab in self.tabs.iter_mut() {
            tab.session.set_budget(bytes);
        }
    }

    /// Says that a text was copied: at once, or when it is known.
    pub(super) fn say_copied(&mut self, notice: Option<Notice>, context: &egui::Context) {
        let is_known = notice.as_ref().is_none_or(|notice| notice.is_bad);
        if is_known || !clipboard::expects_outcomes(context) {
            self.notice = notice;
        } else {
            self.copying = notice;
        }
    }

    /// Once a frame: tells what became of a text that was copied, in a field as well.
    pub(super) fn end_copying(&mut self, context: &egui::Context) {
        match clipboard::outcome(context) {
            None => {}
            Some(Outcome::Copied) => self.notice = self.copying.take().or(self.notice.take()),
            Some(Outcome::Refused) => {
                self.copying = None;
                self.notice = Some(Notice::bad(Text::CopyRefused.say(self.language)));
            }
            Some(Outcome::NotPasted) => {
                self.notice = Some(Notice::bad(Text::PasteRefused.say(self.language)));
            }
        }
    }

    /// Goes where a server sent. If a credential in the address is no longer known, it is left to the person to put it in.
    pub(super) fn follow(&mut self, to: &connection::SecretAddress) {
        let tab = self.tabs.current_mut();
        tab.disconnect();
        let is_whole = to.expose().is_some();
        tab.address = to.expose().unwrap_or(to.shown()).to_owned();
        if is_whole {
            self.connect();
        }
    }

    pub(super) fn connect(&mut self) {
        let id = self.tabs.current().id;
        if let Some(notice) = self.wait_for_secrets(id) {
            self.notice = Some(notice);
            return;
        }
        let tab = self.tabs.current_mut();
        // What a variable stands for is not remembered: it may be secret.
        let is_to_be_remembered = !tab.is_from_link() && !has_variable(&tab.address);
        tab.address = completed(&tab.address, self.is_secure_page).into_owned();
        self.notice = tab.connect(
            self.settings.record_details,
            &self.settings.connections,
            self.language,
        );
        if let Some((endpoint, _)) = &tab.dialled
            && is_to_be_remembered
        {
            self.settings.remember(endpoint);
        }
        if let (Some(path), None) = (self.tabs.current().file_not_written(), &self.notice) {
            let (text, _) = not_written_words(path, self.language);
            self.notice = Some(Notice::good(text).with(Command::AskRecord));
        }
    }

    fn ask_go_to(&mut self) {
        let kept = self.tabs.current().numbers();
        // Without a message the last comes before the first, and the dialog says so.
        let (first, last) = (kept.start, kept.end.saturating_sub(1));
        self.dialogs.open(Dialog::GoTo { first, last });
    }
}
