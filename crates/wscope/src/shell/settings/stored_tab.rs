//! What of a tab survives a restart.

use serde::{Deserialize, Serialize};
#[cfg(not(target_arch = "wasm32"))]
use session::watch::{MAX_PATH_BYTES, Side};

use crate::features::connection_settings::form::{MAX_TAB_NAME, OptionsForm, Unsaved};
#[cfg(not(target_arch = "wasm32"))]
use crate::features::watch::MAX_WATCHED;
use crate::kit::completion::MAX_ADDRESS_BYTES;
use crate::kit::theme::TabColour;

/// A tab without its messages and without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredTab {
    /// What the person calls it.
    pub name: String,
    /// How it is told from others.
    pub colour: TabColour,
    /// Where it goes, without a query, which may hold tokens.
    pub address: String,
    /// Whether it was connected, or trying to be.
    pub was_open: bool,
    /// What is missing in the other fields, because it may be secret.
    pub unsaved: Vec<Unsaved>,
    /// How it connects.
    pub form: OptionsForm,
    /// The saved connection that it was opened from, or saved as.
    pub saved: Option<u64>,
    /// The name that it has from there.
    pub saved_name: String,
    /// What is watched in its messages.
    #[cfg(not(target_arch = "wasm32"))]
    pub watched: Vec<StoredWatch>,
    /// The file from which it was opened, and is opened again.
    #[cfg(not(target_arch = "wasm32"))]
    pub file: Option<StoredFile>,
}

/// The longest path that is stored, in bytes: the longest that Linux takes.
#[cfg(not(target_arch = "wasm32"))]
const MAX_FILE_PATH_BYTES: usize = 4096;

/// Which session of which file a tab shows.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredFile {
    /// Its path, from the root. One that is not Unicode is not stored.
    pub path: String,
    /// The place of the session in the file: a HAR has several.
    pub session: usize,
}

/// What is watched in the messages of a tab.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredWatch {
    /// The `JSONPath`.
    pub path: String,
    /// In which messages.
    pub side: Side,
}

impl StoredTab {
    /// The same without what is longer than could have been typed.
    #[must_use]
    pub fn within_bounds(self) -> Self {
        let within = |text: String, bytes| {
            if text.len() > bytes {
                String::new()
            } else {
                text
            }
        };
        let mut unsaved = self.unsaved;
        unsaved.truncate(Unsaved::COUNT);
        #[cfg(not(target_arch = "wasm32"))]
        let watched = {
            let mut watched = self.watched;
            watched.retain(|watched| watched.path.len() <= MAX_PATH_BYTES);
            watched.truncate(MAX_WATCHED);
            watched
        };
        Self {
            unsaved,
            #[cfg(not(target_arch = "wasm32"))]
            watched,
            #[cfg(not(target_arch = "wasm32"))]
            file: self
                .file
                .filter(|file| file.path.len() <= MAX_FILE_PATH_BYTES),
            // A character has up to four bytes.
            name: within(self.name, 4 * MAX_TAB_NAME),
            saved_name: within(self.saved_name, 4 * MAX_TAB_NAME),
            address: within(self.address, MAX_ADDRESS_BYTES),
            form: self.form.within_bounds(),
            ..self
        }
    }

    /// Whether a person chose something in it that would have to be chosen anew.
    pub fn holds_choices(&self) -> bool {
        let untouched = OptionsForm::default();
        #[cfg(not(target_arch = "wasm32"))]
        if !self.watched.is_empty() {
            return true;
        }
        !self.name.is_empty() || self.colour != TabColour::default() || self.form != untouched
    }

    /// Whether it is the same but for what the connection does by itself.
    pub fn is_alike(&self, other: &Self) -> bool {
        let was_open = other.was_open;
        Self {
            was_open,
            ..self.clone()
        } == *other
    }
}
