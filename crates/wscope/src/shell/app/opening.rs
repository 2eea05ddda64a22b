//! Which tabs there are: at the start, from a link, and when one is opened or closed.

use std::sync::Arc;
use std::time::Duration;

use connection::Endpoint;
use session::Session;
use session::files::Record;
use transport::Automatic;

use crate::features::connection_settings;
use crate::features::connection_settings::form::Unsaved;
use crate::kit::completion::completed;
use crate::kit::tab_id::TabId;
use crate::shell::app::App;
use crate::shell::command::Command;
use crate::shell::notice::Notice;
use crate::shell::settings::{MAX_TABS, Settings, StoredTab};
use crate::shell::start_options::StartOptions;
use crate::shell::tab::{Link, Tab};
use crate::shell::tabs::Tabs;
use crate::shell::texts::Text;

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
        tabs.turn_to(settings.current_tab.min(tabs.len() - 1));
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
        let current = self.tabs.position();
        for (index, was_open) in was_open.into_iter().enumerate() {
            if was_open && index != current && !is_asked {
                let tab = self.tabs.iter().nth(index);
                // One that shows a file is not connected beside that.
                let tab = tab.filter(|tab| tab.unsaved().is_empty() && !tab.is_opened_again());
                if let Some(id) = tab.map(|tab| tab.id) {
                    self.connect_beside(id);
                }
            }
        }
        #[cfg(not(target_arch = "wasm32"))]
        if !is_asked && self.tabs.current().is_opened_again() {
            self.notice = self.tabs.current().tell_unconnected(self.language);
            return;
        }
        if !is_asked && !self.tabs.current().unsaved().is_empty() {
            self.notice = self.tabs.current().tell_unsaved(self.language);
            return;
        }
        let tab = self.tabs.current_mut();
        let endpoint = |address: &str| Endpoint::parse(address).ok();
        if !is_asked && endpoint(&tab.address) == endpoint(&options.address) {
            tab.session.mark_automatic();
        }
        // The address is whole again: it was asked for with its parameters.
        let without = tab.unsaved().iter().copied();
        let without: Vec<_> = without.filter(|what| *what != Unsaved::Query).collect();
        self.connect();
        if self.notice.is_none() && !without.is_empty() {
            let text = connection_settings::Text::ConnectedWithout(&without);
            let notice = Notice::bad(text.say(self.language));
            self.notice = Some(notice.with(Command::OpenOptions));
        }
    }

    /// Once a frame: connects when the window was painted once, if that is how it was started.
    pub(super) fn connect_after_painting(&mut self, context: &egui::Context) {
        match self.start.take() {
            // The first frame is called number 0 in each of its passes: it is laid out again where a panel has another size.
            Some(options)
                if options.connects_after_painting && context.cumulative_frame_nr() == 0 =>
            {
                self.start = Some(options);
                context.request_repaint();
            }
            Some(options) => self.connect_first(&options),
            None => {}
        }
    }

    /// Looks at the tab with the address of a link, or at a new one, which is not stored while it has that address.
    fn turn_to_link(&mut self, link: &str, has_stored: bool) {
        let count = self.tabs.len();
        let link = completed(link, self.is_secure_page);
        if has_stored {
            self.turn_to_address(&link);
        }
        let is_new = !has_stored || self.tabs.len() > count;
        let tab = self.tabs.current_mut();
        tab.address = link.to_string();
        tab.link = Some(Link {
            address: link.into_owned(),
            is_stored: !is_new,
        });
    }

    /// Looks at the tab with this address, or at a new one.
    fn turn_to_address(&mut self, address: &str) {
        let wanted = without_query(address);
        let is_meant = |tab: &Tab| !tab.is_opened_again() && without_query(&tab.address) == wanted;
        let position = self.tabs.iter().position(is_meant);
        match position {
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
        tab.query.set_received_only(self.settings.received_only);
        let words = crate::features::messages::words::searched(self.language);
        tab.view.look_for(&tab.query, None, &tab.session, words);
        self.tabs.open(tab);
    }

    pub(super) fn new_tab(&mut self) {
        if self.tabs.is_full() {
            let text = Text::TooManyTabs { limit: MAX_TABS }.say(self.language);
            self.notice = Some(Notice::bad(text));
            return;
        }
        self.open_tab();
    }

    /// What of the tabs survives a restart.
    pub(super) fn stored_tabs(&self) -> Vec<StoredTab> {
        self.tabs.iter().filter_map(Tab::to_stored).collect()
    }

    /// Which of the stored ones is looked at. While a link leads to another, it is the one of the last time.
    pub(super) fn stored_position(&self) -> usize {
        if self.tabs.current().is_from_link() {
            self.settings.current_tab
        } else {
            let before = self.tabs.iter().take(self.tabs.position());
            before.filter(|tab| tab.is_stored()).count()
        }
    }
}

/// How long a wake-up waits for more: one frame at 60 Hz. A flood then costs one frame in that time, and a single message is
/// on the screen before anybody could notice.
const WAKE_DELAY: Duration = Duration::from_millis(16);

/// A session that wakes the window of `context`.
fn new_session(context: &egui::Context, budget_bytes: u64) -> Session {
    Session::new(Arc::new(Automatic), waking(context), budget_bytes)
}

/// The same, whose record is filled from a file.
pub(super) fn session_of_record(context: &egui::Context, record: Record) -> Session {
    Session::with_record(Arc::new(Automatic), waking(context), record)
}

pub(super) fn waking(context: &egui::Context) -> impl Fn() + Send + Sync + 'static {
    let context = context.clone();
    move || {
        // With a delay egui asks for one repaint, without it for two.
        context.request_repaint_after_for(WAKE_DELAY, egui::ViewportId::ROOT);
    }
}

/// An address as it is stored; what is none stays as it is.
pub(super) fn without_query(address: &str) -> String {
    let endpoint = Endpoint::parse(address);
    endpoint.map_or_else(|_| address.to_owned(), |endpoint| endpoint.without_query())
}
