//! A value of a message, in whichever encoding it is.

use std::borrow::Cow;

use crate::decoders::encodings::{self, Document, Token};
use crate::decoders::limits::{MAX_PREVIEW, MAX_UNITS};
use crate::decoders::members::{string, values};
use crate::decoders::{Fault, Payload, Tree};

/// Ends each message of a batch in JSON (section 5.3.3).
const RECORD_SEPARATOR: u8 = 0x1e;
/// Each message of a batch in a binary encoding has its length before it, in so many bytes (section 5.3.3).
const LENGTH: usize = 4;

/// Reads one value of a binary encoding.
type Read = for<'a> fn(&'a [u8]) -> Result<Document<'a>, Fault>;

/// A value as its text or bytes.
#[derive(Clone, Copy)]
pub(super) enum Item<'a> {
    Json(&'a str),
    Binary(&'a [u8], Read),
}

/// The messages that one of WebSocket has: one, unless batches were agreed on.
pub(super) fn messages<'a>(payload: &Payload<'a>) -> Result<Vec<Item<'a>>, Fault> {
    let bytes = payload.bytes;
    if payload.is_text {
        let text =
            str::from_utf8(bytes).map_err(|error| Fault::at(error.valid_up_to(), "not UTF-8"))?;
        // In JSON the character stands nowhere as it is.
        let pieces = text.split(char::from(RECORD_SEPARATOR));
        let pieces = pieces.filter(|piece| !piece.trim_ascii().is_empty());
        let pieces: Vec<Item<'_>> = pieces.take(MAX_UNITS + 1).map(Item::Json).collect();
        return match pieces.len() > MAX_UNITS {
            true => Err(too_many()),
            false => Ok(pieces),
        };
    }
    // Arrays of CBOR begin with 0x80 to 0x87 as they are so short here, and those of MessagePack with 0x90 to 0x97, 0xdc or 0xdd.
    let read: fn(u8) -> Option<Read> = |first| match first {
        0x80..=0x8f => Some(encodings::cbor::read),
        0x90..=0x9f | 0xdc | 0xdd => Some(encodings::message_pack::read),
        _ => None,
    };
    let Some(first) = bytes.first() else {
        return Err(Fault::new("an empty message"));
    };
    if let Some(read) = read(*first) {
        return Ok(vec![Item::Binary(bytes, read)]);
    }
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some((length, after)) = rest.split_first_chunk::<LENGTH>() {
        let at = bytes.len() - rest.len();
        let length = u32::from_be_bytes(*length) as usize;
        let message = after
            .get(..length)
            .ok_or_else(|| Fault::at(at, "neither an array nor the length of one"))?;
        let read = message.first().and_then(|first| read(*first));
        let read = read.ok_or_else(|| Fault::at(at + LENGTH, "a message is not an array"))?;
        if found.len() == MAX_UNITS {
            return Err(too_many());
        }
        found.push(Item::Binary(message, read));
        rest = &after[length..];
    }
    if !rest.is_empty() {
        let at = bytes.len() - rest.len();
        return Err(Fault::at(at, "a length is cut off"));
    }
    Ok(found)
}

/// So many messages are sent at once only to be many.
fn too_many() -> Fault {
    Fault::new(format!("more than {MAX_UNITS} messages in a batch"))
}

impl<'a> Item<'a> {
    /// The values of an array, up to a number.
    pub(super) fn values(&self, most: usize) -> Result<Vec<Self>, Fault> {
        match *self {
            Self::Json(text) => {
                let values = values(text.as_bytes()).ok_or(Fault::new("not a JSON array"))?;
                Ok(values.into_iter().take(most).map(Item::Json).collect())
            }
            Self::Binary(bytes, read) => {
                let document = read(bytes)?;
                let items = document.items(most).into_iter();
                Ok(items.map(|item| Item::Binary(item, read)).collect())
            }
        }
    }

    /// It in JSON.
    pub(super) fn json(&self) -> Cow<'a, str> {
        match *self {
            Self::Json(text) => Cow::Borrowed(text),
            Self::Binary(..) => Cow::Owned(Tree::write(|tree| self.write_into(tree, None))),
        }
    }

    /// The text that it is; `None` for other values.
    pub(super) fn text(&self) -> Option<Cow<'a, str>> {
        match *self {
            Self::Json(text) => string(text),
            Self::Binary(bytes, read) => match read(bytes).ok()?.token() {
                Token::Text(text) => str::from_utf8(text).ok().map(Cow::Borrowed),
                _ => None,
            },
        }
    }

    /// Whether a word stands in it anywhere.
    pub(super) fn mentions(&self, word: &str) -> bool {
        match self {
            Self::Json(text) => text.contains(word),
            Self::Binary(bytes, _) => bytes
                .windows(word.len())
                .any(|window| window == word.as_bytes()),
        }
    }

    /// Its beginning, for a row.
    pub(super) fn preview(&self) -> String {
        let mut tree = Tree::preview(MAX_PREVIEW, encodings::NESTED);
        self.write_into(&mut tree, None);
        tree.into_preview()
    }

    pub(super) fn write(&self, tree: &mut Tree, name: &str) {
        self.write_into(tree, Some(name));
    }

    fn write_into(&self, tree: &mut Tree, name: Option<&str>) {
        match *self {
            Self::Json(text) => tree.json(name, text),
            // It is a part of what was read before without a fault.
            Self::Binary(bytes, read) => match read(bytes) {
                Ok(document) => document.write(tree, name),
                Err(_) => encodings::raw(tree, name, bytes),
            },
        }
    }
}
