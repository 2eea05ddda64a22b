//! The fields in which two values of JSON differ.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Instant;

use payload::json_path::push_member;
use serde_json::Value;

use super::alignment::{Gap, gaps};
use super::content::hash_of_json;

/// More fields of a message are counted only.
const MAX_FIELDS: usize = 1_000;

/// The fields in which two values of JSON differ.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldChanges {
    /// What differs, from the beginning to the end.
    pub changes: Vec<FieldChange>,
    /// How many more fields differ.
    pub more: u64,
    /// Whether both values have the same fields.
    pub(super) has_same_shape: bool,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    place: Vec<Step>,
    /// What it is on the left side, if it is there.
    pub left: Option<Value>,
    /// What it is on the right side, if it is there.
    pub right: Option<Value>,
}

/// A step on the way to a field.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Name(String),
    /// Where both sides have it, its place on the left one.
    Index(usize),
}

impl FieldChange {
    /// Where it is, as a `JSONPath` (RFC 9535).
    pub fn path(&self) -> String {
        path_of(&self.place, |index| format!("[{index}]"))
    }

    /// The path of all fields that are in such a place, in whichever element of an array.
    pub(super) fn general_path(&self) -> String {
        path_of(&self.place, |_| "[*]".to_owned())
    }
}

fn path_of(place: &[Step], element: impl Fn(usize) -> String) -> String {
    let mut path = "$".to_owned();
    for step in place {
        match step {
            Step::Name(name) => push_member(&mut path, name),
            Step::Index(index) => path.push_str(&element(*index)),
        }
    }
    path
}

impl FieldChanges {
    /// Finds them until `deadline`; after that, whole arrays are taken for changed.
    pub(super) fn between(left: &Value, right: &Value, deadline: Instant) -> Self {
        let mut finder = Finder {
            found: Self {
                has_same_shape: shape(left) == shape(right),
                ..Self::default()
            },
            place: Vec::new(),
            deadline,
        };
        finder.compare(left, right);
        finder.found
    }
}

struct Finder {
    found: FieldChanges,
    place: Vec<Step>,
    deadline: Instant,
}

impl Finder {
    /// `serde_json` reads 128 levels at most.
    fn compare(&mut self, left: &Value, right: &Value) {
        match (left, right) {
            (Value::Object(old), Value::Object(new)) => {
                for (name, value) in old {
                    self.within(Step::Name(name.clone()), |finder| match new.get(name) {
                        Some(other) => finder.compare(value, other),
                        None => finder.push(Some(value), None),
                    });
                }
                for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                    self.within(Step::Name(name.clone()), |finder| {
                        finder.push(None, Some(value));
                    });
                }
            }
            (Value::Array(old), Value::Array(new)) => self.elements(old, new),
            _ if left == right => {}
            _ => self.push(Some(left), Some(right)),
        }
    }

    /// Equal elements stand for each other, and those between them in their order.
    fn elements(&mut self, left: &[Value], right: &[Value]) {
        let hashes = |elements: &[Value]| elements.iter().map(hash_of_json).collect::<Vec<_>>();
        for Gap {
            left: old,
            right: new,
        } in gaps(&hashes(left), &hashes(right), self.deadline)
        {
            for offset in 0..old.len().max(new.len()) {
                let old = Some(old.start + offset).filter(|index| *index < old.end);
                let new = Some(new.start + offset).filter(|index| *index < new.end);
                let Some(index) = old.or(new) else {
                    continue;
                };
                let pair = (
                    old.and_then(|at| left.get(at)),
                    new.and_then(|at| right.get(at)),
                );
                self.within(Step::Index(index), |finder| match pair {
                    (Some(old), Some(new)) => finder.compare(old, new),
                    (old, new) => finder.push(old, new),
                });
            }
        }
    }

    fn within(&mut self, step: Step, look: impl FnOnce(&mut Self)) {
        self.place.push(step);
        look(self);
        self.place.pop();
    }

    fn push(&mut self, left: Option<&Value>, right: Option<&Value>) {
        if self.found.changes.len() >= MAX_FIELDS {
            self.found.more += 1;
            return;
        }
        self.found.changes.push(FieldChange {
            place: self.place.clone(),
            left: left.cloned(),
            right: right.cloned(),
        });
    }
}

/// The same for values that have the same fields, whatever is in them.
fn shape(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Object(members) => {
            (members.len(), '{').hash(&mut hasher);
            for (name, value) in members {
                (name, shape(value)).hash(&mut hasher);
            }
        }
        Value::Array(elements) => {
            (elements.len(), '[').hash(&mut hasher);
            elements.iter().for_each(|it| shape(it).hash(&mut hasher));
        }
        _ => {}
    }
    hasher.finish()
}
