//! What is a credential, by one table, and what stands for it.
//!
//! The table is for a client whose user looks at their own connection: a name counts as secret by whole words, since masking
//! a public value (`state`, `loginCode`) hides what the user wants to see. The server's `/whoami` (`masking.rs` in the crate
//! `scenario`) shows a handshake to whichever page asks, so there a part of a word is enough, and less is shown when in doubt.
//! The two tables differ on purpose.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// What stands for a secret.
pub(crate) const MASK: &str = "•••";

/// Words in the name of a header or of a parameter that say that the value is secret: a whole part of the name, between
/// hyphens and the like, or as `accessKey` has two.
const WORDS: [&str; 30] = [
    "auth",
    "authentication",
    "authorization",
    "bearer",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "csrf",
    "hmac",
    "jwt",
    "key",
    "mfa",
    "oauth",
    "otp",
    "pass",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "pw",
    "pwd",
    "secret",
    "session",
    "sessionid",
    "sig",
    "sid",
    "ticket",
    "totp",
    "verifier",
];

/// Ends of such a part that say the same: `authtoken`, `apikey`.
const ENDS: [&str; 14] = [
    "assertion",
    "passphrase",
    "passwd",
    "secretkey",
    "sessid",
    "sessionid",
    "token",
    "secret",
    "password",
    "signature",
    "accesskey",
    "apikey",
    "appkey",
    "privatekey",
];

/// Names that say the same as a whole only, whatever `x-` stands before them: `error-code` is public.
const NAMES: [&str; 17] = [
    "accesscode",
    "apikeys",
    "code",
    "cvc",
    "cvv",
    "dbpass",
    "idtag",
    "keypass",
    "passwords",
    "pin",
    "pincode",
    "sas",
    "secrets",
    "securitycode",
    "tokens",
    "userpass",
    "verificationcode",
];

/// Headers whose values are public although their names suggest a secret: this one only proves that the server has read the
/// handshake.
pub(crate) const PUBLIC_HEADERS: [&str; 1] = ["sec-websocket-key"];

/// A page cannot set headers, so credentials travel as subprotocols. Those that begin so carry one in the rest.
const SUBPROTOCOL_PREFIXES: [&str; 11] = [
    // Kubernetes.
    "base64url.bearer.authorization.k8s.io.",
    // OpenAI.
    "openai-insecure-api-key.",
    // AWS AppSync.
    "header-",
    "access_token.",
    "apikey.",
    "auth.",
    "authorization.",
    "bearer.",
    "jwt.",
    "password.",
    "token.",
];

/// After one of these, the next one is the credential: `bearer, <token>`.
const SUBPROTOCOLS_BEFORE: [&str; 12] = [
    "access-token",
    "access_token",
    "accesstoken",
    "api-key",
    "api_key",
    "apikey",
    "auth",
    "authorization",
    "basic",
    "bearer",
    "jwt",
    "token",
];

/// How the Base64 of `{"` begins: a JSON web token, or headers as JSON.
const JSON_IN_BASE64: &str = "eyJ";

/// A part of a subprotocol of this length with letters and digits mixed is no name but something random. 16 bytes have 32 in
/// hexadecimal.
const RANDOM_LENGTH: usize = 24;

/// The fewest digits of such a part.
const RANDOM_DIGITS: usize = 4;

/// A subprotocol as it may be shown, given the one before it in the list.
pub(crate) fn redact_subprotocol<'a>(name: &'a str, before: &str) -> Cow<'a, str> {
    let before = before.to_ascii_lowercase();
    if SUBPROTOCOLS_BEFORE.contains(&before.as_str()) && !name.is_empty() {
        return MASK.into();
    }
    let lower = name.to_ascii_lowercase();
    let prefix = SUBPROTOCOL_PREFIXES
        .iter()
        .find(|prefix| lower.starts_with(**prefix) && lower.len() > prefix.len());
    if let Some(prefix) = prefix {
        return format!("{}{MASK}", &name[..prefix.len()]).into();
    }
    match secret_part(name) {
        Some(start) => format!("{}{MASK}", &name[..start]).into(),
        None => name.into(),
    }
}

/// Where something begins that looks like a token.
fn secret_part(name: &str) -> Option<usize> {
    let mut start = 0;
    for part in name.split('.') {
        let is_random = part.len() >= RANDOM_LENGTH
            && part.bytes().any(|byte| byte.is_ascii_alphabetic())
            && part.bytes().filter(u8::is_ascii_digit).count() >= RANDOM_DIGITS;
        if part.starts_with(JSON_IN_BASE64) || is_random {
            return Some(start);
        }
        start += part.len() + 1;
    }
    None
}

/// Whether the name of a header or a parameter says that its value is secret.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.trim();
    let whole = name.to_ascii_lowercase();
    let whole = whole.strip_prefix("x-").unwrap_or(&whole);
    let whole = whole.replace(|c: char| !c.is_alphanumeric(), "");
    let mut parts = name.split(|c: char| !c.is_alphanumeric());
    NAMES.contains(&without_number(&whole)) || parts.any(is_secret_part)
}

fn is_secret_part(part: &str) -> bool {
    let part = without_number(part);
    let is_secret = |word: &str| {
        let word = word.to_ascii_lowercase();
        WORDS.contains(&&*word) || ENDS.iter().any(|end| word.ends_with(end))
    };
    let is_word = |word: &str| WORDS.contains(&&*word.to_ascii_lowercase());
    is_secret(part) || humps(part).any(is_word)
}

/// A name such as `password2` without its number.
pub(crate) fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The words of a name such as `accessKey`: each begins with a capital after a small letter.
fn humps(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let pairs = rest.char_indices().zip(rest.chars().skip(1));
        let mut ends =
            pairs.filter(|((_, before), next)| before.is_lowercase() && next.is_uppercase());
        let end = ends.next().map(|((at, before), _)| at + before.len_utf8());
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

/// A text without the credentials in the addresses that stand in it: the values of parameters whose names say that they are
/// secret, in queries and in fragments, and what stands before an `@`.
pub(crate) fn redact_addresses(text: &str) -> Cow<'_, str> {
    redact_nested(text, 0, &mut Vec::new())
}

/// What is masked in the addresses that stand in a text, as it stands there.
pub(crate) fn secrets_in_addresses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    redact_nested(text, 0, &mut found);
    found
}

/// The values of the parameters in a query whose names say that they are secret, as they are written.
pub(crate) fn secret_values(query: &str) -> impl Iterator<Item = &str> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter_map(|(name, value)| is_secret_name(&decoded(name)).then_some(value))
}

/// A name or a value with its escapes resolved: `access%5Ftoken`.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// Addresses stand in parameters of addresses, as in `?next=`. What is deeper than this is masked unseen: no peer may choose how
/// deep this goes.
const MAX_NESTED: usize = 3;

/// What ends an address that stands in a text, or in a tag of HTML.
const ENDS_OF_ADDRESSES: [char; 5] = [' ', '"', '\'', '<', '>'];

/// What is masked is added to `found`.
fn redact_nested<'a>(text: &'a str, depth: usize, found: &mut Vec<String>) -> Cow<'a, str> {
    match redact_logins(text, found) {
        Cow::Borrowed(text) => redact_parameters(text, depth, found),
        Cow::Owned(text) => redact_parameters(&text, depth, found).into_owned().into(),
    }
}

/// Schemes after which no slashes are needed (URL Standard, section 4.4).
const SCHEMES: [&str; 8] = [
    "http:", "https:", "ws:", "wss:", "ftp:", "socks5:", "socks5h:", "socks:",
];

/// Where the first thing begins that may be an authority (RFC 3986, section 3.2): after `//`, which the URL Standard reads
/// backslashes as, or after a scheme.
fn authority(text: &str) -> Option<usize> {
    let is_slash = |c| matches!(c, '/' | '\\');
    let mut is_begin = true;
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let scheme = SCHEMES.iter().find(|scheme| {
            let begin = rest.get(..scheme.len());
            is_begin && begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
        });
        let after = match scheme {
            Some(scheme) => Some(&rest[scheme.len()..]),
            None if rest.starts_with("://") => Some(&rest[1..]),
            None if is_begin && rest.starts_with(is_slash) => {
                rest[1..].starts_with(is_slash).then_some(rest)
            }
            None => None,
        };
        if let Some(after) = after {
            return Some(text.len() - after.trim_start_matches(is_slash).len());
        }
        is_begin = !c.is_alphanumeric() && !is_slash(c);
    }
    None
}

/// `http://name:password@host` as `http://•••@host`.
fn redact_logins<'a>(text: &'a str, found: &mut Vec<String>) -> Cow<'a, str> {
    let is_end = |c: char| {
        ENDS_OF_ADDRESSES.contains(&c) || c.is_control() || matches!(c, '/' | '\\' | '?' | '#')
    };
    let mut shown = String::new();
    // Where the authority ends that was looked at last, and the last `@` in it: another one may begin within.
    let (mut end, mut last) = (0, None);
    let mut at = 0;
    while let Some(offset) = authority(&text[at..]) {
        let begin = at + offset;
        if begin >= end {
            let rest = &text[begin..];
            end = begin + rest.find(is_end).unwrap_or(rest.len());
            last = text[begin..end].rfind('@').map(|at| begin + at);
        }
        shown += &text[at..begin];
        at = begin;
        if let Some(login_end) = last.filter(|last| *last >= begin) {
            let login = &text[begin..login_end];
            found.push(login.to_owned());
            found.extend(
                login
                    .split_once(':')
                    .map(|(_, password)| password.to_owned()),
            );
            shown += MASK;
            at = login_end;
        }
    }
    shown += &text[at..];
    unless_same(text, shown)
}

fn redact_parameters<'a>(text: &'a str, depth: usize, found: &mut Vec<String>) -> Cow<'a, str> {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['?', '#']) {
        let (before, after) = rest.split_at(at + 1);
        let is_end = |c| ENDS_OF_ADDRESSES.contains(&c) || c == '#';
        let (query, after) = after.split_at(after.find(is_end).unwrap_or(after.len()));
        shown += before;
        for (number, pair) in query.split('&').enumerate() {
            if number > 0 {
                shown.push('&');
            }
            shown += &redact_pair(pair, depth, found);
        }
        rest = after;
    }
    shown += rest;
    unless_same(text, shown)
}

fn redact_pair<'a>(pair: &'a str, depth: usize, found: &mut Vec<String>) -> Cow<'a, str> {
    match pair.split_once('=') {
        Some((name, value)) if !value.is_empty() && is_secret_pair(name, value, depth, found) => {
            format!("{name}={MASK}").into()
        }
        _ => pair.into(),
    }
}

fn is_secret_pair(name: &str, value: &str, depth: usize, found: &mut Vec<String>) -> bool {
    if is_secret_name(&decoded(name)) {
        found.push(value.to_owned());
        return true;
    }
    let decoded = decoded(value);
    let may_hold_address = decoded.contains(['?', '#', '@']);
    if may_hold_address && depth == MAX_NESTED {
        found.push(value.to_owned());
        return true;
    }
    may_hold_address && matches!(redact_nested(&decoded, depth + 1, found), Cow::Owned(_))
}

fn unless_same(text: &str, shown: String) -> Cow<'_, str> {
    if shown == text {
        text.into()
    } else {
        shown.into()
    }
}

#[cfg(test)]
mod tests;
