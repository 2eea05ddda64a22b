//! A session that is read from a file: beside the window, which shows it as it comes.

#[cfg_attr(target_arch = "wasm32", path = "opening_file/web.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "opening_file/native.rs")]
mod platform;
mod told;

use egui::Context;
use web_time::Instant;

use crate::kit::file_dialog::ChosenFile;
use crate::kit::language::Language;
use crate::kit::tab_id::TabId;
#[cfg(target_arch = "wasm32")]
pub(crate) use platform::read_beside;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use platform::stored_path;
pub(crate) use platform::{name_of, sessions_of};
pub(crate) use told::Told;

/// A file that is being read.
pub(crate) struct OpeningFile {
    /// Its name, without its folder.
    pub(crate) name: String,
    /// When the reading began, and how far it was told to have come.
    pub(crate) shown: (Instant, Option<u64>),
    /// The tabs in which it is shown.
    pub(crate) tabs: Vec<TabId>,
    /// How many of its sessions were told.
    pub(crate) sessions: usize,
    /// Where it is, to be opened again. A page has no paths.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) path: Option<String>,
    /// The tabs of the last time that wait for its sessions, if it is opened for them.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) awaited_by: Vec<TabId>,
    /// Somebody asked for the whole file, so that sessions that no tab waits for are shown as well.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) is_asked_for: bool,
    reading: platform::Reading,
}

impl OpeningFile {
    /// Begins to read it. Each of its sessions keeps at most `budget_bytes`.
    pub(crate) fn begin(
        file: ChosenFile,
        budget_bytes: u64,
        language: Language,
        context: &Context,
    ) -> Self {
        Self {
            name: name_of(&file),
            shown: (Instant::now(), None),
            tabs: Vec::new(),
            sessions: 0,
            #[cfg(not(target_arch = "wasm32"))]
            path: stored_path(&file),
            #[cfg(not(target_arch = "wasm32"))]
            awaited_by: Vec::new(),
            #[cfg(not(target_arch = "wasm32"))]
            is_asked_for: false,
            reading: platform::Reading::begin(file, budget_bytes, language, context),
        }
    }

    /// What a tab with the session that was told last is called. Several are numbered, in front: the end of a long name is cut.
    pub(crate) fn session_name(&self) -> String {
        match self.sessions {
            0 | 1 => self.name.clone(),
            number => self.numbered(number),
        }
    }

    /// What a tab with this session is called, where there are several.
    pub(crate) fn numbered(&self, number: usize) -> String {
        format!("{number} · {}", self.name)
    }

    /// What was told since this was asked last, if something was.
    pub(crate) fn poll(&mut self) -> Option<Told> {
        self.reading.poll()
    }

    /// How much of it is read, in percent.
    pub(crate) fn percent(&self) -> u64 {
        self.reading.percent()
    }

    /// Ends the reading: nobody wants it any more.
    pub(crate) fn cancel(&mut self) {
        self.reading.cancel();
    }
}
