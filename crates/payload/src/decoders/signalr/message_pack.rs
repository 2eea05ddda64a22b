//! Messages of `MessagePack`, each behind its length (section "`MessagePack` encoding").

use std::borrow::Cow;

use super::hub_message::{HubMessage, MessageType};
use crate::decoders::encodings::{Token, message_pack};
use crate::decoders::limits::MAX_PREVIEW;
use crate::decoders::{Fault, Tree};

/// A length has seven bits in each byte, the lowest first, and at most 31 (section "`MessagePack` Framing").
const MAX_LENGTH_BYTES: usize = 5;
/// No message has so many items; those behind are of later versions.
const MAX_ITEMS: usize = 16;

/// One message: an array of items whose meaning depends on the first.
pub(super) struct Packed<'a> {
    message_type: MessageType,
    items: Vec<&'a [u8]>,
}

/// The messages of a binary message, up to the first fault.
pub(super) fn messages(bytes: &[u8]) -> impl Iterator<Item = Result<Packed<'_>, Fault>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let start = at;
        at = bytes.len();
        let (length, body) = match length(&bytes[start..]) {
            Ok(read) => read,
            Err(reason) => return Some(Err(Fault::at(start, reason))),
        };
        let body = start + body;
        let Some(packed) = bytes[body..].get(..length) else {
            return Some(Err(Fault::at(start, "it ends within a message")));
        };
        at = body + length;
        let packed = Packed::read(packed).map_err(|fault| Fault {
            at: fault.at.map(|at| body + at),
            ..fault
        });
        if packed.is_err() {
            at = bytes.len();
        }
        Some(packed)
    })
}

/// A length, and how many bytes it takes itself.
fn length(bytes: &[u8]) -> Result<(usize, usize), &'static str> {
    let mut length = 0;
    for (index, byte) in bytes.iter().take(MAX_LENGTH_BYTES).enumerate() {
        length |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            let length = i32::try_from(length).ok();
            let length = length.and_then(|length| usize::try_from(length).ok());
            return Ok((length.ok_or("a length of more than 31 bits")?, index + 1));
        }
    }
    Err("a length that does not end")
}

impl<'a> Packed<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        let document = message_pack::read(bytes)?;
        let items = document.items(MAX_ITEMS);
        let number = match items.first().map(|item| token(item)) {
            Some(Some(Token::Integer(number))) => u64::try_from(number).ok(),
            _ => None,
        };
        let message_type = number.and_then(MessageType::read);
        Ok(Self {
            message_type: message_type.ok_or(Fault::at(0, "not an array of a type from 1 to 9"))?,
            items,
        })
    }

    /// What the items mean.
    fn names(&self) -> &'static [&'static str] {
        const CALL: &[&str] = &[
            "type",
            "headers",
            "invocationId",
            "target",
            "arguments",
            "streamIds",
        ];
        match self.message_type {
            MessageType::Invocation | MessageType::StreamInvocation => CALL,
            MessageType::StreamItem => &["type", "headers", "invocationId", "item"],
            MessageType::Completion if self.has_failed() => {
                &["type", "headers", "invocationId", "resultKind", "error"]
            }
            MessageType::Completion => &["type", "headers", "invocationId", "resultKind", "result"],
            MessageType::CancelInvocation => &["type", "headers", "invocationId"],
            MessageType::Ping => &["type"],
            MessageType::Close => &["type", "error", "allowReconnect"],
            MessageType::Ack | MessageType::Sequence => &["type", "sequenceId"],
        }
    }

    /// Whether the result of a completion is an error.
    fn has_failed(&self) -> bool {
        const RESULT_KIND: usize = 3;
        const ERROR: i128 = 1;
        let kind = self.items.get(RESULT_KIND).and_then(|item| token(item));
        kind == Some(Token::Integer(ERROR))
    }

    fn item(&self, name: &str) -> Option<&'a [u8]> {
        let at = self.names().iter().position(|it| *it == name)?;
        self.items.get(at).copied()
    }

    fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        match token(self.item(name)?)? {
            Token::Text(text) => Some(String::from_utf8_lossy(text)),
            _ => None,
        }
    }

    /// The message without its encoding.
    pub(super) fn message(&self) -> HubMessage<'a> {
        let details = ["arguments", "item", "result", "sequenceId"];
        let detail = details.iter().find_map(|name| self.item(name));
        HubMessage {
            message_type: self.message_type,
            invocation: self.text("invocationId"),
            target: self.text("target"),
            error: self.text("error"),
            detail: detail.map_or(Cow::Borrowed(""), |item| Cow::Owned(preview(item))),
        }
    }

    /// All items with their names.
    pub(super) fn write(&self, tree: &mut Tree) {
        tree.object(None, |tree| {
            tree.string("message", self.message_type.name());
            for (index, item) in self.items.iter().enumerate() {
                let name = self.names().get(index).copied();
                write(item, tree, name.unwrap_or("more"));
            }
        });
    }
}

/// What an item begins with.
fn token(item: &[u8]) -> Option<Token<'_>> {
    Some(message_pack::read(item).ok()?.token())
}

fn write(item: &[u8], tree: &mut Tree, name: &str) {
    // It was read before, as a part of the message.
    if let Ok(document) = message_pack::read(item) {
        document.write(tree, Some(name));
    }
}

/// The beginning of an item.
fn preview(item: &[u8]) -> String {
    let mut tree = Tree::preview(MAX_PREVIEW, crate::decoders::encodings::NESTED);
    if let Ok(document) = message_pack::read(item) {
        document.write(&mut tree, None);
    }
    tree.into_preview()
}
