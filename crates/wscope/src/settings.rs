//! What survives a restart. Messages, and texts that could hold secrets, do not.

use connection::Endpoint;
use serde::{Deserialize, Serialize};

use crate::IN_BROWSER;
use crate::compose::SavedDraft;
use crate::language::Language;
use crate::tab::StoredTab;
use crate::theme::ThemeChoice;

/// Under this name the settings lie in the storage of the system or the browser.
pub const STORAGE_KEY: &str = "wscope-settings";

/// Smallest memory budget that can be set, in MiB: a few thousand messages.
pub const MIN_BUDGET_MIB: u32 = 1;
/// Largest memory budget that can be set, in MiB: 64 GiB, more than the machines have that run this. A page has 4 GiB of
/// addresses, never gives memory back, and copies what it receives: so half of it.
pub const MAX_BUDGET_MIB: u32 = if IN_BROWSER { 2 * 1024 } else { 64 * 1024 };
/// The memory budget until another is chosen, in MiB. A page is one of many in its browser.
const DEFAULT_BUDGET_MIB: u32 = if IN_BROWSER { 256 } else { 512 };
/// What egui's own keys zoom to, in percent.
const ZOOM_PERCENT: std::ops::RangeInclusive<u32> = 20..=500;
/// How many drafts are kept under a name: more than a menu shows without scrolling, and few enough to store.
pub const MAX_DRAFTS: usize = 50;
/// The longest draft that is kept, in bytes: all of them are stored whenever the settings are.
pub const MAX_DRAFT_BYTES: usize = 64 * 1024;
/// How many addresses are remembered: as many as a menu shows without scrolling.
const MAX_RECENT_ADDRESSES: usize = 10;
/// Longest address, in bytes: servers refuse a request line over 8 KiB.
pub const MAX_ADDRESS_BYTES: usize = 8 * 1024;

/// The settings of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `None` follows the language of the system.
    pub language: Option<Language>,
    /// Light, dark, or as the system says.
    pub theme: ThemeChoice,
    /// How large everything is shown, in percent.
    pub zoom_percent: u32,
    /// Memory for messages, in MiB.
    pub budget_mib: u32,
    /// Whether the list shows only what was received.
    pub received_only: bool,
    /// Whether the chart of the last minute is shown.
    pub shows_chart: bool,
    /// Newest first, without queries, which may hold tokens.
    pub recent_addresses: Vec<String>,
    /// Drafts that the person keeps under a name.
    pub drafts: Vec<SavedDraft>,
    /// The tabs, from left to right.
    pub tabs: Vec<StoredTab>,
    /// Which of them is looked at.
    pub current_tab: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: ThemeChoice::default(),
            zoom_percent: 100,
            budget_mib: DEFAULT_BUDGET_MIB,
            received_only: false,
            shows_chart: false,
            recent_addresses: Vec::new(),
            drafts: Vec::new(),
            tabs: Vec::new(),
            current_tab: 0,
        }
    }
}

/// The form in which settings are stored. A later version that changes what a field means gives it
/// another number, and reads the old one.
#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    settings: Settings,
}

const VERSION: u32 = 1;

/// The stored settings are of another version or damaged.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable;

impl Settings {
    /// Reads what [`Self::to_json`] wrote. Fields that are missing have their defaults.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_json(text: &str) -> Result<Self, Unreadable> {
        let stored: Stored = serde_json::from_str(text).map_err(|_error| Unreadable)?;
        if stored.version != VERSION {
            return Err(Unreadable);
        }
        let mut settings = stored.settings;
        settings.budget_mib = settings.budget_mib.clamp(MIN_BUDGET_MIB, MAX_BUDGET_MIB);
        let (least, most) = ZOOM_PERCENT.into_inner();
        settings.zoom_percent = settings.zoom_percent.clamp(least, most);
        settings.recent_addresses.truncate(MAX_RECENT_ADDRESSES);
        settings.drafts.truncate(MAX_DRAFTS);
        Ok(settings)
    }

    /// The settings as text.
    pub fn to_json(&self) -> String {
        let stored = Stored {
            version: VERSION,
            settings: self.clone(),
        };
        // Numbers, strings and unit variants always have a JSON form.
        serde_json::to_string(&stored).unwrap_or_default()
    }

    /// The language to speak.
    pub fn language(&self) -> Language {
        self.language.unwrap_or_else(Language::of_system)
    }

    /// How large everything is shown: 1 as the system says.
    pub fn zoom(&self) -> f32 {
        self.zoom_percent as f32 / 100.0
    }

    /// Remembers it.
    pub fn set_zoom(&mut self, zoom: f32) {
        self.zoom_percent = (zoom * 100.0).round() as u32;
    }

    /// A memory of egui's that holds nothing but the zoom.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn memory_with_zoom(&self) -> egui::Memory {
        let mut memory = egui::Memory::default();
        memory.options.zoom_factor = self.zoom();
        memory
    }

    /// The memory budget, in bytes.
    pub fn budget_bytes(&self) -> u64 {
        u64::from(self.budget_mib) << 20
    }

    /// Keeps a draft; one by the same name is replaced. Says whether there was room for it.
    pub fn keep(&mut self, saved: SavedDraft) -> bool {
        let others = self.drafts.iter().filter(|other| other.name != saved.name);
        let has_room = others.count() < MAX_DRAFTS && saved.draft.text.len() <= MAX_DRAFT_BYTES;
        if has_room {
            self.drafts.retain(|other| other.name != saved.name);
            self.drafts.push(saved);
        }
        has_room
    }

    /// Puts an address first among the recent ones.
    pub fn remember(&mut self, endpoint: &Endpoint) {
        let address = endpoint.without_query();
        if address.len() > MAX_ADDRESS_BYTES {
            return;
        }
        self.recent_addresses.retain(|other| *other != address);
        self.recent_addresses.insert(0, address);
        self.recent_addresses.truncate(MAX_RECENT_ADDRESSES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_a_restart() {
        let mut settings = Settings {
            language: Some(Language::SimplifiedChinese),
            theme: ThemeChoice::Dark,
            zoom_percent: 130,
            budget_mib: 100,
            received_only: true,
            shows_chart: true,
            recent_addresses: Vec::new(),
            drafts: Vec::new(),
            tabs: Vec::new(),
            current_tab: 0,
        };
        settings.remember(&Endpoint::parse("wss://example.org/chat?token=secret").unwrap());
        let text = settings.to_json();
        assert!(!text.contains("secret"));
        assert_eq!(Settings::from_json(&text), Ok(settings));
    }

    #[test]
    fn reads_what_other_versions_wrote() {
        let check =
            |text: &str, expected| assert_eq!(Settings::from_json(text), expected, "{text}");
        check(r#"{"version":1,"settings":{}}"#, Ok(Settings::default()));
        check(
            r#"{"version":1,"settings":{"budget_mib":0,"unknown":true}}"#,
            Ok(Settings {
                budget_mib: MIN_BUDGET_MIB,
                ..Settings::default()
            }),
        );
        check(r#"{"version":2,"settings":{}}"#, Err(Unreadable));
        check("", Err(Unreadable));
        check("{", Err(Unreadable));
    }

    #[test]
    fn remembers_the_last_addresses_once() {
        let mut settings = Settings::default();
        for port in (4000..4020).chain([4010]) {
            let endpoint = Endpoint::parse(&format!("localhost:{port}")).unwrap();
            settings.remember(&endpoint);
        }
        assert_eq!(settings.recent_addresses.len(), MAX_RECENT_ADDRESSES);
        assert_eq!(settings.recent_addresses[0], "ws://localhost:4010/");
        assert_eq!(settings.recent_addresses[1], "ws://localhost:4019/");
    }
}
