//! The tabs, one of which is looked at.

use std::sync::Arc;
use std::time::Duration;

use connection::Endpoint;

use super::App;
use crate::StartOptions;
use crate::completion::completed;
use crate::language::Text;
use crate::settings::{MAX_TABS, Settings};
use crate::tab::{Link, StoredTab, Tab, TabId};
use crate::ui::dialogs::Dialog;
use crate::ui::status_bar::Notice;
use session::Session;
use transport::Automatic;

/// One tab or more.
pub struct Tabs {
    /// Never empty.
    all: Vec<Tab>,
    /// Always in range.
    current: usize,
    last_id: TabId,
}

/// To the tab beside, and from the last one to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// To the right.
    Next,
    /// To the left.
    Previous,
}

impl Tabs {
    fn new(first: Tab) -> Self {
        Self {
            last_id: first.id,
            all: vec![first],
            current: 0,
        }
    }

    /// The one that is looked at.
    pub fn current(&self) -> &Tab {
        &self.all[self.current]
    }

    /// The one that is looked at.
    pub fn current_mut(&mut self) -> &mut Tab {
        &mut self.all[self.current]
    }

    /// All of them, from left to right.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Tab> {
        self.all.iter()
    }

    /// All of them, from left to right.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        self.all.iter_mut()
    }

    /// Which of them is looked at.
    pub fn position(&self) -> usize {
        self.current
    }

    /// Whether there is room for one more.
    pub fn is_full(&self) -> bool {
        self.all.len() >= MAX_TABS
    }

    /// Puts one to the right of the others, and looks at it.
    fn open(&mut self, tab: Tab) {
        self.last_id = tab.id;
        self.all.push(tab);
        self.turn_to(self.all.len() - 1);
    }

    fn next_id(&self) -> TabId {
        TabId(self.last_id.0 + 1)
    }

    /// Looks at this one, if it is still there.
    pub fn select(&mut self, id: TabId) {
        if let Some(index) = self.all.iter().position(|tab| tab.id == id) {
            self.turn_to(index);
        }
    }

    /// Looks at the one beside.
    pub fn step(&mut self, way: Beside) {
        let count = self.all.len();
        let step = match way {
            Beside::Next => 1,
            Beside::Previous => count - 1,
        };
        self.turn_to((self.current + step) % count);
    }

    fn turn_to(&mut self, index: usize) {
        self.current_mut().look();
        self.current = index;
    }

    /// Ends one and its connection. The last one stays.
    pub fn close(&mut self, id: TabId) {
        let Some(index) = self.all.iter().position(|tab| tab.id == id) else {
            return;
        };
        if self.all.len() == 1 {
            return;
        }
        self.all.remove(index);
        if index < self.current || self.current == self.all.len() {
            self.current -= 1;
        }
    }
}

impl App {
    /// The tabs of the last time, or one with the address of the start.
    pub(super) fn first_tabs(
        context: &egui::Context,
        settings: &Settings,
        options: &StartOptions,
    ) -> Tabs {
        let tab = |id| {
            let session = new_session(context, settings.budget_bytes());
            Tab::new(
                TabId(id),
                session,
                options.address.clone(),
                options.text.clone(),
            )
        };
        let mut stored = settings.tabs.iter().take(MAX_TABS).cloned();
        let Some(first) = stored.next() else {
            return Tabs::new(tab(0));
        };
        let restore = |id, stored: StoredTab| {
            let mut tab = tab(id);
            tab.restore(stored);
            tab
        };
        let mut tabs = Tabs::new(restore(0, first));
        for stored in stored {
            let id = tabs.next_id();
            tabs.open(restore(id.0, stored));
        }
        tabs.current = settings.current_tab.min(tabs.all.len() - 1);
        tabs
    }

    /// Connects what was connected when the tabs were stored, and goes to the address that was asked for.
    pub(super) fn connect_first(&mut self, options: &StartOptions) {
        let was_open: Vec<bool> = self.settings.tabs.iter().map(|tab| tab.was_open).collect();
        let has_stored = !was_open.is_empty();
        if let Some(link) = &options.link {
            self.turn_to_link(link, has_stored);
        } else if has_stored && !options.is_default_address {
            self.turn_to_address(&options.address);
        }
        let is_asked = options.link.is_some() || !options.is_default_address;
        let current = self.tabs.current;
        for (index, was_open) in was_open.into_iter().enumerate() {
            if was_open && index != current && !is_asked {
                self.tabs.all[index].connect(self.language);
            }
        }
        let tab = self.tabs.current_mut();
        let endpoint = |address: &str| Endpoint::parse(address).ok();
        if !is_asked && endpoint(&tab.address) == endpoint(&options.address) {
            tab.session.expect_failure();
        }
        self.connect();
    }

    /// Once a frame: connects when the window was painted once, if that is how it was started.
    pub(super) fn connect_after_painting(&mut self, context: &egui::Context) {
        match self.start.take() {
            Some(options) if options.connects_after_painting => {
                self.start = Some(StartOptions {
                    connects_after_painting: false,
                    ..options
                });
                context.request_repaint();
            }
            Some(options) => self.connect_first(&options),
            None => {}
        }
    }

    /// Looks at the tab with the address of a link, or at a new one, which is not stored while it has that address.
    fn turn_to_link(&mut self, link: &str, has_stored: bool) {
        let count = self.tabs.all.len();
        let link = completed(link, self.is_secure_page);
        if has_stored {
            self.turn_to_address(&link);
        }
        let is_new = !has_stored || self.tabs.all.len() > count;
        let tab = self.tabs.current_mut();
        tab.address = link.to_string();
        tab.link = Some(Link {
            address: link.into_owned(),
            is_stored: !is_new,
        });
    }

    /// Looks at the tab with this address, or at a new one.
    fn turn_to_address(&mut self, address: &str) {
        let without_query = |text: &str| {
            let endpoint = Endpoint::parse(text);
            endpoint.map_or_else(|_| text.to_owned(), |endpoint| endpoint.without_query())
        };
        let wanted = without_query(address);
        let mut tabs = self.tabs.all.iter();
        match tabs.position(|tab| without_query(&tab.address) == wanted) {
            Some(index) => self.tabs.turn_to(index),
            None => self.open_tab(),
        }
        // With its query, which was not stored.
        address.clone_into(&mut self.tabs.current_mut().address);
    }

    fn open_tab(&mut self) {
        let beside = self.tabs.current();
        let session = new_session(&self.context, self.settings.budget_bytes());
        let (address, text) = (beside.address.clone(), beside.compose.draft.text.clone());
        let mut tab = Tab::new(self.tabs.next_id(), session, address, text);
        tab.form.inspects = beside.form.inspects;
        tab.query.set_received_only(self.settings.received_only);
        let words = crate::words::searched(self.language);
        tab.view.look_for(&tab.query, &tab.session, words);
        self.tabs.open(tab);
    }

    pub(super) fn new_tab(&mut self) {
        if self.tabs.is_full() {
            let text = self.language.say(Text::TooManyTabs { limit: MAX_TABS });
            self.notice = Some(Notice::bad(text));
            return;
        }
        self.open_tab();
    }

    /// Asks before something is lost.
    pub(super) fn ask_close_tab(&mut self, id: TabId) {
        let Some(tab) = self.tabs.all.iter().find(|tab| tab.id == id) else {
            return;
        };
        let messages = tab.kept();
        if messages == 0 {
            self.tabs.close(id);
        } else if self.tabs.all.len() > 1 {
            self.dialog = Some(Dialog::CloseTab { id, messages });
        }
    }

    /// What of the tabs survives a restart.
    pub(super) fn stored_tabs(&self) -> Vec<StoredTab> {
        self.tabs.iter().filter_map(Tab::to_stored).collect()
    }

    /// Which of the stored ones is looked at. While a link leads to another, it is the one of the last time.
    pub(super) fn stored_position(&self) -> usize {
        let before = &self.tabs.all[..self.tabs.current];
        if self.tabs.current().is_from_link() {
            self.settings.current_tab
        } else {
            before.iter().filter(|tab| tab.is_stored()).count()
        }
    }
}

/// How long a wake-up waits for more: one frame at 60 Hz. A flood then costs one frame in that time, and a single message is
/// on the screen before anybody could notice.
const WAKE_DELAY: Duration = Duration::from_millis(16);

/// A session that wakes the window of `context`.
fn new_session(context: &egui::Context, budget_bytes: u64) -> Session {
    let context = context.clone();
    let wake = move || {
        // With a delay egui asks for one repaint, without it for two.
        context.request_repaint_after_for(WAKE_DELAY, egui::ViewportId::ROOT);
    };
    Session::new(Arc::new(Automatic), wake, budget_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tabs(count: u64) -> Tabs {
        let context = egui::Context::default();
        let tab = |id| {
            let session = new_session(&context, 1 << 20);
            Tab::new(TabId(id), session, String::new(), String::new())
        };
        let mut tabs = Tabs::new(tab(0));
        for _ in 1..count {
            let id = tabs.next_id();
            tabs.open(tab(id.0));
        }
        tabs
    }

    #[track_caller]
    fn check(tabs: &Tabs, ids: &[u64], current: u64) {
        let there: Vec<u64> = tabs.iter().map(|tab| tab.id.0).collect();
        assert_eq!((there.as_slice(), tabs.current().id.0), (ids, current));
    }

    #[test]
    fn closing_one_keeps_the_eye_on_its_place() {
        let mut tabs = tabs(4);
        check(&tabs, &[0, 1, 2, 3], 3);
        tabs.select(TabId(1));
        tabs.close(TabId(0));
        check(&tabs, &[1, 2, 3], 1);
        tabs.close(TabId(1));
        check(&tabs, &[2, 3], 2);
        tabs.close(TabId(9));
        tabs.select(TabId(3));
        tabs.close(TabId(3));
        check(&tabs, &[2], 2);
        tabs.close(TabId(2));
        check(&tabs, &[2], 2);
    }

    #[test]
    fn the_way_from_tab_to_tab_is_a_circle() {
        let mut tabs = tabs(3);
        tabs.step(Beside::Next);
        check(&tabs, &[0, 1, 2], 0);
        tabs.step(Beside::Previous);
        check(&tabs, &[0, 1, 2], 2);
        tabs.step(Beside::Previous);
        check(&tabs, &[0, 1, 2], 1);
    }
}
