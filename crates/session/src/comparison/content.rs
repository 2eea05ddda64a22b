//! What a message says, in the form in which it is compared.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::io;

use message_log::Kind;
use payload::diff::Side as Bytes;
use payload::json::looks_like_json;
use payload::json_tokens::end_of_string;
use serde_json::Value;

use super::rules::Rules;

/// Longer texts are compared as texts, not as JSON, in bytes: a value takes up to twenty times the memory of its text.
pub const MAX_JSON_BYTES: usize = 4 * 1024 * 1024;
/// So many features of a message are looked at to find what it is like: enough to tell messages apart.
const MAX_FEATURES: usize = 256;

/// What a message says, without what is masked.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A text that is an object or an array of JSON. Numbers are those of JSON as most programs read it: integers of 64 bits,
    /// others as binary64 (RFC 8259, section 6).
    Json(Value),
    /// Another text, or JSON with larger integers, or with several members of one name.
    Text(String),
    /// What is no text.
    Bytes(Vec<u8>),
}

/// What a message says, and how far that is what is to be compared.
pub(super) struct Taken {
    pub(super) content: Content,
    /// All is left out of it that is masked by a path, as far as paths were followed.
    pub(super) is_masked: bool,
    /// It is taken for a text because it is too large to be read as the JSON that it seems to be.
    pub(super) is_large_json: bool,
}

impl Content {
    pub(super) fn of(kind: Kind, payload: &[u8], rules: &Rules) -> Taken {
        let as_it_is = |content| Taken {
            content,
            is_masked: true,
            is_large_json: false,
        };
        let text = std::str::from_utf8(payload);
        let Some(text) = text.ok().filter(|_| kind == Kind::Text) else {
            return as_it_is(Self::Bytes(payload.to_vec()));
        };
        let seems_json = looks_like_json(payload);
        let is_large = payload.len() > MAX_JSON_BYTES;
        let value = (seems_json && !is_large).then(|| serde_json::from_str(text).ok());
        let mut is_masked = true;
        if let Some(mut value) = value.flatten() {
            if is_exact(payload, &value) {
                return Taken {
                    is_masked: rules.apply(&mut value),
                    ..as_it_is(Self::Json(value))
                };
            }
            is_masked = !rules.has_paths();
        }
        Taken {
            is_masked,
            is_large_json: seems_json && is_large,
            ..as_it_is(Self::Text(rules.masked(text)))
        }
    }

    /// The same for equal messages of this kind.
    pub(super) fn key(&self, kind: Kind) -> u64 {
        let mut hasher = DefaultHasher::new();
        kind.hash(&mut hasher);
        match self {
            Self::Json(value) => {
                0_u8.hash(&mut hasher);
                hash_json(value, &mut hasher);
            }
            // JSON that no value holds exactly.
            Self::Text(text) if looks_like_json(text.as_bytes()) => {
                (3_u8, as_text(text).fingerprint()).hash(&mut hasher);
            }
            Self::Text(text) => (1_u8, text).hash(&mut hasher),
            Self::Bytes(bytes) => (2_u8, bytes).hash(&mut hasher),
        }
        hasher.finish()
    }

    /// Looks at it as a text or as bytes, for which `json` has room.
    pub(super) fn bytes<'a>(&'a self, json: &'a mut Vec<u8>) -> Bytes<'a> {
        let bytes = match self {
            Self::Json(value) => {
                *json = value.to_string().into_bytes();
                json
            }
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        };
        Bytes {
            bytes,
            is_text: !matches!(self, Self::Bytes(_)),
        }
    }

    /// How much is held of it, about, in bytes.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Json(value) => value.to_string().len(),
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    /// By what it can be known though a part of it is changed: the more two contents have in common, the more alike they are. In
    /// order.
    pub(super) fn features(&self) -> Vec<u64> {
        let mut features = Vec::new();
        match self {
            Self::Json(value) => json_features(value, 0, &mut features),
            Self::Text(text) => {
                let words = text.split(|letter: char| !letter.is_alphanumeric());
                let words = words.filter(|word| !word.is_empty());
                features.extend(words.take(MAX_FEATURES).map(|word| hash(&word)));
            }
            Self::Bytes(bytes) => {
                features.push(hash(&bytes.len()));
                let pieces = bytes.chunks(4).enumerate().take(MAX_FEATURES);
                features.extend(pieces.map(|piece| hash(&piece)));
            }
        }
        features.sort_unstable();
        features
    }
}

/// Whether a value has all that a text in JSON says: of several members with one name it has the last, and an integer of more than 64 bits loses
/// digits.
fn is_exact(text: &[u8], value: &Value) -> bool {
    let (mut members, mut at) = (0, 0);
    while let Some(byte) = text.get(at) {
        at = match byte {
            b'"' => end_of_string(text, at + 1),
            b'-' | b'0'..=b'9' => {
                let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-+.".contains(byte);
                let rest = &text[at..];
                let end = rest.iter().position(|byte| !is_part(byte));
                let token = &rest[..end.unwrap_or(rest.len())];
                let digits = str::from_utf8(token).unwrap_or_default();
                let is_integer = token[1..].iter().all(u8::is_ascii_digit);
                if is_integer && digits.parse::<i64>().is_err() && digits.parse::<u64>().is_err() {
                    return false;
                }
                at + token.len()
            }
            _ => {
                members += usize::from(*byte == b':');
                at + 1
            }
        };
    }
    members == count_members(value)
}

fn as_text(text: &str) -> Bytes<'_> {
    Bytes {
        bytes: text.as_bytes(),
        is_text: true,
    }
}

fn count_members(value: &Value) -> usize {
    match value {
        Value::Object(members) => {
            members.len() + members.values().map(count_members).sum::<usize>()
        }
        Value::Array(elements) => elements.iter().map(count_members).sum(),
        _ => 0,
    }
}

/// What is the same for equal values.
pub(super) fn hash_of_json(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    hash_json(value, &mut hasher);
    hasher.finish()
}

/// The members of an object are in the order of their names: `serde_json` keeps them so.
fn hash_json(value: &Value, hasher: &mut DefaultHasher) {
    // It takes whatever is written.
    serde_json::to_writer(Hashing(hasher), value).ok();
}

struct Hashing<'a>(&'a mut DefaultHasher);

impl io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Which fields it has, and each with its value. Elements of an array are not told by their place.
fn json_features(value: &Value, path: u64, features: &mut Vec<u64>) {
    if features.len() >= MAX_FEATURES {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                json_features(value, hash(&(path, name)), features);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                json_features(element, hash(&(path, "[]")), features);
            }
        }
        _ => {
            features.push(path);
            features.push(hash(&(path, hash_of_json(value))));
        }
    }
}
