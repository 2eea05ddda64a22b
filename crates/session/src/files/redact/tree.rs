//! What is secret in what a decoder says of a message.

use std::collections::HashMap;
use std::sync::Arc;

use data_encoding::HEXLOWER;

use super::decoded::Said;
use super::json::{self, Scalar};
use super::placeholder::is_placeholder;
use super::rules::{Credential, Rule, Rules};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct InTree {
    /// Values, as they may stand in the message, and in how many places the message has each.
    pub(super) values: Vec<(Rule, Vec<u8>, usize)>,
    /// There is something secret of which the tree does not have all bytes.
    pub(super) has_unknown: bool,
}

/// Fields in which decoders write what bytes are that have a name, beside how many they are and which encoding they seem to have.
const NUMBER_OF_BYTES: &str = "bytes";
const ENCODING: &str = "encoding";
/// All of them, as hexadecimal digits or as text, or as they stand in a string of JSON.
const HEX: &str = "hex";
const TEXT: &str = "text";
const BASE64: &str = "base64";
/// Only some of them, or what they decode to.
const UNKNOWN: [&str; 3] = ["content", "hex (beginning)", "string without UTF-8"];
/// What Socket.IO has in the place of an attachment.
const ATTACHED: &str = "_placeholder";

/// Finds it. `see` is shown each value.
pub(super) fn in_tree(
    said: &Said<'_>,
    rules: &Arc<Rules>,
    mut see: impl FnMut(&Scalar<'_>),
) -> InTree {
    // A text has no bytes with a name, but in Base64.
    let is_binary = !said.is_text;
    let mut found = InTree::default();
    json::rewrite(said.output.tree_text(), rules, |scalar| {
        see(&scalar);
        let is_cut = is_binary && UNKNOWN.contains(&scalar.value) || scalar.value == ATTACHED;
        let has_secret_name = |name| rules.names_credential(name);
        let mut around = [scalar.object, scalar.within].into_iter().flatten();
        found.has_unknown |= scalar.is_key && is_cut && around.any(has_secret_name);
        for (rule, value) in values(&scalar, rules, is_binary) {
            found.add(rule, value);
        }
        None
    });
    if rules.credentials {
        for value in said.output.secrets() {
            let rule = Rule::Credentials(Credential::Protocol);
            found.add(rule, value.clone().into_bytes());
        }
    }
    if !found.values.is_empty() {
        found.count_places(said, rules);
    }
    found
}

impl InTree {
    fn add(&mut self, rule: Rule, value: Vec<u8>) {
        self.values.push((rule, value, 1));
    }

    /// Also where nothing tells that it is secret, the same value is.
    fn count_places(&mut self, said: &Said<'_>, rules: &Arc<Rules>) {
        let values = self.values.iter().map(|(_, value, _)| (&value[..], 0));
        let mut counts: HashMap<&[u8], usize> = values.collect();
        json::rewrite(said.output.tree_text(), rules, |scalar| {
            if let Some(count) = counts.get_mut(scalar.value.as_bytes()) {
                *count += 1;
            }
            None
        });
        let counts: Vec<usize> = self.values.iter().map(|it| counts[&it.1[..]]).collect();
        for ((_, _, places), count) in self.values.iter_mut().zip(counts) {
            *places = usize::max(*places, count);
        }
    }
}

/// What is secret in a value, by which rule.
fn values(scalar: &Scalar<'_>, rules: &Rules, is_binary: bool) -> Vec<(Rule, Vec<u8>)> {
    let written = || scalar.value.as_bytes().to_vec();
    let (name, value) = match (scalar.name, scalar.object) {
        (Some(NUMBER_OF_BYTES | ENCODING), Some(_)) if is_binary => return Vec::new(),
        (Some(HEX), Some(object)) if is_binary => {
            let bytes = HEXLOWER.decode(scalar.value.as_bytes());
            (object, bytes.unwrap_or_else(|_| written()))
        }
        (Some(TEXT), Some(object)) if is_binary => (object, written()),
        (Some(BASE64), Some(object)) => (object, written()),
        (name, _) => (name.unwrap_or_default(), written()),
    };
    if scalar.is_key || is_placeholder(&value) {
        return Vec::new();
    }
    if let Some(rule) = scalar.selected.filter(|_| scalar.is_secret()) {
        return vec![(rule, value)];
    }
    let rule = Rule::Credentials(Credential::Protocol);
    let Ok(text) = str::from_utf8(&value) else {
        let is_secret = rules.names_credential(name);
        return is_secret.then_some((rule, value)).into_iter().collect();
    };
    // Decoders write words and numbers of their own, as how long a session lasts: their names are of several words.
    let is_own = name.contains(' ') || matches!(text, "true" | "false" | "null");
    if !scalar.is_text && (is_own || !is_binary) {
        return Vec::new();
    }
    let within = scalar.within.filter(|_| scalar.is_text);
    let found = [Some(name), within].into_iter().flatten();
    let mut found = found.map(|name| rules.credentials_of(name, text, scalar.is_text));
    let found = found
        .find(|found| !found.is_empty())
        .unwrap_or_default()
        .into_iter();
    found.map(|value| (rule, value.into_bytes())).collect()
}
