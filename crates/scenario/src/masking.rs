//! What `/whoami` does not repeat: a page that opens it may come from anywhere, and what a browser adds to its handshake, such
//! as cookies, is not always for that page to read. The scheme and the length are told, the rest is not.
//!
//! This masks more than a client does for its own user (`credentials.rs` in the crate `connection`): a part of a name is
//! enough, since a public value that is masked costs little here, and a secret one that is shown costs a lot. So the two
//! tables differ on purpose.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Parts of a name of a header or a parameter that say, wherever they stand in it, that its value is secret: `X-Csrf-Token`,
/// `Cf-Access-Jwt-Assertion`, `accesstoken`.
const SECRET_PARTS: [&str; 16] = [
    "accesskey",
    "api-key",
    "api_key",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "csrf",
    "jwt",
    "passw",
    "secret",
    "sessid",
    "session",
    "signature",
    "token",
    "xsrf",
];

/// Words that say the same, but only as a whole: `loginCode`, `signing-key`, and not `monkey`.
const SECRET_WORDS: [&str; 12] = [
    "assertion",
    // With these two, somebody can log in for a short while (RFC 6749, section 4.1).
    "code",
    "state",
    "key",
    "otp",
    "pass",
    "passphrase",
    "pin",
    "pwd",
    "sid",
    "sig",
    "ticket",
];

/// A header whose value is public although its name suggests a secret: it only proves that the server has read the handshake.
const PUBLIC_HEADER: &str = "sec-websocket-key";

/// Schemes of authentication that are no secret (RFC 9110, section 16.4.1, and what else is in use).
const SCHEMES: [&str; 9] = [
    "AWS4-HMAC-SHA256",
    "Basic",
    "Bearer",
    "Digest",
    "DPoP",
    "Hawk",
    "Negotiate",
    "NTLM",
    "Token",
];

/// What is written before a token where it is offered as a subprotocol, since a browser can set no other header:
/// `bearer, TOKEN`, `bearer.TOKEN`, `base64url.bearer.authorization.k8s.io.TOKEN`, `openai-insecure-api-key.TOKEN`.
const MARKERS: [&str; 10] = [
    "access_token",
    "api-key",
    "api_key",
    "apikey",
    "authorization",
    "basic",
    "bearer",
    "jwt",
    "token",
    "auth",
];

/// The longest subprotocol, in bytes, that is taken for a name: the longest registered ones have half of it.
const MAX_SUBPROTOCOL_SIZE: usize = 64;

const MASK: &str = "•••";

/// The headers of a request, in the order in which they came, without what is secret in them.
pub(crate) fn masked<'a>(
    headers: impl Iterator<Item = (&'a str, &'a [u8])>,
) -> Vec<(String, String)> {
    // A token may stand in the line after its marker.
    let mut is_announced = false;
    let mut value = |name: &str, value: &[u8]| {
        let value = String::from_utf8_lossy(value);
        if name.eq_ignore_ascii_case("sec-websocket-protocol") {
            let offers = value.split(',');
            let offers = offers.map(|offer| masked_offer(offer, &mut is_announced));
            offers.collect::<Vec<_>>().join(",")
        } else {
            masked_value(name, &value)
        }
    };
    headers
        .map(|(name, bytes)| (name.to_owned(), value(name, bytes)))
        .collect()
}

fn masked_value(name: &str, value: &str) -> String {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if is("authorization") || is("proxy-authorization") {
        return masked_login(value);
    }
    if is("cookie") {
        let cookies = value.split(';').map(masked_cookie);
        return cookies.collect::<Vec<_>>().join(";");
    }
    let has_scheme = value
        .split_once(' ')
        .is_some_and(|(scheme, _)| is_one_of(&SCHEMES, scheme));
    let is_secret = !is(PUBLIC_HEADER) && is_secret_name(name);
    if is_secret || has_scheme || is_json_web_token(value) {
        masked_login(value)
    } else {
        masked_addresses(value, 0)
    }
}

/// The query of a request, without the values of parameters whose names say that they are secret.
pub(crate) fn masked_query(query: &str) -> String {
    masked_parameters(query, 0)
}

/// Whether the name of a header or a parameter says that its value is secret.
fn is_secret_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    SECRET_PARTS.iter().any(|part| lower.contains(part))
        || words(&lower).chain(words(name)).any(is_secret_word)
}

fn is_secret_word(word: &str) -> bool {
    // `X-AuthCode` comes in lower case, but an author is none.
    let is_login = word.starts_with("auth") && !word.starts_with("author");
    is_login || is_one_of(&SECRET_WORDS, word)
}

/// The words of a name, also of one like `authCode` or `APIKey`, without numbers behind them.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let parts = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words = parts.flat_map(|part| {
        let bytes = part.as_bytes();
        let is_start = move |&at: &usize| {
            let is_upper = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
            let is_lower_behind = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
            is_upper(at) && (!is_upper(at - 1) || is_lower_behind)
        };
        let ends = (1..part.len()).filter(is_start).chain([part.len()]);
        let mut start = 0;
        ends.map(move |end| &part[std::mem::replace(&mut start, end)..end])
    });
    words.map(|word| word.trim_end_matches(|letter: char| letter.is_ascii_digit()))
}

/// Its parts begin so (RFC 7519: `{"` in Base64).
fn is_json_web_token(text: &str) -> bool {
    text.starts_with("eyJ")
}

/// Addresses stand in parameters of addresses, as in `?next=`. What is deeper than this is masked unseen: no client may choose
/// how deep this goes.
const MAX_NESTED: usize = 3;

/// A text such as a `Referer`, without the logins and the secret parameters of the addresses in it.
fn masked_addresses(text: &str, depth: usize) -> String {
    let text = masked_logins(text);
    let Some(start) = text.find(['?', '#']) else {
        return text;
    };
    let (before, query) = text.split_at(start + 1);
    format!("{before}{}", masked_parameters(query, depth))
}

/// `http://name:password@host` as `http://••• (13 bytes)@host`.
fn masked_logins(text: &str) -> String {
    let mut told = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("//") {
        let (before, after) = rest.split_at(at + "//".len());
        let end = after.find(['/', '?', '#', ' ', '"', ',']);
        let authority = &after[..end.unwrap_or(after.len())];
        told += before;
        rest = after;
        if let Some(at) = authority.rfind('@') {
            told += &mask(&authority[..at]);
            rest = &after[at..];
        }
    }
    told + rest
}

/// What stands between the parameters stays as it is.
fn masked_parameters(query: &str, depth: usize) -> String {
    let parameters = query.split_inclusive(['&', ';', '?', '#', ' ', '"', ',']);
    let masked = parameters.map(|parameter| {
        let end = parameter.trim_end_matches(['&', ';', '?', '#', ' ', '"', ',']);
        let separator = &parameter[end.len()..];
        format!("{}{separator}", masked_parameter(end, depth))
    });
    masked.collect()
}

fn masked_parameter(parameter: &str, depth: usize) -> String {
    match parameter.split_once('=') {
        Some((name, value)) if is_secret_parameter(&decoded(name), &decoded(value), depth) => {
            format!("{name}={}", mask(value))
        }
        None if is_json_web_token(parameter) => mask(parameter),
        _ => parameter.to_owned(),
    }
}

fn is_secret_parameter(name: &str, value: &str, depth: usize) -> bool {
    if value.is_empty() {
        return false;
    }
    is_secret_name(name)
        || is_json_web_token(value)
        || (value.contains(['?', '#', '@'])
            && (depth == MAX_NESTED || masked_addresses(value, depth + 1) != value))
}

/// With its escapes resolved: `access%5Ftoken`.
fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// `Bearer ••• (8 bytes)`.
fn masked_login(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, rest)) if is_one_of(&SCHEMES, scheme) => {
            format!("{scheme} {}", mask(rest.trim()))
        }
        _ => mask(value),
    }
}

/// `name=••• (8 bytes)`. Without a name, what is there may be the secret.
fn masked_cookie(cookie: &str) -> String {
    match cookie.split_once('=') {
        Some((name, value)) => format!("{name}={}", mask(value)),
        None => mask_around_blanks(cookie),
    }
}

/// A subprotocol as it was offered, unless it is a token.
fn masked_offer(offer: &str, is_announced: &mut bool) -> String {
    let name = offer.trim();
    if name.is_empty() {
        return offer.to_owned();
    }
    if std::mem::replace(is_announced, is_one_of(&MARKERS, name)) {
        return mask_around_blanks(offer);
    }
    if let Some(end) = end_of_marker(name) {
        let (marker, token) = name.split_at(end);
        return offer.replace(name, &format!("{marker}{}", mask(token)));
    }
    if is_json_web_token(name) || name.len() > MAX_SUBPROTOCOL_SIZE {
        return mask_around_blanks(offer);
    }
    offer.to_owned()
}

/// Where a token begins that stands behind a marker and something that is no letter.
fn end_of_marker(name: &str) -> Option<usize> {
    let lower = name.to_ascii_lowercase();
    let ends = MARKERS.iter().filter_map(|marker| {
        let end = lower.find(marker)? + marker.len();
        let next = lower[end..].chars().next()?;
        let is_more = next.is_ascii_punctuation() && lower.len() > end + 1;
        is_more.then_some(end + 1)
    });
    ends.min()
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Keeps the blanks of a list.
fn mask_around_blanks(text: &str) -> String {
    let secret = text.trim();
    if secret.is_empty() {
        text.to_owned()
    } else {
        text.replace(secret, &mask(secret))
    }
}

fn mask(secret: &str) -> String {
    format!("{MASK} ({} bytes)", secret.len())
}

#[cfg(test)]
mod tests;
