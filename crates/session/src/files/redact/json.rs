//! Texts with JSON in them: each value is looked at where it stands, and all that is not replaced stays as it was written.

use std::collections::HashSet;
use std::rc::Rc;

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
pub(super) fn places(text: &str) -> Vec<std::ops::Range<usize>> {
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

/// The JSON with what `replace` gives for its values, if it gives something for one of them.
pub(super) fn rewrite(
    json: &str,
    rules: &Rules,
    mut replace: impl FnMut(Scalar<'_>) -> Option<String>,
) -> Option<String> {
    let by_path = selected_by_path(json, rules);
    let mut out = String::new();
    let mut copied = 0;
    let mut levels: Vec<Level> = Vec::new();
    let mut path = String::new();
    let mut at = 0;
    let bytes = json.as_bytes();
    while let Some(byte) = bytes.get(at) {
        let begin = at;
        at += 1;
        match byte {
            b'{' | b'[' => {
                let (name, selected) = place(levels.last(), rules);
                if let Some(level) = levels.last() {
                    push_step(&mut path, level);
                }
                let selected = selected.or_else(|| by_path.rule(&path));
                let outer = levels.last().and_then(|level| level.within.clone());
                let own = name.as_deref().filter(|name| rules.holds_secrets(name));
                let within = outer.or_else(|| own.map(Rc::from));
                let (name, object) = match *byte {
                    b'[' => (name, None),
                    _ => (None, name),
                };
                levels.push(Level {
                    is_object: *byte == b'{',
                    object,
                    within,
                    pair: None,
                    selected,
                    name,
                    index: 0,
                    path: path.len(),
                    awaits_key: *byte == b'{',
                });
            }
            b'}' | b']' => {
                levels.pop();
                path.truncate(levels.last().map_or(0, |level| level.path));
            }
            b',' => {
                if let Some(level) = levels.last_mut() {
                    level.index += 1;
                    level.awaits_key = level.is_object;
                }
            }
            b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => {
                let is_text = *byte == b'"';
                at = if is_text {
                    end_of_text(bytes, at)
                } else {
                    end_of_word(bytes, at)
                };
                let written = &json[begin..at];
                let unescaped = is_text.then(|| serde_json::from_str::<String>(written).ok());
                let unescaped = unescaped.flatten();
                let value = unescaped.as_deref().unwrap_or(written);
                let is_key = levels.last().is_some_and(|level| level.awaits_key);
                let (name, selected) = match is_key {
                    true => (None, None),
                    false => place(levels.last(), rules),
                };
                let selected = selected.or_else(|| {
                    let level = levels.last().filter(|_| !is_key)?;
                    push_step(&mut path, level);
                    let rule = by_path.rule(&path);
                    path.truncate(level.path);
                    rule
                });
                let level = levels.last();
                let pair = level.and_then(|level| level.pair.as_deref());
                let scalar = Scalar {
                    name: name.as_deref(),
                    object: level.and_then(|level| level.object.as_deref()),
                    within: match name.as_deref() {
                        Some("value") if pair.is_some() => pair,
                        _ => level.and_then(|level| level.within.as_deref()),
                    },
                    selected,
                    value,
                    is_text,
                    is_key,
                };
                if let Some(new) = replace(scalar) {
                    out += &json[copied..begin];
                    out += &Value::from(new).to_string();
                    copied = at;
                }
                if let Some(level) = levels.last_mut() {
                    if is_key {
                        level.awaits_key = false;
                        level.name = Some(value.to_owned());
                    } else if level.name.as_deref() == Some("name") && rules.names_credential(value)
                    {
                        level.pair = Some(value.to_owned());
                    }
                }
            }
        }
    }
    if copied == 0 {
        return None;
    }
    out += &json[copied..];
    Some(out)
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

/// Where a string ends that begins with a quote before this place.
pub(super) fn end_of_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
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
