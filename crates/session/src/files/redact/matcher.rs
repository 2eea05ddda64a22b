//! Finds values in every form in which they may stand.

use std::collections::HashMap;
use std::io::{self, Read};

use aho_corasick::automaton::Automaton as _;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Input, MatchKind};
use connection::sorted;
use data_encoding::{BASE64, BASE64URL, HEXLOWER, HEXUPPER};
use memchr::memmem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use super::placeholder::{PLACEHOLDER, placeholder};
use super::rules::Rule;
use super::secrets::{Secret, TooManySecrets};

/// What is written as it is in an address (RFC 3986, section 2.3).
pub(super) const UNRESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A form of fewer bytes is in every text: some bytes of a short value in Base64.
const MIN_FORM: usize = 5;

/// What XML has in the place of characters (XML 1.0, section 4.6): how many of them a writer replaces is up to it.
const XML: [&[(char, &str)]; 5] = [
    &[('&', "&amp;"), ('<', "&lt;")],
    &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;")],
    &[
        ('&', "&amp;"),
        ('<', "&lt;"),
        ('>', "&gt;"),
        ('"', "&quot;"),
    ],
    &[
        ('&', "&amp;"),
        ('<', "&lt;"),
        ('>', "&gt;"),
        ('"', "&quot;"),
        ('\'', "&apos;"),
    ],
    &[
        ('&', "&amp;"),
        ('<', "&lt;"),
        ('>', "&gt;"),
        ('"', "&quot;"),
        ('\'', "&#39;"),
    ],
];

/// What stands for characters in a header of STOMP (STOMP 1.2, "Value Encoding").
const STOMP: &[(char, &str)] = &[('\\', r"\\"), (':', r"\c"), ('\n', r"\n"), ('\r', r"\r")];

/// So long a value is no word that the format itself has.
const DISTINCTIVE: usize = 24;

/// Finds the values.
#[derive(Debug)]
pub(super) struct Matcher {
    automaton: NFA,
    /// What each of its patterns is a form of.
    forms: Vec<Form>,
    /// Only what the format of a file does not have by itself.
    raw: NFA,
    numbers: HashMap<Vec<u8>, Secret>,
}

#[derive(Clone, Copy, Debug)]
struct Form {
    number: usize,
    rule: Rule,
    /// It has digits only: part of a longer number is another number.
    is_number: bool,
}

impl Matcher {
    pub(super) fn new(numbers: HashMap<Vec<u8>, Secret>) -> Result<Self, TooManySecrets> {
        let mut by_form = HashMap::new();
        let mut raw = Vec::new();
        let sought = numbers.iter().filter(|(_, secret)| secret.is_sought);
        // The order of the map is another in each run.
        for (value, secret) in sorted(sought.collect(), |one, other| one.0.cmp(other.0)) {
            let forms = forms_of(value);
            if is_distinctive(value) {
                raw.extend(forms.iter().cloned());
            }
            for form in forms {
                let is_number = form.iter().all(u8::is_ascii_digit);
                by_form.entry(form).or_insert(Form {
                    number: secret.number,
                    rule: secret.rule,
                    is_number,
                });
            }
        }
        let (patterns, forms): (Vec<_>, Vec<_>) = by_form.into_iter().unzip();
        let built = |kind, patterns: Vec<Vec<u8>>| {
            let built = automaton(kind, patterns);
            built.ok_or(TooManySecrets)
        };
        Ok(Self {
            automaton: built(MatchKind::LeftmostLongest, patterns)?,
            forms,
            raw: built(MatchKind::Standard, raw)?,
            numbers,
        })
    }

    /// What stands for a value that was found.
    pub(super) fn known(&self, value: &[u8]) -> Option<Secret> {
        self.numbers.get(value).copied()
    }

    /// The bytes without the values, if there are some; tells by which rule each was found.
    pub(super) fn replace(&self, bytes: &[u8], mut tell: impl FnMut(Rule)) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut copied = 0;
        self.each(bytes, |start, end, form| {
            tell(form.rule);
            out.extend_from_slice(&bytes[copied..start]);
            out.extend_from_slice(placeholder(form.number).as_bytes());
            copied = end;
        });
        if copied == 0 {
            return None;
        }
        out.extend_from_slice(&bytes[copied..]);
        Some(out)
    }

    /// In how many places there is a value.
    pub(super) fn count(&self, bytes: &[u8]) -> u64 {
        let mut count = 0;
        self.each(bytes, |_, _, _| count += 1);
        count
    }

    fn each(&self, bytes: &[u8], mut tell: impl FnMut(usize, usize, Form)) {
        let mut from = 0;
        while let Ok(Some(found)) = self.automaton.try_find(&Input::new(bytes).range(from..)) {
            let form = self.forms[found.pattern().as_usize()];
            let (start, end) = (found.start(), found.end());
            let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
            let before = start.checked_sub(1).and_then(|at| bytes.get(at));
            let is_part = is_digit(before) || is_digit(bytes.get(end));
            let is_ours = bytes[..start].ends_with(PLACEHOLDER.as_bytes());
            if form.is_number && (is_part || is_ours) {
                from = start + 1;
            } else {
                tell(start, end, form);
                from = end;
            }
        }
    }

    /// In how many places there is a value in a file as it stands there.
    pub(super) fn count_in_file(&self, file: impl Read) -> io::Result<u64> {
        let mut count = 0;
        for found in self
            .raw
            .try_stream_find_iter(file)
            .map_err(io::Error::other)?
        {
            found?;
            count += 1;
        }
        Ok(count)
    }
}

/// Finds these values as they are, the longest where several begin.
pub(super) fn of_values<'v>(values: impl Iterator<Item = &'v Vec<u8>>) -> Option<NFA> {
    automaton(MatchKind::LeftmostLongest, values)
}

/// Not of the fastest kind: that takes a second and 40 MB for each 4 KiB of a value.
fn automaton(kind: MatchKind, patterns: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Option<NFA> {
    NFA::builder().match_kind(kind).build(patterns).ok()
}

/// In how many places a value stands in these bytes, in any form; more than `enough` are not counted.
pub(super) fn places(value: &[u8], bytes: &[u8], enough: usize) -> usize {
    // As it is, mostly.
    let plain = memmem::find_iter(bytes, value).take(enough).count();
    if plain == enough {
        return plain;
    }
    let automaton = automaton(MatchKind::LeftmostLongest, forms_of(value));
    let found = automaton
        .as_ref()
        .and_then(|automaton| automaton.try_find_iter(Input::new(bytes)).ok());
    found.map_or(0, Iterator::count)
}

/// Whether a value is no word or number that the format of a file may have by itself.
fn is_distinctive(value: &[u8]) -> bool {
    let is_word = value
        .iter()
        .all(|byte| byte.is_ascii_lowercase() || *byte == b'-');
    let is_number = value.iter().all(u8::is_ascii_digit);
    value.len() >= DISTINCTIVE || !(is_word || is_number)
}

/// The value in each form in which it may stand in a file.
fn forms_of(value: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![value.to_vec()];
    let mut add = |form: String| {
        if form.len() >= MIN_FORM {
            forms.push(form.into_bytes());
        }
    };
    let escaped = percent_encode(value, &UNRESERVED).to_string();
    add(lower_escapes(&escaped));
    add(escaped.replace("%20", "+"));
    add(escaped);
    if let Ok(text) = std::str::from_utf8(value) {
        let json = serde_json::to_string(text).unwrap_or_default();
        let json = json.trim_matches('"').to_owned();
        add(ascii_only(&json, false));
        add(ascii_only(&json, true));
        add(json.replace('/', "\\/"));
        // A string in JSON within a string in JSON, and a text in CSV.
        add(json.replace('\\', "\\\\").replace('"', "\\\""));
        add(text.replace('"', "\"\""));
        add(json);
        for escapes in XML.into_iter().chain([STOMP]) {
            add(escaped_as(text, escapes));
        }
    }
    add(HEXLOWER.encode(value));
    add(HEXUPPER.encode(value));
    for offset in 0..3 {
        let mut padded = vec![0; offset];
        padded.extend_from_slice(value);
        // What is the same whatever stands before and behind it.
        let (begin, end) = ((offset * 8).div_ceil(6), padded.len() * 8 / 6);
        for encoding in [BASE64, BASE64URL] {
            add(encoding.encode(&padded)[begin..end].to_owned());
        }
    }
    let mut forms = sorted(forms, Vec::cmp);
    forms.dedup();
    forms
}

fn escaped_as(text: &str, escapes: &[(char, &str)]) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match escapes.iter().find(|(from, _)| *from == letter) {
            Some((_, escape)) => out += escape,
            None => out.push(letter),
        }
    }
    out
}

fn lower_escapes(escaped: &str) -> String {
    let mut left = 0;
    let lower = escaped.chars().map(|letter| {
        left = if letter == '%' {
            2
        } else {
            i32::max(left - 1, -1)
        };
        if left >= 0 {
            letter.to_ascii_lowercase()
        } else {
            letter
        }
    });
    lower.collect()
}

fn ascii_only(json: &str, is_upper: bool) -> String {
    let mut out = String::new();
    for letter in json.chars() {
        if letter.is_ascii() {
            out.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            out += &match is_upper {
                true => format!("\\u{unit:04X}"),
                false => format!("\\u{unit:04x}"),
            };
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::redact::secrets::Secrets;

    fn matcher(values: &[&str]) -> Matcher {
        let mut secrets = Secrets::default();
        for value in values {
            secrets.add(Rule::Values, value.as_bytes());
        }
        Matcher::new(secrets.into_numbers()).unwrap()
    }

    #[test]
    fn a_value_is_found_in_every_form() {
        #[track_caller]
        fn check(value: &str, text: &str, expected: &str) {
            let mut count = 0;
            let replaced = matcher(&[value]).replace(text.as_bytes(), |_| count += 1);
            assert_eq!(String::from_utf8(replaced.unwrap()).unwrap(), expected);
            assert_eq!(count, 1);
        }
        check("s3cret", "as3cretb", "a[secret 1]b");
        check("a b/c", "?x=a%20b%2Fc&", "?x=[secret 1]&");
        check("a b/c", "?x=a%20b%2fc&", "?x=[secret 1]&");
        check("a b/c", "?x=a+b%2Fc&", "?x=[secret 1]&");
        check("a\"b\\c", r#"{"x":"a\"b\\c"}"#, r#"{"x":"[secret 1]"}"#);
        check("a/b/c", r"a\/b\/c", "[secret 1]");
        check("中文é", r"\u4e2d\u6587\u00e9", "[secret 1]");
        check("中文é", r"\u4E2D\u6587\u00E9", "[secret 1]");
        check("s3cret", "x733363726574x", "x[secret 1]x");
        check("12345", "a 12345 b", "a [secret 1] b");
        check("a<b&c", "<x>a&lt;b&amp;c</x>", "<x>[secret 1]</x>");
        check("a>'\"b", "a&gt;&apos;&quot;b", "[secret 1]");
        check("a>'\"b", "a&gt;&#39;&quot;b", "[secret 1]");
        check(r"a:b\c", r"passcode:a\cb\\c", "passcode:[secret 1]");
        for before in ["", "a", "ab"] {
            let text = BASE64.encode(format!("{before}s3cret and more").as_bytes());
            assert_eq!(matcher(&["s3cret"]).count(text.as_bytes()), 1);
        }
    }

    #[test]
    fn a_number_within_a_number_is_another() {
        let matcher = matcher(&["12345"]);
        assert_eq!(matcher.count(b"1123456 123450 012345"), 0);
        assert_eq!(matcher.count(b"1123456 12345"), 1);
    }

    #[test]
    fn the_longest_is_replaced() {
        let matcher = matcher(&["token", "token-and-more"]);
        let replaced = matcher.replace(b"token-and-more token", |_| {});
        assert_eq!(replaced.unwrap(), b"[secret 2] [secret 1]");
    }
}
