//! Sequences within the window: what becomes of what a person asks of them, and their files.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::Poll;

use connection::{Endpoint, Message, Options, SecretValues};
use egui::{Context, DroppedFileHandle, Event, Key, KeyboardShortcut, Modifiers, Ui};
use message_log::{Direction, Kind};
use script::{Files, MadeScript, ScriptSink, Setup, Variables};
use session::files::{FileEntry, Header, PROGRAM, Sink as _};
use transport::Automatic;

use crate::IN_BROWSER;
use crate::features::sequences::{
    self, Command as C, MAX_SEQUENCE, Sequence, Text as T, View, editor, go_to, is_script,
};
use crate::kit::attach::{AttachError, Attaching, Source, largest};
use crate::kit::file_dialog::ChosenFile;
use crate::kit::page::Page;
use crate::kit::save;
use crate::shell::app::App;
use crate::shell::app::opening::waking;
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::sequence_state::OpeningScript;
use crate::shell::tab::Tab;

/// A list of more rows makes a script that is longer than the window edits: a step has more than four characters.
const MAX_ROWS: u64 = MAX_SEQUENCE as u64 / 4;
/// The most bytes of a character in UTF-8.
const MAX_UTF8: usize = 4;
/// How a script is called that nobody has named.
const FILE_NAME: &str = "sequence.wstest";
/// How the name of a script ends.
const ENDING: &str = "wstest";

impl App {
    /// The sequence that is open.
    pub fn sequence(&self) -> &Sequence {
        &self.sequences.sequence
    }

    /// Does what was asked of a sequence.
    pub(super) fn run_sequences(&mut self, command: C, context: &Context) {
        let sequence = &mut self.sequences.sequence;
        match command {
            C::Show(is_shown) => self.show_page(Page::Sequences, is_shown),
            C::Run => self.carry_out_sequence(sequences::Run::run_all),
            C::Step => self.carry_out_sequence(sequences::Run::step),
            C::Stop => self.stop_sequence(),
            C::Reset => sequence.reset(),
            C::New => self.open_sequence(Sequence::default()),
            C::Open => self.ask_open_session(context),
            C::OpenRecent(path) => self.open_recent(path.into()),
            C::OpenExample(example) => {
                self.open_sequence(Sequence::of_example(example, self.language));
            }
            C::Save => self.save_sequence(context),
            C::SaveAs => self.ask_save_sequence(),
            C::FromSession => self.sequence_of_session(),
            #[cfg(not(target_arch = "wasm32"))]
            C::StartServer => self.run_server(true),
            C::SetVariable(name) => self.ask_variable(&name),
            C::GoTo(line, column) => go_to(context, sequence, line, column),
        }
    }

    fn carry_out_sequence(&mut self, go: impl FnOnce(&mut sequences::Run)) {
        self.pages.show(Page::Sequences);
        let (variables, secrets) = self.script_variables();
        let setup = Setup {
            transport: Arc::new(Automatic),
            wake: Arc::new(waking(&self.context)),
            options: Options::default(),
            variables,
            files: self.script_files(),
        };
        let sequence = &mut self.sequences.sequence;
        let is_begun = sequence.begin(setup, secrets);
        if let Some(run) = sequence.run.as_mut().filter(|_| is_begun) {
            go(run);
        }
    }

    /// Carries out no more of it.
    pub(super) fn stop_sequence(&mut self) {
        if let Some(run) = &mut self.sequences.sequence.run {
            run.stop();
        }
    }

    /// The variables of the environment that is chosen, and where the server is that offers the scenarios.
    fn script_variables(&self) -> (Variables, SecretValues) {
        let chosen = self.settings.connections.variables();
        let mut variables = Variables::default();
        let typed = || Endpoint::parse(&self.tabs.current().address).ok();
        if let Some(server) = self.side.own_server.clone().or_else(typed) {
            let origin = server.origin();
            let host = connection::split_scheme(&origin).map_or(&*origin, |(_, host)| host);
            variables.set("host", host);
            variables.set("server", &*origin);
        }
        // What the person says goes before that.
        for (name, value) in chosen.iter() {
            variables.set(name, value);
        }
        (variables, chosen.secrets())
    }

    /// The files that a script names: those beside it.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(clippy::unused_self, reason = "a page has no folders")
    )]
    fn script_files(&self) -> Arc<dyn Files> {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(path) = &self.sequences.sequence.path {
            let folder = path.parent().map(Path::to_owned).unwrap_or_default();
            return Arc::new(Folder(folder));
        }
        Arc::new(script::NoFiles)
    }

    /// Once a frame: goes on with the sequence, and with its file.
    pub(super) fn poll_sequence(&mut self, context: &Context) {
        let run = self.sequences.sequence.run.as_mut();
        if let Some(rest) = run.and_then(sequences::Run::poll) {
            context.request_repaint_after(rest);
        }
        let opening = self.sequences.opening.as_ref();
        let Some(Poll::Ready(outcome)) = opening.map(|opening| opening.attaching.poll()) else {
            return;
        };
        let path = self.sequences.opening.take();
        let path = path.and_then(|opening| opening.path);
        match outcome {
            None => {}
            Some(Ok(file)) => {
                let name = match file.source {
                    Source::File(name) => name,
                    Source::Text => FILE_NAME.to_owned(),
                };
                self.open_read_script(name, path, file.bytes.to_vec());
            }
            Some(Err(error)) => {
                let name = path.as_deref().map(file_name).unwrap_or_default();
                let why = match error {
                    AttachError::Unreadable(why) => why,
                    AttachError::TooLarge { .. } => largest(),
                    AttachError::NoDialog => {
                        let text = T::NoDialog.say(self.language);
                        self.notice = Some(Notice::bad(text));
                        return;
                    }
                };
                self.tell_not_opened(&name, &why);
            }
        }
    }

    fn tell_not_opened(&mut self, name: &str, why: &str) {
        let text = T::NotOpened { name, why }.say(self.language);
        self.notice = Some(Notice::bad(text));
    }

    fn open_read_script(&mut self, name: String, path: Option<PathBuf>, bytes: Vec<u8>) {
        let Ok(text) = String::from_utf8(bytes) else {
            let why = T::NotUtf8.say(self.language);
            return self.tell_not_opened(&name, &why);
        };
        let shown = path.as_ref().map(|path| path.display().to_string());
        match Sequence::of_file(name.clone(), path, text) {
            Some(sequence) => {
                if let Some(path) = shown {
                    self.settings.remember_sequence(&path);
                    self.store_soon();
                }
                self.open_sequence(sequence);
            }
            None => {
                let limit = MAX_SEQUENCE;
                let text = T::TooLong { name: &name, limit }.say(self.language);
                self.notice = Some(Notice::bad(text));
            }
        }
    }

    /// Opens a sequence instead of the one that is open. What of that is not saved can be brought back.
    pub(super) fn open_sequence(&mut self, sequence: Sequence) {
        self.pages.show(Page::Sequences);
        if self.sequences.open(sequence) {
            // It was replaced last, so it comes back first.
            self.undo = None;
            let notice = Notice::good(T::Replaced.say(self.language));
            self.notice = Some(notice.with(Command::Undo));
        }
    }

    /// Brings back the one that was replaced last, if there is one.
    pub(super) fn put_back_sequence(&mut self) {
        if self.sequences.put_back() {
            self.pages.show(Page::Sequences);
        }
    }

    /// Makes a script of what the list has, and opens it.
    fn sequence_of_session(&mut self) {
        let tab = self.tabs.current();
        let made = script_of_tab(tab);
        let name = tab.title();
        let Some(made) = made else {
            let limit = MAX_SEQUENCE;
            let text = T::TooLong { name: &name, limit }.say(self.language);
            self.notice = Some(Notice::bad(text));
            return;
        };
        if made.script.steps.is_empty() {
            let text = T::NothingToMake.say(self.language);
            self.notice = Some(Notice::bad(text));
            return;
        }
        match Sequence::made(FILE_NAME.to_owned(), made.script.to_string()) {
            Some(sequence) => {
                self.open_sequence(sequence);
                let variables = made.variables.len();
                let text = T::Made {
                    left_out: made.left_out + made.too_large,
                    variables,
                }
                .say(self.language);
                if self.notice.is_none() {
                    self.notice = Some(Notice::good(text));
                }
            }
            None => {
                let limit = MAX_SEQUENCE;
                let text = T::TooLong { name: &name, limit }.say(self.language);
                self.notice = Some(Notice::bad(text));
            }
        }
    }

    /// Adds what the composer holds as a step at the end; to an empty sequence, with the connection before it.
    pub(super) fn add_to_sequence(&mut self) {
        let tab = self.tabs.current();
        let message = match tab.compose.message() {
            Ok(message) => message,
            // The composer tells what is wrong with it when it is to be sent.
            Err(_malformed) => {
                self.notice = self.tabs.current_mut().send(self.language);
                return;
            }
        };
        if !self.sequences.sequence.is_editable() {
            self.notice = Some(Notice::bad(T::NotAdded.say(self.language)));
            return;
        }
        let address = tab.address.clone();
        let sequence = &mut self.sequences.sequence;
        let step = step_that_sends(message);
        let before = match sequence.text.trim_end() {
            "" => format!("connect {address}"),
            text => text.to_owned(),
        };
        match Sequence::made(String::new(), format!("{before}\n{step}")) {
            Some(longer) => {
                sequence.reset();
                sequence.text = longer.text;
                let notice = Notice::good(T::Added.say(self.language));
                self.notice = Some(notice.with(Command::Sequences(C::Show(true))));
            }
            None => {
                let name = &sequence.title(self.language);
                let limit = MAX_SEQUENCE;
                let text = T::TooLong { name, limit }.say(self.language);
                self.notice = Some(Notice::bad(text));
            }
        }
    }

    /// Reads a script, and opens it.
    pub(super) fn open_script(&mut self, file: ChosenFile) {
        #[cfg(not(target_arch = "wasm32"))]
        let path = Some(file.clone());
        // A page has no paths.
        #[cfg(target_arch = "wasm32")]
        let path = None;
        let attaching = Attaching::file(file, &self.context);
        self.sequences.opening = Some(OpeningScript { attaching, path });
    }

    /// Opens one of those that were open before. A page does not know where they lie.
    fn open_recent(&mut self, path: PathBuf) {
        #[cfg(not(target_arch = "wasm32"))]
        self.open_script(path);
        #[cfg(target_arch = "wasm32")]
        self.tell_not_opened(&file_name(&path), &T::FilesOfPage.say(self.language));
    }

    /// Opens the first of the files that is a script; gives those that are none.
    pub(super) fn open_dropped_scripts(
        &mut self,
        dropped: Vec<DroppedFileHandle>,
    ) -> Vec<DroppedFileHandle> {
        let is_meant = |file: &DroppedFileHandle| is_script(file.path());
        let (scripts, others) = dropped.into_iter().partition::<Vec<_>, _>(is_meant);
        if let Some(file) = scripts.into_iter().next() {
            let path = (!IN_BROWSER).then(|| file.path().to_owned());
            let attaching = Attaching::dropped(file, &self.context);
            self.sequences.opening = Some(OpeningScript { attaching, path });
        }
        others
    }

    pub(super) fn save_sequence(&mut self, context: &Context) {
        let sequence = &self.sequences.sequence;
        let Some(path) = sequence.path.clone() else {
            return self.ask_save_sequence();
        };
        let content = Arc::<[u8]>::from(sequence.text.as_bytes());
        // Where it cannot be written, the dialog asks for another file.
        let bytes = content.len() as u64;
        self.dialogs.save.offer(&path, ENDING, bytes);
        self.results = Some(Arc::clone(&content));
        self.export = None;
        self.sequences.being_saved = Some(self.sequences.sequence.text.clone());
        self.saving = Some(save::write(path, Box::new(content), true, context));
    }

    fn ask_save_sequence(&mut self) {
        let sequence = &self.sequences.sequence;
        let name = match &*sequence.name {
            "" => FILE_NAME.to_owned(),
            name => name.to_owned(),
        };
        let text = sequence.text.clone();
        self.ask_save_results(&name, text.clone().into_bytes());
        // A person may have named it with dots.
        ENDING.clone_into(&mut self.dialogs.save.ending);
        self.sequences.being_saved = Some(text);
    }

    /// A file was written: of the sequence, if that was on its way.
    pub(super) fn note_sequence_saved(&mut self, path: &Path) {
        let Some(text) = self.sequences.being_saved.take() else {
            return;
        };
        if !IN_BROWSER {
            let shown = path.display().to_string();
            self.settings.remember_sequence(&shown);
            self.store_soon();
        }
        self.sequences.sequence.note_saved(path.to_owned(), text);
        if self.sequences.quits_when_saved {
            self.context.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    /// Whether what is looked at can be presented.
    pub(super) fn can_present(&self) -> bool {
        matches!(self.pages.shown(), None | Some(Page::Sequences))
    }

    /// Space carries out the next step, where nothing else takes it: a field takes what is typed, and a button with the
    /// keyboard is pressed by it.
    pub(super) fn take_step_key(&mut self, ui: &Ui) {
        let is_elsewhere = self.pages.shown() != Some(Page::Sequences)
            || self.dialogs.current().is_some()
            || self.palette_is_open
            || self.side.saved.environments.is_open();
        let context = ui.ctx();
        if is_elsewhere || context.any_popup_open() {
            return;
        }
        let focused = context.memory(egui::Memory::focused);
        let has_begun = self.sequences.sequence.has_begun();
        let is_free = match focused {
            None => true,
            Some(field) if field == editor() => has_begun,
            Some(_) => self.presents && !context.text_edit_focused(),
        };
        let keys = KeyboardShortcut::new(Modifiers::NONE, Key::Space);
        if is_free && ui.input_mut(|input| input.consume_shortcut(&keys)) {
            // The editor, which may have the keyboard, is not to get it as a character.
            ui.input_mut(|input| {
                let is_typed = |event: &Event| matches!(event, Event::Text(text) if text == " ");
                input.events.retain(|event| !is_typed(event));
            });
            let command = Command::Sequences(C::Step);
            self.note_keys(context, &command, &keys);
            self.commands.push(command);
        }
    }

    /// Shows the form of the sequence, or its script and what came of it.
    pub(super) fn sequence_part(&mut self, ui: &mut Ui, is_form: bool, is_narrow: bool) {
        let view = View {
            language: self.language,
            sequence: &mut self.sequences.sequence,
            presents: self.presents,
            is_narrow,
            #[cfg(not(target_arch = "wasm32"))]
            can_start_server: self.server.startable().is_some(),
        };
        let mut commands = Vec::new();
        if is_form {
            view.form(ui, &mut commands);
        } else {
            view.body(ui, &mut commands);
        }
        let commands = commands.into_iter().map(Command::Sequences);
        self.commands.extend(commands);
    }
}

/// What the list of a tab has, as a script. `None` if that is longer than the window edits.
fn script_of_tab(tab: &Tab) -> Option<MadeScript> {
    let kept = tab.session.with_log(session::Log::kept);
    if kept.end.get() - kept.start.get() > MAX_ROWS {
        return None;
    }
    let mut sink = ScriptSink::default();
    let mut header = Header::new(PROGRAM);
    if let Some(file) = &tab.from_file {
        header = file.header.clone();
    } else if let Some((endpoint, options)) = &tab.dialled {
        header = header.connected_to(endpoint, options);
    }
    sink.begin(header);
    let reader = tab.session.reader();
    let (mut next, mut bytes) = (kept.start, 0);
    while let Some(page) = reader.page_from(next).filter(|_| next < kept.end) {
        for message in page.messages_from(next) {
            bytes += message.payload.len();
            if bytes > MAX_SEQUENCE * MAX_UTF8 {
                return None;
            }
            if sink.entry(FileEntry::of(&message, None)).is_break() {
                break;
            }
        }
        next = page.seqs().end;
    }
    Some(sink.finish())
}

/// A line that sends a message.
fn step_that_sends(message: Message) -> String {
    let mut sink = ScriptSink::of_open_connection();
    let (kind, payload) = match message {
        Message::Text(text) => (Kind::Text, text.into_bytes()),
        Message::Binary(bytes) => (Kind::Binary, bytes),
        Message::Ping(bytes) => (Kind::Ping, bytes),
        Message::Pong(bytes) => (Kind::Pong, bytes),
    };
    sink.message(Direction::Sent, kind, &payload);
    sink.finish().script.to_string()
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// The files that a script names: relative to the folder in which it is.
#[cfg(not(target_arch = "wasm32"))]
struct Folder(PathBuf);

#[cfg(not(target_arch = "wasm32"))]
impl Files for Folder {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let path = self.0.join(name);
        let told = |error: &dyn std::fmt::Display| format!("{name}: {error}");
        let metadata = path.metadata().map_err(|error| told(&error))?;
        if !metadata.is_file() || metadata.len() > connection::MAX_MESSAGE_BYTES as u64 {
            return Err(told(&largest()));
        }
        std::fs::read(path).map_err(|error| told(&error))
    }
}
