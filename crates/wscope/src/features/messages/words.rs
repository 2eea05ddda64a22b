//! The words with which a message is shown: the same in the list, for the search and for scripts.

use std::ops::Range;

use message_log::Kind;
use message_log::Seq;
use message_log::search::{Pattern, Words};
use session::{LogMessage, RecordedEvent};

use super::texts::Text;
use crate::kit::decoder_words;
use crate::kit::event_texts::event;
use crate::kit::language::Language;
use payload::decoders;
use payload::visible::{Line, PREVIEW_BYTES, hex_preview, shortened, text_preview};

/// How much of an event is told over its row, in characters: more than any of our sentences has, but a
/// server may answer with a head of any length.
const HOVER_CHARACTERS: usize = 2000;

/// Larger messages are not decoded for their row, in bytes: thirty of them take a tenth of a frame.
const MAX_DECODED: usize = 16 * 1024;

/// What a row shows of a message, with the matches of a search in it. Empty for an empty message.
pub fn line(message: &LogMessage<'_>, language: Language, pattern: Option<&Pattern>) -> Line {
    let payload = message.payload;
    match message.kind {
        Kind::Text => text_preview(payload, &marks(payload, pattern)),
        Kind::Binary => hex(payload, pattern),
        Kind::Ping | Kind::Pong => control(message.kind, payload, pattern),
        Kind::Event => {
            let sentence = sentence(message, language);
            text_preview(sentence.as_bytes(), &marks(sentence.as_bytes(), pattern))
        }
    }
}

/// The same, and what a row says where a message has nothing to show.
pub fn shown(message: &LogMessage<'_>, language: Language, pattern: Option<&Pattern>) -> Line {
    let mut line = line(message, language, pattern);
    if message.event.is_none() && message.payload.is_empty() {
        let start = line.text.len();
        line.text.push_str(&Text::Empty.say(language));
        let found = marks(&line.text.as_bytes()[start..], pattern);
        let found = found
            .into_iter()
            .map(|mark| mark.start + start..mark.end + start);
        line.marks.extend(found);
    }
    line
}

/// What a message says in its protocol, in one line, and what it is for.
pub(super) fn said(
    message: &LogMessage<'_>,
    language: Language,
    protocol: impl FnOnce(Seq) -> Option<&'static dyn decoders::Protocol>,
) -> Option<(decoders::Kind, String)> {
    if !message.kind.is_data() || message.payload.len() > MAX_DECODED {
        return None;
    }
    let (kind, summary) = session::conversation::glance(protocol(message.seq)?, message)?;
    Some((kind, decoder_words::summary(summary, language)))
}

/// What a row shows of a message that was decoded: what it says, and what it is for. Where something is looked for and is not in
/// that, the message as it is.
pub(super) fn decoded(
    message: &LogMessage<'_>,
    language: Language,
    pattern: Option<&Pattern>,
    said: Option<(decoders::Kind, String)>,
) -> (Line, Option<decoders::Kind>) {
    let Some((kind, summary)) = said else {
        return (shown(message, language, pattern), None);
    };
    let line = text_preview(summary.as_bytes(), &marks(summary.as_bytes(), pattern));
    if pattern.is_some() && line.marks.is_empty() {
        return (shown(message, language, pattern), Some(kind));
    }
    (line, Some(kind))
}

/// What is told of a message when the pointer rests on its row: the whole of what an event says, and as much as a row may
/// hold of a message.
pub fn hover(message: &LogMessage<'_>, language: Language) -> String {
    match message.kind {
        Kind::Event => shortened(&sentence(message, language), HOVER_CHARACTERS),
        Kind::Text | Kind::Binary | Kind::Ping | Kind::Pong => line(message, language, None).text,
    }
}

fn sentence(message: &LogMessage<'_>, language: Language) -> String {
    let said = message.event.map(|said| event(said, language));
    said.unwrap_or_default().into_owned()
}

/// The sentence, and below it what the library said or what was on the wire: what the detail pane shows of an event.
pub fn whole(message: &LogMessage<'_>, language: Language) -> String {
    let sentence = sentence(message, language);
    let Some(detail) = message.event.and_then(RecordedEvent::detail) else {
        return sentence;
    };
    let title = match message.event {
        Some(RecordedEvent::Step(_)) => Text::Raw,
        _ => Text::TechnicalDetails,
    };
    let title = title.say(language);
    // Heads of HTTP end their lines in their own way.
    let detail = detail.replace("\r\n", "\n");
    format!("{sentence}\n\n{title}\n{detail}")
}

/// The words that a search finds, for what is shown with others than its payload.
pub fn searched(language: Language) -> Words<RecordedEvent> {
    Words::new(move |message: &LogMessage<'_>| match message.kind {
        Kind::Event => whole(message, language),
        Kind::Ping | Kind::Pong | Kind::Text | Kind::Binary => shown(message, language, None).text,
    })
}

/// The digits of some bytes. The pattern is marked in the bytes, or else in the digits.
fn hex(payload: &[u8], pattern: Option<&Pattern>) -> Line {
    let mut line = hex_preview(payload, &marks(payload, pattern));
    if line.marks.is_empty() {
        line.marks = marks(line.text.as_bytes(), pattern);
    }
    line
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
