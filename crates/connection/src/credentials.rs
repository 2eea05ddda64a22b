//! What is a credential, by one table, and what stands for it.

use std::borrow::Cow;

/// What stands for a secret.
pub(crate) const MASK: &str = "•••";

/// Words in the name of a header or of a parameter that say that the value is secret: a whole part of the name, between
/// hyphens and the like.
const WORDS: [&str; 16] = [
    "auth",
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "jwt",
    "key",
    "passwd",
    "password",
    "pwd",
    "secret",
    "session",
    "sessionid",
    "sig",
    "sid",
    "ticket",
];

/// Ends of such a part that say the same: `accessToken`, `apikey`.
const ENDS: [&str; 5] = ["token", "secret", "password", "signature", "apikey"];

/// Headers whose names say so though it is not: the first proves only that the server has read the handshake.
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
pub(crate) fn subprotocol<'a>(name: &'a str, before: &str) -> Cow<'a, str> {
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
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut parts = name.split(|c: char| !c.is_alphanumeric());
    parts.any(|part| WORDS.contains(&part) || ENDS.iter().any(|end| part.ends_with(end)))
}

/// An address, or a line with one in it, without the values of the parameters whose names say that they are secret.
///
/// ```
/// let address = "wss://example.org/chat?room=1&access_token=abc";
/// let shown = connection::without_secret_parameters(address);
/// assert_eq!(shown, "wss://example.org/chat?room=1&access_token=•••");
/// ```
pub fn without_secret_parameters(text: &str) -> Cow<'_, str> {
    let Some((before, query)) = text.split_once('?') else {
        return text.into();
    };
    let end = query.find([' ', '#', '"', '>']).unwrap_or(query.len());
    let (query, after) = query.split_at(end);
    let mut is_secret = false;
    let shown = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if !value.is_empty() && is_secret_name(&decoded(name)) => {
            is_secret = true;
            format!("{name}={MASK}")
        }
        _ => pair.to_owned(),
    });
    let shown = shown.collect::<Vec<_>>().join("&");
    if is_secret {
        format!("{before}?{shown}{after}").into()
    } else {
        text.into()
    }
}

/// A name with its escapes resolved: `access%5Ftoken`.
fn decoded(name: &str) -> String {
    let pairs = url::form_urlencoded::parse(name.as_bytes());
    pairs.map(|(name, _)| name).collect()
}
