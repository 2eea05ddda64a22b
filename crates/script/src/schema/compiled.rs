//! Schemas that are compiled, and what is wrong with values by them.
//!
//! A schema is a file of somebody, and what it checks came from a server. So both are looked at on a thread of their own, with a stack
//! that long chains of references do not fill, and for a limited time: references to references can double the work with each.

mod bounded;
mod multiple;
mod patterns;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use payload::json_error::described;
use serde_json::Value;
use words::{ADDRESS, NO_PATTERN, in_words};

/// How many of the things that are wrong with a value are told.
const SHOWN_ERRORS: usize = 5;

/// How many references a schema may have: the largest of those that are published have 10,000, and the stack is made for them.
const MAX_REFERENCES: usize = 20_000;

/// What may stand before the text of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The keywords that refer to another schema, in all drafts.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// How long a schema may take to be read: one with 10,000 parts takes some seconds.
const READ_TIME: Duration = Duration::from_secs(60);

/// How long it may take to check a message. The largest message takes a tenth of it, by a schema of the usual kind.
const CHECK_TIME: Duration = Duration::from_secs(5);

/// A schema that values are checked by.
pub(crate) struct Schema {
    compiled: Arc<Compiled>,
    /// A check did not end in time. It goes on until the program ends, so no other one is begun.
    is_given_up: AtomicBool,
}

struct Compiled {
    schemas: boon::Schemas,
    whole: boon::SchemaIndex,
}

/// What loads the schemas of other addresses: nothing does.
struct NoLoader;

impl boon::UrlLoader for NoLoader {
    fn load(&self, _address: &str) -> Result<Value, Box<dyn std::error::Error>> {
        Err("schemas are looked for in the file alone".into())
    }
}

impl Schema {
    /// Reads a schema. What it refers to is looked for in itself only, and nothing is fetched.
    pub(crate) fn compile(bytes: &[u8]) -> Result<Self, String> {
        // Editors on Windows begin a file with it, and a reader may skip it (RFC 8259, section 8.1).
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let schema: Value =
            serde_json::from_slice(bytes).map_err(|error| format!("it {}", described(&error)))?;
        if !schema.is_object() && !schema.is_boolean() {
            return Err("a schema is an object, true or false".to_owned());
        }
        let references = references(&schema);
        if references > MAX_REFERENCES {
            return Err(format!(
                "it has {references} references, and at most {MAX_REFERENCES} are followed"
            ));
        }
        let compiled = bounded::run(READ_TIME, move || Compiled::new(schema))??;
        Ok(Self {
            compiled: Arc::new(compiled),
            is_given_up: AtomicBool::new(false),
        })
    }

    /// What is wrong with a value by the schema.
    ///
    /// # Errors
    /// The check did not end in time, or the schema leads back to itself.
    pub(crate) fn faults(&self, value: &Value) -> Result<Vec<String>, String> {
        if self.is_given_up.load(Ordering::Relaxed) {
            return Err("an earlier check did not end in time".to_owned());
        }
        let (compiled, value) = (self.compiled.clone(), value.clone());
        let faults = bounded::run(CHECK_TIME, move || compiled.faults(&value));
        if faults.is_err() {
            self.is_given_up.store(true, Ordering::Relaxed);
        }
        faults?
    }
}

impl Compiled {
    fn new(schema: Value) -> Result<Self, String> {
        patterns::check(&schema)?;
        let dialect = schema.get("$schema").and_then(Value::as_str);
        let dialect = dialect.map(|url| url.trim_end_matches('#').to_owned());
        let dialect = dialect.as_deref();
        let mut compiler = boon::Compiler::new();
        compiler.enable_format_assertions();
        compiler.use_loader(Box::new(NoLoader));
        let mut schemas = boon::Schemas::new();
        let added = compiler.add_resource(ADDRESS, schema);
        added.map_err(|error| in_words(&error, dialect))?;
        match compiler.compile(ADDRESS, &mut schemas) {
            Ok(whole) => Ok(Self { schemas, whole }),
            Err(boon::CompileError::ValidationError { src, .. }) => {
                let mut told = Vec::new();
                tell(&src, &mut told);
                Err(told.join("; "))
            }
            // So it calls a pattern that becomes too large.
            Err(boon::CompileError::Bug(why)) => Err(why.to_string()),
            Err(error) => Err(in_words(&error, dialect)),
        }
    }

    fn faults(&self, value: &Value) -> Result<Vec<String>, String> {
        let mut told = Vec::new();
        if let Err(error) = self.schemas.validate(value, self.whole) {
            if let Some(place) = circle(&error) {
                return Err(format!("its reference at {place} leads back to itself"));
            }
            tell(&error, &mut told);
        }
        Ok(told)
    }
}

/// How many members of a schema are references. It is nested as deep as the reader of JSON allows, and no deeper.
fn references(schema: &Value) -> usize {
    match schema {
        Value::Array(values) => values.iter().map(references).sum(),
        Value::Object(members) => {
            let here = members
                .keys()
                .filter(|name| REFERENCES.contains(&name.as_str()))
                .count();
            here + members.values().map(references).sum::<usize>()
        }
        _ => 0,
    }
}

/// Where the schema refers to itself before anything of the value is looked at: that says nothing of the value.
fn circle(error: &boon::ValidationError<'_, '_>) -> Option<String> {
    if let boon::ErrorKind::RefCycle { url, .. } = &error.kind {
        return Some(url.replacen(ADDRESS, "", 1));
    }
    error.causes.iter().find_map(circle)
}

/// Tells what is wrong, and no more than is shown: the error of a schema that has parts is there because of those of its parts.
fn tell(error: &boon::ValidationError<'_, '_>, told: &mut Vec<String>) {
    use boon::ErrorKind;
    if told.len() >= SHOWN_ERRORS || !multiple::is_fault(error) {
        return;
    }
    let is_choice = matches!(error.kind, ErrorKind::AnyOf | ErrorKind::OneOf(_));
    if is_choice || error.causes.is_empty() {
        let place = error.instance_location.to_string();
        let place = if place.is_empty() {
            "the whole"
        } else {
            &place
        };
        let fault = match &error.kind {
            ErrorKind::Format {
                got, want: "regex", ..
            } => {
                format!("{place}: the pattern {got} {NO_PATTERN}")
            }
            kind => format!("{place}: {kind}"),
        };
        told.push(payload::visible::shortened(&fault, 300));
    }
    for cause in &error.causes {
        tell(cause, told);
    }
}

#[cfg(test)]
mod tests;
