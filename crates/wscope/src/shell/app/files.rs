//! Sessions as files: opened, and saved.

use std::path::PathBuf;
use std::task::Poll;

use egui::Context;
use session::files::{FileError, Report};

use crate::kit::file_dialog::{Picked, pick};
use crate::kit::task::Task;
use crate::shell::app::App;
use crate::shell::app::opening::session_of_record;
use crate::shell::notice::Notice;
use crate::shell::opening_file::{OpeningFile, Told};
use crate::shell::session_export::{FILE_NAME, SessionExport};
use crate::shell::tab::Tab;
use crate::shell::texts::Text;

impl App {
    /// Lets the person choose a file to open.
    pub(super) fn ask_open_session(&mut self, context: &Context) {
        self.picking = Some(pick(context));
    }

    /// Opens a file, in tabs of its own.
    pub(super) fn open_session(&mut self, path: PathBuf, context: &Context) {
        let budget = self.settings.budget_bytes();
        self.opening = Some(OpeningFile::begin(path, budget, context));
    }

    /// Asks where to save all that the list has.
    pub(super) fn ask_save_session(&mut self) {
        let tab = self.tabs.current();
        let export = SessionExport::new(&tab.session, tab.dialled_shown());
        let count = export.len();
        self.results = None;
        self.export = None;
        self.ask_where(FILE_NAME, 0);
        self.dialogs.save.rows = Some(count);
        self.session_export = Some(export);
    }

    /// Once a frame: shows what has come of a file.
    pub(super) fn poll_opening(&mut self, context: &Context) {
        if let Some(Poll::Ready(picked)) = self.picking.as_ref().map(Task::poll) {
            self.picking = None;
            match picked {
                Some(Picked::File(path)) => self.open_session(path.into(), context),
                Some(Picked::NoDialog) => {
                    let text = Text::NoOpenDialog.say(self.language);
                    self.notice = Some(Notice::bad(text));
                }
                Some(Picked::Cancelled) | None => {}
            }
        }
        let Some(opening) = self.opening.take() else {
            return;
        };
        for told in opening.poll() {
            match told {
                Told::Session(header, record) => {
                    if self.tabs.is_full() {
                        opening.cancel();
                        self.new_tab();
                        return;
                    }
                    let session = session_of_record(context, record);
                    let address = header.address.clone().unwrap_or_default();
                    let mut tab = Tab::new(self.tabs.next_id(), session, address, String::new());
                    tab.name.clone_from(&opening.name);
                    tab.is_from_file = true;
                    self.tabs.open(tab);
                }
                Told::Ended(result) => {
                    self.notice = Some(self.opened(&opening.name, result));
                    return;
                }
            }
        }
        let (name, percent) = (&*opening.name, opening.percent());
        let text = Text::OpeningFile { name, percent }.say(self.language);
        self.notice = Some(Notice::good(text));
        self.opening = Some(opening);
    }

    fn opened(&self, name: &str, result: Result<Report, FileError>) -> Notice {
        let why = match result {
            Ok(report) => {
                let has_left_out = report.bad > 0 || report.truncated.is_some();
                let text = Text::FileOpened {
                    name,
                    report: &report,
                }
                .say(self.language);
                return if has_left_out {
                    Notice::bad(text)
                } else {
                    Notice::good(text)
                };
            }
            Err(error) => error,
        };
        Notice::bad(Text::FileNotOpened { name, why: &why }.say(self.language))
    }
}
