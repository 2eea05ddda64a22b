//! What of a tab is stored, and taken from what was stored.

use connection::Endpoint;

use crate::completion::MAX_ADDRESS_BYTES;
use crate::shell::settings::{MAX_TAB_NAME, StoredTab};
use crate::shell::tab::Tab;

impl Tab {
    /// What of it is kept, if anything is.
    pub fn to_stored(&self) -> Option<StoredTab> {
        let endpoint = Endpoint::parse(&self.address).ok();
        let address = endpoint.map_or_else(String::new, |endpoint| endpoint.without_query());
        let is_undialled = self.dialled.is_none();
        self.is_stored().then(|| StoredTab {
            name: self.name.clone(),
            colour: self.colour,
            // A longer one would not fit into the field.
            address: if address.len() > MAX_ADDRESS_BYTES {
                String::new()
            } else {
                address
            },
            // One that was left alone is as it was.
            was_open: self.phase() != connection::Phase::Idle || (is_undialled && self.was_open),
            form: self.form.to_stored(),
        })
    }

    /// Takes on what was kept of an earlier one.
    pub fn restore(&mut self, stored: StoredTab) {
        self.name = stored.name.chars().take(MAX_TAB_NAME).collect();
        self.colour = stored.colour;
        self.form = stored.form;
        self.was_open = stored.was_open;
        if Endpoint::parse(&stored.address).is_ok() {
            self.address = stored.address;
        }
    }
}
