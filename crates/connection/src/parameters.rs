//! The parameters in the query of an address, each kept byte for byte until it is edited.
//!
//! A query that is decoded and encoded as a whole is no longer the one that was signed, and escapes that are not UTF-8 (GBK,
//! say) are lost. So an edit writes one name or one value anew and leaves everything else as it was typed.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What separates parameters, what ends a query or is not allowed in one (RFC 3986, section 3.4), and what readers of forms
/// take for something else: `+` for a space, `;` for a separator.
const ESCAPED: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'+')
    .add(b';')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The same for a text that has its escapes already.
const ESCAPED_BESIDE_ESCAPES: AsciiSet = ESCAPED.remove(b'%').remove(b'+');

/// An address and the parameters in its query. The address need not be valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The address up to its query.
    before: String,
    /// What stands between the `&`s. `None` where the address has no `?`.
    segments: Option<Vec<Segment>>,
    /// A fragment with its `#`. No WebSocket address may have one, but it is not for this editor to drop it.
    after: String,
}

/// What stands between two `&`, as it is written. An empty one is no parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    name: String,
    /// `None` without a `=`.
    value: Option<String>,
}

/// How a name or a value is shown to a person, who may edit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPart {
    /// What is shown.
    pub text: String,
    /// Whether the escapes are shown as they are, because they do not stand for text in UTF-8.
    pub is_raw: bool,
}

/// Which part of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// What stands before the first `=`.
    Name,
    /// What stands after it.
    Value,
}

impl Parameters {
    /// Finds the parameters of an address.
    pub fn of(address: &str) -> Self {
        let (rest, after) = match address.find('#') {
            Some(at) => address.split_at(at),
            None => (address, ""),
        };
        let (before, query) = match rest.split_once('?') {
            Some((before, query)) => (before, Some(query)),
            None => (rest, None),
        };
        Self {
            before: before.to_owned(),
            segments: query.map(|query| query.split('&').map(Segment::read).collect()),
            after: after.to_owned(),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.numbers().count()
    }

    /// One part of a parameter, as it is shown.
    pub fn shown(&self, index: usize, part: Part) -> ShownPart {
        let number = self.numbers().nth(index);
        let segment = number.and_then(|number| self.segments.as_ref()?.get(number));
        let written = segment.map_or("", |segment| segment.part(part));
        match decoded(written) {
            Some(text) => ShownPart {
                text: text.into_owned(),
                is_raw: false,
            },
            None => ShownPart {
                text: written.to_owned(),
                is_raw: true,
            },
        }
    }

    /// Writes one part of a parameter anew. Nothing else changes, and it remains a parameter: one without a name gets a `=`.
    pub fn edit(&mut self, index: usize, part: Part, shown: &ShownPart) {
        let number = self.numbers().nth(index);
        let segment = number.and_then(|number| self.segments.as_mut()?.get_mut(number));
        match (segment, part) {
            (Some(segment), Part::Name) => {
                segment.name = shown.written();
                if segment.is_empty() {
                    segment.value = Some(String::new());
                }
            }
            (Some(segment), Part::Value) => segment.value = Some(shown.written()),
            (None, _) => {}
        }
    }

    /// Takes a parameter out. Returns it as it was written, for [`Self::insert`].
    pub fn remove(&mut self, index: usize) -> Option<String> {
        let number = self.numbers().nth(index)?;
        let segments = self.segments.as_mut()?;
        let removed = segments.remove(number);
        if segments.is_empty() {
            self.segments = None;
        }
        Some(removed.to_string())
    }

    /// Puts what is written like this before the parameter at this place, or behind all. More than one, with `&` between, are
    /// as many; none is nothing.
    pub fn insert(&mut self, index: usize, written: &str) {
        // It must not end the query.
        let written = written.replace('#', "%23");
        let new = written.split('&').map(Segment::read);
        let new: Vec<_> = new.filter(|segment| !segment.is_empty()).collect();
        if new.is_empty() {
            return;
        }
        let number = self.numbers().nth(index);
        let segments = self.segments.get_or_insert_default();
        if number.is_none() {
            segments.pop_if(|last| last.is_empty());
        }
        let number = number.unwrap_or(segments.len());
        segments.splice(number..number, new);
    }

    /// Appends a parameter.
    pub fn add(&mut self, name: &str, value: &str) {
        let segment = Segment {
            name: escaped(name),
            value: Some(escaped(value)),
        };
        let segments = self.segments.get_or_insert_default();
        // `?` alone, or an `&` at the end, waits for the next one.
        segments.pop_if(|last| last.is_empty());
        segments.push(segment);
    }

    /// The places of those that are parameters.
    fn numbers(&self) -> impl Iterator<Item = usize> {
        let segments = self.segments.iter().flatten().enumerate();
        segments.filter_map(|(number, segment)| (!segment.is_empty()).then_some(number))
    }
}

/// The whole address.
impl fmt::Display for Parameters {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.before)?;
        for (number, segment) in self.segments.iter().flatten().enumerate() {
            let separator = if number == 0 { "?" } else { "&" };
            write!(formatter, "{separator}{segment}")?;
        }
        formatter.write_str(&self.after)
    }
}

impl Segment {
    fn read(text: &str) -> Self {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        Self {
            name: name.to_owned(),
            value: value.map(str::to_owned),
        }
    }

    fn is_empty(&self) -> bool {
        self.name.is_empty() && self.value.is_none()
    }

    fn part(&self, part: Part) -> &str {
        match part {
            Part::Name => &self.name,
            Part::Value => self.value.as_deref().unwrap_or_default(),
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        match &self.value {
            Some(value) => write!(formatter, "={value}"),
            None => Ok(()),
        }
    }
}

impl ShownPart {
    /// A text that is not escaped.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_raw: false,
        }
    }

    /// How it is written in an address.
    fn written(&self) -> String {
        if self.is_raw {
            utf8_percent_encode(&self.text, &ESCAPED_BESIDE_ESCAPES).to_string()
        } else {
            escaped(&self.text)
        }
    }
}

/// How a text is written as the name or the value of a parameter.
pub(crate) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, &ESCAPED).to_string()
}

/// What is meant by it, if it is text: `None` for a `%` that begins no escape, and for escapes that are not UTF-8.
fn decoded(written: &str) -> Option<Cow<'_, str>> {
    let mut after_percent = written.split('%').skip(1);
    let is_escape = |rest: &str| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if !after_percent.all(is_escape) {
        return None;
    }
    if written.contains('+') {
        let spaced = written.replace('+', " ");
        let text = percent_decode_str(&spaced).decode_utf8().ok()?;
        return Some(Cow::Owned(text.into_owned()));
    }
    percent_decode_str(written).decode_utf8().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All names and values, as they are shown.
    fn shown(parameters: &Parameters) -> Vec<(String, String)> {
        let part = |index, part| parameters.shown(index, part).text;
        (0..parameters.count())
            .map(|index| (part(index, Part::Name), part(index, Part::Value)))
            .collect()
    }

    #[test]
    fn an_edit_leaves_everything_else_as_it_was_written() {
        #[track_caller]
        fn check(address: &str, index: usize, part: Part, text: &str, expected: &str) {
            let mut parameters = Parameters::of(address);
            assert_eq!(parameters.to_string(), address);
            let mut shown = parameters.shown(index, part);
            text.clone_into(&mut shown.text);
            parameters.edit(index, part, &shown);
            assert_eq!(parameters.to_string(), expected);
        }
        let others = "gbk=%C4%E3%BA%C3&bad=%ff&s=a%20b~c&t=a+b%7Ec&flag&e=&sig=aB%2F/==&&%zz=%";
        let address = format!("localhost:4000/a?x=1&{others}");
        let edited = format!("localhost:4000/a?x=2&{others}");
        check(&address, 0, Part::Value, "2", &edited);
        let edited = format!("localhost:4000/a?y=1&{others}");
        check(&address, 0, Part::Name, "y", &edited);
        check("h?flag", 0, Part::Name, "other", "h?other");
        check("h?flag&a", 0, Part::Value, "x", "h?flag=x&a");
        check(
            "h?a=1",
            0,
            Part::Value,
            "你 +&=#",
            "h?a=%E4%BD%A0%20%2B%26%3D%23",
        );
        check("h?a=%ff", 0, Part::Value, "%ffb&c", "h?a=%ffb%26c");
        check("h?a=%41", 0, Part::Value, "%41", "h?a=%2541");
        check("h?&&a=1&&", 0, Part::Value, "2", "h?&&a=2&&");
        check("h?a=1#part", 0, Part::Value, "2", "h?a=2#part");
        check("h#part?a=1", 0, Part::Value, "2", "h#part?a=1");
        check("h?a=1", 1, Part::Value, "2", "h?a=1");
    }

    #[test]
    fn what_does_not_decode_is_shown_as_it_is_written() {
        #[track_caller]
        fn check(value: &str, text: &str, is_raw: bool) {
            let text = text.to_owned();
            let shown = Parameters::of(&format!("h?a={value}")).shown(0, Part::Value);
            assert_eq!(shown, ShownPart { text, is_raw }, "{value}");
        }
        check("1", "1", false);
        check("%E4%BD%A0+%26", "你 &", false);
        check("b=c", "b=c", false);
        for raw in ["%ff", "%C4%E3", "%", "%4", "%zz", "100%", "a+%ff", "%é"] {
            check(raw, raw, true);
        }
    }

    #[test]
    fn parameters_come_and_go() {
        let mut parameters = Parameters::of("ws://h/p");
        parameters.add("a b", "1&2");
        assert_eq!(parameters.to_string(), "ws://h/p?a%20b=1%262");
        parameters.add("c", "");
        assert_eq!(parameters.to_string(), "ws://h/p?a%20b=1%262&c=");
        parameters.remove(0);
        assert_eq!(parameters.to_string(), "ws://h/p?c=");
        parameters.remove(0);
        assert_eq!(parameters.to_string(), "ws://h/p");
        parameters.remove(0);
        assert_eq!(parameters.to_string(), "ws://h/p");

        let mut parameters = Parameters::of("h?a&&b&");
        parameters.remove(1);
        assert_eq!(parameters.to_string(), "h?a&&");
        parameters.add("c", "1");
        assert_eq!(parameters.to_string(), "h?a&&c=1");
        let mut parameters = Parameters::of("h?");
        assert_eq!(parameters.count(), 0);
        parameters.add("c", "1");
        assert_eq!(parameters.to_string(), "h?c=1");
    }

    #[test]
    fn what_is_taken_out_can_be_put_back_as_it_was() {
        for address in [
            "h?a=1&b=%ff&c",
            "ws://h/p?flag",
            "h?a==&sig=aB%2F/==&&x#part",
            "h?=&=1",
        ] {
            let whole = Parameters::of(address);
            for index in 0..whole.count() {
                let mut parameters = whole.clone();
                let written = parameters.remove(index).unwrap();
                parameters.insert(index, &written);
                assert_eq!(shown(&parameters), shown(&whole), "{address} {index}");
                let is_alike = parameters.to_string() == address;
                assert!(is_alike || address.contains("&&"), "{parameters}");
            }
        }
        let mut parameters = Parameters::of("h");
        parameters.insert(7, "a=%20&b#c&&d");
        assert_eq!(parameters.to_string(), "h?a=%20&b%23c&d");
        parameters.insert(1, "x=1");
        assert_eq!(parameters.to_string(), "h?a=%20&x=1&b%23c&d");
        parameters.insert(1, "");
        assert_eq!(parameters.to_string(), "h?a=%20&x=1&b%23c&d");
        assert_eq!(parameters.remove(9), None);
        // One without a name remains one while it is edited.
        let mut parameters = Parameters::of("h?flag&a");
        parameters.edit(0, Part::Name, &ShownPart::text(""));
        assert_eq!(parameters.to_string(), "h?=&a");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_was_typed_is_what_is_shown(
            address in "[a-z%&=+?#é]{0,20}", name in any::<String>(), value in any::<String>()
        ) {
            let mut parameters = Parameters::of(&address);
            prop_assert_eq!(parameters.to_string(), address);
            let before = shown(&parameters);
            parameters.add(&name, &value);
            let again = Parameters::of(&parameters.to_string());
            let mut expected = before;
            expected.push((name, value));
            prop_assert_eq!(shown(&again), expected);
        }

        #[test]
        fn an_edit_is_read_back(written in "[a-z%0-9A-F&=+é]{1,12}", text in any::<String>()) {
            let mut parameters = Parameters::of(&format!("h?x=1&a={written}"));
            let mut part = parameters.shown(1, Part::Value);
            part.text = text.clone();
            parameters.edit(1, Part::Value, &part);
            let again = Parameters::of(&parameters.to_string());
            prop_assert_eq!(again.shown(0, Part::Value).text, "1");
            if !part.is_raw {
                prop_assert_eq!(again.shown(1, Part::Value).text, text);
            }
        }
    }
}
