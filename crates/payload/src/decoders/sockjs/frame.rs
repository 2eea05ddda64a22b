//! One frame: a letter, and JSON where something follows it (section "Framing and frames").

use crate::decoders::Fault;
use crate::decoders::members::values;
use crate::decoders::payload::{Payload, Sender};

pub(super) enum Frame<'a> {
    Open,
    Heartbeat,
    /// An array of a code and of a reason.
    Close(&'a str),
    /// Strings, each as it stands in the frame.
    Messages(Vec<&'a str>),
}

impl<'a> Frame<'a> {
    /// Reads a frame of the server, or what a client sends, which has no letter.
    pub(super) fn read(message: &Payload<'a>) -> Result<Self, Fault> {
        let text = message.as_text();
        let text = text.ok_or(Fault::new("a binary message, which SockJS does not have"))?;
        let first = text.chars().next();
        let rest = first.map_or("", |letter| &text[letter.len_utf8()..]);
        match (message.sender, first) {
            (Sender::Client, Some('"')) => Ok(Self::Messages(vec![text])),
            (Sender::Client, _) => several(text, 0),
            (Sender::Server, Some('o')) if rest.is_empty() => Ok(Self::Open),
            (Sender::Server, Some('h')) if rest.is_empty() => Ok(Self::Heartbeat),
            (Sender::Server, Some('a')) => several(rest, 1),
            (Sender::Server, Some('m')) => Ok(Self::Messages(vec![rest])),
            (Sender::Server, Some('c')) => match values(rest.as_bytes()) {
                Some(_) => Ok(Self::Close(rest)),
                None => Err(Fault::at(1, "not a JSON array")),
            },
            (Sender::Server, _) => Err(Fault::at(0, "not one of the frames o, h, a, m and c")),
        }
    }
}

fn several(text: &str, at: usize) -> Result<Frame<'_>, Fault> {
    let texts = values(text.as_bytes());
    let texts = texts.ok_or(Fault::at(at, "not a JSON array of strings"))?;
    Ok(Frame::Messages(texts))
}
