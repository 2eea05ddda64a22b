//! Which secrets of the window lie in the system's keyring, and when it is asked for them.

use std::time::Duration;

use web_time::Instant;

use crate::features::connection_settings::form::{OptionsForm, entry_in, set_entry_in};
use crate::features::connections::{self, Variable};
use crate::kit::keyring::KeyringError;
use crate::kit::secret::{Keep, Kept};
use crate::kit::tab_id::TabId;
use crate::shell::app::App;
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::secrets::{Ended, Job, SecretHolder};
use crate::shell::tab::{Awaited, Tab};
use crate::shell::undo::Removed;

/// How long the end of the program waits for the keyring, each time: it may be waiting for the person itself.
const EXIT_TIME: Duration = Duration::from_secs(3);

/// Asks the keyring again.
const RETRY: Command = Command::Connections(connections::Command::RetryKeyring);

impl SecretHolder for Variable {
    fn keep(&self) -> Keep {
        Self::keep(self)
    }

    fn kept(&mut self) -> &mut Kept {
        &mut self.kept
    }

    fn secret(&self) -> String {
        self.value.clone()
    }

    fn fill(&mut self, secret: &str) {
        if self.value.is_empty() {
            secret.clone_into(&mut self.value);
        }
    }
}

impl SecretHolder for OptionsForm {
    fn keep(&self) -> Keep {
        self.credentials.keep
    }

    fn kept(&mut self) -> &mut Kept {
        &mut self.credentials
    }

    fn secret(&self) -> String {
        Self::secret(self)
    }

    fn fill(&mut self, secret: &str) {
        self.fill_secret(secret);
    }
}

impl App {
    /// Looks at everything that holds a secret, and has the keyring do what that needs.
    pub(super) fn tend_secrets(&mut self) {
        if !self.secrets.has_keyring() {
            return;
        }
        self.secrets.begin_round();
        let environments = self.settings.connections.environments.iter_mut();
        for variable in environments.flat_map(|environment| &mut environment.variables) {
            self.secrets.tend(variable);
        }
        for tab in self.tabs.iter_mut() {
            self.secrets.tend(&mut tab.form);
        }
        if let Some(Removed::Tab { tab, .. }) = self.undo.as_mut().map(|undo| &mut undo.removed) {
            self.secrets.tend(&mut tab.form);
        }
        self.tend_saved_connections();
        self.secrets.begin(&self.context);
        self.note_awaited();
        if self.secrets.wants_stored() {
            self.store_soon();
        }
    }

    /// Credentials of a saved connection are read when it is used. What was deleted can be brought back, with them.
    fn tend_saved_connections(&mut self) {
        for (id, text) in std::mem::take(&mut self.secrets.unwritten) {
            let Some(item) = self.settings.connections.get_mut(id) else {
                continue;
            };
            match self.secrets.entry_of(&text) {
                Some(entry) => set_entry_in(&mut item.form, entry),
                None => {
                    self.secrets.want_entry(&text);
                    self.secrets.unwritten.push((id, text));
                }
            }
        }
        let removed = self.side.saved.removed.iter();
        let removed = removed.flat_map(connections::Removed::items);
        for item in self.settings.connections.items.iter().chain(removed) {
            self.secrets.note(entry_in(&item.form));
        }
    }

    /// Once a frame: takes on what the keyring has done, and connects what waited for it.
    pub(super) fn poll_secrets(&mut self) {
        if let Some(ended) = self.secrets.end(Duration::ZERO) {
            self.end_secrets(ended);
            self.connect_waiting();
        }
    }

    fn end_secrets(&mut self, ended: Ended) {
        if let Some((job, error)) = ended.failed {
            let text = match job {
                Job::Delete(_) => connections::Text::NotDeleted.say(self.language),
                Job::Read(_) | Job::Write(_) => error.say(self.language),
            };
            let offer = self.remedy(&job, &error);
            self.notice = Some(Notice {
                offer,
                ..Notice::bad(text)
            });
        }
        let lacking = self.tabs.iter().filter(|tab| self.has_lost_secret(tab));
        let lacking: Vec<TabId> = lacking.map(|tab| tab.id).collect();
        for tab in self.tabs.iter_mut().filter(|tab| lacking.contains(&tab.id)) {
            tab.awaited = None;
        }
        self.tend_secrets();
        if ended.is_changed {
            self.store_soon();
        }
    }

    /// What helps where the keyring did not do it: to ask it again, or to go where the secret is typed.
    fn remedy(&self, job: &Job, error: &KeyringError) -> Option<Command> {
        if error.can_be_retried() {
            return Some(RETRY);
        }
        let is_about = |kept: Kept, secret: &str| match job {
            Job::Read(entry) => kept.entry == *entry,
            Job::Write(text) => secret == text,
            Job::Delete(_) => false,
        };
        let environments = self.settings.connections.environments.iter();
        let mut variables = environments.flat_map(|environment| &environment.variables);
        if variables.any(|variable| is_about(variable.kept, &variable.value)) {
            return Some(Command::Connections(connections::Command::EditEnvironments));
        }
        let form = &self.tabs.current().form;
        is_about(form.credentials, &form.secret()).then_some(Command::OpenOptions)
    }

    /// Whether the credentials of a tab were in the keyring, and are not there any more.
    fn has_lost_secret(&self, tab: &Tab) -> bool {
        let credentials = tab.form.credentials;
        let is_needed = credentials.is_unread() && tab.form.secret().is_empty();
        is_needed && self.secrets.is_missing(credentials.entry)
    }

    /// The entry of the keyring that a tab needs, if it was not read yet.
    fn needed_entry(&self, tab: &Tab) -> Option<u64> {
        let credentials = tab.form.credentials;
        // Without what was typed meanwhile nothing is to be sent in its place.
        if credentials.is_unread() && tab.form.secret().is_empty() {
            return Some(credentials.entry);
        }
        let saved = &self.settings.connections;
        let name = tab.filled(&saved.variables()).err()?;
        let mut variables = saved.chosen()?.variables.iter();
        let variable = variables.find(|variable| variable.name == name)?;
        variable.kept.is_unread().then_some(variable.kept.entry)
    }

    /// Remembers to connect a tab when the secrets that it needs are there. Says why it has to wait, if it has.
    pub(super) fn wait_for_secrets(&mut self, id: TabId) -> Option<Notice> {
        use connections::Text as T;
        let tab = self.tabs.iter().find(|tab| tab.id == id)?;
        // Once: who connects again has read it.
        let is_lost = self.has_lost_secret(tab);
        self.tend_secrets();
        let tab = self.tabs.iter().find(|tab| tab.id == id)?;
        let entry = self.needed_entry(tab);
        let is_asked = entry.is_some_and(|entry| self.secrets.is_reading(entry));
        let tab = self.tabs.iter_mut().find(|tab| tab.id == id)?;
        let address = tab.address.clone();
        tab.awaited = entry.map(|_| Awaited { address, is_asked });
        if is_lost {
            let text = KeyringError::Missing.say(self.language);
            return Some(Notice::bad(text).with(Command::OpenOptions));
        }
        entry?;
        Some(if is_asked {
            Notice::good(T::AwaitsKeyring.say(self.language))
        } else {
            let offer = self.secrets.can_retry().then_some(RETRY);
            Notice {
                offer,
                ..Notice::bad(T::KeyringUnread.say(self.language))
            }
        })
    }

    /// For which tabs the keyring is being asked.
    fn note_awaited(&mut self) {
        let waiting = self.tabs.iter().filter(|tab| tab.awaited.is_some());
        let entries = waiting.filter_map(|tab| Some((tab.id, self.needed_entry(tab)?)));
        let asked = entries.filter(|(_, entry)| self.secrets.is_reading(*entry));
        let asked: Vec<TabId> = asked.map(|(tab, _)| tab).collect();
        for tab in self.tabs.iter_mut() {
            if let Some(awaited) = &mut tab.awaited {
                awaited.is_asked = asked.contains(&tab.id);
            }
        }
    }

    fn connect_waiting(&mut self) {
        let waiting = self.tabs.iter().filter(|tab| tab.awaited.is_some());
        let waiting: Vec<TabId> = waiting.map(|tab| tab.id).collect();
        for id in waiting {
            let Some(tab) = self.tabs.iter().find(|tab| tab.id == id) else {
                continue;
            };
            // What could not be read was told, and is tried again from there.
            if self.needed_entry(tab).is_some() {
                continue;
            }
            let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) else {
                continue;
            };
            let awaited = tab.awaited.take();
            if awaited.is_none_or(|awaited| awaited.address != tab.address) {
                continue;
            }
            if id == self.tabs.current().id {
                let told = self.notice.take();
                self.connect();
                self.notice = told.or(self.notice.take());
            } else {
                self.connect_beside(id);
            }
        }
    }

    /// Connects a tab that is not looked at.
    pub(super) fn connect_beside(&mut self, id: TabId) {
        // It is told when the tab is looked at and connected.
        if self.wait_for_secrets(id).is_some() {
            return;
        }
        let (details, language) = (self.settings.record_details, self.language);
        if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) {
            // What is wrong with it is told when it is looked at.
            tab.connect(details, &self.settings.connections, language);
        }
    }

    /// Tries again what the keyring did not do.
    pub(super) fn retry_keyring(&mut self) {
        self.secrets.retry();
        self.tend_secrets();
    }

    /// At the end of the program: what is to be in the keyring is written, then the settings, then what is not used any more
    /// is deleted. A keyring that takes longer is left alone.
    pub fn store_with_secrets(&mut self) {
        self.side.saved.removed = None;
        self.undo = None;
        self.tend_secrets();
        self.finish_secrets();
        self.store_now();
        self.tend_secrets();
        if self.finish_secrets() {
            self.store_now();
        }
    }

    /// Waits for the keyring, and for what follows from its answers. Says whether something has to be stored then.
    fn finish_secrets(&mut self) -> bool {
        let start = Instant::now();
        let mut is_changed = false;
        while self.secrets.is_busy() {
            let rest = EXIT_TIME.saturating_sub(start.elapsed());
            let Some(ended) = self.secrets.end(rest) else {
                break;
            };
            is_changed |= ended.is_changed;
            self.end_secrets(ended);
        }
        is_changed
    }
}
