//! What is said after the handshake, in whichever encoding.

use std::borrow::Cow;

use crate::decoders::payload::Sender;
use crate::decoders::summary::words;
use crate::decoders::{Kind, Unit};

/// What a message is (section "Overview").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MessageType {
    Invocation,
    StreamItem,
    Completion,
    StreamInvocation,
    CancelInvocation,
    Ping,
    Close,
    Ack,
    Sequence,
}

impl MessageType {
    pub(super) fn read(number: u64) -> Option<Self> {
        Some(match number {
            1 => Self::Invocation,
            2 => Self::StreamItem,
            3 => Self::Completion,
            4 => Self::StreamInvocation,
            5 => Self::CancelInvocation,
            6 => Self::Ping,
            7 => Self::Close,
            8 => Self::Ack,
            9 => Self::Sequence,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Invocation => "Invocation",
            Self::StreamItem => "StreamItem",
            Self::Completion => "Completion",
            Self::StreamInvocation => "StreamInvocation",
            Self::CancelInvocation => "CancelInvocation",
            Self::Ping => "Ping",
            Self::Close => "Close",
            Self::Ack => "Ack",
            Self::Sequence => "Sequence",
        }
    }
}

/// A message of a hub.
#[derive(Debug)]
pub(super) struct HubMessage<'a> {
    pub(super) message_type: MessageType,
    pub(super) invocation: Option<Cow<'a, str>>,
    /// The method that is called.
    pub(super) target: Option<Cow<'a, str>>,
    /// What it failed with.
    pub(super) error: Option<Cow<'a, str>>,
    /// Arguments, an item or a result.
    pub(super) detail: Cow<'a, str>,
}

impl HubMessage<'_> {
    /// What it is for.
    pub(super) fn unit(&self, sender: Sender) -> Unit {
        let name = self.message_type.name();
        let detail = &*self.detail;
        let paired = |unit: Unit, caller| match self.invocation.as_deref() {
            Some(id) => unit.paired(caller, id),
            None => unit,
        };
        match self.message_type {
            MessageType::Invocation | MessageType::StreamInvocation => {
                let target = self.target.as_deref().unwrap_or(name);
                // Without an id nobody answers (section "Invocations").
                let kind = match self.invocation {
                    Some(_) => Kind::Call,
                    None => Kind::Event,
                };
                paired(
                    Unit::new(kind, words(&[target, detail])).named(target),
                    sender,
                )
            }
            MessageType::StreamItem => {
                let unit = Unit::new(Kind::Result, words(&["item", detail]));
                paired(unit, sender.other()).partial()
            }
            MessageType::Completion => {
                let unit = match self.error.as_deref() {
                    Some(error) => Unit::new(Kind::Error, words(&["error", error])),
                    None if detail.is_empty() => Unit::new(Kind::Result, "completed"),
                    None => Unit::new(Kind::Result, words(&["result", detail])),
                };
                paired(unit, sender.other())
            }
            MessageType::CancelInvocation => {
                paired(Unit::new(Kind::Control, "cancel").named(name), sender)
            }
            MessageType::Ping => Unit::new(Kind::Heartbeat, "ping").named(name),
            MessageType::Close => match self.error.as_deref() {
                Some(error) => Unit::new(Kind::Error, words(&["close", error])).named(name),
                None => Unit::new(Kind::Control, "close").named(name),
            },
            MessageType::Ack => {
                Unit::new(Kind::Acknowledgement, words(&["ack", detail])).named(name)
            }
            MessageType::Sequence => {
                Unit::new(Kind::Control, words(&["sequence", detail])).named(name)
            }
        }
    }
}
