//! What of a tab is stored, and taken from what was stored.

use connection::Endpoint;

use crate::features::connection_settings;
use crate::features::connection_settings::form::{MAX_TAB_NAME, Unsaved};
use crate::kit::completion::MAX_ADDRESS_BYTES;
use crate::kit::language::Language;
use crate::kit::variables::has_variable;
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::public_address::public_address;
use crate::shell::settings::StoredTab;
use crate::shell::tab::Tab;
#[cfg(not(target_arch = "wasm32"))]
use crate::shell::texts::Text;

impl Tab {
    /// What of it is kept, if anything is.
    pub fn to_stored(&self) -> Option<StoredTab> {
        if !self.is_stored() {
            return None;
        }
        let endpoint = Endpoint::parse(&self.address).ok();
        let address = endpoint.as_ref().map(Endpoint::without_query);
        // What a variable stands for is kept elsewhere.
        let with_variables = has_variable(&self.address).then(|| public_address(&self.address));
        let address = with_variables.or(address).unwrap_or_default();
        let is_undialled = self.dialled.is_none();
        let loses_query = endpoint.is_some_and(|endpoint| endpoint.expose() != address)
            && !has_variable(&self.address)
            // Its file has the whole address.
            && !(self.is_opened_again() && is_undialled);
        let mut unsaved = self.form.unsaved();
        unsaved.extend(loses_query.then_some(Unsaved::Query));
        // What was missing the last time still is, unless it was filled in.
        for earlier in &self.unsaved {
            if !unsaved.contains(earlier) {
                unsaved.push(*earlier);
            }
        }
        Some(StoredTab {
            name: self.name.clone(),
            colour: self.colour,
            // A longer one would not fit into the field.
            address: if address.len() > MAX_ADDRESS_BYTES {
                String::new()
            } else {
                address
            },
            // One that was left alone is as it was.
            was_open: self.phase() != connection::Phase::Idle
                || self.awaited.is_some()
                || (is_undialled && self.was_open),
            form: self.form.to_stored(),
            unsaved,
            saved: self.saved,
            saved_name: self.saved_name.clone(),
            #[cfg(not(target_arch = "wasm32"))]
            watched: self.watched_to_store(),
            #[cfg(not(target_arch = "wasm32"))]
            file: self.shown_file().cloned(),
        })
    }

    /// Takes on what was kept of an earlier one.
    pub fn restore(&mut self, stored: StoredTab) {
        self.name = stored.name.chars().take(MAX_TAB_NAME).collect();
        self.colour = stored.colour;
        self.form = stored.form;
        self.saved = stored.saved;
        self.saved_name = stored.saved_name;
        #[cfg(not(target_arch = "wasm32"))]
        self.restore_watched(&stored.watched);
        #[cfg(not(target_arch = "wasm32"))]
        {
            self.file = stored.file;
        }
        self.was_open = stored.was_open;
        self.unsaved = stored.unsaved;
        // An earlier version did not say what it left out.
        let has_login = self.form.read_login().is_ok() || self.form.is_in_keyring();
        if !has_login && !self.unsaved.contains(&Unsaved::Login) {
            self.unsaved.push(Unsaved::Login);
        }
        if Endpoint::parse(&stored.address).is_ok() || has_variable(&stored.address) {
            self.address = stored.address;
        }
    }

    /// What was filled in before the restart and is missing: without it the tab would connect in another way than the person
    /// asked for, so it does not connect by itself.
    pub fn unsaved(&self) -> &[Unsaved] {
        &self.unsaved
    }

    /// Says what is missing, and why the tab is not connected.
    pub fn tell_unsaved(&self, language: Language) -> Option<Notice> {
        let text = connection_settings::Text::NotConnected(&self.unsaved);
        (!self.unsaved.is_empty())
            .then(|| Notice::bad(text.say(language)).with(Command::OpenOptions))
    }

    /// Says why a tab that was connected shows its file instead, and how it connects again.
    #[cfg(not(target_arch = "wasm32"))]
    pub(in crate::shell) fn tell_unconnected(&self, language: Language) -> Option<Notice> {
        if !self.was_open {
            return None;
        }
        let shown = || Notice::good(Text::ShowsFile.say(language)).with(Command::Connect);
        self.tell_unsaved(language).or_else(|| Some(shown()))
    }
}
