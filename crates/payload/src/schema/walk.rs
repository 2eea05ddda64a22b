//! Walks through a text, and notes in the nodes of a schema what stands there.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::departure::{Departure, Difference, JsonType};
use super::node::{Member, Members, Node};

/// So many places in a schema are told apart: properties, and items of arrays. What is deeper or more is any value.
pub const MAX_NODES: usize = 2_000;
/// So many departures are told: after that the texts have no schema in common.
pub const MAX_DEPARTURES: usize = 16;
/// Of a name so much is told, in characters.
const MAX_NAME: usize = 100;
/// Deeper values are any values.
const MAX_DEPTH: usize = 32;

/// A walk through one text.
pub(super) struct Walk<'w> {
    /// How many nodes the schema has.
    nodes: &'w mut usize,
    /// Where departures are noted, once the schema is known.
    departures: Option<&'w mut Vec<Departure>>,
    path: Vec<Part>,
}

enum Part {
    Member(Box<str>),
    Item,
}

impl<'w> Walk<'w> {
    pub(super) fn new(nodes: &'w mut usize, departures: Option<&'w mut Vec<Departure>>) -> Self {
        Self {
            nodes,
            departures,
            path: Vec::new(),
        }
    }

    /// What reads the value that stands at a place.
    pub(super) fn at<'a>(&'a mut self, node: &'a mut Node) -> At<'a, 'w> {
        At { walk: self, node }
    }

    fn depart(&mut self, difference: Difference) {
        if let Some(departures) = &mut self.departures
            && departures.len() < MAX_DEPARTURES
        {
            let mut path = "$".to_owned();
            for part in &self.path {
                match part {
                    Part::Member(name) => path.push_str(&member_path(name)),
                    Part::Item => path.push_str("[*]"),
                }
            }
            let departure = Departure { path, difference };
            // Items of an array that depart alike depart once.
            if !departures.contains(&departure) {
                departures.push(departure);
            }
        }
    }

    /// Whether another node may be made.
    fn take_node(&mut self) -> bool {
        let has_room = *self.nodes < MAX_NODES;
        *self.nodes += usize::from(has_room);
        has_room
    }
}

/// A member as it is written in a JSONPath: short where its name is a plain one.
fn member_path(name: &str) -> String {
    let is_plain = |character: char| character == '_' || character.is_ascii_alphanumeric();
    let begins_plain = name.starts_with(|first: char| is_plain(first) && !first.is_ascii_digit());
    if begins_plain && name.chars().all(is_plain) {
        format!(".{}", shortened(name))
    } else {
        format!("[{}]", serde_json::Value::from(&*shortened(name)))
    }
}

/// The beginning of a name that is long.
fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => format!("{}…", &name[..end]).into(),
        None => name.into(),
    }
}

/// The value at a place.
pub(super) struct At<'a, 'w> {
    walk: &'a mut Walk<'w>,
    node: &'a mut Node,
}

impl At<'_, '_> {
    fn note(self, kind: JsonType) {
        // What was never there at all is told as a member that is new.
        let is_other = has_values(self.node);
        if self.node.add(kind) && is_other {
            self.walk.depart(Difference::Type(kind));
        }
    }
}

fn has_values(node: &Node) -> bool {
    JsonType::ALL.iter().any(|kind| node.count(*kind) > 0)
}

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.note(JsonType::Null);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.note(JsonType::Boolean);
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.note(JsonType::Integer);
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.note(JsonType::Integer);
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.note(JsonType::Number);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        let is_other = has_values(self.node);
        if self.node.add_string(text) && is_other {
            self.walk.depart(Difference::Type(JsonType::String));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { walk, node } = self;
        At { walk, node }.note(JsonType::Array);
        if node.items.is_none() && walk.path.len() < MAX_DEPTH && walk.take_node() {
            node.items = Some(Box::default());
        }
        let Some(items) = &mut node.items else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        walk.path.push(Part::Item);
        while list.next_element_seed(walk.at(items))?.is_some() {}
        walk.path.pop();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { walk, node } = self;
        At { walk, node }.note(JsonType::Object);
        let objects = node.count(JsonType::Object);
        while let Some(name) = map.next_key::<String>()? {
            match place(walk, &mut node.members, &name, objects) {
                Some(place) => {
                    walk.path.push(Part::Member(name.as_str().into()));
                    if place.is_new && objects > 1 {
                        walk.depart(Difference::New);
                    }
                    map.next_value_seed(walk.at(place.node))?;
                    walk.path.pop();
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        for (name, member) in &node.members.named {
            // All objects before this one had it.
            if member.last != objects && member.seen == objects - 1 && objects > 1 {
                walk.path.push(Part::Member(name.clone()));
                walk.depart(Difference::Missing);
                walk.path.pop();
            }
        }
        Ok(())
    }
}

/// Where the value of a member goes.
struct Place<'n> {
    node: &'n mut Node,
    is_new: bool,
}

/// Finds it; `None` if there is no room for it.
fn place<'n>(
    walk: &mut Walk<'_>,
    members: &'n mut Members,
    name: &str,
    objects: u64,
) -> Option<Place<'n>> {
    if !members.named.contains_key(name) {
        if members.is_full() {
            if members.any.is_none() && walk.take_node() {
                members.any = Some(Box::default());
            }
            let node = members.any.as_deref_mut()?;
            return Some(Place {
                node,
                is_new: false,
            });
        }
        if walk.path.len() >= MAX_DEPTH || !walk.take_node() {
            return None;
        }
        members.named.insert(name.into(), Member::default());
    }
    let member = members.named.get_mut(name)?;
    let is_new = member.seen == 0;
    if member.last != objects {
        member.last = objects;
        member.seen += 1;
    }
    Some(Place {
        node: &mut member.node,
        is_new,
    })
}
