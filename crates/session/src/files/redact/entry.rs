//! Goes through all that a file has of a session.

use std::borrow::Cow;

use message_log::Kind;
use serde::Deserialize as _;
use serde_json::Value;

use super::json::Scalar;
use super::rules::Rule;
use super::views::{Reach, Views, rewrite, rewrite_text};
use crate::files::{EntryContent, Fields, FileEntry, Header};
use crate::recorded_event::RecordedEvent;

/// What became of a message or an event.
pub(super) struct Rewritten {
    /// With what stands in the places of what was replaced, if something was.
    pub(super) entry: Option<FileEntry>,
    /// How much was looked into.
    pub(super) reach: Reach,
}

/// What stands for a message that could not be looked into, or in which a secret could not be replaced.
const WITHHELD: &str = "[left out: its secrets could not be removed]";

/// Fields of events whose values are words of the format.
const WORDS: [&str; 4] = ["type", "step", "fault", "cause"];

pub(super) fn entry(entry: &FileEntry, views: &mut dyn Views, mut reach: Reach) -> Rewritten {
    let content = match &entry.content {
        EntryContent::Message {
            direction,
            kind,
            payload,
        } => match rewrite(payload, views, &mut reach, 0) {
            Cow::Borrowed(_) => None,
            Cow::Owned(payload) => Some(EntryContent::Message {
                direction: *direction,
                kind: *kind,
                payload,
            }),
        },
        EntryContent::Event(event) => {
            self::event(event, views, &mut reach).map(|event| EntryContent::Event(Box::new(event)))
        }
    };
    let unknown = fields(&entry.unknown, views, &mut reach);
    let is_changed = content.is_some() || unknown.is_some();
    Rewritten {
        entry: is_changed.then(|| FileEntry {
            at: entry.at,
            content: content.unwrap_or_else(|| entry.content.clone()),
            unknown: unknown.unwrap_or_else(|| entry.unknown.clone()),
        }),
        reach,
    }
}

/// What stands for a message or an event that could not be looked into.
pub(super) fn withheld(entry: &FileEntry) -> FileEntry {
    let content = match &entry.content {
        EntryContent::Message { direction, .. } => EntryContent::Message {
            direction: *direction,
            kind: Kind::Text,
            payload: WITHHELD.into(),
        },
        EntryContent::Event(_) => EntryContent::Event(Box::new(RecordedEvent::Unreadable)),
    };
    FileEntry {
        at: entry.at,
        content,
        unknown: Fields::new(),
    }
}

pub(super) fn header(header: &Header, views: &mut dyn Views) -> Option<Header> {
    let mut reach = Reach::new();
    let mut known = header.clone();
    let unknown = std::mem::take(&mut known.unknown);
    let beside = known.options.as_mut();
    let beside = beside.map(|options| std::mem::take(&mut options.unknown));
    let Ok(mut value) = serde_json::to_value(&known) else {
        // What cannot be looked into is withheld.
        return Some(Header::new(""));
    };
    let is_changed = strings(&mut value, None, views, &mut reach, 0);
    let unknown_new = fields(&unknown, views, &mut reach);
    let beside_new = beside
        .as_ref()
        .and_then(|beside| fields(beside, views, &mut reach));
    if !is_changed && unknown_new.is_none() && beside_new.is_none() {
        return None;
    }
    // Only texts were replaced, so that it is a header still; nothing is kept of one that is none.
    let new = match value {
        Value::Object(fields) => Header::of(fields).ok(),
        _ => None,
    };
    let mut new = new.unwrap_or_else(|| Header::new(""));
    new.unknown = unknown_new.unwrap_or(unknown);
    if let (Some(options), Some(beside)) = (&mut new.options, beside_new.or(beside)) {
        options.unknown = beside;
    }
    Some(new)
}

fn event(event: &RecordedEvent, views: &mut dyn Views, reach: &mut Reach) -> Option<RecordedEvent> {
    let mut value = serde_json::to_value(event).ok()?;
    // What the fields of an event of another version are called is not known.
    let name = matches!(event, RecordedEvent::Unknown(_)).then_some("event");
    let is_changed = strings(&mut value, name, views, reach, 0);
    // Whatever object it is, it is an event, if an unknown one.
    let new = is_changed.then(|| RecordedEvent::deserialize(value));
    let new = new.transpose();
    reach.is_over |= new.is_err();
    new.ok().flatten()
}

/// What this version does not know may be named by anything.
fn fields(fields: &Fields, views: &mut dyn Views, reach: &mut Reach) -> Option<Fields> {
    let mut new = fields.clone();
    let mut is_changed = false;
    for (name, value) in &mut new {
        is_changed |= strings(value, Some(name), views, reach, 0);
    }
    is_changed.then_some(new)
}

/// More than any file is read with.
const MAX_DEPTH: u32 = 64;

/// Goes through the strings in a value. `name` is that of the field, where the rules go by names. Returns whether something was replaced.
fn strings(
    value: &mut Value,
    name: Option<&str>,
    views: &mut dyn Views,
    reach: &mut Reach,
    depth: u32,
) -> bool {
    if depth > MAX_DEPTH {
        reach.is_over = true;
        return false;
    }
    match value {
        Value::Array(values) => values.iter_mut().fold(false, |is_changed, value| {
            strings(value, name, views, reach, depth + 1) | is_changed
        }),
        Value::Object(fields) => {
            let mut is_changed = false;
            for (field, value) in fields {
                let is_word =
                    name.is_none() && WORDS.contains(&field.as_str()) && value.is_string();
                if !is_word {
                    let rules = views.rules();
                    let name = match name {
                        Some(outer)
                            if rules.field_named(outer).is_some() || rules.holds_secrets(outer) =>
                        {
                            // All that is in it.
                            Some(outer)
                        }
                        Some(_) => Some(field.as_str()),
                        // What was agreed on, where pages put credentials.
                        None => Some(field.as_str()).filter(|field| *field == "subprotocol"),
                    };
                    is_changed |= strings(value, name, views, reach, depth + 1);
                }
            }
            is_changed
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) => {
            let new = scalar(value, name, views, reach);
            let is_changed = new.is_some();
            if let Some(new) = new {
                *value = new.into();
            }
            is_changed
        }
        Value::Null => false,
    }
}

fn scalar(
    value: &Value,
    name: Option<&str>,
    views: &mut dyn Views,
    reach: &mut Reach,
) -> Option<String> {
    let written = match value {
        Value::String(text) => Cow::Borrowed(text.as_str()),
        other => other.to_string().into(),
    };
    let is_text = value.is_string();
    let selected: Option<Rule> = name.and_then(|name| views.rules().field_named(name));
    let scalar = Scalar {
        name,
        object: None,
        within: None,
        selected,
        value: &written,
        is_text,
        is_key: false,
    };
    if name.is_some()
        && let Some(new) = views.scalar(&scalar)
    {
        return Some(new);
    }
    match rewrite_text(is_text.then_some(&*written)?, views, reach, 0) {
        Cow::Owned(new) => Some(new),
        Cow::Borrowed(_) => None,
    }
}
