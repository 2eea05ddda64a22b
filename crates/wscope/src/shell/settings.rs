//! What survives a restart. Messages, and texts that could hold secrets, do not.

mod merge;
mod stored_tab;

use std::collections::HashSet;

use connection::Endpoint;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::merge::{merge, merge_addresses, merge_drafts, to_json};
pub use self::stored_tab::StoredTab;
#[cfg(not(target_arch = "wasm32"))]
pub use self::stored_tab::{StoredFile, StoredWatch};

use crate::IN_BROWSER;
use crate::features::composer::{MAX_NAME, SavedDraft};
use crate::features::connection_settings::RecordDetails;
use crate::features::connection_settings::form::entry_in;
use crate::features::messages::Widths;
use crate::features::{connections, sidebar};
use crate::kit::completion::MAX_ADDRESS_BYTES;
use crate::kit::language::Language;
use crate::kit::lenient;
use crate::kit::theme::ThemeChoice;
use crate::kit::times::Times;

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
/// How many are read: windows that save at the same time may together have more than one of them takes.
const MAX_STORED_DRAFTS: usize = 4 * MAX_DRAFTS;
/// The longest draft that is kept, in bytes: all of them are stored whenever the settings are.
pub const MAX_DRAFT_BYTES: usize = 64 * 1024;
/// The longest name of a draft that is read, in bytes: a character has up to four, and a number may stand behind.
const MAX_NAME_BYTES: usize = 4 * MAX_NAME + 16;
/// How many scripts are offered to be opened again: what the sidebar has room for.
const MAX_RECENT_SEQUENCES: usize = 8;
/// The longest path that is kept, in bytes: no system has longer ones.
const MAX_PATH_BYTES: usize = 4096;
/// How many tabs there may be: each may fill its budget of memory, and in the browser all of them share 4 GiB.
pub const MAX_TABS: usize = if IN_BROWSER { 8 } else { 32 };
/// How many addresses are remembered: as many as a menu shows without scrolling.
const MAX_RECENT_ADDRESSES: usize = 10;

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
    /// For which connections the details are recorded.
    pub record_details: RecordDetails,
    /// Whether the list shows only what was received.
    pub received_only: bool,
    /// Whether the chart of the last minute is shown.
    pub shows_chart: bool,
    /// Saved connections.
    pub connections: connections::Saved,
    /// What of the sidebar is open.
    pub sidebar: sidebar::Choices,
    /// How wide the columns of the list are.
    pub columns: Widths,
    /// How the list writes times.
    pub times: Times,
    /// Which hints of the first minutes were seen.
    pub tips: Tips,
    /// Newest first, without queries, which may hold tokens.
    pub recent_addresses: Vec<String>,
    /// Paths of scripts, the one that was opened last first.
    pub recent_sequences: Vec<String>,
    /// Drafts that the person keeps under a name.
    pub drafts: Vec<SavedDraft>,
    /// The tabs, from left to right.
    pub tabs: Vec<StoredTab>,
    /// Which of them is looked at.
    pub current_tab: usize,
}

/// Which hints of the first minutes the person has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tips {
    /// What the button does.
    pub knows_usage: bool,
    /// Where the handshake and the frames are explained.
    pub knows_protocol: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: ThemeChoice::default(),
            zoom_percent: 100,
            budget_mib: DEFAULT_BUDGET_MIB,
            record_details: RecordDetails::default(),
            received_only: false,
            shows_chart: false,
            connections: connections::Saved::default(),
            sidebar: sidebar::Choices::default(),
            columns: Widths::default(),
            times: Times::default(),
            tips: Tips::default(),
            recent_addresses: Vec::new(),
            recent_sequences: Vec::new(),
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
    settings: Map<String, Value>,
}

const VERSION: u32 = 1;

/// Why stored settings cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A later version wrote them, which may mean something else by a field.
    Newer,
    /// They are no settings.
    Damaged,
}

impl Settings {
    /// Reads what [`to_json`] made. What is missing, not understood or longer than could be typed has its default.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_json(text: &str) -> Result<Self, Unreadable> {
        parse(text).map(|fields| Self::from_fields(&fields))
    }

    fn from_fields(fields: &Map<String, Value>) -> Self {
        let mut fields = fields.clone();
        let connections = fields.remove("connections").unwrap_or_default();
        let (list, single): (Map<_, _>, Map<_, _>) =
            fields.into_iter().partition(|(_, value)| value.is_array());
        let single_has_details = single.contains_key("record_details");
        let mut settings: Self = lenient::read(&Value::Object(single));
        settings.connections = connections::Saved::read(&connections);
        settings.budget_mib = settings.budget_mib.clamp(MIN_BUDGET_MIB, MAX_BUDGET_MIB);
        let (least, most) = ZOOM_PERCENT.into_inner();
        settings.zoom_percent = settings.zoom_percent.clamp(least, most);
        settings.columns = settings.columns.within_bounds();
        let addresses = list.get("recent_addresses").and_then(Value::as_array);
        let addresses = addresses.into_iter().flatten().filter_map(Value::as_str);
        settings.recent_addresses = addresses
            .filter(|address| address.len() <= MAX_ADDRESS_BYTES)
            .map(str::to_owned)
            .take(MAX_RECENT_ADDRESSES)
            .collect();
        let scripts = list.get("recent_sequences").and_then(Value::as_array);
        let scripts = scripts.into_iter().flatten().filter_map(Value::as_str);
        settings.recent_sequences = scripts
            .filter(|path| path.len() <= MAX_PATH_BYTES)
            .map(str::to_owned)
            .take(MAX_RECENT_SEQUENCES)
            .collect();
        settings.drafts = lenient::read_list(list.get("drafts"));
        settings.drafts.retain(|saved| {
            saved.name.len() <= MAX_NAME_BYTES && saved.draft.text.len() <= MAX_DRAFT_BYTES
        });
        settings.drafts.truncate(MAX_STORED_DRAFTS);
        let tabs: Vec<StoredTab> = lenient::read_list(list.get("tabs"));
        let tabs = tabs.into_iter().take(MAX_TABS);
        settings.tabs = tabs.map(StoredTab::within_bounds).collect();
        if !single_has_details {
            settings.record_details = details_of_tabs(list.get("tabs"), &settings.tabs);
        }
        settings
    }

    /// The language to speak.
    pub fn language(&self) -> Language {
        self.language.unwrap_or_else(Language::of_system)
    }

    /// The entries of the keyring that have secrets of these settings.
    pub fn keyring_entries(&self) -> HashSet<u64> {
        let environments = self.connections.environments.iter();
        let variables = environments.flat_map(|environment| &environment.variables);
        let of_variables = variables.map(|variable| variable.kept.entry);
        let items = self.connections.items.iter();
        let of_items = items.map(|item| entry_in(&item.form));
        let of_tabs = self.tabs.iter().map(|tab| tab.form.credentials.entry);
        let all = of_variables.chain(of_items).chain(of_tabs);
        all.filter(|entry| *entry != 0).collect()
    }

    /// How large everything is shown: 1 as the system says.
    pub fn zoom(&self) -> f32 {
        self.zoom_percent as f32 / 100.0
    }

    /// Remembers it. Says whether it is another one than before.
    pub fn set_zoom(&mut self, zoom: f32) -> bool {
        let before = self.zoom_percent;
        self.zoom_percent = (zoom * 100.0).round() as u32;
        self.zoom_percent != before
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

    /// Puts a script first among the recent ones.
    pub fn remember_sequence(&mut self, path: &str) {
        if path.len() > MAX_PATH_BYTES {
            return;
        }
        self.recent_sequences.retain(|other| other != path);
        self.recent_sequences.insert(0, path.to_owned());
        self.recent_sequences.truncate(MAX_RECENT_SEQUENCES);
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

/// An earlier version had a switch for each tab. It was turned on by a person, or by an option that needs details and still
/// has them by itself.
fn details_of_tabs(stored: Option<&Value>, tabs: &[StoredTab]) -> RecordDetails {
    let stored = stored.and_then(Value::as_array).into_iter().flatten();
    let stored = stored.filter(|tab| tab.is_object());
    let was_on = |tab: &Value| tab.pointer("/form/inspects") == Some(&Value::Bool(true));
    let needs = |tab: &StoredTab| tab.form.read().is_ok_and(|options| options.needs_details());
    let chosen = stored
        .zip(tabs)
        .any(|(stored, tab)| was_on(stored) && !needs(tab));
    if chosen {
        RecordDetails::Always
    } else {
        RecordDetails::WhenNeeded
    }
}

/// The fields of stored settings, as they are.
pub(super) fn parse(text: &str) -> Result<Map<String, Value>, Unreadable> {
    /// Whatever else a later version writes.
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let damaged = |_error| Unreadable::Damaged;
    let versioned: Versioned = serde_json::from_str(text).map_err(damaged)?;
    match versioned.version {
        VERSION => {
            let stored: Stored = serde_json::from_str(text).map_err(damaged)?;
            Ok(stored.settings)
        }
        later if later > VERSION => Err(Unreadable::Newer),
        _ => Err(Unreadable::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::messages::Column;

    #[test]
    fn survives_a_restart() {
        let mut settings = Settings {
            language: Some(Language::SimplifiedChinese),
            theme: ThemeChoice::Dark,
            zoom_percent: 130,
            budget_mib: 100,
            record_details: RecordDetails::Always,
            received_only: true,
            shows_chart: true,
            connections: connections::Saved::default(),
            sidebar: sidebar::Choices::default(),
            columns: Widths::default().with(Column::Time, 160.0),
            times: Times::Relative,
            tips: Tips {
                knows_usage: true,
                knows_protocol: false,
            },
            recent_addresses: Vec::new(),
            recent_sequences: vec!["/tests/chat.wstest".to_owned()],
            drafts: Vec::new(),
            tabs: Vec::new(),
            current_tab: 0,
        };
        settings.remember(&Endpoint::parse("wss://example.org/chat?token=secret").unwrap());
        let text = to_json(&Settings::default(), &settings, None).unwrap();
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
        check(r#"{"version":2,"settings":[]}"#, Err(Unreadable::Newer));
        check(r#"{"version":0,"settings":{}}"#, Err(Unreadable::Damaged));
        for damaged in [
            "",
            "{",
            "[]",
            r#"{"version":1}"#,
            r#"{"version":1,"settings":3}"#,
        ] {
            check(damaged, Err(Unreadable::Damaged));
        }
    }

    #[test]
    fn the_switch_of_each_tab_becomes_a_setting() {
        #[track_caller]
        fn check(settings: &str, expected: RecordDetails) {
            let text = format!(r#"{{"version":1,"settings":{{{settings}}}}}"#);
            let read = Settings::from_json(&text).unwrap();
            assert_eq!(read.record_details, expected, "{settings}");
        }
        use RecordDetails::{Always, WhenNeeded};
        check("", WhenNeeded);
        check(r#""record_details":"always""#, Always);
        check(r#""record_details":"sometimes""#, WhenNeeded);
        let on = r#""tabs":[3,{"form":{}},{"form":{"inspects":true}}]"#;
        check(on, Always);
        check(
            &format!(r#"{on},"record_details":"when-needed""#),
            WhenNeeded,
        );
        let needed = r#""tabs":[{"form":{"inspects":true,"subprotocols":"chat"}}]"#;
        check(needed, WhenNeeded);
    }

    #[test]
    fn one_unknown_value_loses_that_value_only() {
        let text = r#"{"version":1,"settings":{
            "language":"fr","theme":"sepia","budget_mib":100,"shows_chart":1,"received_only":true,
            "recent_addresses":["ws://a/",7,"ws://b/"],
            "drafts":[{"name":"a","draft":{"text":"x","form":"cbor"}},{"name":"b","draft":{"text":"y","form":"hex"}},null],
            "tabs":[{"name":"n","colour":"ultraviolet","address":"ws://a/","form":{"token":"t","login":"oauth","timeout_s":-1}},"x"],
            "current_tab":"first"}}"#;
        let settings = Settings::from_json(text).unwrap();
        let defaults = Settings::default();
        assert_eq!(settings.language, None);
        assert_eq!(settings.theme, defaults.theme);
        assert_eq!((settings.budget_mib, settings.received_only), (100, true));
        assert_eq!(settings.recent_addresses, ["ws://a/", "ws://b/"]);
        let texts: Vec<_> = settings
            .drafts
            .iter()
            .map(|saved| &*saved.draft.text)
            .collect();
        assert_eq!(texts, ["x", "y"]);
        let tab = &settings.tabs[0];
        assert_eq!((tab.name.as_str(), tab.form.token.as_str()), ("n", "t"));
        assert_eq!(tab.form.timeout_s, StoredTab::default().form.timeout_s);
        assert_eq!(settings.tabs.len(), 1);
    }

    #[test]
    fn what_is_longer_than_could_be_typed_is_refused_alone() {
        let long = "x".repeat(5 << 20);
        let text = serde_json::json!({"version": 1, "settings": {
            "recent_addresses": [format!("ws://{long}/"), "ws://a/"],
            "drafts": [
                {"name": "long", "draft": {"text": long, "form": "text"}},
                {"name": long, "draft": {"text": "a", "form": "text"}},
                {"name": "b", "draft": {"text": "b", "form": "text"}},
            ],
            "tabs": [{
                "name": long, "address": format!("ws://{long}/"),
                "form": {"headers": long, "token": long, "user": "me", "proxy_address": long},
            }],
        }});
        let settings = Settings::from_json(&text.to_string()).unwrap();
        assert_eq!(settings.recent_addresses, ["ws://a/"]);
        let names: Vec<_> = settings.drafts.iter().map(|saved| &*saved.name).collect();
        assert_eq!(names, ["b"]);
        let tab = &settings.tabs[0];
        let form = &tab.form;
        for text in [&tab.name, &tab.address, &form.token, &form.proxy_address] {
            assert_eq!(text, "");
        }
        assert!(form.headers.is_empty());
        assert_eq!(form.user, "me");
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
