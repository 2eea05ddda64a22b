//! A place in a schema.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::departure::JsonType;
use super::format::Format;
use crate::object::object;

/// An object with more members than this is a map from keys to values of one schema.
const MAX_MEMBERS: usize = 100;

/// What was seen at a place.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// How many values of each type.
    counts: [u64; JsonType::ALL.len()],
    /// The format that all strings have.
    format: Option<Format>,
    pub(super) members: Members,
    /// What arrays have as items.
    pub(super) items: Option<Box<Node>>,
}

/// What objects have at a place.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) named: BTreeMap<Box<str>, Member>,
    /// What any member may be, where there are too many names.
    pub(super) any: Option<Box<Node>>,
}

#[derive(Debug, Default)]
pub(super) struct Member {
    /// How many objects have it.
    pub(super) seen: u64,
    /// The last of them: a name may stand twice in an object.
    pub(super) last: u64,
    pub(super) node: Node,
}

impl Node {
    pub(super) fn count(&self, kind: JsonType) -> u64 {
        self.counts[kind as usize]
    }

    /// Counts a value. Says whether it is the first of its type here. A whole number is a number as well, if there were others.
    pub(super) fn add(&mut self, kind: JsonType) -> bool {
        let is_first = self.count(kind) == 0
            && !(kind == JsonType::Integer && self.count(JsonType::Number) > 0);
        self.counts[kind as usize] += 1;
        is_first
    }

    pub(super) fn add_string(&mut self, text: &str) -> bool {
        let format = Format::of(text);
        if self.count(JsonType::String) == 0 {
            self.format = format;
        } else if self.format != format {
            self.format = None;
        }
        self.add(JsonType::String)
    }

    fn types(&self) -> Vec<&'static str> {
        let has_numbers = self.count(JsonType::Number) > 0;
        let kinds = JsonType::ALL.into_iter();
        let seen = kinds.filter(|kind| self.count(*kind) > 0);
        // Each integer is a number.
        let seen = seen.filter(|kind| !(has_numbers && *kind == JsonType::Integer));
        seen.map(JsonType::name).collect()
    }

    pub(super) fn to_json(&self) -> Value {
        let mut schema = Map::new();
        match self.types().as_slice() {
            [] => {}
            [one] => drop(schema.insert("type".to_owned(), json!(one))),
            several => drop(schema.insert("type".to_owned(), json!(several))),
        }
        if let Some(format) = self.format {
            schema.insert("format".to_owned(), json!(format.name()));
        }
        if self.count(JsonType::Object) > 0 {
            self.members
                .write(self.count(JsonType::Object), &mut schema);
        }
        if let Some(items) = &self.items {
            schema.insert("items".to_owned(), items.to_json());
        }
        Value::Object(schema)
    }
}

impl Members {
    /// Whether there is no room for another name.
    pub(super) fn is_full(&self) -> bool {
        self.any.is_some() || self.named.len() >= MAX_MEMBERS
    }

    fn write(&self, objects: u64, schema: &mut Map<String, Value>) {
        let properties = self.named.iter();
        let properties =
            object(properties.map(|(name, member)| (name.to_string(), member.node.to_json())));
        if !properties.is_empty() {
            schema.insert("properties".to_owned(), Value::Object(properties));
        }
        let required = self
            .named
            .iter()
            .filter(|(_, member)| member.seen == objects);
        let required: Vec<&str> = required.map(|(name, _)| &**name).collect();
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        if let Some(any) = &self.any {
            schema.insert("additionalProperties".to_owned(), any.to_json());
        }
    }
}
