//! What is secret in what is told of a connection, by one table, and what stands for it.
//!
//! What a handshake carries is told to be recorded, shown, copied and saved: a credential stays where it was typed. It is
//! taken out at the one place through which all drivers tell what they have to tell, so none can forget to.

use std::borrow::Cow;

use crate::{Options, Signal, Step, Subprotocol};

/// What stands for a secret.
const MASK: &str = "•••";

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
const PUBLIC_HEADERS: [&str; 1] = ["sec-websocket-key"];

const SUBPROTOCOL: &str = "sec-websocket-protocol";

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

/// What is secret in one connection beside what can be told by its name: the subprotocols that were offered.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// Each that is secret, and what is shown in its place.
    subprotocols: Vec<(String, String)>,
}

impl Secrets {
    pub(crate) fn of(options: &Options) -> Self {
        let secret = options.subprotocols.iter().filter(|name| name.is_secret());
        let pair = |name: &Subprotocol| (name.as_str().to_owned(), name.shown().to_owned());
        Self {
            subprotocols: secret.map(pair).collect(),
        }
    }

    /// The signal as it may be told.
    pub(crate) fn taken_out_of(&self, signal: Signal) -> Signal {
        match signal {
            Signal::Step(step) => Signal::Step(self.taken_out_of_step(step)),
            Signal::Error(mut failure) => {
                failure.detail = self.taken_out_of_text(failure.detail);
                Signal::Error(failure)
            }
            other => other,
        }
    }

    fn taken_out_of_step(&self, step: Step) -> Step {
        match step {
            Step::Requested { head } => Step::Requested {
                head: self.head(&head),
            },
            Step::Interim { head, micros } => Step::Interim {
                head: self.head(&head),
                micros,
            },
            Step::Answered { head, micros } => Step::Answered {
                head: self.head(&head),
                micros,
            },
            Step::Agreed {
                subprotocol: Some(name),
            } => Step::Agreed {
                subprotocol: Some(self.subprotocols(&name)),
            },
            other => other,
        }
    }

    /// What a failure quotes may hold one that the server has repeated.
    fn taken_out_of_text(&self, text: String) -> String {
        self.subprotocols
            .iter()
            .fold(text, |text, (secret, shown)| text.replace(secret, shown))
    }

    /// The head of a request or a reply, and the page behind it as it is.
    fn head(&self, head: &str) -> String {
        let end = ["\r\n\r\n", "\n\n"].map(|end| head.find(end)).into_iter();
        let end = end.flatten().min().unwrap_or(head.len());
        let (head, page) = head.split_at(end);
        let mut shown = String::with_capacity(head.len());
        let mut is_secret = false;
        for (number, line) in head.split_inclusive('\n').enumerate() {
            let text = line.trim_end_matches(['\r', '\n']);
            let ending = &line[text.len()..];
            if number == 0 {
                shown += &without_secret_parameters(text);
            } else if text.starts_with([' ', '\t']) && is_secret {
                // It goes on with the line before (RFC 9112, section 5.2).
                shown += " ";
                shown += MASK;
            } else {
                let masked = self.header(text);
                is_secret = matches!(masked, Cow::Owned(_));
                shown += &masked;
            }
            shown += ending;
        }
        shown + page
    }

    fn header<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let Some((name, value)) = line.split_once(':') else {
            return line.into();
        };
        let value = value.trim();
        let shown = match name.trim().to_ascii_lowercase().as_str() {
            SUBPROTOCOL => self.subprotocols(value),
            // The name of a cookie and its attributes are of interest.
            "set-cookie" => cookie(value),
            "authorization" | "proxy-authorization" => match value.split_once(' ') {
                Some((scheme, _)) => format!("{scheme} {MASK}"),
                None => MASK.to_owned(),
            },
            name if PUBLIC_HEADERS.contains(&name) => return line.into(),
            name if is_secret_name(name) => MASK.to_owned(),
            _ => without_secret_parameters(value).into_owned(),
        };
        if shown == value {
            line.into()
        } else {
            format!("{name}: {shown}").into()
        }
    }

    /// A list of subprotocols, as it stands in a header.
    fn subprotocols(&self, list: &str) -> String {
        let mut before = "";
        let shown = list.split(',').map(|name| {
            let name = name.trim();
            let offered = self.subprotocols.iter().find(|(secret, _)| secret == name);
            let shown = match offered {
                Some((_, shown)) => shown.clone(),
                None => subprotocol(name, before).into_owned(),
            };
            before = name;
            shown
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

/// `id=secret; Path=/` as `id=•••; Path=/`.
fn cookie(value: &str) -> String {
    let (pair, attributes) = match value.split_once(';') {
        Some((pair, attributes)) => (pair, format!(";{attributes}")),
        None => (value, String::new()),
    };
    let name = pair.split_once('=').map_or("", |(name, _)| name);
    format!("{name}={MASK}{attributes}")
}

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
fn is_secret_name(name: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_header(line: &str, expected: &str) {
        let head = format!("GET / HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n");
        let shown = Secrets::default().head(&head);
        let expected = format!("GET / HTTP/1.1\r\nHost: a\r\n{expected}\r\n\r\n");
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_credential_in_a_header_is_masked_by_the_name_of_the_header() {
        check_header("authorization: Bearer s3cret", "authorization: Bearer •••");
        check_header(
            "Proxy-Authorization: Basic x",
            "Proxy-Authorization: Basic •••",
        );
        check_header("Authorization: s3cret", "Authorization: •••");
        check_header("Cookie: id=s3cret; b=s3cret", "Cookie: •••");
        check_header(
            "Set-Cookie: id=s3cret; Path=/; HttpOnly",
            "Set-Cookie: id=•••; Path=/; HttpOnly",
        );
        check_header("Set-Cookie: s3cret", "Set-Cookie: =•••");
        for name in [
            "X-Api-Key",
            "X-Auth-Token",
            "x-access-token",
            "Api-Key",
            "apikey",
            "X-CSRFToken",
            "PRIVATE-TOKEN",
            "X-Amz-Security-Token",
            "Ocp-Apim-Subscription-Key",
            "X-Client-Secret",
            "X-Session",
        ] {
            check_header(&format!("{name}: s3cret"), &format!("{name}: •••"));
        }
        // What goes on in the next line is secret too.
        check_header(
            "X-Api-Key: a\r\n s3cret\r\nA: b",
            "X-Api-Key: •••\r\n •••\r\nA: b",
        );
        for line in [
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            "WWW-Authenticate: Bearer realm=\"a\"",
            "Origin: https://example.org",
            "Keynote: a",
            "no colon",
            "Empty:",
        ] {
            check_header(line, line);
        }
    }

    #[test]
    fn what_is_not_a_header_stays() {
        let reply = "HTTP/1.1 401 No\r\nSet-Cookie: a=b\r\n\r\nAuthorization: told in the page";
        let shown = Secrets::default().head(reply);
        assert_eq!(
            shown,
            "HTTP/1.1 401 No\r\nSet-Cookie: a=•••\r\n\r\nAuthorization: told in the page"
        );
        let bare = "HTTP/1.1 101 Yes\nX-Token: a";
        let shown = Secrets::default().head(bare);
        assert_eq!(shown, "HTTP/1.1 101 Yes\nX-Token: •••");
        assert_eq!(Secrets::default().head(""), "");
    }

    #[test]
    fn a_credential_among_subprotocols_is_masked() {
        #[track_caller]
        fn check(list: &str, expected: &str) {
            check_header(
                &format!("Sec-WebSocket-Protocol: {list}"),
                &format!("Sec-WebSocket-Protocol: {expected}"),
            );
            let names = Subprotocol::parse_list(list).unwrap();
            let shown: Vec<_> = names.iter().map(Subprotocol::shown).collect();
            assert_eq!(shown.join(", "), expected);
            let is_secret = names.iter().any(Subprotocol::is_secret);
            assert_eq!(is_secret, list != expected, "{list}");
            let debug = format!("{names:?}");
            assert!(!debug.contains("s3cret"), "{debug}");
        }
        check(
            "base64url.bearer.authorization.k8s.io.czNjcmV0, base64.binary.k8s.io",
            "base64url.bearer.authorization.k8s.io.•••, base64.binary.k8s.io",
        );
        check("bearer, s3cret", "bearer, •••");
        check(
            "graphql-transport-ws, Bearer, s3cret",
            "graphql-transport-ws, Bearer, •••",
        );
        check("access_token, s3cret, chat", "access_token, •••, chat");
        check("Authorization.s3cret", "Authorization.•••");
        check("token.s3cret, mqtt", "token.•••, mqtt");
        check(
            "realtime, openai-insecure-api-key.sk-s3cret, openai-beta.realtime-v1",
            "realtime, openai-insecure-api-key.•••, openai-beta.realtime-v1",
        );
        check(
            "aws-appsync-event-ws, header-s3cret",
            "aws-appsync-event-ws, header-•••",
        );
        check("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s3cret", "•••");
        check("app.eyJhbGciOiJIUzI1NiJ9.s3cret", "app.•••");
        check("chat, 9f86d081884c7d659a2feaa0c55ad015", "chat, •••");
        check("550e8400-e29b-41d4-a716-446655440000", "•••");
        for public in [
            "chat, superchat",
            "graphql-ws, graphql-transport-ws",
            "v12.stomp, v11.stomp, v10.stomp",
            "ocpp2.0.1, ocpp1.6",
            "wamp.2.json, wamp.2.msgpack.batched",
            "com.microsoft.minecraft.wsencrypt",
            "actioncable-v1-json, actioncable-unsupported",
            "v4.channel.k8s.io, base64.channel.k8s.io",
            "bearer",
            "token",
            "auth.",
        ] {
            check(public, public);
        }
    }

    #[test]
    fn a_server_that_repeats_a_secret_does_not_give_it_away() {
        let options = Options {
            subprotocols: Subprotocol::parse_list("bearer, s3cret").unwrap(),
            ..Options::default()
        };
        let secrets = Secrets::of(&options);
        let step = |step| secrets.taken_out_of(Signal::Step(step));
        let masked = Some(MASK.to_owned());
        let subprotocol = Some("s3cret".to_owned());
        assert_eq!(
            step(Step::Agreed { subprotocol }),
            Signal::Step(Step::Agreed {
                subprotocol: masked
            })
        );
        let answered = |head: &str| Step::Answered {
            head: head.to_owned(),
            micros: 1,
        };
        assert_eq!(
            step(answered(
                "HTTP/1.1 101 Yes\r\nSec-WebSocket-Protocol: s3cret"
            )),
            Signal::Step(answered("HTTP/1.1 101 Yes\r\nSec-WebSocket-Protocol: •••"))
        );
        let failure = |detail: &str| {
            Signal::Error(crate::Failure {
                cause: crate::Cause::Subprotocol,
                detail: detail.to_owned(),
            })
        };
        let told = secrets.taken_out_of(failure("not s3cret, s3cret"));
        assert_eq!(told, failure("not •••, •••"));
    }

    #[test]
    fn a_credential_in_an_address_is_masked_by_the_name_of_the_parameter() {
        #[track_caller]
        fn check(query: &str, expected: &str) {
            for (before, after) in [("wss://a/b?", ""), ("GET /b?", " HTTP/1.1"), ("/?", "#c")] {
                let line = format!("{before}{query}{after}");
                let expected = format!("{before}{expected}{after}");
                assert_eq!(without_secret_parameters(&line), expected);
            }
        }
        for name in [
            "token",
            "access_token",
            "accessToken",
            "access%5Ftoken",
            "id_token",
            "key",
            "api_key",
            "apikey",
            "X-Amz-Signature",
            "X-Amz-Security-Token",
            "sig",
            "signature",
            "password",
            "auth",
            "jwt",
            "client_secret",
        ] {
            check(&format!("{name}=s3cret"), &format!("{name}=•••"));
            check(
                &format!("a=b&{name}=s%20=3&c"),
                &format!("a=b&{name}=•••&c"),
            );
        }
        for public in [
            "",
            "a",
            "a=b",
            "token",
            "token=",
            "monkey=1",
            "design=2",
            "author=me",
        ] {
            check(public, public);
        }
        let location = "Location: wss://a/?token=s3cret";
        check_header(location, "Location: wss://a/?token=•••");
    }
}
