//! What of a tab survives a restart.

use connection::Endpoint;
use serde::{Deserialize, Serialize};

use super::{MAX_NAME, Tab};
use crate::options_form::OptionsForm;
use crate::settings::MAX_ADDRESS_BYTES;
use crate::theme::TabColour;

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
    /// How it connects.
    pub form: OptionsForm,
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
        Self {
            // A character has up to four bytes.
            name: within(self.name, 4 * MAX_NAME),
            address: within(self.address, MAX_ADDRESS_BYTES),
            form: self.form.within_bounds(),
            ..self
        }
    }

    /// Whether a person chose something in it that would have to be chosen anew.
    pub fn holds_choices(&self) -> bool {
        let switched_on = OptionsForm {
            inspects: self.form.inspects,
            ..OptionsForm::default()
        };
        !self.name.is_empty() || self.colour != TabColour::default() || self.form != switched_on
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
        self.name = stored.name.chars().take(MAX_NAME).collect();
        self.colour = stored.colour;
        self.form = stored.form;
        self.was_open = stored.was_open;
        if Endpoint::parse(&stored.address).is_ok() {
            self.address = stored.address;
        }
    }
}
