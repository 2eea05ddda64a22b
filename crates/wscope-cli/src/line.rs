//! The format: one JSON object a line.

use std::io::{self, Write};

use data_encoding::BASE64;
use message_log::{Direction, Kind};
use serde::{Serialize, Serializer};
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
    serde_json::to_writer(&mut *out, &Line::new(message))?;
    out.write_all(b"\n")
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
            count: 2,
        };
        check(Local, Kind::Event, b"", Some(&fragments), event);
    }
}
