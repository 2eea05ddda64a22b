//! The values that were found, and what stands for each.

use std::collections::{BTreeMap, HashMap};

use percent_encoding::percent_decode;

use super::placeholder::PLACEHOLDER;
use super::rules::{Credential, MIN_CHOSEN, Rule};

/// The most values: as many as messages of a long session in which each has a token of its own. Beyond that a rule matches what is none.
const MAX_VALUES: usize = 100_000;

/// The most bytes that all of them have: each is looked for in ten forms and more, for which 400 MB are taken for each MiB.
const MAX_BYTES: usize = 1 << 20;

/// The shortest credential that is looked for everywhere, in bytes: it was found by the name beside it, and a shorter one is in every text.
const MIN_CREDENTIAL: usize = 6;

/// Rules match more values than can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rules match more than {MAX_VALUES} different values, or more than {} KiB of them", MAX_BYTES >> 10)]
pub struct TooManySecrets;

/// What was found by the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// How many different values each rule has found, which no other had found before; of one that has found none there is nothing.
    pub values: BTreeMap<Rule, u64>,
    /// The messages that cannot be looked into, or in which a secret cannot be replaced.
    pub unsearched: u64,
    /// The values that are too short to be looked for elsewhere than where they were found.
    pub short: u64,
}

/// The values.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    /// Each in each way in which it was found, with its number.
    numbers: HashMap<Vec<u8>, Secret>,
    /// The number of different ones.
    count: usize,
    bytes: usize,
    pub(super) findings: Findings,
    pub(super) is_full: bool,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Secret {
    pub(super) number: usize,
    /// Which rule has found it first.
    pub(super) rule: Rule,
    /// It is looked for wherever it may stand.
    pub(super) is_sought: bool,
}

impl Secrets {
    /// A rule has found a value.
    pub(super) fn add(&mut self, rule: Rule, value: &[u8]) {
        // In an address it may have escapes, and stand elsewhere without them.
        let decoded = percent_decode(value).collect::<Vec<u8>>();
        if let Some(known) = self.numbers.get(value).copied() {
            if !known.is_sought && is_sought(rule, &decoded) {
                self.seek(known);
            }
            return;
        }
        // As it is written and without escapes, if that is something else.
        let mut bytes = value.len();
        if value != decoded {
            bytes += decoded.len();
        }
        if self.count == MAX_VALUES || self.bytes + bytes > MAX_BYTES {
            self.is_full = true;
            return;
        }
        self.bytes += bytes;
        let known = self.numbers.get(&decoded).copied();
        let secret = known.unwrap_or_else(|| {
            *self.findings.values.entry(rule).or_default() += 1;
            self.count += 1;
            let secret = Secret {
                number: self.count,
                rule,
                is_sought: is_sought(rule, &decoded),
            };
            self.findings.short += u64::from(!secret.is_sought);
            secret
        });
        self.numbers.insert(decoded, secret);
        self.numbers.insert(value.to_vec(), secret);
    }

    /// Looks for a value wherever it may stand, which another rule has found before that does not ask for that.
    fn seek(&mut self, secret: Secret) {
        let ways = self.numbers.values_mut();
        ways.filter(|way| way.number == secret.number)
            .for_each(|way| way.is_sought = true);
        self.findings.short -= 1;
    }

    /// Whether a value that was found is looked for wherever it may stand.
    pub(super) fn is_sought(&self, value: &[u8]) -> bool {
        let secret = self.numbers.get(value);
        secret.is_some_and(|secret| secret.is_sought)
    }

    pub(super) fn into_numbers(self) -> HashMap<Vec<u8>, Secret> {
        self.numbers
    }
}

/// Whether a value that a rule has found is looked for wherever it may stand.
fn is_sought(rule: Rule, value: &[u8]) -> bool {
    let shortest = match rule {
        Rule::Credentials(Credential::Field | Credential::Text | Credential::WebToken) => {
            MIN_CREDENTIAL
        }
        // A decoder knows it for certain, and many servers are delivered with `guest`.
        Rule::Credentials(Credential::Protocol)
        | Rule::Field(_)
        | Rule::Pattern(_)
        | Rule::Values => MIN_CHOSEN,
    };
    // Some words are in every placeholder, or in every JSON.
    let is_common = matches!(value, b"true" | b"false" | b"null");
    let is_in_placeholder = PLACEHOLDER
        .as_bytes()
        .windows(value.len().max(1))
        .any(|part| part == value);
    value.len() >= shortest && !is_common && !is_in_placeholder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_all_values_are_limited() {
        let mut secrets = Secrets::default();
        for number in 0..MAX_BYTES / 16 {
            secrets.add(Rule::Values, format!("{number:16}").as_bytes());
        }
        assert!(!secrets.is_full);
        secrets.add(Rule::Values, b"one more");
        assert!(secrets.is_full);
    }

    #[test]
    fn the_same_value_has_the_same_number_however_it_is_written() {
        let mut secrets = Secrets::default();
        let rule = Rule::Credentials(Credential::Field);
        for value in ["s3cret", "a%20b%20c", "a b c", "s3cret", "abc", "secret"] {
            secrets.add(rule, value.as_bytes());
        }
        assert_eq!(secrets.findings.values[&rule], 4);
        // Short, and in every placeholder.
        assert_eq!(secrets.findings.short, 3);
        let numbers = secrets.into_numbers();
        let number = |value: &str| numbers[value.as_bytes()].number;
        assert_eq!(number("a b c"), number("a%20b%20c"));
        assert_ne!(number("a b c"), number("s3cret"));
    }
}
