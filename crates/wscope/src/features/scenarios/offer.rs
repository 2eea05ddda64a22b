//! What the server at an address can be asked to do: an `echo-server` tells it under `/scenarios`.
//!
//! A server on this machine, and the one that a page came from, is asked when the section or the palette is opened; one that
//! is somebody else's only when the person wants it.

use std::task::Poll;
use std::time::Duration;

use connection::{Endpoint, Trust};
use serde::Deserialize;

use super::examples::{Example, in_language};
use crate::kit::http::get_trusting;
use crate::kit::language::Language;
use crate::kit::task::Task;

/// More than a server of ours has; a list with more would be of no use.
const MAX_ENTRIES: usize = 200;
/// As many messages of a scenario as anybody steps through.
const MAX_EXAMPLES: usize = 20;
/// The largest list that is read, in bytes: twenty times what a server of ours tells.
const MAX_LIST_BYTES: usize = 256 * 1024;

/// How long the server may take to tell it: nobody looks at an empty list for longer.
const LIST_TIME: Duration = Duration::from_secs(10);

/// A scenario, as the server tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// What it is about.
    pub group: String,
    /// A path with its query.
    pub example: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    title_zh: String,
    does: String,
    #[serde(default)]
    does_zh: String,
    /// Messages to send.
    #[serde(default)]
    pub examples: Vec<Example>,
}

impl Entry {
    /// What it is called. A server of an earlier version has no titles.
    pub fn title(&self, language: Language) -> &str {
        match in_language(language, &self.title, &self.title_zh) {
            "" => &self.example,
            title => title,
        }
    }

    /// What the server does, in one sentence.
    pub fn does(&self, language: Language) -> &str {
        in_language(language, &self.does, &self.does_zh)
    }

    /// All words by which it can be found.
    pub fn words(&self) -> [&str; 5] {
        let Self {
            title, title_zh, ..
        } = self;
        [title, title_zh, &self.example, &self.does, &self.does_zh]
    }
}

/// What is known of the scenarios of a server.
#[derive(Debug, Default)]
pub enum Offer {
    /// Nobody has asked.
    #[default]
    Unasked,
    /// The answer is under way.
    Asked,
    /// There are these.
    There(Vec<Entry>),
    /// It has none.
    None,
    /// It was not reached, or what it answered was not HTTP.
    Unreached,
}

/// The scenarios of the server at the address in the field.
#[derive(Debug, Default)]
pub struct Scenarios {
    /// Whose scenarios they are, as `ws://host:port`.
    origin: String,
    offer: Offer,
    answer: Option<Task<Offer>>,
    /// The last frame in which they were shown.
    shown_in: Option<u64>,
    /// Whether the tab was connected then.
    was_connected: bool,
    /// The server that may be asked although it is somebody else's.
    allowed: Option<String>,
}

impl Scenarios {
    /// Called in each frame in which scenarios are shown. Asks the server when they are first shown, unless it has told them
    /// already, or is about to; and one that was not reached once more when the tab is connected. `trust` says whose certificates it may have.
    pub fn ask(
        &mut self,
        endpoint: &Endpoint,
        is_connected: bool,
        trust: Trust,
        context: &egui::Context,
    ) {
        let frame = context.cumulative_frame_nr();
        let last = self.shown_in.replace(frame);
        // A frame may be laid out more than once.
        let is_opened = last.is_none_or(|last| last + 1 < frame);
        let origin = endpoint.origin();
        let is_other = self.origin != origin;
        let connects = is_connected && !std::mem::replace(&mut self.was_connected, is_connected);
        let is_reachable = connects && matches!(self.offer, Offer::Unreached);
        let is_known = !is_other && matches!(self.offer, Offer::Asked | Offer::There(_));
        if is_known || !(is_opened || is_other || is_reachable) {
            return;
        }
        // The scheme of a WebSocket is that of HTTP with another name (RFC 6455, section 3).
        let url = format!("{}/scenarios", origin.replacen("ws", "http", 1));
        self.answer = Some(Task::spawn("wscope-scenarios", context, async move {
            let Ok(answer) = get_trusting(&url, MAX_LIST_BYTES, LIST_TIME, &trust).await else {
                return Offer::Unreached;
            };
            let entries = read(&answer.bytes).filter(|_| answer.status == 200);
            entries.map_or(Offer::None, Offer::There)
        }));
        self.origin = origin;
        self.offer = Offer::Asked;
    }

    /// What is known no longer holds: the server is asked again when they are shown.
    pub fn forget(&mut self) {
        self.origin.clear();
        self.answer = None;
    }

    /// Lets the server be asked that is somebody else's.
    pub fn allow(&mut self, origin: String) {
        self.allowed = Some(origin);
    }

    /// Whether the server at this address may be asked without more ado.
    pub fn may_ask(&self, endpoint: &Endpoint) -> bool {
        endpoint.is_local() || self.allowed == Some(endpoint.origin())
    }

    /// The scenario at this address, if the server has told it.
    pub fn at(&self, address: &str) -> Option<&Entry> {
        let Offer::There(entries) = &self.offer else {
            return None;
        };
        let path = address.strip_prefix(&*self.origin)?;
        entries.iter().find(|entry| entry.example == path)
    }

    /// Whose scenarios they are, as `ws://host:port`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What is known of the server at this address.
    pub fn offer(&mut self, endpoint: &Endpoint) -> &Offer {
        if let Some(Poll::Ready(answer)) = self.answer.as_ref().map(Task::poll) {
            self.offer = answer.unwrap_or(Offer::Unreached);
            self.answer = None;
        }
        if self.origin == endpoint.origin() {
            &self.offer
        } else {
            &Offer::Unasked
        }
    }
}

/// Reads a list that came from anywhere: what is not one is none.
fn read(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut entries: Vec<Entry> = serde_json::from_slice(bytes).ok()?;
    entries.retain(|entry| entry.example.starts_with('/'));
    entries.truncate(MAX_ENTRIES);
    for entry in &mut entries {
        entry.examples.truncate(MAX_EXAMPLES);
    }
    (!entries.is_empty()).then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_from_anywhere_is_read_or_is_none() {
        let entry = r#"{"group":"echo","example":"/echo","does":"Echoes","more":1}"#;
        let list = read(format!("[{entry}]").as_bytes()).unwrap();
        assert_eq!(list[0].does(Language::SimplifiedChinese), "Echoes");
        // A server of an earlier version.
        assert_eq!(list[0].title(Language::English), "/echo");
        for none in [
            "",
            "{}",
            "[]",
            "[1]",
            r#"[{"group":"","example":"no path","does":""}]"#,
        ] {
            assert_eq!(read(none.as_bytes()), None, "{none}");
        }
        let many = vec![entry; MAX_ENTRIES + 1].join(",");
        assert_eq!(
            read(format!("[{many}]").as_bytes()).unwrap().len(),
            MAX_ENTRIES
        );
    }
}
