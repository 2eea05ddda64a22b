//! Finds values in every form in which they may stand.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Read};
use std::ops::Range;

use aho_corasick::automaton::Automaton as _;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Input, MatchKind};
use connection::sorted;
use data_encoding::{BASE64, BASE64URL, HEXLOWER, HEXUPPER};
use memchr::memmem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use super::escapes::each_reading;
use super::fitting;
use super::placeholder::PLACEHOLDER;
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

/// A longer value is not looked for in UTF-16, in bytes: it is rare, and doubles what is looked for.
const MAX_UTF16: usize = 256;

/// So long a value is no word that the format itself has.
const DISTINCTIVE: usize = 24;

/// How much of a file is looked at together, in bytes, but for long values.
const WINDOW: usize = 1 << 16;

/// Finds the values.
#[derive(Debug)]
pub(super) struct Matcher {
    finder: Finder,
    numbers: HashMap<Vec<u8>, Secret>,
}

#[derive(Clone, Copy, Debug)]
struct Form {
    secret: Secret,
    /// The format of a file does not have it by itself.
    is_distinctive: bool,
}

impl Matcher {
    pub(super) fn new(numbers: HashMap<Vec<u8>, Secret>) -> Result<Self, TooManySecrets> {
        let mut patterns = Vec::new();
        let mut forms = Vec::new();
        let mut digits = HashMap::new();
        let sought = numbers.iter().filter(|(_, secret)| secret.is_sought);
        // The order of the map is another in each run; of equal patterns the first one is found.
        for (value, secret) in sorted(sought.collect(), |one, other| one.0.cmp(other.0)) {
            for pattern in forms_of(value) {
                let form = Form {
                    secret: *secret,
                    is_distinctive: is_distinctive(value),
                };
                if pattern.iter().all(u8::is_ascii_digit) {
                    digits.entry(pattern).or_insert(form);
                } else {
                    forms.push(form);
                    patterns.push(pattern);
                }
            }
        }
        Ok(Self {
            finder: Finder::new(&patterns, forms, digits).ok_or(TooManySecrets)?,
            numbers,
        })
    }

    /// What stands for a value that was found.
    pub(super) fn known(&self, value: &[u8]) -> Option<Secret> {
        self.numbers.get(value).copied()
    }

    /// Where values stand, in their order.
    pub(super) fn places(&self, bytes: &[u8]) -> Vec<(Range<usize>, Secret)> {
        let places = self.finder.places(bytes).into_iter();
        places.map(|(place, form)| (place, form.secret)).collect()
    }

    /// In how many places there is a value that is to be replaced.
    pub(super) fn count(&self, bytes: &[u8]) -> u64 {
        fitting::edits(bytes, &self.places(bytes)).len() as u64
    }

    /// In how many places there is a value in a file as it stands there. Of a number, only the messages tell whether it is a part of another.
    pub(super) fn count_in_file(&self, file: &mut dyn Read) -> io::Result<u64> {
        let mut count = 0;
        let mut window = Vec::new();
        let longest = self.finder.automaton.max_pattern_len();
        loop {
            let most = usize::max(WINDOW, longest) as u64;
            let is_end = Read::take(&mut *file, most).read_to_end(&mut window)? == 0;
            // What begins later may go on with what was not read yet.
            let certain = window.len() - if is_end { 0 } else { longest.min(window.len()) };
            let mut from = 0;
            while let Some((place, form)) = self.finder.next(&window, from) {
                if place.start >= certain {
                    break;
                }
                count += u64::from(form.is_distinctive);
                from = place.end;
            }
            if is_end {
                return Ok(count);
            }
            window.drain(..from.max(certain));
        }
    }
}

/// Finds patterns, the longest where several begin.
#[derive(Debug)]
struct Finder {
    automaton: NFA,
    /// What each pattern is a form of.
    forms: Vec<Form>,
    /// Those that have digits only: part of a longer number is another number.
    digits: HashMap<Vec<u8>, Form>,
    has_spaces: bool,
}

impl Finder {
    fn new(patterns: &[Vec<u8>], forms: Vec<Form>, digits: HashMap<Vec<u8>, Form>) -> Option<Self> {
        Some(Self {
            automaton: of_values(patterns)?,
            forms,
            digits,
            has_spaces: patterns.iter().any(|form| form.contains(&b' ')),
        })
    }

    fn next(&self, bytes: &[u8], from: usize) -> Option<(Range<usize>, Form)> {
        let input = Input::new(bytes).range(from..);
        let found = self.automaton.try_find(&input).ok().flatten()?;
        Some((found.range(), self.forms[found.pattern().as_usize()]))
    }

    /// Where they stand in a text, whatever is escaped in it. Those that overlap are one place.
    fn places(&self, bytes: &[u8]) -> Vec<(Range<usize>, Form)> {
        let mut found: Vec<(Range<usize>, Form)> = Vec::new();
        let mut search = |reading: &[u8], written: &dyn Fn(Range<usize>) -> Range<usize>| {
            let mut from = 0;
            while let Some((place, form)) = self.next(reading, from) {
                from = place.end;
                found.push((written(place), form));
            }
            if !self.digits.is_empty() {
                let numbers = numbers(reading).filter_map(|place| {
                    let form = self.digits.get(&reading[place.clone()])?;
                    let is_ours = reading[..place.start].ends_with(PLACEHOLDER.as_bytes());
                    (!is_ours).then(|| (written(place), *form))
                });
                found.extend(numbers);
            }
        };
        each_reading(bytes, &mut search);
        // In a form, a space is written so.
        if self.has_spaces && bytes.contains(&b'+') {
            let spaced = bytes
                .iter()
                .map(|byte| if *byte == b'+' { b' ' } else { *byte });
            each_reading(&spaced.collect::<Vec<_>>(), &mut search);
        }
        let mut places: Vec<(Range<usize>, Form)> = Vec::new();
        let order = |place: &Range<usize>| (place.start, Reverse(place.end));
        for (place, pattern) in sorted(found, |one, other| order(&one.0).cmp(&order(&other.0))) {
            match places.last_mut() {
                Some((last, _)) if place.start < last.end => last.end = last.end.max(place.end),
                _ => places.push((place, pattern)),
            }
        }
        places
    }
}

/// Where there are digits.
fn numbers(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let begin = at + text[at..].iter().position(u8::is_ascii_digit)?;
        let digits = text[begin..].iter().take_while(|it| it.is_ascii_digit());
        at = begin + digits.count();
        Some(begin..at)
    })
}

/// Finds these values as they are, the longest where several begin.
///
/// Not of the fastest kind: that takes a second and 40 MB for each 4 KiB of a value.
pub(super) fn of_values(values: &[Vec<u8>]) -> Option<NFA> {
    let kind = MatchKind::LeftmostLongest;
    NFA::builder().match_kind(kind).build(values).ok()
}

/// In how many places a value stands in these bytes, in any form; more than `enough` are not counted.
pub(super) fn places(value: &[u8], bytes: &[u8], enough: usize) -> usize {
    // As it is, mostly.
    let plain = memmem::find_iter(bytes, value).take(enough).count();
    if plain == enough {
        return plain;
    }
    let form = Form {
        secret: Secret {
            number: 0,
            rule: Rule::Values,
            is_sought: true,
        },
        is_distinctive: true,
    };
    let patterns = forms_of(value);
    let finder = Finder::new(&patterns, vec![form; patterns.len()], HashMap::new());
    finder.map_or(0, |finder| finder.places(bytes).len())
}

/// Whether a value is no word or number that the format of a file may have by itself.
fn is_distinctive(value: &[u8]) -> bool {
    let is_word = value
        .iter()
        .all(|byte| byte.is_ascii_lowercase() || *byte == b'-');
    let is_number = value.iter().all(u8::is_ascii_digit);
    value.len() >= DISTINCTIVE || !(is_word || is_number)
}

/// The value in each form in which it may stand in a file, but for escapes.
fn forms_of(value: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![value.to_vec()];
    let mut add = |form: &[u8]| {
        if form.len() >= MIN_FORM {
            forms.push(form.to_vec());
        }
    };
    if value.contains(&b'"') {
        // In CSV.
        let parts: Vec<_> = value.split(|byte| *byte == b'"').collect();
        add(&parts.join(&b"\"\""[..]));
    }
    add(HEXLOWER.encode(value).as_bytes());
    add(HEXUPPER.encode(value).as_bytes());
    for offset in 0..3 {
        let mut padded = vec![0; offset];
        padded.extend_from_slice(value);
        // What is the same whatever stands before and behind it.
        let (begin, end) = ((offset * 8).div_ceil(6), padded.len() * 8 / 6);
        for encoding in [BASE64, BASE64URL] {
            add(&encoding.encode(&padded).as_bytes()[begin..end]);
        }
    }
    if let Some(text) = str::from_utf8(value)
        .ok()
        .filter(|text| text.len() <= MAX_UTF16)
    {
        // Within what is no text, as in a message of some program of Windows.
        add(&text
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>());
        add(&text
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<_>>());
    }
    // It may have escapes itself, which are resolved with those of the text that it stands in.
    each_reading(value, &mut |reading, _| add(reading));
    let mut forms = sorted(forms, Vec::cmp);
    forms.dedup();
    forms
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

    fn replaced(matcher: &Matcher, text: &str) -> String {
        let edits = fitting::edits(text.as_bytes(), &matcher.places(text.as_bytes()));
        let new = fitting::replaced(text.as_bytes(), &edits).unwrap();
        String::from_utf8(new).unwrap()
    }

    #[test]
    fn a_value_is_found_in_every_form() {
        #[track_caller]
        fn check(value: &str, text: &str, expected: &str) {
            let matcher = matcher(&[value]);
            assert_eq!(replaced(&matcher, text), expected);
            assert_eq!(matcher.count(text.as_bytes()), 1);
        }
        check("s3cret", "as3cretb", "a[secret 1]b");
        check("nabcdef", r#"{"a":"x\nabcdef"}"#, r#"{"a":"x[secret 1]"}"#);
        check("u0041bcd", r#"{"a":"\u0041bcd"}"#, r#"{"a":"[secret 1]"}"#);
        check("d83dxyz", r#"{"a":"\ud83dxyz"}"#, r#"{"a":"[secret 1]"}"#);
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
        check("a/b c", "?x=%61\\u002fb+c&", "?x=[secret 1]&");
        check("a<bc", r#"{"x":"a\u003cbc"#, r#"{"x":"[secret 1]"#);
        check("sig&x%2Fy", "<u>sig&amp;x%2Fy</u>", "<u>[secret 1]</u>");
        check(r"pa\nss&1", r"<p>pa\nss&amp;1</p>", "<p>[secret 1]</p>");
        let utf16 = "s3cret".encode_utf16();
        let [little, big] = [u16::to_le_bytes, u16::to_be_bytes].map(|bytes| {
            [
                b"\xff\x01\x02",
                &utf16.clone().flat_map(bytes).collect::<Vec<_>>()[..],
                b"\xff",
            ]
            .concat()
        });
        assert_eq!(matcher(&["s3cret"]).count(&little), 1);
        assert_eq!(matcher(&["s3cret"]).count(&big), 1);
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
        // It would take minutes if it were looked for from each digit on.
        let matcher = self::matcher(&[&"1".repeat(20_000)]);
        assert_eq!(matcher.count(&[b'1'; 400_000]), 0);
    }

    /// Also where it stands between two parts of the file that are looked at one after the other.
    #[test]
    fn a_value_is_counted_wherever_it_stands_in_a_file() {
        let matcher = matcher(&["s3cret", "s3cret-and-more", "word"]);
        for before in WINDOW - 16..WINDOW + 1 {
            let file = format!("{}s3cret-and-more word", ".".repeat(before));
            assert_eq!(matcher.count_in_file(&mut file.as_bytes()).unwrap(), 1);
        }
        assert_eq!(matcher.count_in_file(&mut &b""[..]).unwrap(), 0);
    }

    #[test]
    fn the_longest_is_replaced() {
        let matcher = matcher(&["token", "token-and-more"]);
        let replaced = replaced(&matcher, "token-and-more token");
        assert_eq!(replaced, "[secret 2] [secret 1]");
    }
}
