//! The words with which a message is shown: the same in the list, for the search and for scripts.

use std::ops::Range;

use message_log::search::{Pattern, Words};
use message_log::{Kind, Message};

use crate::language::{Language, Text};
use crate::lifecycle::Lifecycle;
use crate::visible::{Line, PREVIEW_BYTES, hex_preview, shortened, text_preview};

/// How much of a line about the connection is told over its row, in characters: more than any of our sentences has, but a
/// server may answer with a head of any length.
const HOVER_CHARACTERS: usize = 2000;

/// What a row shows of a message, with the hits of a search in it. Empty for an empty message.
pub fn line(message: &Message<'_>, language: Language, pattern: Option<&Pattern>) -> Line {
    let payload = message.payload;
    match message.kind {
        Kind::Text => text_preview(payload, &marks(payload, pattern)),
        Kind::Binary => hex_preview(payload, &marks(payload, pattern)),
        Kind::Ping | Kind::Pong => control(message.kind, payload, pattern),
        Kind::Lifecycle => {
            let sentence = sentence(payload, language);
            text_preview(sentence.as_bytes(), &marks(sentence.as_bytes(), pattern))
        }
    }
}

/// What is told of a message when the pointer rests on its row: the whole of what a line about the connection says, and as
/// much as a row may hold of a message.
pub fn hover(message: &Message<'_>, language: Language) -> String {
    match message.kind {
        Kind::Lifecycle => shortened(&sentence(message.payload, language), HOVER_CHARACTERS),
        Kind::Text | Kind::Binary | Kind::Ping | Kind::Pong => line(message, language, None).text,
    }
}

/// What a line about the connection says.
pub fn sentence(payload: &[u8], language: Language) -> String {
    say(Lifecycle::from_payload(payload).as_ref(), language)
}

/// The same, and below it what the library said or what was on the wire: what the detail pane shows.
pub fn whole(payload: &[u8], language: Language) -> String {
    let line = Lifecycle::from_payload(payload);
    let sentence = say(line.as_ref(), language);
    let Some(detail) = line.as_ref().and_then(Lifecycle::detail) else {
        return sentence;
    };
    let title = language.say(match line {
        Some(Lifecycle::Step(_)) => Text::OnTheWire,
        _ => Text::TechnicalDetail,
    });
    // Heads of HTTP end their lines in their own way.
    let detail = detail.replace("\r\n", "\n");
    format!("{sentence}\n\n{title}\n{detail}")
}

fn say(line: Option<&Lifecycle>, language: Language) -> String {
    let said = line.map_or_else(
        || language.say(Text::LifeUnknown),
        |line| line.say(language),
    );
    said.into_owned()
}

/// The words that a search finds, for what is shown with others than its payload.
pub fn searched(language: Language) -> Words {
    Words::new(move |kind, payload| match kind {
        Kind::Lifecycle => whole(payload, language),
        Kind::Ping | Kind::Pong | Kind::Text | Kind::Binary => control(kind, payload, None).text,
    })
}

/// The line of a control frame. The pattern is marked in the payload, or else in the words.
fn control(kind: Kind, payload: &[u8], pattern: Option<&Pattern>) -> Line {
    let name = if kind == Kind::Ping { "ping " } else { "pong " };
    let mut line = hex_preview(payload, &marks(payload, pattern));
    line.prepend(name);
    if line.marks.is_empty() {
        line.marks = marks(line.text.as_bytes(), pattern);
    }
    line
}

/// Where the pattern is in what a row shows of some bytes. The rest of a long payload is left alone.
fn marks(bytes: &[u8], pattern: Option<&Pattern>) -> Vec<Range<usize>> {
    let head = &bytes[..bytes.len().min(PREVIEW_BYTES)];
    pattern.map_or_else(Vec::new, |pattern| pattern.find_iter(head).collect())
}
