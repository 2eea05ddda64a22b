//! One message, however it is written.

use std::borrow::Cow;

use crate::decoders::encodings::value;
use crate::decoders::members::{Members, string, values};
use crate::decoders::payload::{Payload, Sender};
use crate::decoders::summary::{beginning, words};
use crate::decoders::{Fault, Kind, Tree, Unit};

/// What is sent in a channel.
pub(super) struct Push<'a> {
    /// The message that joined the channel.
    join_reference: Option<Cow<'a, str>>,
    /// What its reply is recognised by.
    pub(super) reference: Option<Cow<'a, str>>,
    pub(super) topic: Cow<'a, str>,
    pub(super) event: Cow<'a, str>,
    content: Content<'a>,
    /// Whether it is an object, as in version 1.
    #[cfg_attr(
        not(feature = "speaking"),
        expect(dead_code, reason = "it is how heartbeats are written")
    )]
    pub(super) is_object: bool,
}

enum Content<'a> {
    Json(&'a str),
    Bytes(&'a [u8]),
    /// A reply with bytes, and how it went.
    Reply(Cow<'a, str>, &'a [u8]),
}

impl<'a> Push<'a> {
    pub(super) fn read(message: &Payload<'a>) -> Result<Self, Fault> {
        if !message.is_text {
            return Self::binary(message.bytes, message.sender);
        }
        match values(message.bytes).as_deref() {
            Some([join_reference, reference, topic, event, payload]) => Ok(Self {
                join_reference: reference_of(join_reference),
                reference: reference_of(reference),
                topic: string(topic).ok_or(Fault::new("the topic is not a string"))?,
                event: string(event).ok_or(Fault::new("the event is not a string"))?,
                content: Content::Json(payload),
                is_object: false,
            }),
            Some(other) => {
                let reason = format!("an array of {} values instead of 5", other.len());
                Err(Fault::new(reason))
            }
            None => Self::object(message.bytes),
        }
    }

    /// Version 1.
    fn object(bytes: &'a [u8]) -> Result<Self, Fault> {
        let members = Members::read(bytes).ok_or(Fault::new("not a JSON array or object"))?;
        let text = |name, missing| members.string(name).ok_or(Fault::new(missing));
        Ok(Self {
            join_reference: members.get("join_ref").and_then(reference_of),
            reference: members.get("ref").and_then(reference_of),
            topic: text("topic", "no \"topic\"")?,
            event: text("event", "no \"event\"")?,
            content: Content::Json(members.get("payload").ok_or(Fault::new("no \"payload\""))?),
            is_object: true,
        })
    }

    /// A number that says what it is, the lengths of its texts, the texts, and the payload.
    fn binary(bytes: &'a [u8], sender: Sender) -> Result<Self, Fault> {
        let fields: &[Part] = match (bytes.first(), sender) {
            (Some(0), Sender::Client) => &[
                Part::JoinReference,
                Part::Reference,
                Part::Topic,
                Part::Event,
            ],
            (Some(0), Sender::Server) => &[Part::JoinReference, Part::Topic, Part::Event],
            (Some(1), _) => &[
                Part::JoinReference,
                Part::Reference,
                Part::Topic,
                Part::Status,
            ],
            (Some(2), _) => &[Part::Topic, Part::Event],
            _ => return Err(Fault::at(0, "no push (0), reply (1) or broadcast (2)")),
        };
        let mut push = Self {
            join_reference: None,
            reference: None,
            topic: Cow::Borrowed(""),
            event: Cow::Borrowed("phx_reply"),
            content: Content::Bytes(&[]),
            is_object: false,
        };
        let mut at = 1 + fields.len();
        let mut status = None;
        for (index, part) in fields.iter().enumerate() {
            let length = bytes.get(1 + index).copied().unwrap_or_default();
            let text = bytes.get(at..at + usize::from(length));
            let text = text.ok_or(Fault::at(bytes.len(), "it ends within its texts"))?;
            let text = str::from_utf8(text).map_err(|_| Fault::at(at, "not UTF-8"))?;
            at += text.len();
            let text = Cow::Borrowed(text);
            match part {
                Part::JoinReference => push.join_reference = Some(text),
                Part::Reference => push.reference = Some(text),
                Part::Topic => push.topic = text,
                Part::Event => push.event = text,
                Part::Status => status = Some(text),
            }
        }
        let payload = &bytes[at..];
        push.content = match status {
            Some(status) => Content::Reply(status, payload),
            None => Content::Bytes(payload),
        };
        Ok(push)
    }

    pub(super) fn is_heartbeat(&self) -> bool {
        self.topic == "phoenix" && self.event == "heartbeat"
    }

    /// What it is for.
    pub(super) fn unit(&self, sender: Sender) -> Unit {
        if self.is_heartbeat() || (self.topic == "phoenix" && self.event == "phx_reply") {
            return Unit::new(Kind::Heartbeat, words(&[&self.event])).named("heartbeat");
        }
        let event = &*self.event;
        let (status, content) = self.status_and_content();
        let summary = words(&[status.as_deref().unwrap_or(event), &self.topic, &content]);
        let kind = match (event, status.as_deref()) {
            ("phx_reply", Some("ok")) => Kind::Result,
            ("phx_reply" | "phx_error", _) => Kind::Error,
            ("phx_close", _) => Kind::Control,
            _ if sender == Sender::Client && self.reference.is_some() => Kind::Call,
            _ => Kind::Event,
        };
        let unit = Unit::new(kind, summary);
        match (self.reference.as_deref(), kind) {
            (Some(reference), Kind::Call) => unit.named(event).paired(sender, reference),
            (Some(reference), _) if event == "phx_reply" => unit.paired(sender.other(), reference),
            _ => unit.named(event),
        }
    }

    /// How a call went, and what else there is to say of the payload.
    fn status_and_content(&self) -> (Option<Cow<'_, str>>, Cow<'_, str>) {
        match &self.content {
            Content::Json(json) if self.event == "phx_reply" => {
                let reply = Members::read(json.as_bytes());
                let status = reply.as_ref().and_then(|reply| reply.string("status"));
                let response = reply.and_then(|reply| reply.get("response"));
                (status, Cow::Borrowed(response.unwrap_or(json)))
            }
            Content::Json(json) => (None, Cow::Borrowed(json)),
            Content::Bytes(bytes) => (None, beginning(bytes)),
            Content::Reply(status, bytes) => (Some(Cow::Borrowed(status)), beginning(bytes)),
        }
    }

    pub(super) fn write(&self, tree: &mut Tree) {
        tree.object(None, |tree| {
            for (name, reference) in [("join_ref", &self.join_reference), ("ref", &self.reference)]
            {
                match reference {
                    Some(reference) => tree.string(name, reference),
                    None => tree.null(name),
                }
            }
            tree.string("topic", &self.topic);
            tree.string("event", &self.event);
            match &self.content {
                Content::Json(json) => tree.json("payload", json),
                Content::Bytes(bytes) => value(tree, "payload", bytes),
                Content::Reply(status, bytes) => tree.object("payload", |tree| {
                    tree.string("status", status);
                    value(tree, "response", bytes);
                }),
            }
        });
    }
}

/// What stands in the head of a binary message.
enum Part {
    JoinReference,
    Reference,
    Topic,
    Event,
    Status,
}

/// A reference is a string, or a number in clients that are not of the project itself.
fn reference_of(json: &str) -> Option<Cow<'_, str>> {
    (json != "null").then(|| string(json).unwrap_or(Cow::Borrowed(json)))
}
