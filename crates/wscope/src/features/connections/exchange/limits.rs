//! What of a file is not taken over, and why: the limits by which `Saved::read` leaves things out, told one by one.

use std::collections::{HashMap, HashSet};

use payload::visible::shortened;
use serde_json::{Map, Value};

use crate::features::connections::environment::{
    MAX_ENVIRONMENTS, MAX_NAME_BYTES as MAX_VARIABLE_NAME_BYTES, MAX_VALUE_BYTES, MAX_VARIABLES,
};
use crate::features::connections::saved::{MAX_ADDRESS_BYTES, MAX_DEPTH, MAX_NAME_BYTES, TOP};

/// How much of a name is told, in characters.
const MAX_SHOWN: usize = 24;

/// A part of the file that is not taken over.
#[derive(Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it is in the file: `items[3].name`.
    pub place: String,
    /// What it belongs to, by its name.
    pub name: String,
    /// What it exceeds.
    pub limit: Limit,
}

/// What a part of the file exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// It is too long.
    Length,
    /// There are more than so many.
    Count(usize),
    /// Folders lie too deep in folders: it was moved to the top.
    Depth,
    /// Its folder is none of the file: it was moved to the top.
    Folder,
    /// It has no `id`, or another one has the same.
    Id,
    /// It is no object.
    Kind,
}

impl LeftOut {
    pub(super) fn new(place: impl Into<String>, name: &str, limit: Limit) -> Self {
        Self {
            place: place.into(),
            name: shortened(name, MAX_SHOWN),
            limit,
        }
    }
}

/// All that is left out of these fields.
pub(super) fn left_out(fields: &Map<String, Value>) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    items(list(fields, "items"), &mut left_out);
    environments(list(fields, "environments"), &mut left_out);
    left_out
}

fn list<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    let list = fields.get(name).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn number(value: &Value, name: &str) -> u64 {
    value.get(name).and_then(Value::as_u64).unwrap_or_default()
}

fn items(items: &[Value], left_out: &mut Vec<LeftOut>) {
    let mut known = HashSet::from([TOP]);
    for (index, item) in items.iter().enumerate() {
        let place = format!("items[{index}]");
        let name = text(item, "name");
        let mut leave = |part: &str, limit| {
            left_out.push(LeftOut::new(format!("{place}{part}"), name, limit));
        };
        if !item.is_object() {
            leave("", Limit::Kind);
        } else if name.len() > MAX_NAME_BYTES {
            leave(".name", Limit::Length);
        } else if text(item, "address").len() > MAX_ADDRESS_BYTES {
            leave(".address", Limit::Length);
        } else if !known.insert(number(item, "id")) {
            leave(".id", Limit::Id);
        }
    }
    let objects = || {
        let all = items.iter().enumerate();
        all.filter(|(_, item)| item.is_object())
    };
    let is_folder = |item: &Value| text(item, "kind") == "folder";
    let folders = objects().filter(|(_, item)| is_folder(item));
    let folders: HashSet<u64> = folders.map(|(_, item)| number(item, "id")).collect();
    let mut parents: HashMap<u64, u64> = HashMap::new();
    for (index, item) in objects() {
        let (id, parent) = (number(item, "id"), number(item, "parent"));
        if parent == TOP || folders.contains(&parent) {
            parents.insert(id, parent);
        } else {
            let place = format!("items[{index}].parent");
            left_out.push(LeftOut::new(place, text(item, "name"), Limit::Folder));
            parents.insert(id, TOP);
        }
    }
    for (index, item) in objects() {
        let id = number(item, "id");
        if depth(&parents, id) > MAX_DEPTH {
            let place = format!("items[{index}]");
            left_out.push(LeftOut::new(place, text(item, "name"), Limit::Depth));
            // What is in it comes along.
            parents.insert(id, TOP);
        }
    }
}

/// How deep it lies, with itself; of one that is in itself, more than it may.
fn depth(parents: &HashMap<u64, u64>, id: u64) -> usize {
    let mut at = id;
    let mut depth = 0;
    while let Some(parent) = parents.get(&at).filter(|_| depth <= MAX_DEPTH) {
        at = *parent;
        depth += 1;
    }
    depth
}

fn environments(environments: &[Value], left_out: &mut Vec<LeftOut>) {
    for (index, environment) in environments.iter().enumerate() {
        let place = format!("environments[{index}]");
        let name = text(environment, "name");
        if !environment.is_object() {
            left_out.push(LeftOut::new(place, name, Limit::Kind));
        } else if name.len() > MAX_VARIABLE_NAME_BYTES {
            let place = format!("{place}.name");
            left_out.push(LeftOut::new(place, name, Limit::Length));
        } else if let Some(fields) = environment.as_object() {
            variables(&place, name, list(fields, "variables"), left_out);
        }
    }
    if environments.len() > MAX_ENVIRONMENTS {
        let limit = Limit::Count(MAX_ENVIRONMENTS);
        left_out.push(LeftOut::new("environments", "", limit));
    }
}

fn variables(place: &str, environment: &str, variables: &[Value], left_out: &mut Vec<LeftOut>) {
    let mut taken = 0;
    for (index, variable) in variables.iter().enumerate() {
        let place = format!("{place}.variables[{index}]");
        let name = text(variable, "name");
        let mut leave = |part: &str, limit| {
            left_out.push(LeftOut::new(format!("{place}{part}"), name, limit));
        };
        if !variable.is_object() {
            leave("", Limit::Kind);
        } else if name.len() > MAX_VARIABLE_NAME_BYTES {
            leave(".name", Limit::Length);
        } else if text(variable, "value").len() > MAX_VALUE_BYTES {
            leave(".value", Limit::Length);
        } else {
            taken += 1;
        }
    }
    if taken > MAX_VARIABLES {
        let limit = Limit::Count(MAX_VARIABLES);
        left_out.push(LeftOut::new(
            format!("{place}.variables"),
            environment,
            limit,
        ));
    }
}
