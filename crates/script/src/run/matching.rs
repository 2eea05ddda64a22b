//! Whether a message is what was expected.

use message_log::Kind;
use payload::json_error::described;
use payload::visible::shortened;
use serde_json::Value;
use session::LogMessage;

use super::difference::lines;
use super::misfit::{Misfit, SHOWN_VALUE};
use super::outgoing;
use super::schemas::Schemas;
use crate::files::Files;
use crate::json_value::{as_text, compares, includes, is_same};
use crate::limits::{MAX_JSON_BYTES, MAX_PATH_STEPS, MAX_REGEX_TEXT_BYTES};
use crate::syntax::{
    BinaryTest, Check, Content, JsonTest, PathTest, Pattern, RegexTemplate, TextTest,
};
use crate::template::{Context, Template};
use crate::units::Amount;
use crate::variables::Variables;
use crate::{json_path, regular};

/// What is needed to look at a message.
pub(super) struct Matcher<'a> {
    pub(super) variables: &'a Variables,
    pub(super) files: &'a dyn Files,
    pub(super) schemas: &'a mut Schemas,
}

/// The values that a message sets, by name.
pub(super) type Captures = Vec<(String, String)>;

impl Matcher<'_> {
    /// Whether a message is as a pattern says. What it sets, if it is.
    pub(super) fn fit(
        &mut self,
        pattern: &Pattern,
        message: &LogMessage<'_>,
    ) -> Result<Captures, Misfit> {
        let payload = message.payload;
        let mut captures = Captures::new();
        match &pattern.content {
            Content::Any => {}
            Content::Text(test) => {
                expect_kind(Kind::Text, message.kind)?;
                self.text(test, payload, &pattern.names, &mut captures)?;
                if matches!(test, TextTest::Matches(_)) {
                    return Ok(captures);
                }
            }
            Content::Json(test) => {
                expect_kind(Kind::Text, message.kind)?;
                self.json(test, &pattern.checks, payload, &mut captures)?;
            }
            Content::Binary(test) => {
                expect_kind(Kind::Binary, message.kind)?;
                self.binary(test, payload)?;
            }
        }
        for name in &pattern.names {
            captures.push((name.clone(), whole(message)));
        }
        Ok(captures)
    }

    fn fill(&self, text: &Template, context: Context) -> Result<String, Misfit> {
        let filled = text.fill(self.variables, context);
        filled.map_err(|error| Misfit::Script(error.to_string()))
    }

    fn text(
        &self,
        test: &TextTest,
        payload: &[u8],
        names: &[String],
        captures: &mut Captures,
    ) -> Result<(), Misfit> {
        match test {
            TextTest::Any => Ok(()),
            TextTest::Size(amount) => size(amount, payload),
            TextTest::Is(text) => {
                let text = self.fill(text, Context::Plain)?;
                differs(text.as_bytes(), payload, true)
            }
            TextTest::Contains(text) => {
                let text = self.fill(text, Context::Plain)?;
                let payload = String::from_utf8_lossy(payload);
                match payload.contains(&text) {
                    true => Ok(()),
                    false => Err(Misfit::Contains(text)),
                }
            }
            TextTest::Matches(regex) => {
                self.regex(regex, &String::from_utf8_lossy(payload), names, captures)
            }
        }
    }

    fn regex(
        &self,
        regex: &RegexTemplate,
        text: &str,
        names: &[String],
        captures: &mut Captures,
    ) -> Result<(), Misfit> {
        if text.len() > MAX_REGEX_TEXT_BYTES {
            return Err(Misfit::TooLarge {
                what: "for a regular expression",
                limit: MAX_REGEX_TEXT_BYTES,
            });
        }
        let source = self.fill(&regex.source, Context::Regex)?;
        let compiled = regular::compile(&source, regex.ignores_case);
        let compiled = compiled.map_err(|why| {
            Misfit::Script(format!("the regular expression cannot be used: {why}"))
        })?;
        let Some(found) = compiled.captures(text) else {
            return Err(Misfit::Unmatched(source));
        };
        // Without groups, what is matched as a whole.
        let first = usize::from(found.len() > 1);
        for (index, name) in names.iter().enumerate() {
            let group = found.get(index + first).map_or("", |group| group.as_str());
            captures.push((name.clone(), group.to_owned()));
        }
        Ok(())
    }

    fn json(
        &mut self,
        test: &JsonTest,
        checks: &[Check],
        payload: &[u8],
        captures: &mut Captures,
    ) -> Result<(), Misfit> {
        if payload.len() > MAX_JSON_BYTES {
            return Err(Misfit::TooLarge {
                what: "to be read as JSON",
                limit: MAX_JSON_BYTES,
            });
        }
        let value: Value =
            serde_json::from_slice(payload).map_err(|error| Misfit::NotJson(described(&error)))?;
        match test {
            JsonTest::Any => {}
            JsonTest::Is(expected) => {
                let (text, expected) = self.value(expected)?;
                if !is_same(&value, &expected) {
                    return Err(Misfit::Differs(lines(text.as_bytes(), payload, true)));
                }
            }
            JsonTest::Includes(expected) => {
                let (text, expected) = self.value(expected)?;
                if !includes(&value, &expected) {
                    return Err(Misfit::Lacks(lines(text.as_bytes(), payload, true)));
                }
            }
            JsonTest::Schema(name) => {
                let name = self.fill(name, Context::Plain)?;
                let schema = self.schemas.get(&name, self.files);
                let schema = schema.map_err(|why| {
                    Misfit::Script(format!("the schema {name} cannot be used: {why}"))
                })?;
                let faults = schema.faults(&value).map_err(Misfit::Unchecked)?;
                if !faults.is_empty() {
                    return Err(Misfit::Schema(faults));
                }
            }
        }
        checks
            .iter()
            .try_for_each(|check| self.check(check, &value, captures))
    }

    /// A value of the script, and how it is written.
    fn value(&self, template: &Template) -> Result<(String, Value), Misfit> {
        let text = self.fill(template, Context::Json)?;
        let value = serde_json::from_str(&text);
        let value = value.map_err(|error| {
            Misfit::Script(format!(
                "with its variables, {} {}",
                shortened(&text, SHOWN_VALUE),
                described(&error)
            ))
        })?;
        Ok((text, value))
    }

    fn check(&self, check: &Check, value: &Value, captures: &mut Captures) -> Result<(), Misfit> {
        let path = self.fill(&check.path, Context::Json)?;
        let compiled = json_path::compile(&path).map_err(|(_, why)| {
            Misfit::Script(format!("the JSONPath {path} cannot be used: {why}"))
        })?;
        let Some(selected) = json_path::select(&path, &compiled, value) else {
            let limit = format!(
                "the JSONPath {path} would look at more than {MAX_PATH_STEPS} values of this message"
            );
            return Err(Misfit::Script(limit));
        };
        let fails = |expected: String| {
            Err(Misfit::Path {
                line: check.line,
                path: path.clone(),
                expected,
                found: selection(&selected),
            })
        };
        let one = match &*selected {
            [value] => Some(*value),
            _ => None,
        };
        match &check.test {
            PathTest::Is(expected) => {
                let (text, expected) = self.value(expected)?;
                let holds = one.is_some_and(|value| is_same(value, &expected));
                if !holds {
                    return fails(format!("is not {}", shortened(&text, SHOWN_VALUE)));
                }
            }
            PathTest::IsNot(expected) => {
                let (text, expected) = self.value(expected)?;
                let holds = one.is_some_and(|value| !is_same(value, &expected));
                if !holds {
                    return fails(format!(
                        "is to be another value than {}",
                        shortened(&text, SHOWN_VALUE)
                    ));
                }
            }
            PathTest::Contains(expected) => {
                let (text, expected) = self.value(expected)?;
                if !selected.iter().any(|value| contains(value, &expected)) {
                    return fails(format!(
                        "does not contain {}",
                        shortened(&text, SHOWN_VALUE)
                    ));
                }
            }
            PathTest::Compares(comparison, expected) => {
                let (text, expected) = self.value(expected)?;
                let holds = one.and_then(|value| compares(value, *comparison, &expected));
                if holds != Some(true) {
                    let comparison = comparison.sign();
                    return fails(format!(
                        "is not {comparison} {}",
                        shortened(&text, SHOWN_VALUE)
                    ));
                }
            }
            PathTest::Matches(regex, names) => {
                let Some(value) = one else {
                    return fails("is not one value".to_owned());
                };
                match self.regex(regex, &as_text(value), names, captures) {
                    Err(Misfit::Unmatched(source)) => {
                        return fails(format!(
                            "does not match /{}/",
                            shortened(&source, SHOWN_VALUE)
                        ));
                    }
                    other => other?,
                }
            }
            PathTest::Exists if selected.is_empty() => return fails("does not exist".to_owned()),
            PathTest::Missing if !selected.is_empty() => {
                return fails("is to be missing".to_owned());
            }
            PathTest::Exists | PathTest::Missing => {}
            PathTest::Count(amount) => {
                if !amount.has(selected.len() as u64) {
                    return fails(format!(
                        "does not select {amount} values but {}",
                        selected.len()
                    ));
                }
            }
            PathTest::Capture(name) => {
                let Some(value) = one else {
                    return fails("is not one value".to_owned());
                };
                captures.push((name.clone(), as_text(value)));
            }
        }
        Ok(())
    }

    fn binary(&self, test: &BinaryTest, payload: &[u8]) -> Result<(), Misfit> {
        match test {
            BinaryTest::Any => Ok(()),
            BinaryTest::Size(amount) => size(amount, payload),
            BinaryTest::Is(bytes) => {
                let bytes = outgoing::bytes(bytes, self.variables, self.files);
                differs(&bytes.map_err(Misfit::Script)?, payload, false)
            }
        }
    }
}

fn expect_kind(expected: Kind, found: Kind) -> Result<(), Misfit> {
    match expected == found {
        true => Ok(()),
        false => Err(Misfit::Kind { expected, found }),
    }
}

fn size(expected: &Amount, payload: &[u8]) -> Result<(), Misfit> {
    let found = payload.len() as u64;
    match expected.has(found) {
        true => Ok(()),
        false => Err(Misfit::Size {
            expected: expected.clone(),
            found,
        }),
    }
}

pub(super) fn differs(expected: &[u8], found: &[u8], is_text: bool) -> Result<(), Misfit> {
    match expected == found {
        true => Ok(()),
        false => Err(Misfit::Differs(lines(expected, found, is_text))),
    }
}

/// Whether a value is another one, or has it in it.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::String(whole), Value::String(part)) => whole.contains(&**part),
        (Value::Array(items), part) => {
            items.iter().any(|item| is_same(item, part)) || is_same(whole, part)
        }
        (whole, part) => is_same(whole, part),
    }
}

/// What a path has selected, as it is shown.
fn selection(selected: &[&Value]) -> String {
    match selected {
        [] => "nothing is there".to_owned(),
        [value] => format!("it is {}", shortened(&value.to_string(), SHOWN_VALUE)),
        values => {
            let first: Vec<String> = values.iter().take(5).map(ToString::to_string).collect();
            format!(
                "there are {} values: {}",
                values.len(),
                shortened(&first.join(", "), SHOWN_VALUE)
            )
        }
    }
}

/// A message as a variable keeps it: a text as it is, bytes in Base64.
fn whole(message: &LogMessage<'_>) -> String {
    match message.kind {
        Kind::Text => String::from_utf8_lossy(message.payload).into_owned(),
        _ => data_encoding::BASE64.encode(message.payload),
    }
}
