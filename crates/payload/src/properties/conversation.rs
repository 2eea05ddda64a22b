//! A connection as its decoders see it: what was said by both sides, in a protocol that was chosen or is recognised.

use serde::de::IgnoredAny;

use crate::decoders::{
    Evidence, Joined, MAX_JOINED, MAX_SUMMARY, MAX_UNITS, Output, Payload, Protocol, Sender,
    protocol_named, recognise, shape, type_name,
};

/// A message begins with a byte that says from whom it is and whether it is a text, and two with its length, the higher one first.
const IS_FROM_SERVER: u8 = 1;
/// See above.
const IS_TEXT: u8 = 2;

/// The first line is the id of the protocol that is chosen; if it is none, the protocol is recognised. Messages follow, each with its
/// head.
pub fn decoders(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n');
    let (id, rest) = match end {
        Some(end) => (&data[..end], &data[end + 1..]),
        None => return,
    };
    let messages = messages_of(rest);
    let messages: Vec<Payload<'_>> = messages.iter().map(Message::payload).collect();
    for message in &messages {
        shape(message);
        type_name(message);
    }
    let chosen = std::str::from_utf8(id).ok().and_then(protocol_named);
    let protocol = chosen.or_else(|| {
        let evidence = Evidence {
            first: &messages,
            ..Evidence::default()
        };
        Some(recognise(&evidence)?.protocol)
    });
    if let Some(protocol) = protocol {
        said_soundly(protocol, &messages);
    }
}

/// A message of its own: a text is made to be one.
pub(crate) struct Message {
    sender: Sender,
    is_text: bool,
    bytes: Vec<u8>,
}

impl Message {
    pub(crate) fn payload(&self) -> Payload<'_> {
        Payload {
            sender: self.sender,
            is_text: self.is_text,
            bytes: &self.bytes,
        }
    }
}

/// Reads messages with their heads. The last one ends where the bytes do.
pub(crate) fn messages_of(mut bytes: &[u8]) -> Vec<Message> {
    let mut messages = Vec::new();
    while let Some(([flags, high, low], rest)) = bytes.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let (content, after) = rest.split_at(length.min(rest.len()));
        bytes = after;
        let is_text = flags & IS_TEXT != 0;
        messages.push(Message {
            sender: match flags & IS_FROM_SERVER {
                0 => Sender::Client,
                _ => Sender::Server,
            },
            is_text,
            bytes: match is_text {
                true => String::from_utf8_lossy(content).into_owned().into_bytes(),
                false => content.to_vec(),
            },
        });
    }
    messages
}

/// Decodes each message alone, and with those that it is one with, as far as they have come.
fn said_soundly(protocol: &dyn Protocol, messages: &[Payload<'_>]) {
    let mut joiner = protocol.joiner();
    let mut heartbeats = protocol.heartbeats();
    let mut begun: [Vec<Payload<'_>>; 2] = [Vec::new(), Vec::new()];
    for message in messages {
        if let Some(heartbeats) = &mut heartbeats {
            heartbeats.observe(message);
            heartbeats.due();
        }
        decoded_soundly(protocol, &[*message]);
        let begun = &mut begun[usize::from(message.sender == Sender::Server)];
        match joiner.as_mut().map(|joiner| joiner.next(message)) {
            None | Some(Joined::Alone) => {}
            Some(Joined::Begins) => *begun = vec![*message],
            Some(Joined::Continues | Joined::Ends) if begun.len() == MAX_JOINED => begun.clear(),
            Some(Joined::Continues) => {
                begun.push(*message);
                decoded_soundly(protocol, begun);
            }
            Some(Joined::Ends) => {
                begun.push(*message);
                decoded_soundly(protocol, begun);
                begun.clear();
            }
        }
    }
}

/// It is decoded or refused; a tree is JSON, a summary is short, and the row and the detail say the same.
pub(crate) fn decoded_soundly(protocol: &dyn Protocol, parts: &[Payload<'_>]) {
    let mut tree = Output::with_tree();
    let mut units = Output::units_only();
    let with_tree = protocol.decode(parts, &mut tree);
    assert_eq!(
        protocol.decode(parts, &mut units),
        with_tree,
        "{}",
        protocol.id()
    );
    assert!(units.units().len() <= MAX_UNITS);
    let is_short = |summary: &str| summary.len() <= MAX_SUMMARY;
    assert!(units.units().iter().all(|unit| is_short(&unit.summary)));
    if with_tree.is_err() {
        return;
    }
    assert_eq!(units.units(), tree.units(), "{}", protocol.id());
    let (_, text) = tree.into_parts();
    let read = serde_json::from_str::<IgnoredAny>(&text);
    assert!(read.is_ok(), "{}: {text}", protocol.id());
}
