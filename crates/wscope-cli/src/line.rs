//! The format: one JSON object a line.

use std::io::{self, Write};

use data_encoding::BASE64;
use message_log::{Direction, Kind};
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;
use session::{LogMessage, RecordedEvent};

/// What is written of a message or an event. The order of the fields is that of the output.
#[derive(Serialize)]
struct Line<'a> {
    number: u64,
    time: u64,
    direction: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "base64")]
    base64: Option<&'a [u8]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a RecordedEvent>,
}

/// Writes a message or an event as one line.
pub(crate) fn write(out: &mut impl Write, message: &LogMessage<'_>) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, ForTerminals);
    Line::new(message).serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// JSON on one line, in which nothing is written as it is that a terminal obeys: `serde_json` escapes only what JSON asks for.
struct ForTerminals;

impl Formatter for ForTerminals {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_obeyed) {
            let (before, from) = rest.split_at(at);
            let mut letters = from.chars();
            let code = letters.next().map_or(0, u32::from);
            write!(out, "{before}\\u{code:04x}")?;
            rest = letters.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

/// Controls that JSON allows in a string (DEL and C1), those of writing direction, and what some programs take for the end of
/// a line. All of them have at most four digits in hexadecimal.
fn is_obeyed(letter: char) -> bool {
    matches!(
        letter,
        '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

impl<'a> Line<'a> {
    fn new(message: &LogMessage<'a>) -> Self {
        let text = match message.kind {
            // The connection accepts no other text.
            Kind::Text => std::str::from_utf8(message.payload).ok(),
            Kind::Binary | Kind::Ping | Kind::Pong | Kind::Event => None,
        };
        let is_other = text.is_none() && message.event.is_none();
        Self {
            number: message.seq.get(),
            time: message.at.as_micros(),
            direction: direction(message.direction),
            kind: kind(message.kind),
            text,
            base64: is_other.then_some(message.payload),
            event: message.event,
        }
    }
}

/// Piece by piece: a large message is not held once more.
fn base64<S: Serializer>(payload: &Option<&[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&BASE64.encode_display(payload.unwrap_or_default()))
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Sent => "sent",
        Direction::Received => "received",
        Direction::Local => "local",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Binary => "binary",
        Kind::Ping => "ping",
        Kind::Pong => "pong",
        Kind::Event => "event",
    }
}

#[cfg(test)]
mod tests {
    use connection::Step;
    use message_log::{Seq, Timestamp};

    use super::*;

    #[track_caller]
    fn check(
        direction: Direction,
        kind: Kind,
        payload: &[u8],
        event: Option<&RecordedEvent>,
        expected: &str,
    ) {
        let message = LogMessage {
            seq: Seq::new(7),
            direction,
            kind,
            at: Timestamp::from_micros(1_700_000_000_000_001),
            payload,
            event,
        };
        let mut written = Vec::new();
        write(&mut written, &message).unwrap();
        let expected = format!("{{\"number\":7,\"time\":1700000000000001,{expected}}}\n");
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }

    #[test]
    fn every_kind_has_its_line() {
        use Direction::{Local, Received, Sent};
        let text = r#""direction":"sent","kind":"text","text":"中文 \"\\\n\u0000""#;
        check(Sent, Kind::Text, "中文 \"\\\n\0".as_bytes(), None, text);
        let escaped = r#""direction":"received","kind":"text","text":"a\u009b2Jb\u202ec\u2066\u007f é\u200f""#;
        let obeyed = "a\u{9b}2Jb\u{202e}c\u{2066}\u{7f} é\u{200f}";
        check(Received, Kind::Text, obeyed.as_bytes(), None, escaped);
        let empty = r#""direction":"received","kind":"text","text":"""#;
        check(Received, Kind::Text, b"", None, empty);
        let binary = r#""direction":"received","kind":"binary","base64":"AP8=""#;
        check(Received, Kind::Binary, &[0, 255], None, binary);
        let empty = r#""direction":"sent","kind":"binary","base64":"""#;
        check(Sent, Kind::Binary, &[], None, empty);
        let ping = r#""direction":"received","kind":"ping","base64":"aGk=""#;
        check(Received, Kind::Ping, b"hi", None, ping);
        let pong = r#""direction":"sent","kind":"pong","base64":"aGk=""#;
        check(Sent, Kind::Pong, b"hi", None, pong);
        let event = r#""direction":"local","kind":"event","event":{"type":"opened"}"#;
        check(Local, Kind::Event, b"", Some(&RecordedEvent::Opened), event);
        let event = r#""direction":"local","kind":"event","event":{"type":"fragments","number":3,"count":2}"#;
        let fragments = RecordedEvent::Fragments {
            number: Some(3),
            message: None,
            count: 2,
        };
        check(Local, Kind::Event, b"", Some(&fragments), event);
        let event = r#""direction":"local","kind":"event","event":{"type":"step","step":"unfinished","frames":2,"bytes":5}"#;
        let (frames, bytes) = (2, 5);
        let unfinished = RecordedEvent::Step(Step::Unfinished { frames, bytes });
        check(Local, Kind::Event, b"", Some(&unfinished), event);
        let event = r#""direction":"local","kind":"event","event":{"type":"connecting","address":"\u202e"}"#;
        let connecting = RecordedEvent::Connecting {
            address: "\u{202e}".to_owned(),
        };
        check(Local, Kind::Event, b"", Some(&connecting), event);
    }

    #[test]
    fn what_is_escaped_is_read_as_what_it_was() {
        for letter in ('\0'..='\u{3000}').chain(['\u{feff}', '\u{1f600}']) {
            let mut written = Vec::new();
            let mut serializer = serde_json::Serializer::with_formatter(&mut written, ForTerminals);
            letter.serialize(&mut serializer).unwrap();
            assert_eq!(serde_json::from_slice::<char>(&written).unwrap(), letter);
            let text = String::from_utf8(written).unwrap();
            assert!(!text.contains(char::is_control), "{text:?}");
        }
    }
}
