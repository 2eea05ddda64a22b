//! The two passes: what is secret is found, then replaced.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::Input;
use aho_corasick::automaton::Automaton as _;
use connection::sorted;

use super::decoded::{Decoding, Found, Said, Withheld};
use super::entry;
use super::field_names::{FieldName, FieldNames};
use super::fitting;
use super::json::Scalar;
use super::matcher::{self, Matcher};
use super::placeholder::placeholder;
use super::rules::{Credential, Rule, Rules};
use super::secrets::{Findings, Secret, Secrets, TooManySecrets};
use super::tree::in_tree;
use super::views::{Reach, Views, rewrite};
use crate::files::{EntryContent, FileEntry, Header};
use crate::listener::Choice;

/// Learns what is secret in a session.
pub struct SecretSearch {
    finder: Finder,
    decoding: Decoding,
    withheld: Withheld,
    /// How many bytes may still be decompressed.
    unpackable: usize,
}

/// How much may be decompressed of a session in all: so many bytes, and for each byte of its messages so many more. Data that somebody reads
/// rarely become a tenth by compression, and what is made to take long a thousandth.
const UNPACKABLE: usize = 64 << 20;
const RATIO: usize = 16;

struct Finder {
    rules: Arc<Rules>,
    secrets: Secrets,
    /// Where they are asked for.
    fields: Option<FieldNames>,
    /// What was found in the message that is looked at.
    in_message: Found,
}

impl SecretSearch {
    /// By these rules.
    pub fn new(rules: Rules) -> Self {
        let mut secrets = Secrets::default();
        for value in rules.values() {
            secrets.add(Rule::Values, value.as_bytes());
        }
        let rules = Arc::new(rules);
        Self {
            finder: Finder {
                rules,
                secrets,
                fields: None,
                in_message: Found::new(),
            },
            decoding: Decoding::new(Choice::Automatic),
            withheld: Withheld::default(),
            unpackable: UNPACKABLE,
        }
    }

    /// The same, and messages are decoded in this protocol, if one was chosen: what they say is searched too. Where nothing is to be decoded for
    /// the window, it is found out what is spoken: it is secret all the same.
    #[must_use]
    pub fn decoding(mut self, choice: Choice) -> Self {
        if let Choice::Always(_) = choice {
            self.decoding = Decoding::new(choice);
        }
        self
    }

    /// The same, and it counts the fields of JSON by their names.
    #[must_use]
    pub fn counting_fields(mut self) -> Self {
        self.finder.fields = Some(FieldNames::default());
        self
    }

    /// The names of the fields that were counted: those first that seem secret, then the most frequent.
    pub fn fields(&self) -> Vec<FieldName> {
        let fields = self.finder.fields.as_ref();
        fields.map_or_else(Vec::new, FieldNames::sorted)
    }

    /// Looks at what is told of a session as a whole.
    pub fn header(&mut self, header: &Header) {
        entry::header(header, &mut self.finder);
    }

    /// Looks at a message or an event.
    pub fn entry(&mut self, entry: &FileEntry) {
        if let EntryContent::Message { payload, .. } = &entry.content {
            self.unpackable += RATIO * payload.len();
        }
        let before = Reach::unpacking(self.unpackable);
        let unpackable = before.unpacked;
        let reach = entry::entry(entry, &mut self.finder, before).reach;
        self.unpackable -= unpackable - reach.unpacked;
        if reach.is_over {
            self.withheld.add(entry);
        }
        let (decoding, finder) = (&mut self.decoding, &mut self.finder);
        let found = std::mem::take(&mut finder.in_message);
        decoding.next(entry, found, &mut self.withheld, |said| finder.said(said));
    }

    /// What was found until now.
    pub fn findings(&self) -> &Findings {
        &self.finder.secrets.findings
    }

    /// What replaces all that was found.
    ///
    /// # Errors
    /// When that is too much.
    pub fn into_redactor(mut self) -> Result<Redactor, TooManySecrets> {
        self.decoding.end(&mut self.withheld);
        let Finder { rules, secrets, .. } = self.finder;
        if secrets.is_full {
            return Err(TooManySecrets);
        }
        let mut findings = secrets.findings.clone();
        findings.unsearched += self.withheld.count;
        Ok(Redactor {
            findings,
            withheld: self.withheld,
            replacer: Replacer {
                rules,
                matcher: Matcher::new(secrets.into_numbers())?,
                replaced: BTreeMap::new(),
            },
        })
    }
}

impl Finder {
    /// Searches what a message says. Returns whether all that is secret in it can be replaced in the message.
    fn said(&mut self, said: &Said<'_>) -> bool {
        let rules = Arc::clone(&self.rules);
        let again = said.found.is_none().then(|| self.found_in(said.payload));
        let found = said.found.or(again.as_ref());
        // The names in a text were counted where they stand.
        let mut fields = self.fields.as_mut().filter(|_| !said.is_text);
        let in_tree = in_tree(said, &rules, |scalar| {
            if let Some(fields) = &mut fields {
                fields.count(scalar, &rules);
            }
        });
        let can_stay = !in_tree.has_unknown;
        // Also behind the first that cannot be replaced there are others to learn.
        in_tree
            .values
            .iter()
            .fold(can_stay, |can_stay, (rule, value, places)| {
                let is_found = found.is_some_and(|found| found.contains(value));
                // In a text it is replaced beside its name; where else it stands, only if it is looked for everywhere.
                let is_once = *places == 1 || !self.secrets.is_sought(value);
                if is_found && said.is_text && is_once {
                    return can_stay;
                }
                self.secrets.add(*rule, value);
                if self.secrets.is_full {
                    // Nothing is made of it then.
                    return false;
                }
                let found_places = matcher::places(value, said.payload, *places);
                // Of what was found where it is not to be seen, as in what is compressed, each place is replaced.
                let is_replaced = match said.is_alone && found_places > 0 {
                    true => found_places >= *places,
                    false => is_found,
                };
                can_stay && is_replaced && self.secrets.is_sought(value)
            })
    }

    /// What is found in the bytes of a message.
    fn found_in(&mut self, payload: &[u8]) -> Found {
        // Its fields were counted before.
        let fields = self.fields.take();
        rewrite(payload, self, &mut Reach::new(), 0);
        self.fields = fields;
        std::mem::take(&mut self.in_message)
    }

    fn found(&mut self, rule: Rule, value: &[u8]) {
        self.in_message.insert(value.to_vec());
        self.secrets.add(rule, value);
    }
}

impl Views for Finder {
    fn rules(&self) -> &Arc<Rules> {
        &self.rules
    }

    fn whole(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let rules = Arc::clone(&self.rules);
        rules.spot(bytes, &mut |rule, value| self.found(rule, value));
        None
    }

    fn scalar(&mut self, scalar: &Scalar<'_>) -> Option<String> {
        if let Some(fields) = &mut self.fields {
            fields.count(scalar, &self.rules);
        }
        if let Some(rule) = scalar.selected.filter(|_| scalar.is_secret()) {
            self.found(rule, scalar.value.as_bytes());
        } else {
            let found = scalar.credentials(&self.rules);
            for value in found {
                self.found(Rule::Credentials(Credential::Field), value.as_bytes());
            }
        }
        None
    }
}

/// How often a text is searched for what has the structure of JSON in it: what is left of that may be the beginning of another value.
const MAX_ROUNDS: usize = 3;

/// Replaces what is secret.
pub struct Redactor {
    findings: Findings,
    withheld: Withheld,
    pub(super) replacer: Replacer,
}

pub(super) struct Replacer {
    pub(super) rules: Arc<Rules>,
    pub(super) matcher: Matcher,
    /// In how many places what was found by each rule was replaced.
    replaced: BTreeMap<Rule, u64>,
}

impl Redactor {
    /// What was found before.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// In how many places what each rule has found was replaced until now.
    pub fn replaced(&self) -> &BTreeMap<Rule, u64> {
        &self.replacer.replaced
    }

    /// What may be told of a session as a whole.
    pub fn header(&mut self, header: Header) -> Header {
        entry::header(&header, &mut self.replacer).unwrap_or(header)
    }

    /// A message or an event without what is secret. One that cannot be looked into is left out, and something stands in its place.
    pub fn entry(&mut self, entry: FileEntry) -> FileEntry {
        if self.withheld.has(&entry) {
            return entry::withheld(&entry);
        }
        let rewritten = entry::entry(&entry, &mut self.replacer, Reach::new());
        match rewritten.reach.is_over {
            true => entry::withheld(&entry),
            false => rewritten.entry.unwrap_or(entry),
        }
    }
}

impl Replacer {
    /// What stands for a value that was found, which is counted.
    fn placeholder(&mut self, secret: Secret) -> String {
        *self.replaced.entry(secret.rule).or_default() += 1;
        placeholder(secret.number)
    }

    fn known(&self, value: &str) -> Option<Secret> {
        self.matcher.known(value.as_bytes())
    }
}

impl Views for Replacer {
    fn rules(&self) -> &Arc<Rules> {
        &self.rules
    }

    fn whole(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut short = BTreeMap::new();
        self.rules.spot(bytes, &mut |_, value| {
            let known = self.matcher.known(value);
            let known = known.filter(|secret| !secret.is_sought);
            short.extend(known.map(|secret| (value.to_vec(), secret)));
        });
        let mut text = Cow::Borrowed(bytes);
        for _ in 0..MAX_ROUNDS {
            let mut places = self.matcher.places(&text);
            // Those are in every text, so they are replaced in this one only, and as whole words.
            if let Some(words) = words(&text, &short) {
                places.extend(words);
                places = sorted(places, |one, other| one.0.start.cmp(&other.0.start));
            }
            let edits = fitting::edits(&text, &places);
            for edit in &edits {
                *self.replaced.entry(edit.secret.rule).or_default() += 1;
            }
            match fitting::replaced(&text, &edits) {
                Some(new) => text = new.into(),
                None => break,
            }
            if edits.len() == places.len() {
                break;
            }
        }
        match text {
            Cow::Owned(new) => Some(new),
            Cow::Borrowed(_) => None,
        }
    }

    fn scalar(&mut self, scalar: &Scalar<'_>) -> Option<String> {
        let value = scalar.value;
        if scalar.selected.is_some() && scalar.is_secret() {
            return self.known(value).map(|secret| self.placeholder(secret));
        }
        let mut new = value.to_owned();
        for credential in scalar.credentials(&self.rules) {
            if let Some(secret) = self.known(&credential) {
                new = new.replace(&credential, &self.placeholder(secret));
            }
        }
        if new != value {
            return Some(new);
        }
        // In the place of a number there is a text.
        let is_number = !scalar.is_text && !scalar.is_key;
        let known = self.known(value);
        let known = known.filter(|secret| is_number && secret.is_sought);
        known.map(|secret| self.placeholder(secret))
    }
}

impl Scalar<'_> {
    /// Whether a rule that points at it means something that can be secret.
    pub(super) fn is_secret(&self) -> bool {
        let is_null = !self.is_text && self.value == "null";
        !(self.is_key || is_null || self.value.is_empty())
    }
}

/// Where these values are whole words, if there are some.
fn words(text: &[u8], values: &BTreeMap<Vec<u8>, Secret>) -> Option<Vec<(Range<usize>, Secret)>> {
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let mut found = Vec::new();
    let mut from = 0;
    let words: Vec<_> = values.keys().cloned().collect();
    let finder = (!words.is_empty()).then(|| matcher::of_values(&words))??;
    while let Ok(Some(word)) = finder.try_find(&Input::new(text).range(from..)) {
        let (start, end) = (word.start(), word.end());
        let before = start.checked_sub(1).and_then(|before| text.get(before));
        let is_whole = !is_part(before) && !is_part(text.get(end));
        let is_ours = text[..start].ends_with(b"[") || text[..start].ends_with(b"[secret ");
        let secret = values.get(&text[start..end]);
        if let Some(secret) = secret.filter(|_| is_whole && !is_ours) {
            found.push((start..end, *secret));
            from = end;
        } else {
            from = start + 1;
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use message_log::{Direction, Kind, Timestamp};

    use super::*;
    use crate::files::Fields;

    /// What is compressed is left out where that is more than may be decompressed, of a message or of all together.
    #[test]
    fn what_is_decompressed_is_limited() {
        #[track_caller]
        fn check(unpackable: usize, bytes: u64, times: usize, left_out: u64) {
            let mut payload = Vec::new();
            let zeros = std::io::repeat(0).take(bytes);
            let mut encoder = flate2::read::GzEncoder::new(zeros, flate2::Compression::best());
            encoder.read_to_end(&mut payload).unwrap();
            let entry = |payload| FileEntry {
                at: Timestamp::from_micros(1),
                content: EntryContent::Message {
                    direction: Direction::Sent,
                    kind: Kind::Binary,
                    payload,
                },
                unknown: Fields::new(),
            };
            let mut search = SecretSearch::new(Rules::for_credentials());
            search.unpackable = unpackable;
            for number in 0..times {
                // Each is another.
                search.entry(&entry([&number.to_be_bytes()[..], &payload].concat()));
            }
            let mut redactor = search.into_redactor().unwrap();
            assert_eq!(redactor.findings().unsearched, left_out);
            let last = (times - 1).to_be_bytes();
            let last = entry([&last[..], &payload].concat());
            assert_eq!(redactor.entry(last.clone()) != last, left_out > 0);
        }
        check(UNPACKABLE, 1 << 16, 3, 0);
        check(UNPACKABLE, 17 << 20, 1, 1);
        check(1 << 17, 1 << 16, 4, 2);
    }
}
