//! Texts with JSON in them: each value is looked at where it stands, and all that is not replaced stays as it was written.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use connection::sorted;
use payload::json_tokens::end_of_string;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json_path::NormalizedPath;

use super::rules::{Field, Rule, Rules};

/// A key, a text, a number, `true`, `false` or `null` in JSON.
pub(super) struct Scalar<'a> {
    /// The name that it has, as has the list that it is in.
    pub(super) name: Option<&'a str>,
    /// The name of the object that it is in.
    pub(super) object: Option<&'a str>,
    /// What tells that it is secret where its own name does not: the name of an object around it, or what is beside it.
    pub(super) within: Option<&'a str>,
    /// By which rule it is secret because of where it stands.
    pub(super) selected: Option<Rule>,
    /// What it is, without quotes and escapes.
    pub(super) value: &'a str,
    pub(super) is_text: bool,
    /// It is the name of a field.
    pub(super) is_key: bool,
}

impl Scalar<'_> {
    /// What is secret in it, because of its name or of what is around it.
    pub(super) fn credentials(&self, rules: &Rules) -> Vec<String> {
        let within = self.within.filter(|_| self.is_text && !self.is_key);
        let names = [self.name, within].into_iter().flatten();
        let mut found = names.map(|name| rules.credentials_of(name, self.value, self.is_text));
        found.find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// How many bytes may be looked at in vain for the end of a value, for each byte of the text: nobody may make this take long.
const MAX_VAIN: usize = 4;

/// Where JSON stands in a text: objects, lists, or the text as a whole.
pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let trimmed = text.trim_ascii_start();
    let begin = text.len() - trimmed.len();
    if trimmed.starts_with('"') && length(trimmed) == Ok(trimmed.trim_ascii_end().len()) {
        places.push(begin..begin + trimmed.trim_ascii_end().len());
        return places;
    }
    let mut vain = 0;
    let mut from = 0;
    while let Some(at) = text[from..].find(['{', '[']) {
        let begin = from + at;
        match length(&text[begin..]) {
            Ok(length) => {
                places.push(begin..begin + length);
                from = begin + length;
            }
            Err(read) => {
                vain += read;
                if vain > MAX_VAIN * text.len() {
                    break;
                }
                from = begin + 1;
            }
        }
    }
    places
}

/// How many bytes the value has with which a text begins; if there is none, how many were read in vain, at most.
fn length(text: &str) -> Result<usize, usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(IgnoredAny)) => Ok(values.byte_offset()),
        Some(Err(error)) if error.line() == 1 => Err(usize::min(error.column(), text.len())),
        Some(Err(_)) | None => Err(text.len()),
    }
}

/// A list or an object that is open.
struct Level {
    is_object: bool,
    /// The name of the object.
    object: Option<String>,
    /// What is in it is secret because of this name.
    within: Option<Rc<str>>,
    /// The name for which the value stands in a pair such as `{"name":"Authorization","value":"Bearer …"}`.
    pair: Option<String>,
    /// Values of which the name may follow, and where they stand.
    waiting: Vec<(Range<usize>, Found)>,
    /// What is in it is secret by this rule.
    selected: Option<Rule>,
    /// The name of the list, or of the value that is next in the object.
    name: Option<String>,
    /// How many values of a list were before.
    index: usize,
    /// How long the path to it is.
    path: usize,
    awaits_key: bool,
}

/// A value, and by which rule it is secret because of where it stands.
struct Found {
    name: Option<String>,
    selected: Option<Rule>,
    value: String,
    is_text: bool,
    is_key: bool,
}

/// What the name and the value of a pair are called: in many protocols, and in OCPP, where the name is that of an object.
const PAIR_NAMES: [&str; 2] = ["key", "name"];
const PAIR_VALUES: [&str; 2] = ["attributeValue", "value"];

struct Rewriter<'j> {
    json: &'j str,
    rules: &'j Rules,
    by_path: ByPath,
    replace: &'j mut dyn FnMut(Scalar<'_>) -> Option<String>,
    levels: Vec<Level>,
    path: String,
    /// What stands in the place of what.
    edits: Vec<(Range<usize>, String)>,
}

/// The JSON with what `replace` gives for its values, if it gives something for one of them.
pub(super) fn rewrite(
    json: &str,
    rules: &Rules,
    mut replace: impl FnMut(Scalar<'_>) -> Option<String>,
) -> Option<String> {
    rewrite_all(json, rules, &mut replace)
}

fn rewrite_all(
    json: &str,
    rules: &Rules,
    replace: &mut dyn FnMut(Scalar<'_>) -> Option<String>,
) -> Option<String> {
    let mut rewriter = Rewriter {
        json,
        rules,
        by_path: selected_by_path(json, rules),
        replace,
        levels: Vec::new(),
        path: String::new(),
        edits: Vec::new(),
    };
    let mut at = 0;
    while at < json.len() {
        at = rewriter.next(at);
    }
    while !rewriter.levels.is_empty() {
        rewriter.close();
    }
    let edits = sorted(rewriter.edits, |one, other| one.0.start.cmp(&other.0.start));
    let mut out = String::new();
    let mut copied = 0;
    for (place, new) in edits {
        out += &json[copied..place.start];
        out += &Value::from(new).to_string();
        copied = place.end;
    }
    (copied > 0).then(|| out + &json[copied..])
}

impl Rewriter<'_> {
    /// Looks at what stands here, and tells where it ends.
    fn next(&mut self, begin: usize) -> usize {
        let bytes = self.json.as_bytes();
        match bytes[begin] {
            byte @ (b'{' | b'[') => self.open(byte == b'{'),
            b'}' | b']' => self.close(),
            b',' => {
                if let Some(level) = self.levels.last_mut() {
                    level.index += 1;
                    level.awaits_key = level.is_object;
                }
            }
            b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            b'"' => {
                let end = end_of_string(bytes, begin + 1);
                self.scalar(begin..end, true);
                return end;
            }
            _ => {
                let end = end_of_word(bytes, begin + 1);
                self.scalar(begin..end, false);
                return end;
            }
        }
        begin + 1
    }

    fn open(&mut self, is_object: bool) {
        let (name, selected) = place(self.levels.last(), self.rules);
        if let Some(level) = self.levels.last() {
            push_step(&mut self.path, level);
        }
        let selected = selected.or_else(|| self.by_path.rule(&self.path));
        let outer = self.levels.last().and_then(|level| level.within.clone());
        let own = name
            .as_deref()
            .filter(|name| self.rules.holds_secrets(name));
        let within = outer.or_else(|| own.map(Rc::from));
        let (name, object) = if is_object {
            (None, name)
        } else {
            (name, None)
        };
        self.levels.push(Level {
            is_object,
            object,
            within,
            pair: None,
            waiting: Vec::new(),
            selected,
            name,
            index: 0,
            path: self.path.len(),
            awaits_key: is_object,
        });
    }

    fn close(&mut self) {
        let waiting = self.levels.last_mut();
        let waiting = waiting.map(|level| std::mem::take(&mut level.waiting));
        let waiting = waiting.unwrap_or_default();
        let has_value = !waiting.is_empty();
        for (place, found) in waiting {
            self.tell(place, &found);
        }
        let closed = self.levels.pop().filter(|_| !has_value);
        if let (Some(closed), Some(level)) = (closed, self.levels.last_mut())
            && level.is_object
        {
            level.pair = level.pair.take().or(closed.pair);
        }
        let path = self.levels.last().map_or(0, |level| level.path);
        self.path.truncate(path);
    }

    fn scalar(&mut self, place: Range<usize>, is_text: bool) {
        let written = &self.json[place.clone()];
        let unescaped = is_text.then(|| serde_json::from_str::<String>(written).ok());
        let value = unescaped.flatten().unwrap_or_else(|| written.to_owned());
        let is_key = self.levels.last().is_some_and(|level| level.awaits_key);
        let (name, selected) = match is_key {
            true => (None, None),
            false => self::place(self.levels.last(), self.rules),
        };
        let selected = selected.or_else(|| {
            let level = self.levels.last().filter(|_| !is_key)?;
            push_step(&mut self.path, level);
            let rule = self.by_path.rule(&self.path);
            self.path.truncate(level.path);
            rule
        });
        let is_in = |names: &[&str]| name.as_deref().is_some_and(|name| names.contains(&name));
        let (is_pair_name, is_pair_value) = (is_in(&PAIR_NAMES), is_in(&PAIR_VALUES));
        let found = Found {
            name,
            selected,
            value,
            is_text,
            is_key,
        };
        let is_unnamed =
            |level: &Level| level.is_object && level.pair.is_none() && level.within.is_none();
        let waits = is_pair_value && self.levels.last().is_some_and(is_unnamed);
        if !waits {
            self.tell(place.clone(), &found);
        }
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        if is_key {
            level.awaits_key = false;
            level.name = Some(found.value);
        } else if waits {
            level.waiting.push((place, found));
        } else if is_pair_name && self.rules.names_credential(&found.value) {
            level.pair = Some(found.value);
        }
    }

    fn tell(&mut self, place: Range<usize>, found: &Found) {
        let level = self.levels.last();
        let name = found.name.as_deref();
        let is_pair_value = name.is_some_and(|name| PAIR_VALUES.contains(&name));
        let pair = level.and_then(|level| level.pair.as_deref());
        let within = level.and_then(|level| level.within.as_deref());
        let scalar = Scalar {
            name,
            object: level.and_then(|level| level.object.as_deref()),
            within: pair.filter(|_| is_pair_value).or(within),
            selected: found.selected,
            value: &found.value,
            is_text: found.is_text,
            is_key: found.is_key,
        };
        let new = (self.replace)(scalar);
        self.edits.extend(new.map(|new| (place, new)));
    }
}

/// The name of what comes next, and by which rule it is secret.
fn place(level: Option<&Level>, rules: &Rules) -> (Option<String>, Option<Rule>) {
    let Some(level) = level else {
        return (None, None);
    };
    let by_name = level
        .name
        .as_deref()
        .and_then(|name| rules.field_named(name));
    (level.name.clone(), level.selected.or(by_name))
}

/// Adds a step to a JSON pointer (RFC 6901).
fn push_step(path: &mut String, level: &Level) {
    path.push('/');
    if level.is_object {
        let name = level.name.as_deref().unwrap_or_default();
        *path += &name.replace('~', "~0").replace('/', "~1");
    } else {
        *path += &level.index.to_string();
    }
}

/// The keys, texts and other values in JSON, without quotes: where each stands, and whether it is a text.
pub(super) fn scalars(json: &str) -> impl Iterator<Item = (Range<usize>, bool)> {
    let bytes = json.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while matches!(
            bytes.get(at)?,
            b'{' | b'}' | b'[' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n'
        ) {
            at += 1;
        }
        let begin = at;
        let is_text = bytes[begin] == b'"';
        at = if is_text {
            end_of_string(bytes, begin + 1)
        } else {
            end_of_word(bytes, begin + 1)
        };
        let quote = usize::from(is_text);
        Some((begin + quote..at - quote, is_text))
    })
}

fn end_of_word(bytes: &[u8], at: usize) -> usize {
    let is_end =
        |byte: &u8| matches!(byte, b',' | b']' | b'}' | b':') || byte.is_ascii_whitespace();
    let rest = &bytes[at..];
    at + rest.iter().position(is_end).unwrap_or(rest.len())
}

/// What each path selects, as JSON pointers.
#[derive(Default)]
struct ByPath(Vec<(Rule, HashSet<String>)>);

impl ByPath {
    fn rule(&self, path: &str) -> Option<Rule> {
        let mut rules = self.0.iter();
        rules.find_map(|(rule, paths)| paths.contains(path).then_some(*rule))
    }
}

fn selected_by_path(json: &str, rules: &Rules) -> ByPath {
    let paths = rules.fields().iter().enumerate();
    let paths = paths.filter_map(|(place, field)| match field {
        Field::Path(_, path) => Some((Rule::Field(place), path)),
        Field::Name(_) => None,
    });
    let mut paths = paths.peekable();
    if paths.peek().is_none() {
        return ByPath::default();
    }
    // What is deeper than a parser goes has no place that a path names.
    let Ok(value) = serde_json::from_str::<Value>(json) else {
        return ByPath::default();
    };
    let selected = paths.map(|(rule, path)| {
        let nodes = path.query_located(&value);
        let places = nodes.locations().map(NormalizedPath::to_json_pointer);
        (rule, places.collect())
    });
    ByPath(selected.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_found_within_a_text() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let found: Vec<_> = places(text).into_iter().map(|place| &text[place]).collect();
            assert_eq!(found, expected);
        }
        check(r#"{"a":1}"#, &[r#"{"a":1}"#]);
        check(r#"42["a",{"b":[]}] {}x[1"#, &[r#"["a",{"b":[]}]"#, "{}"]);
        check(" \"a\\\"\" ", &["\"a\\\"\""]);
        check("\"a\" b", &[]);
        check(r#"{"a":1}{"b":2}"#, &[r#"{"a":1}"#, r#"{"b":2}"#]);
        check("no json {at all", &[]);
        check(&"[".repeat(5000), &[]);
    }

    #[test]
    fn what_is_not_replaced_stays_as_it_was_written() {
        let mut rules = Rules::default();
        rules.add_field("secret").unwrap();
        rules.add_field("$.list[1]").unwrap();
        rules.add_field("$..deep").unwrap();
        let replace = |json: &str| {
            rewrite(json, &rules, |scalar| {
                scalar.selected.map(|rule| format!("{rule:?}"))
            })
        };
        #[track_caller]
        fn check(found: Option<String>, expected: Option<&str>) {
            assert_eq!(found.as_deref(), expected);
        }
        check(replace(r#"{"a" : [1.50, "\u0061"]}"#), None);
        check(
            replace(r#"{ "SECRET" : 1e5 , "a":{"secret":{"b":[true,"x"]}} }"#),
            Some(r#"{ "SECRET" : "Field(0)" , "a":{"secret":{"b":["Field(0)","Field(0)"]}} }"#),
        );
        check(
            replace(r#"{"list":[1,{"a":2},3],"x/~":{"deep":"\u00e9"}}"#),
            Some(r#"{"list":[1,{"a":"Field(1)"},3],"x/~":{"deep":"Field(2)"}}"#),
        );
    }

    #[test]
    fn a_value_has_the_name_of_its_field_and_of_its_list() {
        let mut seen = Vec::new();
        let json = r#"{"a":1,"b":["x",["y"],{"c":"z"}],"d":null}"#;
        rewrite(json, &Rules::default(), |scalar| {
            let name = scalar.name.map(str::to_owned);
            seen.extend((!scalar.is_key).then(|| (name, scalar.value.to_owned())));
            None
        });
        let seen: Vec<_> = seen
            .iter()
            .map(|(name, value)| format!("{}={value}", name.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(seen, ["a=1", "b=x", "b=y", "c=z", "d=null"]);
    }
}
