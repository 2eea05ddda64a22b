//! Sessions as files: opened, and saved.

#[cfg(not(target_arch = "wasm32"))]
use std::io;
use std::path::Path;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use egui::{Context, DroppedFileHandle};
use payload::visible::visible;

use crate::features::sequences::is_script;
#[cfg(not(target_arch = "wasm32"))]
use crate::features::share::{self, ShareForm};
use crate::kit::file_dialog::{ChosenFile, Picked, choose};
use crate::kit::task::Task;
use crate::shell::app::App;
use crate::shell::app::opening::session_of_record;
use crate::shell::command::Command;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::dialogs::save_form::{Purpose, Stage};
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::dialogs::{Dialog, Sharing};
use crate::shell::notice::Notice;
use crate::shell::opening_file::{OpeningFile, Told, name_of, sessions_of};
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::session_export::SessionSource;
use crate::shell::session_export::{FILE_NAME, SessionExport};
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::share_export::ShareExport;
use crate::shell::tab::{FromFile, Tab};
use crate::shell::texts::Text;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::unopened::Unopened;

/// What takes longer than this tells how far it has come.
const LONG: Duration = Duration::from_millis(300);
/// How often that is told.
const PROGRESS_TIME: Duration = Duration::from_millis(100);

impl App {
    /// Lets the person choose a file to open.
    pub(super) fn ask_open_session(&mut self, context: &Context) {
        self.picking = Some(choose(context));
    }

    /// Asks for the path, where the system has no dialog.
    #[cfg(not(target_arch = "wasm32"))]
    fn open_without_dialog(&mut self) {
        self.results = None;
        self.export = None;
        self.ask_where(FILE_NAME, 0);
        self.dialogs.save.purpose = Purpose::Open;
    }

    /// A page has no paths.
    #[cfg(target_arch = "wasm32")]
    fn open_without_dialog(&mut self) {
        let text = Text::NoOpenDialog.say(self.language);
        self.notice = Some(Notice::bad(text));
    }

    /// Opens the file of which the path was typed.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn open_chosen(&mut self) {
        let path = self.chosen_path();
        let readable = path.metadata().and_then(|file| match file.is_dir() {
            true => Err(io::ErrorKind::IsADirectory.into()),
            false => Ok(()),
        });
        match readable {
            Ok(()) => {
                self.dialogs.close();
                self.open_file(path);
            }
            Err(error) => self.dialogs.save.stage = Stage::Failed(error.to_string()),
        }
    }

    /// Opens a file: a script as a sequence, everything else as sessions.
    pub(super) fn open_file(&mut self, file: ChosenFile) {
        if is_script(Path::new(&name_of(&file))) {
            self.open_script(file);
        } else {
            self.open_session(file);
        }
    }

    /// Opens a file, in tabs of its own.
    pub(super) fn open_session(&mut self, file: ChosenFile) {
        let budget = self.settings.budget_bytes();
        let opening = OpeningFile::begin(file, budget, self.language, &self.context);
        self.opening.push(opening);
    }

    /// Reads no more of the files that are being opened: that they were not wanted any more is told with the next frame.
    pub(super) fn cancel_opening(&mut self) {
        self.opening.iter_mut().for_each(OpeningFile::cancel);
    }

    /// Opens those of the files that are sessions; gives the others.
    pub(super) fn open_dropped_sessions(
        &mut self,
        dropped: Vec<DroppedFileHandle>,
    ) -> Vec<DroppedFileHandle> {
        let (sessions, others) = sessions_of(dropped);
        for file in sessions {
            self.open_session(file);
        }
        others
    }

    /// Asks where to save all that the list has.
    pub(super) fn ask_save_session(&mut self) {
        let tab = self.tabs.current();
        let export = SessionExport::of(tab, self.language);
        self.ask_where_rows(FILE_NAME, export.source.len(), export);
    }

    /// Asks what of it is saved to be shared.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn ask_share_session(&mut self, context: &Context) {
        let tab = self.tabs.current();
        let source = SessionSource::of(tab).into_shared();
        let tab = tab.id;
        let drafts = &mut self.dialogs.share_drafts;
        drafts.retain(|draft, _| self.tabs.iter().any(|tab| tab.id == *draft));
        let draft = drafts.remove(&tab).unwrap_or_default();
        let form = ShareForm::new(source, draft, context);
        self.dialogs.open(Dialog::Share);
        self.dialogs.share = Some(Sharing { form, tab });
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn run_share(&mut self, command: share::Command) {
        let Some(Sharing { form, tab }) = &mut self.dialogs.share else {
            return;
        };
        match command {
            share::Command::Stop => form.stop(),
            share::Command::Close => self.dialogs.close(),
            share::Command::Save => {
                let Some(tab) = self.tabs.iter().find(|shown| shown.id == *tab) else {
                    self.dialogs.close();
                    return;
                };
                let export = ShareExport::of(tab, self.language, form);
                let rows = form.rows_kept().unwrap_or(export.source.len());
                let name = form.file_name();
                self.ask_where_rows(&name, rows, export);
            }
        }
    }

    /// Once a frame: shows what has come of a file.
    pub(super) fn poll_opening(&mut self, context: &Context) {
        if let Some(Poll::Ready(picked)) = self.picking.as_ref().map(Task::poll) {
            self.picking = None;
            match picked {
                Some(Picked::File(file)) => self.open_file(file),
                Some(Picked::NoDialog) => self.open_without_dialog(),
                Some(Picked::Cancelled) | None => {}
            }
        }
        for mut opening in std::mem::take(&mut self.opening) {
            if self.show_opening(&mut opening, context) {
                self.opening.push(opening);
            }
        }
    }

    /// The first session of a file has its name alone until there is another one.
    fn number_first(&mut self, opening: &OpeningFile) {
        let is_first = |tab: &&mut Tab| opening.tabs.contains(&tab.id) && tab.name == opening.name;
        if let Some(tab) = self.tabs.iter_mut().find(is_first) {
            tab.name = opening.numbered(1);
        }
    }

    /// Shows what was told of a file. False when that was the last.
    fn show_opening(&mut self, opening: &mut OpeningFile, context: &Context) -> bool {
        while let Some(told) = opening.poll() {
            match told {
                Told::Session(header, record) => {
                    opening.sessions += 1;
                    #[cfg(not(target_arch = "wasm32"))]
                    if self.fill_awaiting(opening, &header, &record) {
                        continue;
                    }
                    if self.tabs.is_full() {
                        opening.cancel();
                        // It says why.
                        self.new_tab();
                        return false;
                    }
                    let session = session_of_record(context, record.clone());
                    // What is invisible in it could make it look like another one.
                    let address = visible(header.address.as_deref().unwrap_or_default());
                    let id = self.tabs.next_id();
                    let mut tab = Tab::new(id, session, address, String::new());
                    tab.name = opening.session_name();
                    let header = *header;
                    tab.from_file = Some(FromFile { header, record });
                    #[cfg(not(target_arch = "wasm32"))]
                    {
                        tab.file = opening.stored_file();
                    }
                    if opening.sessions == 2 {
                        self.number_first(opening);
                    }
                    self.tabs.open(tab);
                    self.pages.leave();
                    opening.tabs.push(id);
                }
                Told::Ended(notice) => {
                    #[cfg(not(target_arch = "wasm32"))]
                    if !opening.awaited_by.is_empty() {
                        self.end_reopening(opening, notice);
                        return false;
                    }
                    self.notice = Some(notice);
                    return false;
                }
                #[cfg(not(target_arch = "wasm32"))]
                Told::Failed(why) => {
                    let name = &*opening.name;
                    let text = Text::FileNotOpened { name, why: &why }.say(self.language);
                    self.notice = Some(Notice::bad(text));
                    self.leave_unopened(opening, &Unopened::Fault(Arc::new(why)));
                    return false;
                }
            }
        }
        let is_shown = |id| self.tabs.iter().any(|tab| tab.id == id);
        if !opening.tabs.is_empty() && !opening.tabs.iter().copied().any(is_shown) {
            // They were closed: nobody wants the rest.
            opening.cancel();
        }
        let (began, told) = opening.shown;
        let percent = opening.percent();
        if began.elapsed() >= LONG && told != Some(percent) {
            opening.shown.1 = Some(percent);
            let name = &*opening.name;
            let text = Text::OpeningFile { name, percent }.say(self.language);
            self.notice = Some(Notice::good(text).with(Command::CancelOpening));
        }
        context.request_repaint_after(PROGRESS_TIME);
        true
    }
}
