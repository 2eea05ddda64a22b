//! What the sidebar and its sections remember.

use connection::Endpoint;

use crate::IN_BROWSER;
use crate::features::connections::{EnvironmentsForm, Removed, View};
use crate::features::scenarios::Groups;
use crate::features::sidebar::Sidebar;
use crate::kit::attach::Attaching;
use crate::shell::start_options::StartOptions;

/// The sidebar, and what its sections remember.
#[derive(Default)]
pub(super) struct Side {
    pub(super) sidebar: Sidebar,
    pub(super) groups: Groups,
    pub(super) saved: SavedState,
    /// This program's own server, or the one that the page came from: it offers scenarios.
    pub(super) own_server: Option<Endpoint>,
}

impl Side {
    pub(super) fn new(options: &StartOptions) -> Self {
        let of_page = IN_BROWSER.then_some(&options.address);
        let own_server = options.built_in_server.as_ref().or(of_page);
        Self {
            own_server: own_server.and_then(|address| Endpoint::parse(address).ok()),
            ..Self::default()
        }
    }
}

/// What of the saved connections does not survive a restart.
#[derive(Default)]
pub(super) struct SavedState {
    pub(super) view: View,
    /// What was deleted last.
    pub(super) removed: Option<Removed>,
    /// Where environments are edited.
    pub(super) environments: EnvironmentsForm,
    /// The file that is being chosen and read.
    pub(super) importing: Option<Attaching>,
}

impl SavedState {
    /// Whether something was deleted that can be put back.
    pub(super) fn can_undo(&self) -> bool {
        self.removed.is_some()
    }
}
