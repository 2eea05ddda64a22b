//! The tabs of the last time that show files: opened again from them.

use std::path::{Path, PathBuf};

use session::files::{Header, Record};

use crate::features::connection_settings::form::Unsaved;
use crate::kit::tab_id::TabId;
use crate::shell::app::App;
use crate::shell::app::opening::{session_of_record, without_query};
use crate::shell::notice::Notice;
use crate::shell::opening_file::{OpeningFile, stored_path};
use crate::shell::settings::StoredFile;
use crate::shell::tab::{FromFile, Tab};
use crate::shell::unopened::Unopened;

impl OpeningFile {
    /// Which session of the file was told last, as it is stored.
    pub(super) fn stored_file(&self) -> Option<StoredFile> {
        self.path.clone().map(|path| StoredFile {
            path,
            session: self.sessions.saturating_sub(1),
        })
    }
}

impl App {
    /// Opens the files of the tabs of the last time, each file once.
    pub(super) fn reopen_files(&mut self) {
        let mut files: Vec<(String, Vec<TabId>)> = Vec::new();
        for tab in self.tabs.iter() {
            let Some(file) = &tab.file else {
                continue;
            };
            match files.iter_mut().find(|(path, _)| *path == file.path) {
                Some((_, tabs)) => tabs.push(tab.id),
                None => files.push((file.path.clone(), vec![tab.id])),
            }
        }
        for (path, tabs) in files {
            self.open_awaited(path, tabs);
        }
    }

    /// Looks at the tab of the last time that shows this file, if there is one. Those that were closed are shown as well: the whole file was asked
    /// for.
    pub(super) fn turn_to_reopened(&mut self, path: &Path) -> bool {
        let path = stored_path(&path.to_owned());
        let shows = |tab: &Tab| tab.file.as_ref().map(|file| &file.path) == path.as_ref();
        let position = self.tabs.iter().position(shows);
        let position = position.filter(|_| path.is_some());
        if let Some(position) = position {
            self.tabs.turn_to(position);
            self.pages.leave();
            let mut opening = self.opening.iter_mut();
            if let Some(opening) = opening.find(|opening| opening.path == path) {
                opening.is_asked_for = true;
            }
        }
        position.is_some()
    }

    /// Shows a session in the tab that waits for it. Returns false if it is to be shown in a new one. (The tabs of those that nobody asked for
    /// were closed before the program ended.)
    pub(super) fn fill_awaiting(
        &mut self,
        opening: &mut OpeningFile,
        header: &Header,
        record: &Record,
    ) -> bool {
        if opening.awaited_by.is_empty() {
            return false;
        }
        let file = opening.stored_file();
        let context = &self.context;
        for tab in self.tabs.iter_mut() {
            let is_meant = opening.awaited_by.contains(&tab.id) && tab.file == file;
            // One that was connected meanwhile goes on.
            if !is_meant || !tab.is_without_file() {
                continue;
            }
            let Some(stored) = tab.to_stored() else {
                continue;
            };
            let session = session_of_record(context, record.clone());
            let text = std::mem::take(&mut tab.compose.draft.text);
            let whole = header.address.clone().unwrap_or_default();
            let mut filled = Tab::new(tab.id, session, whole.clone(), text);
            filled.restore(stored);
            // A recording has a query without its secrets.
            let is_whole = !filled.unsaved().contains(&Unsaved::Query);
            if is_whole && without_query(&whole) == filled.address {
                filled.address = whole;
            }
            filled.from_file = Some(FromFile {
                header: header.clone(),
                record: record.clone(),
            });
            opening.tabs.push(tab.id);
            *tab = filled;
            return true;
        }
        !opening.is_asked_for
    }

    /// Tells what of a file could not be read. What is opened again as it was is told by its list. A tab whose session is not there stays,
    /// with its name and what is watched in it.
    pub(super) fn end_reopening(&mut self, opening: &OpeningFile, notice: Notice) {
        let is_left = self.leave_unopened(opening, &Unopened::NoSession);
        if notice.is_bad || opening.is_asked_for || is_left {
            self.notice = Some(notice);
        }
    }

    /// The tabs that wait for a file in vain stay, and say why: it may be there later, as on a drive that is not connected now. Says whether
    /// there are any.
    pub(super) fn leave_unopened(&mut self, opening: &OpeningFile, why: &Unopened) -> bool {
        let waits = |tab: &&mut Tab| opening.awaited_by.contains(&tab.id) && tab.is_without_file();
        let left = self.tabs.iter_mut().filter(waits);
        left.map(|tab| tab.unopened = Some(why.clone())).count() > 0
    }

    /// Reads the file of this tab again, for all tabs that wait for it.
    pub(super) fn read_again(&mut self) {
        let Some(file) = &self.tabs.current().file else {
            return;
        };
        let path = file.path.clone();
        let is_read = |opening: &OpeningFile| opening.path.as_ref() == Some(&path);
        if self.opening.iter().any(is_read) {
            return;
        }
        let waits = |tab: &&Tab| {
            let file = tab.file.as_ref();
            file.is_some_and(|file| file.path == path) && tab.is_without_file()
        };
        let tabs = self.tabs.iter().filter(waits).map(|tab| tab.id).collect();
        self.open_awaited(path, tabs);
    }

    fn open_awaited(&mut self, path: String, tabs: Vec<TabId>) {
        self.open_session(PathBuf::from(path));
        if let Some(opening) = self.opening.last_mut() {
            opening.awaited_by = tabs;
        }
    }
}
