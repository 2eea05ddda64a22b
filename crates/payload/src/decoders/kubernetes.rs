//! Channels of Kubernetes, in which a container's input and output come together (`kubectl exec` and `attach`): the first byte of
//! a message is the number of its channel. Versions 4 and 5 (<https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets>);
//! in variants with `base64` in their name, messages are texts whose first character is the number.

mod channels;
#[cfg(feature = "speaking")]
mod forms;

use std::borrow::Cow;

use data_encoding::BASE64;

use super::encodings::bytes as write_bytes;
use super::members::Members;
use super::payload::Payload;
use super::{Confidence, Evidence, Fault, Kind, Output, Protocol, Reason, Tree, Unit};
use channels::{CHANNELS, CLOSE, ERROR, RESIZE};

/// What all subprotocols end with: `v4.channel.k8s.io`, `v5.channel.k8s.io`, `v4.base64.channel.k8s.io`, `channel.k8s.io`.
const SUBPROTOCOL: &str = "channel.k8s.io";
/// Where containers are (`/api/v1/namespaces/<namespace>/pods/<name>/exec?…`).
const PATH: &str = "/api/v1/namespaces/";
/// So much of a text stands in a summary, in bytes.
const SHOWN_TEXT: usize = 160;

/// The protocol.
pub struct Kubernetes;

impl Protocol for Kubernetes {
    fn id(&self) -> &'static str {
        "kubernetes"
    }

    fn name(&self) -> &'static str {
        "Kubernetes channels"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        if evidence
            .subprotocol
            .is_some_and(|name| name.ends_with(SUBPROTOCOL))
        {
            return Some((Confidence::Certain, Reason::Subprotocol));
        }
        let path = evidence.path.split('?').next().unwrap_or_default();
        let is_container =
            path.starts_with(PATH) && (path.ends_with("/exec") || path.ends_with("/attach"));
        is_container.then_some((Confidence::Likely, Reason::Path))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        let (channel, data) = split(message)?;
        if channel == CLOSE {
            let [closed] = *data else {
                return Err(Fault::at(1, "a close has one byte: the channel"));
            };
            let closed = name(closed);
            output.unit(Unit::new(Kind::Control, format!("close {closed}")).named("close"));
            output
                .tree()
                .object(None, |tree| tree.string("close", &closed));
            return Ok(());
        }
        output.unit(unit(channel, &data));
        write(channel, &data, output.tree());
        Ok(())
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }
}

/// The number of the channel, and what was said in it.
fn split<'a>(message: &Payload<'a>) -> Result<(u8, Cow<'a, [u8]>), Fault> {
    let Some((first, data)) = message.bytes.split_first() else {
        return Err(Fault::at(0, "no number of a channel"));
    };
    if !message.is_text {
        return Ok((*first, Cow::Borrowed(data)));
    }
    if !first.is_ascii_digit() {
        return Err(Fault::at(0, "a text does not begin with a digit"));
    }
    let data = BASE64
        .decode(data)
        .map_err(|error| Fault::at(1 + error.position, "not Base64"))?;
    Ok((first - b'0', Cow::Owned(data)))
}

fn name(channel: u8) -> Cow<'static, str> {
    match CHANNELS.get(usize::from(channel)) {
        Some(name) => Cow::Borrowed(*name),
        None => Cow::Owned(format!("channel {channel}")),
    }
}

fn unit(channel: u8, data: &[u8]) -> Unit {
    let name = name(channel);
    let kind = match channel {
        // Metav1.Status: how the process has ended.
        ERROR => {
            let status = Members::read(data)
                .and_then(|members| members.string("status").map(|status| status == "Success"));
            match (status, data.is_empty()) {
                (Some(true), _) | (None, true) => Kind::Control,
                _ => Kind::Error,
            }
        }
        RESIZE => Kind::Control,
        _ => Kind::Event,
    };
    let summary = match str::from_utf8(data) {
        // The server opens its channels with empty messages.
        Ok("") => format!("{name}, empty"),
        Ok(text) => format!("{name} {}", visible(text)),
        Err(_) => format!("{name}, {} B", data.len()),
    };
    Unit::new(kind, summary).named(&*name)
}

/// The beginning of a text, with its control characters as escapes: a terminal is told much by them.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for c in text[..text.floor_char_boundary(SHOWN_TEXT)].chars() {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

fn write(channel: u8, data: &[u8], tree: &mut Tree) {
    tree.object(None, |tree| {
        tree.string("channel", &name(channel));
        match (channel, str::from_utf8(data)) {
            (ERROR | RESIZE, _) => super::encodings::value(tree, "data", data),
            // What a terminal shows is a text with control characters, and often looks like something else.
            (_, Ok(text)) => tree.string("data", text),
            (_, Err(_)) => write_bytes(tree, Some("data"), data),
        }
    });
}

#[cfg(test)]
mod tests;
