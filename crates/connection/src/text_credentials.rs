//! The credentials in texts that were recorded elsewhere.

use std::borrow::Cow;

use data_encoding::BASE64_NOPAD;

use crate::credentials::{self, MASK, decoded, without_number};

/// The header with the subprotocols, in lower case.
pub(crate) const SUBPROTOCOL: &str = "sec-websocket-protocol";

/// The credentials in a text that was recorded elsewhere, as they stand there: those in the addresses in it, in what it has of forms and
/// settings (`name=value&…`), and in its lines that are headers. What is masked already is none.
pub fn credentials_in(text: &str) -> Vec<String> {
    let mut found = credentials::secrets_in_addresses(text);
    let (mut before, mut subprotocols) = ("", String::new());
    for line in text.split(['\r', '\n']) {
        let is_folded = line.starts_with([' ', '\t']);
        let whole = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        // Of a shell, and of an event stream.
        let mut begins = ["export ", "data:"].into_iter();
        let line = begins.find_map(|begin| whole.strip_prefix(begin));
        let line = line.unwrap_or(whole).trim_start();
        found.extend(pairs_of(line).flat_map(|(name, value)| credentials_of_field(&name, value)));
        match field_of(line) {
            // It goes on with the line before (RFC 9112, section 5.2).
            None if is_folded => found.extend(credentials_of_field(before, line)),
            Some((name, value)) if name.eq_ignore_ascii_case(SUBPROTOCOL) => {
                // Those of several lines are one list (RFC 6455, section 11.3.4).
                subprotocols += ", ";
                subprotocols += value;
            }
            Some((name, value)) => {
                found.extend(credentials_of_field(name, value));
                // Nothing goes on with what is indented itself.
                before = if is_folded { before } else { name };
            }
            None if !line.is_empty() => before = "",
            None => {}
        }
    }
    found.extend(secrets_of_subprotocols(&subprotocols));
    found.retain(|value| !is_masked(value));
    found
}

/// A line that is a header, or has one at its end, as what a program logs.
fn field_of(line: &str) -> Option<(&str, &str)> {
    const LOGGED: &str = "authorization:";
    let (name, value) = line.split_once(':')?;
    let name = name.trim_end();
    let value = value.trim();
    let value = match value.starts_with(['"', '\'']) {
        true => value_of(value),
        false => value,
    };
    let field = is_field_name(name).then_some((name, value));
    if field.is_some_and(|(name, _)| is_secret_field(name)) {
        return field;
    }
    let Some(at) = line.to_ascii_lowercase().find(LOGGED) else {
        return field;
    };
    let (name, value) = line[at..].split_at(LOGGED.len());
    let value = value.split(ENDS_OF_TEXTS).next().unwrap_or_default();
    Some((name.trim_end_matches(':'), value.trim()))
}

/// What a line has of a form, of settings, or of cookies.
fn pairs_of(line: &str) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
    let pairs = line.split('&').flat_map(|part| {
        let mut rest = part;
        std::iter::from_fn(move || {
            let (pair, after) = rest.split_at(end_of_pair(rest));
            rest = after.strip_prefix(';').unwrap_or_default();
            (!pair.is_empty() || !rest.is_empty()).then_some(pair)
        })
    });
    let pairs = pairs.filter_map(|pair| pair.split_once('='));
    let pairs = pairs.map(|(name, value)| (decoded(name.trim()), value_of(value)));
    pairs.filter(|(name, _)| is_field_name(name.trim_end_matches(']')))
}

/// Before the semicolon behind which the next pair begins: one within a value is part of it.
fn end_of_pair(text: &str) -> usize {
    let begins_pair = |rest: &str| {
        let rest = rest.trim_start();
        let is_end = |c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c));
        let name = rest.find(is_end).unwrap_or(rest.len());
        (1..=MAX_FIELD_NAME).contains(&name) && rest[name..].trim_start().starts_with('=')
    };
    let mut semicolons = text.match_indices(';').map(|(at, _)| at);
    semicolons
        .find(|at| begins_pair(&text[at + 1..]))
        .unwrap_or(text.len())
}

fn is_field_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.[".contains(&byte);
    (1..=MAX_FIELD_NAME).contains(&name.len()) && name.bytes().all(is_part)
}

/// The value in a pair: in quotes, or as far as there is no space.
fn value_of(text: &str) -> &str {
    let text = text.trim_start();
    let quoted = text.strip_prefix(['"', '\'']);
    let is_end = |c: char| ENDS_OF_TEXTS.contains(&c) || (quoted.is_none() && c.is_whitespace());
    let text = quoted.unwrap_or(text);
    text.split(is_end).next().unwrap_or_default()
}

/// What ends a value where a text is written within another one.
const ENDS_OF_TEXTS: [char; 5] = ['"', '\'', '\\', '<', '>'];

/// Whether nothing of a credential is left.
fn is_masked(credential: &str) -> bool {
    let mut rest = credential.split(MASK);
    let is_nothing = !rest.any(|part| part.contains(char::is_alphanumeric));
    credential.is_empty() || (credential.contains(MASK) && is_nothing)
}

/// Whether the name of a field says that its value is secret. In what was recorded elsewhere, that is also said by some names that a client
/// whose user looks at their own connection shows with their values: `accessTokens`, `tokenValue`, `refreshTokenV2`.
pub fn is_secret_field(name: &str) -> bool {
    const ENDS: [&str; 7] = [
        "accesskeys",
        "apikeys",
        "secretkeys",
        "tokens",
        "tokenstring",
        "tokenv",
        "tokenvalue",
    ];
    let letters = without_number(name).replace(|c: char| !c.is_alphanumeric(), "");
    let letters = letters.to_ascii_lowercase();
    credentials::is_secret_name(name) || ENDS.iter().any(|end| letters.ends_with(end))
}

/// What is secret in the value of a header or of another field, as its name tells.
pub fn credentials_of_field(name: &str, value: &str) -> Vec<String> {
    let lower = name.to_ascii_lowercase();
    let value = value.trim();
    if credentials::PUBLIC_HEADERS.contains(&lower.as_str()) {
        return Vec::new();
    }
    if lower == SUBPROTOCOL || lower == "subprotocol" {
        return secrets_of_subprotocols(value);
    }
    if !is_secret_field(name) || is_word(&lower, value) {
        return Vec::new();
    }
    let mut found = credentials_of_value(&lower, value);
    found.retain(|value| !is_masked(value));
    found
}

/// The shortest value that is random, and no word with a number, in bytes.
const MIN_RANDOM: usize = 12;

/// Whether a value is no secret although the name says so: that of a type, a number of tokens, or, where the name says little, a key of the
/// keyboard or of a table, the name of an error. A code of letters alone is taken for a name.
fn is_word(lower_name: &str, value: &str) -> bool {
    const TYPES: [&str; 10] = [
        "any", "bool", "boolean", "bytes", "float", "id", "int", "number", "string", "text",
    ];
    let type_name = value.trim_matches(|c| matches!(c, '[' | ']' | '!' | '?' | ',' | ';'));
    let is_type = TYPES.contains(&&*type_name.to_ascii_lowercase());
    let has_letter = value.contains(|c: char| c.is_alphabetic());
    let has_digit = value.contains(|c: char| c.is_ascii_digit());
    let is_name = value.contains('_') && !value.contains(|c: char| c.is_lowercase());
    let is_sentence = value.contains(|c: char| c.is_whitespace() || c == ':');
    let is_random = value.len() >= MIN_RANDOM && has_letter && has_digit;
    let is_random = is_random && !is_name && !is_sentence;
    let is_word = match without_number(lower_name) {
        name if name.ends_with("type") => true,
        name if name.ends_with("tokens") && is_count(name) => !has_letter,
        "key" => !is_random,
        "code" => has_letter && !is_random,
        _ => false,
    };
    is_word || is_type
}

/// Whether a name says how many there are of something, such as the tokens that a language model was given.
fn is_count(lower_name: &str) -> bool {
    const COUNTED: [&str; 9] = [
        "audio",
        "cached",
        "completion",
        "input",
        "max",
        "output",
        "prompt",
        "reasoning",
        "total",
    ];
    lower_name == "tokens" || COUNTED.iter().any(|word| lower_name.contains(word))
}

fn credentials_of_value(lower: &str, value: &str) -> Vec<String> {
    if lower == "set-cookie" || lower == "cookie" {
        // The attributes after it are none.
        let pairs = value
            .split(';')
            .take(if lower == "cookie" { usize::MAX } else { 1 });
        // Without a name, it is a value (RFC 6265bis, section 5.6).
        let values = pairs.map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value));
        let values = values.map(|value| value.trim().trim_matches('"'));
        return values.map(str::to_owned).collect();
    }
    match value.split_once(' ') {
        Some((scheme, credential)) if scheme.eq_ignore_ascii_case("basic") => {
            secrets_of_basic(credential.trim().to_owned())
        }
        Some((scheme, credential)) if is_scheme(lower, scheme) => {
            let credential = credential.trim();
            let pairs = credential.split(',').flat_map(pairs_of);
            let proofs = pairs.filter(|(name, _)| PROOFS.contains(&&**name));
            let mut found: Vec<_> = proofs.map(|(_, proof)| proof.to_owned()).collect();
            found.push(credential.to_owned());
            found
        }
        _ => vec![value.to_owned()],
    }
}

/// Parts of a credential that are also looked for by themselves (RFC 7616, section 3.4).
const PROOFS: [&str; 4] = ["cnonce", "nonce", "response", "signature"];

/// The longest name of a field that begins a line, in bytes: a longer one is a sentence.
const MAX_FIELD_NAME: usize = 64;

/// Whether the first word of a field says how the rest proves who one is (RFC 9110, section 11.1).
fn is_scheme(lower_name: &str, word: &str) -> bool {
    const SCHEMES: [&str; 6] = ["apikey", "bearer", "digest", "dpop", "negotiate", "token"];
    lower_name.ends_with("authorization") || SCHEMES.contains(&word.to_ascii_lowercase().as_str())
}

/// What is masked of subprotocols, as they stand in a header.
fn secrets_of_subprotocols(list: &str) -> Vec<String> {
    let mut before = "";
    let secrets = list.split(',').map(|name| {
        let name = name.trim();
        let shown = credentials::redact_subprotocol(name, before);
        before = name;
        let begin = shown.strip_suffix(MASK).filter(|_| *shown != *name);
        begin
            .and_then(|begin| name.strip_prefix(begin))
            .unwrap_or_default()
            .to_owned()
    });
    secrets.filter(|secret| !secret.is_empty()).collect()
}

/// A credential of the scheme Basic (RFC 7617), and what is encoded in it.
pub(crate) fn secrets_of_basic(credential: String) -> Vec<String> {
    let plain = BASE64_NOPAD.decode(credential.trim_end_matches('=').as_bytes());
    let plain = plain.ok().and_then(|plain| String::from_utf8(plain).ok());
    let mut secrets = vec![credential.trim_end_matches('=').to_owned(), credential];
    if let Some(plain) = plain {
        let password = plain
            .split_once(':')
            .map(|(_, password)| password.to_owned());
        secrets.extend(password);
        secrets.push(plain);
    }
    secrets
}
