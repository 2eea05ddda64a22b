//! What `/whoami` does not repeat: a page that opens it may come from anywhere, and what a browser adds to its handshake, such
//! as cookies, is not always for that page to read. The scheme and the length are told, the rest is not.

/// Parts of the names of headers that carry credentials, registered or not: `X-Api-Key`, `X-Csrf-Token`,
/// `Cf-Access-Jwt-Assertion`.
const SECRET_NAMES: [&str; 10] = [
    "api-key",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "jwt",
    "password",
    "secret",
    "session",
    "token",
];

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
            masked_value(&name.to_ascii_lowercase(), &value)
        }
    };
    headers
        .map(|(name, bytes)| (name.to_owned(), value(name, bytes)))
        .collect()
}

/// The name is in lower case.
fn masked_value(name: &str, value: &str) -> String {
    if matches!(name, "authorization" | "proxy-authorization") {
        return masked_login(value);
    }
    if name == "cookie" {
        let cookies = value.split(';').map(masked_cookie);
        return cookies.collect::<Vec<_>>().join(";");
    }
    if SECRET_NAMES.iter().any(|part| name.contains(part)) {
        masked_login(value)
    } else {
        value.to_owned()
    }
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
    // The parts of a JSON Web Token begin so (RFC 7519: `{"` in Base64).
    if name.starts_with("eyJ") || name.len() > MAX_SUBPROTOCOL_SIZE {
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
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[(&'static str, &str)], expected: &[&str]) {
        let headers = lines.iter().map(|(name, value)| (*name, value.as_bytes()));
        let told: Vec<_> = masked(headers)
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        assert_eq!(told, expected, "{lines:?}");
        assert!(
            !told.iter().any(|value| value.contains("s3cr3t")),
            "{told:?}"
        );
    }

    #[test]
    fn a_login_tells_its_scheme_and_its_length() {
        check(
            &[("authorization", "Bearer s3cr3t")],
            &["Bearer ••• (6 bytes)"],
        );
        check(
            &[("authorization", "bAsIc s3cr3t==")],
            &["bAsIc ••• (8 bytes)"],
        );
        check(&[("authorization", "s3cr3t")], &["••• (6 bytes)"]);
        check(&[("authorization", "s3cr3t x")], &["••• (8 bytes)"]);
        check(
            &[(
                "proxy-authorization",
                "Digest username=\"s3cr3t\", qop=auth",
            )],
            &["Digest ••• (27 bytes)"],
        );
        check(
            &[
                ("authorization", "Basic s3cr3t"),
                ("authorization", "s3cr3t"),
            ],
            &["Basic ••• (6 bytes)", "••• (6 bytes)"],
        );
    }

    #[test]
    fn a_cookie_tells_its_name() {
        check(
            &[("cookie", "id=s3cr3t; theme=s3cr3t==; s3cr3t")],
            &["id=••• (6 bytes); theme=••• (8 bytes); ••• (6 bytes)"],
        );
    }

    #[test]
    fn headers_are_known_by_parts_of_their_names() {
        for name in [
            "cookie2",
            "x-api-key",
            "x-goog-api-key",
            "apikey",
            "x-auth-token",
            "x-csrf-token",
            "x-forwarded-access-token",
            "x-amz-security-token",
            "cf-access-jwt-assertion",
            "x-session-id",
            "x-client-secret",
            "x-original-authorization",
            "php-auth-password",
        ] {
            check(&[(name, "s3cr3t")], &["••• (6 bytes)"]);
        }
        for name in [
            "host",
            "origin",
            "sec-websocket-key",
            "sec-websocket-extensions",
            "user-agent",
            "accept-language",
            "x-forwarded-for",
        ] {
            check(&[(name, "as it is")], &["as it is"]);
        }
    }

    #[test]
    fn a_token_among_the_subprotocols_is_none_of_them() {
        let offer = |offer, told| check(&[("sec-websocket-protocol", offer)], &[told]);
        offer("chat, superchat", "chat, superchat");
        offer("graphql-transport-ws", "graphql-transport-ws");
        offer("v12.stomp,\tmqtt", "v12.stomp,\tmqtt");
        offer("bearer, s3cr3t", "bearer, ••• (6 bytes)");
        offer(
            "chat, access_token,s3cr3t, x",
            "chat, access_token,••• (6 bytes), x",
        );
        offer("bearer.s3cr3t", "bearer.••• (6 bytes)");
        offer(
            "Authorization-s3cr3t, chat",
            "Authorization-••• (6 bytes), chat",
        );
        offer(
            "realtime, openai-insecure-api-key.s3cr3t, openai-beta.realtime-v1",
            "realtime, openai-insecure-api-key.••• (6 bytes), openai-beta.realtime-v1",
        );
        offer(
            "base64url.bearer.authorization.k8s.io.s3cr3t, base64.binary.k8s.io",
            "base64url.bearer.••• (27 bytes), base64.binary.k8s.io",
        );
        offer("eyJhbGciOiJIUzI1NiJ9.eyJz.s3cr3t", "••• (32 bytes)");
        offer(&"s3cr3t".repeat(11), "••• (66 bytes)");
        check(
            &[
                ("sec-websocket-protocol", "token"),
                ("sec-websocket-protocol", "s3cr3t"),
            ],
            &["token", "••• (6 bytes)"],
        );
    }
}
