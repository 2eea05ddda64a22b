//! Recording to disk: begun, ended, and what is told of that.

use std::path::Path;

use session::files::{FileCompression, FileKind, Format, Header, PROGRAM};
use session::{ReadFault, RecordError, RecordingEnd};

use crate::kit::format::size;
use crate::kit::language::Language;
use crate::kit::save::{ending_of, with_ending};
use crate::shell::app::App;
use crate::shell::dialogs::save_form::{Purpose, Stage};
use crate::shell::notice::Notice;
use crate::shell::opening_file::stored_path;
use crate::shell::session_export::FILE_NAME;
use crate::shell::settings::StoredFile;
use crate::shell::tab::Tab;
use crate::shell::texts::Text;

impl App {
    /// Asks into which file to record.
    pub(super) fn ask_record(&mut self) {
        let tab = self.tabs.current();
        if tab.session.recording().is_some() {
            return;
        }
        let id = tab.id;
        if self.opening.iter().any(|file| file.tabs.contains(&id)) {
            let text = Text::RecordWhileOpening.say(self.language);
            self.notice = Some(Notice::bad(text));
            return;
        }
        let elsewhere = tab.rows_in_files();
        self.results = None;
        self.export = None;
        self.ask_where(FILE_NAME, 0);
        self.dialogs.save.purpose = Purpose::Record { elsewhere };
    }

    /// Begins to record into the file that was chosen in the dialog.
    pub(super) fn record_chosen(&mut self, replaces: bool) {
        let path = self.chosen_path();
        self.dialogs.save.stage = if path.exists() && !replaces {
            Stage::Exists
        } else if let Err(why) = self.record_to(&path, replaces) {
            Stage::Failed(why)
        } else {
            self.dialogs.close();
            Stage::Choosing
        };
    }

    /// Begins to record what the tab that is looked at records.
    ///
    /// # Errors
    /// Why that cannot be done, in the language of the window.
    fn record_to(&mut self, path: &Path, replaces: bool) -> Result<(), String> {
        let plain = Format {
            kind: FileKind::Session,
            compression: FileCompression::None,
        };
        if Format::of(path) != Some(plain) {
            return Err(Text::RecordingName.say(self.language).into_owned());
        }
        if replaces && path.exists() {
            // What the list has there is not written again, and would be lost.
            let is_shown = |tab: &Tab| tab.rows_in_files() > 0 && tab.session.reads_from(path);
            if self.tabs.iter().any(is_shown) {
                return Err(Text::ShownFromFile.say(self.language).into_owned());
            }
            std::fs::remove_file(path).map_err(|error| error.to_string())?;
        }
        let tab = self.tabs.current_mut();
        let mut header = Header::new(PROGRAM);
        let address = tab.dialled_shown();
        header.address = (!address.is_empty()).then_some(address);
        tab.session
            .record_to(path, header)
            .map_err(|error| match error {
                // Its file is named beside this.
                RecordError::Io { error, .. } => error.to_string(),
                RecordError::AlreadyFollowed => {
                    Text::AlreadyRecorded.say(self.language).into_owned()
                }
            })?;
        let path = stored_path(&path.to_owned());
        tab.recorded = path.map(|path| StoredFile { path, session: 0 });
        Ok(())
    }

    /// Records into a file that was named when the program was started. A name without an ending gets one, as in the dialog.
    pub(super) fn record_from_start(&mut self, path: &Path) {
        let completed = with_ending(path, ending_of(FILE_NAME));
        let path = completed.as_deref().unwrap_or(path);
        if let Err(why) = self.record_to(path, false) {
            let path = &path.display().to_string();
            let text = Text::NotRecorded { path, why: &why };
            self.notice = Some(Notice::bad(text.say(self.language)));
        }
    }

    /// Once a frame: tells what has come of recordings, and that a file could not be read from any more.
    pub(super) fn poll_recordings(&mut self) {
        for tab in self.tabs.iter_mut() {
            let end = tab.session.take_recording_end();
            let end = end.map(|end| ended(&end, self.language));
            let fault = tab.session.take_read_fault();
            let fault = fault.map(|(path, fault)| unreadable(&path, &fault, self.language));
            self.notice = fault.or(end).or(self.notice.take());
        }
    }
}

fn ended(end: &RecordingEnd, language: Language) -> Notice {
    let path = &end.path.display().to_string();
    let size = &size(end.bytes);
    match &end.failure {
        None => Notice::good(Text::Recorded { path, size }.say(language)),
        Some(why) => {
            let why = &why.to_string();
            Notice::bad(Text::RecordingFailed { path, size, why }.say(language))
        }
    }
}

fn unreadable(path: &Path, fault: &ReadFault, language: Language) -> Notice {
    let path = &path.display().to_string();
    let why = match fault {
        ReadFault::Changed => None,
        ReadFault::Io(why) => Some(&**why),
    };
    Notice::bad(Text::FileUnreadable { path, why }.say(language))
}
