//! What goes wrong with the settings, for words.

use serde::{Deserialize, Serialize};

/// What a person must know about the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// What was stored could not be read, and is kept under another name.
    SetAside {
        /// Which.
        place: String,
    },
    /// What is stored is of a later version, and is left alone.
    Newer,
    /// Nothing can be stored.
    NotSaved {
        /// In the system's words.
        why: String,
    },
}
