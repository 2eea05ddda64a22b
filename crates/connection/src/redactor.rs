//! Takes credentials out of what a transport tells.
//!
//! What a handshake carries is told to be recorded, shown, copied and saved: a credential stays where it was typed. It is
//! taken out at the one place through which all transports tell what they have to tell, so none can forget to.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::close_frame::CloseFrame;
use crate::credentials::{self, MASK, decoded};
use crate::endpoint::Endpoint;
use crate::event::Agreement;
use crate::failure::{Cause, Failure};
use crate::options::{Header, Options, Subprotocol};
use crate::signal::Signal;
use crate::step::Step;

const SUBPROTOCOL: &str = "sec-websocket-protocol";

/// The shortest secret that is looked for in what a server says, in bytes: a shorter one would be found where it is not meant.
/// Subprotocols are tokens of their own, and are looked for whatever their length.
const MIN_REPEATED: usize = 6;

/// What is secret in one connection beside what can be told by its name.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    /// Each subprotocol that was offered and is secret, and what is shown in its place.
    subprotocols: Vec<(String, String)>,
    /// What a server may repeat: these subprotocols, and the credentials in the address and in the headers. Longest first.
    known: Vec<(String, String)>,
}

impl Redactor {
    pub(crate) fn new(endpoint: &Endpoint, options: &Options) -> Self {
        let secret = options.subprotocols.iter().filter(|name| name.is_secret());
        let pair = |name: &Subprotocol| (name.as_str().to_owned(), name.shown().to_owned());
        let subprotocols: Vec<_> = secret.map(pair).collect();
        let in_headers = options.headers.iter().flat_map(secrets_of_header);
        let in_query = endpoint.query().into_iter();
        let in_query = in_query.flat_map(credentials::secret_values);
        let in_query = in_query.flat_map(|value| [value.to_owned(), decoded(value).into_owned()]);
        let repeated = in_headers.chain(in_query);
        let repeated = repeated.filter(|secret| secret.len() >= MIN_REPEATED);
        let mut known = subprotocols.clone();
        known.extend(repeated.map(|secret| (secret, MASK.to_owned())));
        known.sort_by_key(|(secret, _)| Reverse(secret.len()));
        Self {
            subprotocols,
            known,
        }
    }

    /// The signal as it may be told.
    pub(crate) fn redact<'a>(&self, signal: Signal<'a>) -> Signal<'a> {
        match signal {
            Signal::Step(step) => Signal::Step(self.redact_step(step)),
            Signal::Error(failure) => Signal::Error(self.redact_failure(failure)),
            Signal::Closed(Some(frame)) => Signal::Closed(Some(CloseFrame {
                reason: self.redact_known(&frame.reason),
                ..frame
            })),
            other => other,
        }
    }

    /// What was agreed on, as it may be told.
    pub(crate) fn redact_agreement(&self, agreement: Agreement) -> Agreement {
        Agreement {
            address: credentials::redact_addresses(&agreement.address).into_owned(),
            subprotocol: self.subprotocols(&agreement.subprotocol),
            ..agreement
        }
    }

    fn redact_failure(&self, failure: Failure) -> Failure {
        let cause = match failure.cause {
            Cause::Redirect { status, to } => Cause::Redirect {
                status,
                to: to.shown_as(|shown| self.redact_known(shown)),
            },
            other => other,
        };
        let lines = failure.detail.split_inclusive('\n');
        let detail: String = lines.map(|line| self.redact_line(line)).collect();
        let detail = self.redact_known(&detail);
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
        format!("{}{ending}", self.header(text)).into()
    }

    /// A text without the secrets of this connection, which a server may have repeated.
    fn redact_known(&self, text: &str) -> String {
        let known = self.known.iter();
        known.fold(text.to_owned(), |text, (secret, shown)| {
            text.replace(secret, shown)
        })
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
            other => other,
        }
    }

    /// The head of a request or a reply, and the page behind it, in which only what this connection knows is masked.
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
                shown += &credentials::redact_addresses(text);
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
        shown + &self.redact_known(page)
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
            name if credentials::PUBLIC_HEADERS.contains(&name) => return line.into(),
            name if credentials::is_secret_name(name) => MASK.to_owned(),
            _ => self.redact_known(&credentials::redact_addresses(value)),
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
                None => credentials::redact_subprotocol(name, before).into_owned(),
            };
            before = name;
            shown
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

/// What is secret in a header: its value, and the parts of it by which a server may know it.
fn secrets_of_header(header: &Header) -> Vec<String> {
    let name = header.name().to_ascii_lowercase();
    if !credentials::is_secret_name(&name) {
        return Vec::new();
    }
    let value = header.value();
    let mut secrets = vec![value.to_owned()];
    if name == "cookie" {
        let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
        secrets.extend(pairs.map(|(_, value)| value.trim().to_owned()));
    } else if let Some((_scheme, credential)) = value.split_once(' ') {
        secrets.push(credential.trim().to_owned());
    }
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
