//! What is watched in the messages of a tab.

use session::conversation::{Choice, Conversation};
use session::watch::{Beginning, Side, Watch, WatchTable, WatchedPath};

use super::Tab;
use crate::features::watch::MAX_WATCHED;
use crate::shell::settings::StoredWatch;

impl Tab {
    /// Watches what a path selects, if it is one.
    pub fn watch(&mut self, path: &str, side: Side) {
        let beginning = self.beginning(&self.conversation);
        let session = &self.session;
        self.watching
            .add(path, side, |path| Watch::new(session, path, beginning));
    }

    /// Looks at all messages anew, of the oldest of which this is known.
    pub(super) fn watch_again(&mut self, beginning: Beginning) {
        let session = &self.session;
        self.watching
            .look_again(|path| Watch::new(session, path, beginning));
    }

    /// The rows are gone.
    pub(super) fn clear_watched(&mut self) {
        let kept = self.session.with_log(session::Log::kept);
        self.watching.clear(kept.start);
    }

    /// All values of what is watched, to be saved.
    pub fn watch_table(&self) -> WatchTable {
        let paths = self.watching.paths().cloned().collect();
        let beginning = self.beginning(&self.conversation);
        WatchTable::new(&self.session, paths, beginning)
    }

    /// What is known of the oldest message that is kept.
    pub(super) fn beginning(&self, conversation: &Conversation) -> Beginning {
        let oldest = self.session.with_log(session::Log::kept).start;
        let choice = self.decoded_as;
        let spoken = match choice {
            Choice::Automatic => conversation.spoken(oldest),
            Choice::Always(_) | Choice::Never => None,
        };
        Beginning { choice, spoken }
    }

    /// What is kept of it over a restart.
    pub(super) fn watched_to_store(&self) -> Vec<StoredWatch> {
        let paths = self.watching.paths();
        let stored = paths.map(|path| StoredWatch {
            path: path.text().to_owned(),
            side: path.side(),
        });
        stored.collect()
    }

    /// Watches what was watched before the restart. What is no path has no use.
    pub(super) fn restore_watched(&mut self, stored: &[StoredWatch]) {
        for StoredWatch { path, side } in stored.iter().take(MAX_WATCHED) {
            if WatchedPath::parse(path, *side).is_ok() {
                self.watch(path, *side);
            }
        }
    }
}
