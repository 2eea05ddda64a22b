//! The program as eframe sees it: its state, and one frame. What the commands do is in `app/commands.rs`.

mod commands;
mod composing;
mod connection_settings;
#[cfg(not(target_arch = "wasm32"))]
mod conversation;
mod files;
#[cfg(not(target_arch = "wasm32"))]
mod flow;
mod focus;
mod frames;
mod inspector;
mod list;
#[cfg(not(target_arch = "wasm32"))]
mod message_forms;
mod messages;
mod opening;
mod pages;
mod palette;
mod panels;
mod panes;
mod pictures;
mod polling;
mod presenting;
#[cfg(not(target_arch = "wasm32"))]
mod proto_files;
mod quitting;
#[cfg(not(target_arch = "wasm32"))]
mod recording;
#[cfg(not(target_arch = "wasm32"))]
mod reopening;
mod saved_connections;
mod saving;
mod secrets;
mod sequences;
#[cfg(not(target_arch = "wasm32"))]
mod server;
mod side;
mod storing;
mod telling;
mod undo;
#[cfg(not(target_arch = "wasm32"))]
mod watch;

use std::sync::Arc;

use connection::Phase;
use egui::{Id, Popup, Ui};

use crate::IN_BROWSER;
use crate::features::composer;
use crate::features::sidebar;
use crate::kit::attach::Attaching;
use crate::kit::command::Command as _;
use crate::kit::covering::{put_back, take_pointer};
use crate::kit::emoji::Emoji;
use crate::kit::field::composer_field;
use crate::kit::field_menu;
use crate::kit::file_dialog::{ChosenFile, Picked};
use crate::kit::language::Language;
use crate::kit::menu;
use crate::kit::page::{Page, Pages};
use crate::kit::save;
use crate::kit::task::Task;
use crate::kit::theme::{self};
use crate::kit::touch::Touch;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::built_in_server::ServerSwitch;
use crate::shell::command::Command;
use crate::shell::dialogs::{Dialogs, Shown};
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::flow_state::FlowState;
use crate::shell::last_keys::LastKeys;
use crate::shell::layout;
use crate::shell::notice::Notice;
use crate::shell::opening_file::OpeningFile;
use crate::shell::pane::{self, Pane};
use crate::shell::pending_export::PendingExport;
use crate::shell::polling_state::PollingState;
use crate::shell::secrets::Secrets;
use crate::shell::sequence_state::SequenceState;
use crate::shell::settings::Settings;
use crate::shell::side_state::Side;
use crate::shell::start_options::StartOptions;
use crate::shell::store::Store;
use crate::shell::storing::Storing;
use crate::shell::tab::Tab;
use crate::shell::tabs::Tabs;
use crate::shell::undo::Undo;
use crate::shell::wanted_focus::WantedFocus;
use payload::visible::text_preview;
use session::{Log, Session};

/// The window.
pub struct App {
    context: egui::Context,
    settings: Settings,
    storing: Storing,
    secrets: Secrets,
    language: Language,
    tabs: Tabs,
    dialogs: Dialogs,
    notice: Option<Notice>,
    /// What to say once a text is on the clipboard.
    copying: Option<Notice>,
    /// The file that is being written, or chosen in the system's dialog.
    saving: Option<Task<save::Outcome>>,
    polling: PollingState,
    /// A picture of a part of the window that is taken.
    picture: Option<crate::shell::window_picture::WindowPicture>,
    #[cfg(not(target_arch = "wasm32"))]
    flow: FlowState,
    /// What explains, compares and measures.
    pages: Pages,
    sequences: SequenceState,
    side: Side,
    /// Width of the inspector beside the list, in points.
    inspector_width: f32,
    /// Its share of the height below the list.
    inspector_share: f32,
    /// How much higher the person made the field of the composer, in points.
    composer_grown: f32,
    /// Whether the palette is asked for.
    pub(super) palette_is_open: bool,
    palette: crate::features::palette::Palette,
    /// What had the focus when the palette was opened.
    focus_before_palette: Option<Id>,
    /// Whether it is presented: only address, list and composer, and all of it large.
    presents: bool,
    /// The keys that were pressed last in a presentation, and what they did.
    last_keys: Option<LastKeys>,
    /// What can be brought back.
    undo: Option<Undo>,
    /// What is to be saved, if it is no message.
    results: Option<Arc<[u8]>>,
    /// The rows or the session that are to be saved, if it is more than one message.
    export: Option<Arc<dyn PendingExport>>,
    /// A file that is being chosen to be opened.
    picking: Option<Task<Picked<ChosenFile>>>,
    /// The files that are being opened.
    opening: Vec<OpeningFile>,
    built_in_server: Option<String>,
    #[cfg(not(target_arch = "wasm32"))]
    server: ServerSwitch,
    is_secure_page: bool,
    /// The part of the window that covers all others, on a phone.
    sheet: Option<Pane>,
    /// The field that gets the focus.
    focus: Option<WantedFocus>,
    /// What had the focus when the dialog opened that is open; it gets it back.
    focus_before_dialog: Option<Option<Id>>,
    /// How the program was started, until it has connected.
    start: Option<StartOptions>,
    commands: Vec<Command>,
    emoji: Emoji,
}

impl App {
    /// Opens the window's state: saved settings, and an attempt to connect.
    pub fn new(context: &egui::Context, store: Option<Store>, options: StartOptions) -> Self {
        theme::install(context);
        theme::fit_to(context, options.pointer);
        theme::set_contrast(context, options.contrast);
        context.add_plugin(Touch::default());
        let emoji = Emoji::new(context);
        #[cfg(not(target_arch = "wasm32"))]
        let (server, options) = Self::start_with_server(options);
        let (storing, settings, trouble) = Storing::open(store);
        context.set_theme(settings.theme);
        context.set_zoom_factor(settings.zoom());
        let tabs = Self::first_tabs(context, &settings, &options);
        let secrets = Secrets::new(options.keyring.clone(), settings.keyring_entries());
        let mut app = Self {
            language: options.language.unwrap_or_else(|| settings.language()),
            context: context.clone(),
            settings,
            storing,
            secrets,
            tabs,
            dialogs: Dialogs::default(),
            notice: None,
            copying: None,
            saving: None,
            polling: PollingState::new(&options),
            picture: None,
            #[cfg(not(target_arch = "wasm32"))]
            flow: FlowState::default(),
            pages: Pages::default(),
            sequences: SequenceState::default(),
            side: Side::new(&options),
            inspector_width: layout::INSPECTOR,
            inspector_share: layout::INSPECTOR_BELOW,
            composer_grown: 0.0,
            palette_is_open: false,
            palette: crate::features::palette::Palette::default(),
            focus_before_palette: None,
            presents: false,
            last_keys: None,
            undo: None,
            results: None,
            export: None,
            picking: None,
            opening: Vec::new(),
            built_in_server: options.built_in_server.clone(),
            #[cfg(not(target_arch = "wasm32"))]
            server,
            is_secure_page: options.is_secure_page,
            sheet: None,
            focus: None,
            focus_before_dialog: None,
            start: None,
            commands: Vec::new(),
            emoji,
        };
        if let Some(trouble) = trouble {
            app.tell_trouble(&trouble);
        }
        app.begin(options);
        app
    }

    /// What is done once, before the first frame.
    fn begin(&mut self, options: StartOptions) {
        if self.settings.received_only {
            for tab in self.tabs.iter_mut() {
                let mut query = tab.query.clone();
                query.set_received_only(true);
                tab.look_for(query, self.language);
            }
        }
        // Who starts to type, types a message.
        self.focus_on(composer_field(self.tabs.current().id));
        #[cfg(not(target_arch = "wasm32"))]
        let record = options.record.clone();
        #[cfg(not(target_arch = "wasm32"))]
        self.reopen_files();
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(path) = options.file {
            // It is what was asked for: nothing is connected beside it.
            if !self.turn_to_reopened(&path) {
                self.open_file(path);
            }
            return;
        }
        if options.connects_after_painting {
            self.start = Some(options);
        } else {
            self.connect_first(&options);
        }
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(path) = record {
            self.record_from_start(&path);
        }
        // Where nothing can be saved, the person learns it now, not when there is something to lose.
        self.store_soon();
    }

    /// The connection that is looked at, and its record.
    pub fn session(&mut self) -> &mut Session {
        &mut self.tabs.current_mut().session
    }

    /// Lends the log of the connection that is looked at. The socket waits meanwhile.
    pub fn with_log<R>(&self, look: impl FnOnce(&Log) -> R) -> R {
        self.tabs.current().session.with_log(look)
    }

    /// Where the connection that is looked at is in its life.
    pub fn phase(&self) -> Phase {
        self.tabs.current().phase()
    }

    /// The language that the window speaks.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Asks for something, as a button or a key would.
    pub fn ask(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// The tab that is looked at.
    pub fn tab(&self) -> &Tab {
        self.tabs.current()
    }

    /// The tab that is looked at.
    pub fn tab_mut(&mut self) -> &mut Tab {
        self.tabs.current_mut()
    }

    /// Puts an address into the field.
    pub fn set_address(&mut self, address: &str) {
        address.clone_into(&mut self.tab_mut().address);
    }

    /// Whether messages or a typed text would be lost with the window: neither is stored.
    pub fn would_lose(&self) -> bool {
        let has_results = self.polling.comparison.has_results();
        has_results || self.sequences.sequence.is_changed() || self.tabs.iter().any(Tab::would_lose)
    }

    /// The text in the composer.
    pub fn text_mut(&mut self) -> &mut String {
        &mut self.tab_mut().compose.draft.text
    }

    /// The part of a frame that also runs while the window is hidden.
    pub fn begin_frame(&mut self, context: &egui::Context) {
        self.connect_after_painting(context);
        if self.settings.set_zoom(context.zoom_factor()) {
            self.store_soon();
        }
        let mut told = None;
        for tab in self.tabs.iter_mut() {
            if let Some(rest) = tab.session.poll() {
                context.request_repaint_after(rest);
            }
            #[cfg(not(target_arch = "wasm32"))]
            tab.poll_schema(context);
            #[cfg(not(target_arch = "wasm32"))]
            let answers = tab.apply_responses(&self.settings.connections, self.language);
            #[cfg(target_arch = "wasm32")]
            let answers = None;
            told = answers.or(told);
            let (notice, rest) = tab.poll(self.language);
            told = notice.or(told);
            if let Some(rest) = rest {
                context.request_repaint_after(rest);
            }
        }
        let unexplained = self.tabs.current_mut().offer_details(self.language);
        self.tell_meanwhile(unexplained.or(told));
        if let Some(rest) = self.polling.comparison.poll() {
            context.request_repaint_after(rest);
        }
        self.poll_sequence(context);
        self.ask_before_quitting(context);
        self.poll_undo(context);
        self.end_saving(context);
        self.poll_opening(context);
        #[cfg(not(target_arch = "wasm32"))]
        self.poll_recordings();
        self.end_import();
        self.poll_secrets();
        self.poll_storing(context);
        self.end_copying(context);
        self.poll_picture(context);
        let tab = self.tabs.current_mut();
        if tab.poll_conversation(self.language) {
            context.request_repaint();
        }
        tab.decode_shown(self.language);
        if tab.view.poll() | tab.frames.poll() {
            context.request_repaint();
        }
        tab.keep_place();
    }

    /// Shows the window, and carries out what the person asked for.
    pub fn show(&mut self, ui: &mut Ui) {
        self.take_shortcuts(ui);
        self.take_step_key(ui);
        self.take_dropped_file(ui.ctx());
        self.take_command_line(ui);
        self.settle_focus(ui.ctx());
        let pointer = take_pointer(ui.ctx(), self.cover());
        self.panels(ui);
        put_back(ui.ctx(), pointer);
        pane::ring(ui);
        self.palette(ui);
        let environments = &mut self.side.saved.environments;
        let has_keyring = self.secrets.has_keyring();
        if environments.show(
            ui,
            self.language,
            &mut self.settings.connections,
            has_keyring,
        ) {
            self.store_soon();
        }
        let shown = Shown {
            language: self.language,
            tab: self.tabs.current_mut(),
            settings: &self.settings,
            settings_file: self.storing.file(),
        };
        self.dialogs.show(ui, shown, &mut self.commands);
        field_menu::show(ui, self.language);
        menu::take_arrows(ui.ctx());
        self.emoji.poll(ui.ctx());
        let commands = std::mem::take(&mut self.commands);
        if !commands.is_empty() {
            // What they change is to be seen at once.
            ui.ctx().request_repaint();
            self.store_soon();
        }
        for command in commands {
            self.run(command, ui.ctx());
        }
    }

    /// Whether the key of a command does something where the person is.
    fn has_meaning_here(&self, command: &Command) -> bool {
        match (self.pages.shown(), command) {
            (Some(Page::Sequences), Command::Present(_) | Command::Sequences(_)) => true,
            (_, Command::Sequences(_)) => false,
            (Some(_), command) => !command.is_about_messages(),
            (None, _) => true,
        }
    }

    fn take_shortcuts(&mut self, ui: &Ui) {
        self.note_plain_keys(ui.ctx());
        if self.cover() > 0 {
            return;
        }
        for command in Command::WITH_SHORTCUT {
            if !self.has_meaning_here(&command) {
                continue;
            }
            // One key opens and closes it.
            if let Command::Sidebar(sidebar::Command::Show(is_open)) = &command
                && *is_open == self.sidebar_is_open(ui.max_rect())
            {
                continue;
            }
            let shortcut = command
                .about(self.language)
                .and_then(|about| about.shortcut);
            if let Some(keys) = shortcut
                && ui.input_mut(|input| input.consume_shortcut(&keys))
            {
                self.note_keys(ui.ctx(), &command, &keys);
                // It leads elsewhere, where a menu that is open would take the keys.
                Popup::close_all(ui.ctx());
                self.commands.push(command);
            }
        }
    }

    /// The first of what was dropped onto the window. One message is sent at a time, and what is left out is told.
    fn take_dropped_file(&mut self, context: &egui::Context) {
        let dropped = context.input(|input| input.raw.dropped_files.clone());
        let dropped = self.open_dropped_scripts(dropped);
        let dropped = self.open_dropped_sessions(dropped);
        #[cfg(not(target_arch = "wasm32"))]
        let dropped = self.open_dropped_proto_files(dropped);
        let count = dropped.len();
        let Some(file) = dropped.into_iter().next() else {
            return;
        };
        if count > 1 {
            let path = file.path();
            let name = path.file_name().unwrap_or(path.as_os_str());
            let name = text_preview(name.to_string_lossy().as_bytes(), &[]).text;
            let text = composer::Text::OneFileOnly { name: &name, count };
            self.notice = Some(Notice::bad(text.say(self.language)));
        }
        self.tab_mut().compose.attaching = Some(Attaching::dropped(file, context));
    }
}

impl eframe::App for App {
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        self.begin_frame(context);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    /// Every half a minute, for what no command has changed; in the browser also when the page is left.
    fn save(&mut self, _storage: &mut dyn eframe::Storage) {
        if IN_BROWSER {
            self.store_now();
        } else {
            self.store_soon();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.end();
    }

    fn persist_egui_memory(&self) -> bool {
        // It would hold what was typed, which may be secret.
        false
    }

    #[cfg(target_arch = "wasm32")]
    fn as_any_mut(&mut self) -> Option<&mut dyn std::any::Any> {
        Some(self)
    }
}
