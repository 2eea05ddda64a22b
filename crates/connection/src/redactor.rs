//! Takes credentials out of what a transport tells.
//!
//! What a handshake carries is told to be recorded, shown, copied and saved: a credential stays where it was typed. It is
//! taken out at the one place through which all transports tell what they have to tell, so none can forget to.

use std::borrow::Cow;
use std::cmp::Reverse;

use data_encoding::BASE64;
use wire::{Opcode, apply_mask};

use crate::close_frame::CloseFrame;
use crate::credentials::{self, MASK, decoded};
use crate::endpoint::Endpoint;
use crate::event::Agreement;
use crate::failure::{Cause, Failure};
use crate::frame::LentFrame;
use crate::options::{Header, Options, Proxy, ProxyAddress};
use crate::signal::Signal;
use crate::sorted::sorted;
use crate::step::Step;
use crate::text_credentials::{SUBPROTOCOL, secrets_of_basic};

/// The shortest secret that is looked for in what a server says, in bytes: a shorter one would be found where it is not meant.
/// Subprotocols are tokens of their own, and logins for proxies short: they are looked for as whole words.
const MIN_REPEATED: usize = 6;

/// The shortest name or password of a login that is looked for, in bytes: a shorter one is in every text.
const MIN_LOGIN: usize = 3;

/// What is secret in one connection beside what can be told by its name.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    /// What a server or a proxy may repeat: subprotocols, and the credentials in the addresses and in the headers. Longest first.
    known: Vec<KnownSecret>,
}

/// A step of a handshake that was recorded elsewhere, as it may be told: credentials are taken out of it, as out of those that a
/// transport tells.
pub fn redacted(step: Step, endpoint: Option<&Endpoint>) -> Step {
    let options = Options::default();
    let redactor = endpoint.map(|endpoint| Redactor::new(endpoint, &options));
    redactor.unwrap_or_default().redact_step(step)
}

/// A text that was recorded elsewhere, as it may be told: credentials are taken out of the addresses in it.
pub fn redacted_addresses(text: &str) -> Cow<'_, str> {
    credentials::redact_addresses(text)
}

impl Redactor {
    pub(crate) fn new(endpoint: &Endpoint, options: &Options) -> Self {
        let offered = options.subprotocols.iter().filter(|name| name.is_secret());
        let offered = offered.map(|name| KnownSecret {
            secret: name.as_str().to_owned(),
            shown: name.shown().to_owned(),
        });
        let in_headers = options.headers.iter().flat_map(secrets_of_header);
        let in_query = endpoint.query().into_iter();
        let in_query = in_query.flat_map(credentials::secret_values);
        let in_query = in_query.flat_map(|value| [value.to_owned(), decoded(value).into_owned()]);
        let repeated = in_headers.chain(in_query);
        let repeated = repeated.filter(|secret| secret.len() >= MIN_REPEATED);
        let mut known: Vec<_> = offered.collect();
        known.extend(repeated.map(KnownSecret::masked));
        let hidden = endpoint.hidden().written().cloned();
        known.extend(hidden.map(KnownSecret::masked));
        let redactor = Self { known };
        match &options.proxy {
            Proxy::At(proxy) => redactor.hiding(proxy),
            Proxy::None | Proxy::Environment => redactor.longest_first(),
        }
    }

    /// The same, that knows the login for this proxy too.
    pub(crate) fn hiding(&self, proxy: &ProxyAddress) -> Self {
        let mut redactor = self.clone();
        let login = secrets_of_proxy(proxy).into_iter();
        let login = login.filter(|secret| secret.len() >= MIN_LOGIN);
        redactor.known.extend(login.map(KnownSecret::masked));
        redactor.longest_first()
    }

    fn longest_first(mut self) -> Self {
        let length = |known: &KnownSecret| Reverse(known.secret.len());
        self.known = sorted(self.known, |one, other| length(one).cmp(&length(other)));
        self
    }

    /// The signal as it may be told.
    pub(crate) fn redact<'a>(&self, signal: Signal<'a>) -> Signal<'a> {
        match signal {
            Signal::Step(step) => Signal::Step(self.redact_step(step)),
            Signal::Error(failure) => Signal::Error(self.redact_failure(failure)),
            Signal::Closed(Some(frame)) => Signal::Closed(Some(self.close_frame(frame))),
            Signal::Frame(frame) => Signal::Frame(self.redact_frame(frame)),
            other => other,
        }
    }

    /// The reason in a close frame, as in what is told of its close. The frame has the size that it had.
    fn redact_frame<'a>(&self, mut frame: LentFrame<'a>) -> LentFrame<'a> {
        let Some((head, size)) = frame
            .head()
            .filter(|(head, _)| head.opcode == Opcode::Close)
        else {
            return frame;
        };
        let key = head.mask.unwrap_or_default();
        let mut payload = frame.bytes[size..].to_vec();
        apply_mask(&mut payload, key);
        let Some(reason) = payload.get_mut(2..) else {
            return frame;
        };
        let text = String::from_utf8_lossy(reason);
        if self.text(&text) == text {
            return frame;
        }
        reason.fill(b'*');
        apply_mask(&mut payload, key);
        frame.bytes.to_mut()[size..].copy_from_slice(&payload);
        frame
    }

    /// What was agreed on, as it may be told.
    pub(crate) fn redact_agreement(&self, agreement: Agreement) -> Agreement {
        Agreement {
            address: self.text(&agreement.address),
            subprotocol: self.subprotocols(&agreement.subprotocol),
            extensions: self.text(&agreement.extensions),
        }
    }

    pub(crate) fn redact_failure(&self, failure: Failure) -> Failure {
        let cause = match failure.cause {
            Cause::Redirect { status, to } => Cause::Redirect {
                status,
                to: to.shown_as(|shown| self.text(shown)),
            },
            Cause::Extension { names } => Cause::Extension {
                names: self.text(&names),
            },
            other => other,
        };
        let detail = self.redact_known(&failure.detail);
        let lines = detail.split_inclusive('\n');
        let detail = lines.map(|line| self.redact_line(line)).collect();
        Failure { cause, detail }
    }

    /// A line of what a failure quotes: a header with subprotocols, or a text that may have addresses in it.
    fn redact_line<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let name = line.split(':').next().unwrap_or_default();
        if !name.eq_ignore_ascii_case(SUBPROTOCOL) {
            return credentials::redact_addresses(line);
        }
        let text = line.trim_end_matches(['\r', '\n']);
        let ending = &line[text.len()..];
        format!("{}{ending}", self.header(text).0).into()
    }

    /// Any text that is told: without the secrets of this connection, and those in addresses.
    fn text(&self, text: &str) -> String {
        credentials::redact_addresses(&self.redact_known(text)).into_owned()
    }

    /// A text without the secrets of this connection, which a server may have repeated. It is done with the whole of a text before
    /// it is taken apart: a peer may repeat them anywhere.
    fn redact_known(&self, text: &str) -> String {
        let known = self.known.iter();
        known.fold(text.to_owned(), |text, known| known.mask(text))
    }

    fn close_frame(&self, frame: CloseFrame) -> CloseFrame {
        CloseFrame {
            reason: self.text(&frame.reason),
            ..frame
        }
    }

    fn redact_step(&self, step: Step) -> Step {
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
            Step::CloseUnanswered { frame } => Step::CloseUnanswered {
                frame: self.close_frame(frame),
            },
            other => other,
        }
    }

    /// The head of a request or a reply, and the page behind it, in which no lines are taken for headers.
    fn head(&self, head: &str) -> String {
        let head = self.redact_known(head);
        let end = ["\r\n\r\n", "\n\n"].map(|end| head.find(end)).into_iter();
        let end = end.flatten().min().unwrap_or(head.len());
        let (head, page) = head.split_at(end);
        let mut shown = String::with_capacity(head.len());
        let mut is_secret = false;
        for (number, line) in head.split_inclusive('\n').enumerate() {
            let text = line.trim_end_matches(['\r', '\n']);
            let ending = &line[text.len()..];
            // Before it is taken for a header: a colon may be that of an address.
            let text = &*credentials::redact_addresses(text);
            let is_folded = text.starts_with([' ', '\t']);
            if number > 0 && is_folded && is_secret {
                // It goes on with the line before (RFC 9112, section 5.2).
                shown += " ";
                shown += MASK;
            } else if number == 0 || is_folded {
                shown += text;
            } else {
                let (masked, is_credential) = self.header(text);
                is_secret = is_credential;
                shown += &masked;
            }
            shown += ending;
        }
        shown + &credentials::redact_addresses(page)
    }

    /// A header as it may be told, and whether what goes on with it in the next line is a credential.
    fn header<'a>(&self, line: &'a str) -> (Cow<'a, str>, bool) {
        let Some((name, value)) = line.split_once(':') else {
            return (line.into(), false);
        };
        let value = value.trim();
        let lower = name.trim().to_ascii_lowercase();
        let is_public = credentials::PUBLIC_HEADERS.contains(&lower.as_str());
        let is_secret = !is_public && credentials::is_secret_name(name.trim());
        // The credential in a list is the one after a certain name, perhaps in the next line.
        let goes_on_secretly = is_secret || lower == SUBPROTOCOL;
        let shown = match lower.as_str() {
            SUBPROTOCOL => self.subprotocols(value),
            // The name of a cookie and its attributes are of interest.
            "set-cookie" => cookie(value),
            "authorization" | "proxy-authorization" => match value.split_once(' ') {
                Some((scheme, _)) => format!("{scheme} {MASK}"),
                None => MASK.to_owned(),
            },
            _ if is_public => return (line.into(), false),
            _ if is_secret => MASK.to_owned(),
            _ => return (line.into(), false),
        };
        if shown == value {
            (line.into(), goes_on_secretly)
        } else {
            (format!("{name}: {shown}").into(), goes_on_secretly)
        }
    }

    /// A list of subprotocols, as it stands in a header.
    fn subprotocols(&self, list: &str) -> String {
        let list = self.text(list);
        let mut before = "";
        let shown = list.split(',').map(|name| {
            let name = name.trim();
            let shown = credentials::redact_subprotocol(name, before);
            before = name;
            shown
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

/// A secret that is known by its text.
#[derive(Clone)]
struct KnownSecret {
    secret: String,
    /// What is shown in its place.
    shown: String,
}

impl KnownSecret {
    fn masked(secret: String) -> Self {
        let shown = MASK.to_owned();
        Self { secret, shown }
    }

    /// A text with something else in its place, wherever it stands.
    fn mask(&self, text: String) -> String {
        let beginning = self.beginning();
        if beginning.is_empty() || !text.contains(beginning) {
            return text;
        }
        let mut shown = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find(beginning) {
            let (before, found) = rest.split_at(at);
            shown += before;
            rest = match self.length_at(shown.chars().next_back(), found) {
                Some(length) => {
                    shown += &self.shown;
                    &found[length..]
                }
                None => {
                    let mut chars = found.chars();
                    shown.extend(chars.next());
                    chars.as_str()
                }
            };
        }
        shown + rest
    }

    /// What has to be there: a text may break off behind it.
    fn beginning(&self) -> &str {
        let end = self.secret.ceil_char_boundary(MIN_REPEATED);
        &self.secret[..end]
    }

    /// How much of `text` is this secret, or the beginning of it where the text was cut.
    fn length_at(&self, before: Option<char>, text: &str) -> Option<usize> {
        let is_part_of_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if let Some(after) = text.strip_prefix(&self.secret) {
            let stands_alone = !is_part_of_word(before) && !is_part_of_word(after.chars().next());
            let is_found = self.secret.len() >= MIN_REPEATED || stands_alone;
            return is_found.then_some(self.secret.len());
        }
        let same = text.chars().zip(self.secret.chars());
        let same = same.take_while(|(here, there)| here == there);
        let length = same.map(|(c, _)| c.len_utf8()).sum();
        let is_cut = text[length..].chars().next().is_none_or(is_cut_mark);
        is_cut.then_some(length)
    }
}

/// What may follow where a text was cut: the next part of what is told, a quote around it, or half a character.
fn is_cut_mark(c: char) -> bool {
    matches!(
        c,
        '\r' | '\n' | ';' | '"' | '…' | char::REPLACEMENT_CHARACTER
    )
}

/// What is secret in a header: its value, and the parts of it by which a server may know it.
fn secrets_of_header(header: &Header) -> Vec<String> {
    let name = header.name().to_ascii_lowercase();
    if !credentials::is_secret_name(header.name()) {
        return Vec::new();
    }
    let value = header.value();
    let whole = value.to_owned();
    if name == "cookie" {
        let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
        let values = pairs.map(|(_, value)| value.trim().to_owned());
        return std::iter::once(whole).chain(values).collect();
    }
    match value.split_once(' ') {
        None => vec![whole],
        Some((scheme, credential)) => {
            let credential = credential.trim().to_owned();
            if scheme.eq_ignore_ascii_case("basic") {
                secrets_of_basic(credential)
            } else if name.ends_with("authorization") {
                // The scheme is none.
                vec![credential]
            } else {
                vec![whole, credential]
            }
        }
    }
}

/// What is secret in the address of a proxy: the name and the password, as they are written and without escapes, and what is sent
/// of them in a header.
fn secrets_of_proxy(proxy: &ProxyAddress) -> Vec<String> {
    let (name, password) = (proxy.url().username(), proxy.url().password());
    let password = password.unwrap_or_default();
    if name.is_empty() && password.is_empty() {
        return Vec::new();
    }
    let login = format!("{}:{}", decoded(name), decoded(password));
    let mut secrets = secrets_of_basic(BASE64.encode(login.as_bytes()));
    secrets.extend([name, password].map(str::to_owned));
    secrets.extend([name, password].map(|part| decoded(part).into_owned()));
    secrets
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

#[cfg(test)]
mod tests;
