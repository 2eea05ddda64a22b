//! What is watched in the messages of a tab.

use session::Session;
use session::conversation::{Conversation, Spoken};
use session::watch::{Side, Watch, WatchTable, WatchedPath};

use super::Tab;
use crate::features::watch::MAX_WATCHED;
use crate::shell::settings::StoredWatch;

impl Tab {
    /// Watches what a path selects, if it is one.
    pub fn watch(&mut self, path: &str, side: Side) {
        let (session, conversation) = (&self.session, &self.conversation);
        self.watching
            .add(path, side, |path| begin(session, conversation, path));
    }

    /// Looks at all messages anew. `conversation` knows of them what they are.
    pub(super) fn watch_again(&mut self, conversation: &Conversation) {
        let session = &self.session;
        self.watching
            .look_again(|path| begin(session, conversation, path));
    }

    /// The rows are gone.
    pub(super) fn clear_watched(&mut self) {
        let kept = self.session.with_log(session::Log::kept);
        self.watching.clear(kept.start);
    }

    /// All values of what is watched, to be saved.
    pub fn watch_table(&self) -> WatchTable {
        let paths = self.watching.paths().cloned().collect();
        let spoken = first_spoken(&self.session, &self.conversation);
        WatchTable::new(&self.session, paths, spoken)
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

fn begin(session: &Session, conversation: &Conversation, path: WatchedPath) -> Watch {
    Watch::new(session, path, first_spoken(session, conversation))
}

/// The protocol of the oldest message that is kept.
fn first_spoken(session: &Session, conversation: &Conversation) -> Option<Spoken> {
    conversation.spoken(session.with_log(session::Log::kept).start)
}
