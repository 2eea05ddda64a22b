//! The settings, on their way into the storage.

use std::time::Duration;

use session::SettingsFault;
use web_time::Instant;

use crate::kit::task::Task;
use crate::shell::settings::Settings;
use crate::shell::store::{Store, Written};

/// How long after a command the settings are written: soon enough to survive what happens next, and once for commands
/// that come close together.
const DELAY: Duration = Duration::from_secs(1);

/// Where the settings go, and what is known of what is there.
pub(super) struct Storing {
    pub(super) store: Option<Store>,
    /// What this window read or wrote last.
    pub(super) base: Settings,
    /// The same of the size and the place of the window.
    pub(super) base_window: Option<String>,
    /// When to write.
    pub(super) due: Option<Instant>,
    pub(super) writing: Option<Writing>,
    /// What is wrong, as it was told.
    pub(super) told: Option<SettingsFault>,
}

/// What is being written.
pub(super) struct Writing {
    pub(super) mine: Settings,
    pub(super) window: Option<String>,
    /// The task that does it, if that is not this thread.
    pub(super) outcome: Option<Task<Result<Written, SettingsFault>>>,
}

impl Storing {
    /// Reads the settings, and says what there is to tell.
    pub(super) fn open(store: Option<Store>) -> (Self, Settings, Option<SettingsFault>) {
        let read = store.as_ref().map(Store::read);
        let (settings, trouble) = read.unwrap_or_default();
        let storing = Self {
            store,
            base: settings.clone(),
            base_window: None,
            due: None,
            writing: None,
            told: trouble.clone(),
        };
        (storing, settings, trouble)
    }

    /// The file with the settings, where there is one.
    pub(super) fn file(&self) -> Option<String> {
        self.store.as_ref().and_then(Store::file)
    }

    pub(super) fn soon(&mut self) {
        if self.store.is_some() && self.due.is_none() {
            self.due = Some(Instant::now() + DELAY);
        }
    }
}
