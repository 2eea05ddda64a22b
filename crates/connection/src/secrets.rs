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
mod tests;
