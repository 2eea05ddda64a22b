//! Takes credentials out of what a transport tells.
//!
//! What a handshake carries is told to be recorded, shown, copied and saved: a credential stays where it was typed. It is
//! taken out at the one place through which all transports tell what they have to tell, so none can forget to.

use std::borrow::Cow;

use crate::credentials::{self, MASK};
use crate::options::{Options, Subprotocol};
use crate::signal::Signal;
use crate::step::Step;

const SUBPROTOCOL: &str = "sec-websocket-protocol";

/// What is secret in one connection beside what can be told by its name: the subprotocols that were offered.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    /// Each that is secret, and what is shown in its place.
    subprotocols: Vec<(String, String)>,
}

impl Redactor {
    pub(crate) fn new(options: &Options) -> Self {
        let secret = options.subprotocols.iter().filter(|name| name.is_secret());
        let pair = |name: &Subprotocol| (name.as_str().to_owned(), name.shown().to_owned());
        Self {
            subprotocols: secret.map(pair).collect(),
        }
    }

    /// The signal as it may be told.
    pub(crate) fn redact<'a>(&self, signal: Signal<'a>) -> Signal<'a> {
        match signal {
            Signal::Step(step) => Signal::Step(self.redact_step(step)),
            Signal::Error(mut failure) => {
                failure.detail = self.redact_text(failure.detail);
                Signal::Error(failure)
            }
            other => other,
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
            other => other,
        }
    }

    /// What a failure quotes may hold one that the server has repeated.
    fn redact_text(&self, text: String) -> String {
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
                shown += &credentials::without_secret_parameters(text);
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
            name if credentials::PUBLIC_HEADERS.contains(&name) => return line.into(),
            name if credentials::is_secret_name(name) => MASK.to_owned(),
            _ => credentials::without_secret_parameters(value).into_owned(),
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
                None => credentials::subprotocol(name, before).into_owned(),
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

#[cfg(test)]
mod tests;
