//! The names of the fields in JSON, counted, so that a person can choose among them.

use std::cmp::Reverse;
use std::collections::HashMap;

use connection::is_secret_field;

use super::json::Scalar;
use super::rules::Rules;

/// The most names that are counted: no person looks through more, and an object may have a number of a record as each of its names.
pub const MAX_NAMES: usize = 1000;

/// The longest name that is counted, in bytes: a longer one is text.
const MAX_NAME: usize = 100;

/// A name that fields of JSON have, whatever the case of its letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldName {
    /// As it stands where it was found first.
    pub name: String,
    /// How often it was found.
    pub count: u64,
    /// Credentials were found in such fields, because of the name.
    pub has_credentials: bool,
    /// The name says that what is in it is secret, and nothing was found that is none.
    pub seems_secret: bool,
}

/// Those that were counted.
#[derive(Debug, Default)]
pub(super) struct FieldNames(HashMap<String, Counted>);

#[derive(Debug)]
struct Counted {
    name: String,
    count: u64,
    has_credentials: bool,
    /// A value was found that is no credential although it is in such a field.
    has_public: bool,
}

impl FieldNames {
    /// Counts a name, or looks at a value that has one.
    pub(super) fn count(&mut self, scalar: &Scalar<'_>, rules: &Rules) {
        let name = if scalar.is_key {
            Some(scalar.value)
        } else {
            scalar.name
        };
        let Some(name) = name.filter(|name| (1..=MAX_NAME).contains(&name.len())) else {
            return;
        };
        let lower = name.to_lowercase();
        if !self.0.contains_key(&lower) && self.0.len() == MAX_NAMES {
            return;
        }
        let counted = self.0.entry(lower).or_insert_with(|| Counted {
            name: name.to_owned(),
            count: 0,
            has_credentials: false,
            has_public: false,
        });
        if scalar.is_key {
            counted.count += 1;
        } else if scalar.is_secret() {
            let found = rules.named_credentials(name, scalar.value, scalar.is_text);
            counted.has_credentials |= !found.is_empty();
            counted.has_public |= found.is_empty();
        }
    }

    pub(super) fn sorted(&self) -> Vec<FieldName> {
        let names = self.0.values().filter(|counted| counted.count > 0);
        let names = names.map(|counted| FieldName {
            name: counted.name.clone(),
            count: counted.count,
            has_credentials: counted.has_credentials,
            seems_secret: counted.has_credentials
                || (!counted.has_public && is_secret_field(&counted.name)),
        });
        let mut names: Vec<_> = names.collect();
        names.sort_by(|one, other| {
            let order = |field: &FieldName| (Reverse(field.seems_secret), Reverse(field.count));
            order(one)
                .cmp(&order(other))
                .then_with(|| one.name.cmp(&other.name))
        });
        names
    }
}
