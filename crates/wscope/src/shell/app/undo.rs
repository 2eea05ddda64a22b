//! What was removed and can still be brought back: instead of a question before it.

use std::borrow::Cow;
use std::time::Duration;

use web_time::Instant;

use crate::features::frames::State as FramesState;
use crate::kit::tab_id::TabId;
use crate::shell::app::App;
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::texts::Text;
use crate::shell::undo::{Removed, Undo};

/// How long it can be brought back: long enough to see what was done and to reach the button.
const TIME: Duration = Duration::from_secs(10);

impl App {
    /// Removes every row.
    pub(super) fn clear(&mut self) {
        let tab = self.tabs.current_mut();
        if tab.kept() == 0 && FramesState::count(&tab.session) == 0 {
            return;
        }
        let log = Box::new(tab.session.take_log());
        tab.clear();
        let tab = tab.id;
        self.offer_undo(Text::Cleared, Removed::Rows { tab, log });
    }

    /// Closes a tab and its connection. The last one makes room for an empty one.
    pub(super) fn close_tab(&mut self, id: TabId) {
        let Some(place) = self.tabs.iter().position(|tab| tab.id == id) else {
            return;
        };
        if self.tabs.len() == 1 {
            self.new_tab();
        }
        let Some(mut tab) = self.tabs.close(id) else {
            return;
        };
        tab.stop_sending();
        tab.disconnect();
        // Nothing is lost of one that was never used.
        if tab.would_lose() || tab.dialled.is_some() {
            let tab = Box::new(tab);
            self.offer_undo(Text::TabClosed, Removed::Tab { place, tab });
        }
    }

    fn offer_undo(&mut self, text: Text<'_>, removed: Removed) {
        let text = text.say(self.language);
        self.offer_undo_of(text, removed);
    }

    /// Says what was done, and offers to bring back what was removed with it.
    pub(super) fn offer_undo_of(&mut self, text: Cow<'static, str>, removed: Removed) {
        let until = Instant::now() + TIME;
        self.undo = Some(Undo { until, removed });
        let notice = Notice::good(text);
        self.notice = Some(notice.with(Command::Undo));
    }

    /// Tells what has happened meanwhile. An offer to bring something back has only this time, and stays.
    pub(super) fn tell_meanwhile(&mut self, notice: Option<Notice>) {
        if self.undo.is_none() {
            self.notice = notice.or(self.notice.take());
        }
    }

    /// Whether something was removed that can be brought back.
    pub(super) fn can_undo(&self) -> bool {
        self.undo.is_some() || !self.sequences.replaced.is_empty()
    }

    /// Brings back what was removed last.
    pub(super) fn undo(&mut self) {
        let Some(undo) = self.undo.take() else {
            return self.put_back_sequence();
        };
        match undo.removed {
            Removed::Rows { tab, log } => {
                let language = self.language;
                if let Some(tab) = self.tabs.iter_mut().find(|other| other.id == tab) {
                    tab.session.put_back(*log);
                    #[cfg(not(target_arch = "wasm32"))]
                    tab.hear_again();
                    tab.look_for(tab.query.clone(), language);
                    tab.frames.look_again(&tab.session, language);
                    tab.list.follow_tail();
                }
            }
            #[cfg(not(target_arch = "wasm32"))]
            Removed::Watched {
                tab,
                place,
                watched,
            } => {
                if let Some(tab) = self.tabs.iter_mut().find(|other| other.id == tab) {
                    tab.watching.put_back(place, *watched);
                }
            }
            Removed::Tab { place, tab } => self.tabs.insert(place, *tab),
        }
    }

    /// Once a frame: forgets what was not brought back in time, or has no room beside what has come since.
    pub(super) fn poll_undo(&mut self, context: &egui::Context) {
        let Some(undo) = &self.undo else {
            return;
        };
        let rest = undo.until.saturating_duration_since(Instant::now());
        let has_room = match &undo.removed {
            Removed::Rows { tab, log } => {
                let mut tabs = self.tabs.iter();
                let tab = tabs.find(|other| other.id == *tab);
                tab.is_some_and(|tab| {
                    let snapshot = tab.session.snapshot();
                    snapshot.bytes_kept + log.bytes_kept() <= snapshot.budget
                })
            }
            #[cfg(not(target_arch = "wasm32"))]
            Removed::Watched { tab, .. } => {
                let mut tabs = self.tabs.iter();
                let tab = tabs.find(|other| other.id == *tab);
                tab.is_some_and(|tab| tab.watching.has_room())
            }
            Removed::Tab { .. } => !self.tabs.is_full(),
        };
        if !rest.is_zero() && has_room {
            context.request_repaint_after(rest);
            return;
        }
        self.undo = None;
        let is_offer = |notice: &mut Notice| notice.offer == Some(Command::Undo);
        self.notice.take_if(is_offer);
    }
}
