//! What counts as secret.

use std::sync::OnceLock;

use connection::{credentials_in, credentials_of_field, is_secret_field};
use message_log::search::properties;
use regex::bytes::{Regex, RegexBuilder};
use serde_json_path::JsonPath;

use super::binary;
use super::placeholder::is_placeholder;
use crate::json_path;

/// What counts as secret.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// What is a credential by its name, in headers, addresses, forms and JSON; and JSON Web Tokens.
    pub credentials: bool,
    fields: Vec<Field>,
    /// Names of fields whose values are no credentials, in lower case.
    public_fields: Vec<String>,
    /// As they were given, and built.
    patterns: Vec<(String, Regex)>,
    values: Vec<String>,
}

/// A field of JSON that is secret.
#[derive(Clone, Debug)]
pub(super) enum Field {
    /// Whatever has this name, in whatever case, with all that is in it.
    Name(String),
    /// What a `JSONPath` selects (RFC 9535), with all that is in it.
    Path(String, JsonPath),
}

/// One of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Credentials, and by what they were known.
    Credentials(Credential),
    /// The field with this place among those that were added.
    Field(usize),
    /// The pattern with this place among those that were added.
    Pattern(usize),
    /// The values that were added.
    Values,
}

/// By what a credential is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Credential {
    /// The name of its field in JSON.
    Field,
    /// Its protocol: the name of its field in the decoded message, or its place there.
    Protocol,
    /// The name of its header or of its parameter, or its place in an address.
    Text,
    /// How it begins: a JSON Web Token.
    WebToken,
}

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It is empty.
    #[error("an empty field, pattern or value cannot be searched for")]
    Empty,
    /// It begins as a `JSONPath`, and is none.
    #[error("“{field}” is not a JSONPath (RFC 9535): {why}")]
    Path {
        /// What was given.
        field: String,
        /// The technical text of the library.
        why: String,
    },
    /// It is no regular expression, or too large a one.
    #[error("“{pattern}” is not a regular expression: {why}")]
    Pattern {
        /// What was given.
        pattern: String,
        /// The technical text of the library.
        why: String,
    },
    /// It would be found in every text.
    #[error("a value of fewer than {MIN_CHOSEN} bytes is in every text and cannot be searched for")]
    ShortValue,
}

/// The shortest value that is looked for everywhere because a person has chosen it or its field, in bytes.
pub(super) const MIN_CHOSEN: usize = 4;

/// The largest compiled pattern, in bytes: enough for any that a person types.
const MAX_PATTERN: usize = 1 << 20;

/// A JSON Web Token (RFC 7519), which begins with the Base64 of `{"`.
const WEB_TOKEN: &str = r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*";

/// A token behind the name of its scheme (RFC 6750, section 2.1), wherever both stand.
const BEARER_TOKEN: &str = r"\b[Bb]earer\s+([A-Za-z0-9._~+/-]{8,}=*)";

/// A name and a text, as in JSON, for what is none as a whole, as in forms (XEP-0004; RFC 7578, section 4.2), as in other languages, as in
/// arguments of a program, and as in XML.
const NAMED_TEXT: &str = concat!(
    r#""(?<json>[^"\\]{1,64})"\s*:\s*\[?\s*"(?<text>(?:[^"\\]|\\.)*)"#,
    r#"|\b(?:var|name)=["'](?<form>[^"'<>\r\n]{1,64})["'][^<>\r\n]{0,256}"#,
    r"(?:>\s*<value>|\r?\n(?:[^\r\n]{1,256}\r?\n){0,4}\r?\n)(?<field>[^<\r\n]+)",
    r#"|\b(?<bare>[A-Za-z_][A-Za-z0-9_-]{0,63})["']?\s*[:=]\s*["'](?<quoted>(?:[^"'\\]|\\.)*)"#,
    r#"|--(?<option>[a-z][A-Za-z0-9-]{0,63})(?: ["']?|=)(?<argument>[^\s"'-][^\s"']*)"#,
    r"|<(?:[A-Za-z0-9_.-]+:)?(?<xml>[A-Za-z0-9_.-]{1,64})(?:\s[^<>]*)?>(?<content>[^<]+)<"
);

impl Rules {
    /// Those by which credentials are secret, and nothing else.
    pub fn for_credentials() -> Self {
        Self {
            credentials: true,
            ..Self::default()
        }
    }

    /// Adds a field by its name, or by a `JSONPath`, which begins with `$`.
    ///
    /// # Errors
    /// When it is no `JSONPath`.
    pub fn add_field(&mut self, field: &str) -> Result<(), RuleError> {
        let field = field.trim();
        if field.is_empty() {
            return Err(RuleError::Empty);
        }
        self.fields.push(if field.starts_with('$') {
            let path = json_path::compile(field).map_err(|(_, why)| RuleError::Path {
                field: field.to_owned(),
                why,
            })?;
            Field::Path(field.to_owned(), path)
        } else {
            Field::Name(field.to_lowercase())
        });
        Ok(())
    }

    /// Says that what a field with this name holds is no credential, whatever the name suggests. A value that is secret elsewhere still is.
    pub fn add_public_field(&mut self, name: &str) {
        self.public_fields.push(name.to_lowercase());
    }

    /// Adds a regular expression: what it matches is secret, or, where it has a group, what is in the first group.
    ///
    /// # Errors
    /// When it is none.
    pub fn add_pattern(&mut self, pattern: &str) -> Result<(), RuleError> {
        if pattern.is_empty() {
            return Err(RuleError::Empty);
        }
        let built = properties::build(pattern, |pattern| {
            RegexBuilder::new(pattern).size_limit(MAX_PATTERN).build()
        });
        let built = built.map_err(|error| RuleError::Pattern {
            pattern: pattern.to_owned(),
            why: error.to_string(),
        })?;
        self.patterns.push((pattern.to_owned(), built));
        Ok(())
    }

    /// Adds a value.
    ///
    /// # Errors
    /// When it is too short to be looked for.
    pub fn add_value(&mut self, value: &str) -> Result<(), RuleError> {
        match value.len() {
            0 => Err(RuleError::Empty),
            1..MIN_CHOSEN => Err(RuleError::ShortValue),
            _ => {
                self.values.push(value.to_owned());
                Ok(())
            }
        }
    }

    /// The field or the pattern of a rule, as it was given.
    pub fn text(&self, rule: Rule) -> Option<&str> {
        match rule {
            Rule::Credentials(_) | Rule::Values => None,
            Rule::Field(place) => self.fields.get(place).map(|field| match field {
                Field::Name(text) | Field::Path(text, _) => text.as_str(),
            }),
            Rule::Pattern(place) => self.patterns.get(place).map(|(text, _)| text.as_str()),
        }
    }

    /// The fields and the patterns that were added.
    pub fn added(&self) -> impl Iterator<Item = Rule> {
        let patterns = (0..self.patterns.len()).map(Rule::Pattern);
        (0..self.fields.len()).map(Rule::Field).chain(patterns)
    }

    pub(super) fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub(super) fn values(&self) -> &[String] {
        &self.values
    }

    /// The rule by which all that a name stands for is secret.
    pub(super) fn field_named(&self, name: &str) -> Option<Rule> {
        let name = name.to_lowercase();
        let is_it = |field: &Field| matches!(field, Field::Name(it) if *it == name);
        self.fields.iter().position(is_it).map(Rule::Field)
    }

    /// What is secret in the value of a field with this name, because of the name.
    pub(super) fn credentials_of(&self, name: &str, value: &str, is_text: bool) -> Vec<String> {
        if self.is_public(name) {
            return Vec::new();
        }
        self.named_credentials(name, value, is_text)
    }

    /// Whether what a field with this name holds is a credential, if it is anything.
    pub(super) fn names_credential(&self, name: &str) -> bool {
        self.credentials && is_secret_field(name) && !self.is_public(name)
    }

    /// Whether every text that an object or a list with this name holds is taken for secret. One that is named for logging in, as `auth`, also holds
    /// how that is done.
    pub(super) fn holds_secrets(&self, name: &str) -> bool {
        const ENDS: [&str; 11] = [
            "apikey",
            "apikeys",
            "credential",
            "credentials",
            "passphrase",
            "password",
            "passwords",
            "secret",
            "secrets",
            "token",
            "tokens",
        ];
        let lower = name.to_lowercase();
        ENDS.iter().any(|end| lower.ends_with(end)) && self.names_credential(name)
    }

    /// Whether what a field with this name holds is said to be no credential.
    fn is_public(&self, name: &str) -> bool {
        // Most sessions have none, and then the name is not copied.
        !self.public_fields.is_empty() && self.public_fields.contains(&name.to_lowercase())
    }

    /// The same, also of a field that is public.
    pub(super) fn named_credentials(&self, name: &str, value: &str, is_text: bool) -> Vec<String> {
        // An error has a code too, which is a number.
        let is_count = name.ends_with(['s', 'S']);
        let is_number = !is_text && (value.len() < MIN_CHOSEN || is_code(name) || is_count);
        if !self.credentials || is_number {
            return Vec::new();
        }
        let mut found = credentials_of_field(name, value);
        found.retain(|value| !is_placeholder(value.as_bytes()));
        found
    }

    /// Tells what is secret in a text, or in bytes, by what stands around it.
    pub(super) fn spot(&self, bytes: &[u8], found: &mut dyn FnMut(Rule, &[u8])) {
        let mut tell = |rule, value: &[u8]| {
            if !value.is_empty() && !is_placeholder(value) {
                found(rule, value);
            }
        };
        for (place, (_, pattern)) in self.patterns.iter().enumerate() {
            for captures in pattern.captures_iter(bytes) {
                if let Some(value) = captures.get(1).or_else(|| captures.get(0)) {
                    tell(Rule::Pattern(place), value.as_bytes());
                }
            }
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            if self.credentials {
                let rule = Rule::Credentials(Credential::Protocol);
                let is_secret = |name: &str| self.names_credential(name);
                binary::named_texts(bytes, is_secret, |value| tell(rule, value));
                if is_secret("password") {
                    binary::passwords(bytes, |value| tell(rule, value));
                }
            }
            return;
        };
        for captures in named_texts(bytes) {
            let part = |groups: [&str; 5]| {
                let part = groups.into_iter().find_map(|group| captures.name(group));
                let part = part.map(|part| str::from_utf8(part.as_bytes()));
                part.and_then(Result::ok).unwrap_or_default()
            };
            let name = part(["json", "form", "bare", "option", "xml"]);
            let value = part(["text", "field", "quoted", "argument", "content"]);
            match self.field_named(name) {
                Some(rule) => tell(rule, value.as_bytes()),
                None => self
                    .credentials_of(name, value, true)
                    .iter()
                    .for_each(|value| {
                        tell(Rule::Credentials(Credential::Field), value.as_bytes());
                    }),
            }
        }
        if self.credentials {
            for value in credentials_in(text) {
                tell(Rule::Credentials(Credential::Text), value.as_bytes());
            }
            for token in web_tokens(bytes) {
                tell(Rule::Credentials(Credential::WebToken), token.as_bytes());
            }
            for token in bearer_tokens(bytes) {
                tell(Rule::Credentials(Credential::Text), token);
            }
        }
    }
}

fn is_code(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("code") || !is_secret_field(name)
}

/// A pattern of this program, compiled once.
pub(super) fn own(pattern: &str, cell: &'static OnceLock<Option<Regex>>) -> Option<&'static Regex> {
    cell.get_or_init(|| Regex::new(pattern).ok()).as_ref()
}

fn web_tokens(bytes: &[u8]) -> impl Iterator<Item = regex::bytes::Match<'_>> {
    static CELL: OnceLock<Option<Regex>> = OnceLock::new();
    own(WEB_TOKEN, &CELL)
        .into_iter()
        .flat_map(|pattern| pattern.find_iter(bytes))
}

fn bearer_tokens(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    static CELL: OnceLock<Option<Regex>> = OnceLock::new();
    let found = own(BEARER_TOKEN, &CELL).into_iter();
    let found = found.flat_map(|pattern| pattern.captures_iter(bytes));
    let tokens = found.filter_map(|captures| Some(captures.get(1)?.as_bytes()));
    tokens.filter(|token| token.iter().any(u8::is_ascii_digit))
}

fn named_texts(bytes: &[u8]) -> impl Iterator<Item = regex::bytes::Captures<'_>> {
    static CELL: OnceLock<Option<Regex>> = OnceLock::new();
    own(NAMED_TEXT, &CELL)
        .into_iter()
        .flat_map(|pattern| pattern.captures_iter(bytes))
}
