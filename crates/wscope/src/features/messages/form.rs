//! How rows are written where they leave the window: on the clipboard and in files.

use std::io::{self, Write};

use data_encoding::{BASE64, HEXLOWER};
use message_log::Kind;
use payload::visible::visible;
use session::LogMessage;
use session::files::{direction_name, write_entry};

use super::words;
use crate::kit::event_texts;
use crate::kit::format::date_and_time;
use crate::kit::language::Language;

/// The form in which rows are copied or saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As they read.
    Text,
    /// Two digits a byte.
    Hex,
    /// RFC 4648, section 4.
    Base64,
    /// An object a line.
    Json,
}

impl Form {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Text, Self::Hex, Self::Base64, Self::Json];

    /// Writes a row that is alone: as it is, on as many lines as it has.
    ///
    /// # Errors
    /// When `out` takes no more.
    pub fn write_whole(self, out: &mut impl Write, row: &Copied<'_, '_>) -> io::Result<()> {
        match (self, row.message.kind) {
            (Self::Text, Kind::Text) => {
                let text = String::from_utf8_lossy(row.message.payload);
                out.write_all(text.as_bytes())
            }
            (Self::Text, Kind::Event) => {
                out.write_all(words::whole(row.message, row.language).as_bytes())
            }
            _ => self.write(out, row),
        }
    }

    /// Writes a row on one line, without its end. What would begin another is escaped.
    ///
    /// # Errors
    /// When `out` takes no more.
    pub fn write(self, out: &mut impl Write, row: &Copied<'_, '_>) -> io::Result<()> {
        let Copied {
            message, language, ..
        } = *row;
        let payload = message.payload;
        match (self, message.kind) {
            (Self::Json, _) => write_entry(out, message, row.number, None),
            (_, Kind::Event) => {
                let sentence = message
                    .event
                    .map(|event| event_texts::event(event, language));
                write!(out, "{}", visible(&sentence.unwrap_or_default()))
            }
            (Self::Hex, _) => write!(out, "{}", HEXLOWER.encode_display(payload)),
            (Self::Base64, _) => write!(out, "{}", BASE64.encode_display(payload)),
            (Self::Text, Kind::Text) => {
                write!(out, "{}", visible(&String::from_utf8_lossy(payload)))
            }
            (Self::Text, Kind::Binary) => write_hex(out, payload),
            (Self::Text, Kind::Ping) => {
                out.write_all(b"ping ")?;
                write_hex(out, payload)
            }
            (Self::Text, Kind::Pong) => {
                out.write_all(b"pong ")?;
                write_hex(out, payload)
            }
        }
    }

    /// Writes a row into a file of many, with the end of its line: with its time and direction, which JSON has anyway.
    ///
    /// # Errors
    /// When `out` takes no more.
    pub fn write_line(self, out: &mut impl Write, row: &Copied<'_, '_>) -> io::Result<()> {
        if self != Self::Json {
            let time = date_and_time(row.message.at);
            let direction = direction_name(row.message.direction);
            write!(out, "{time}\t{direction}\t")?;
        }
        self.write(out, row)?;
        out.write_all(b"\n")
    }
}

/// A row that is written.
pub struct Copied<'a, 'm> {
    /// The message or event.
    pub message: &'a LogMessage<'m>,
    /// Its number among the messages.
    pub number: Option<u64>,
    /// The language of what is said of events.
    pub language: Language,
}

/// As a row shows it.
fn write_hex(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    for (index, byte) in bytes.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        write!(out, "{space}{byte:02x}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use message_log::{Direction, Seq, Timestamp};
    use session::RecordedEvent;

    use super::*;

    fn written(form: Form, kind: Kind, payload: &[u8], is_whole: bool) -> String {
        let opened = RecordedEvent::Opened;
        let message = LogMessage {
            seq: Seq::new(9),
            direction: if kind == Kind::Event {
                Direction::Local
            } else {
                Direction::Received
            },
            kind,
            at: Timestamp::from_micros(1_700_000_000_000_001),
            payload,
            event: (kind == Kind::Event).then_some(&opened),
        };
        let row = Copied {
            message: &message,
            number: (kind != Kind::Event).then_some(7),
            language: Language::English,
        };
        let mut out = Vec::new();
        if is_whole {
            form.write_whole(&mut out, &row).unwrap();
        } else {
            form.write(&mut out, &row).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_is_written_in_every_form() {
        #[track_caller]
        fn check(form: Form, kind: Kind, payload: &[u8], line: &str, whole: &str) {
            assert_eq!(written(form, kind, payload, false), line);
            assert_eq!(written(form, kind, payload, true), whole);
        }
        let same = |form, kind, payload, line| check(form, kind, payload, line, line);
        check(
            Form::Text,
            Kind::Text,
            "一\n\t2".as_bytes(),
            r"一\n\t2",
            "一\n\t2",
        );
        same(Form::Text, Kind::Text, b"", "");
        same(Form::Text, Kind::Binary, &[0xde, 0xad], "de ad");
        same(Form::Text, Kind::Ping, &[1], "ping 01");
        same(Form::Text, Kind::Pong, &[], "pong ");
        same(Form::Text, Kind::Event, &[], "Connected");
        same(Form::Hex, Kind::Text, b"hi\n", "68690a");
        same(Form::Base64, Kind::Binary, &[0xff], "/w==");
        same(Form::Hex, Kind::Event, &[], "Connected");
        let begin = r#"{"number":7,"time":1700000000000001,"direction":"received","#;
        for (kind, payload, end) in [
            (
                Kind::Text,
                &b"a\n\"b"[..],
                r#""kind":"text","text":"a\n\"b"}"#,
            ),
            (Kind::Text, &[0xff], r#""kind":"text","base64":"/w=="}"#),
            (Kind::Binary, &[], r#""kind":"binary","base64":""}"#),
        ] {
            let line = format!("{begin}{end}");
            assert_eq!(written(Form::Json, kind, payload, false), line);
            assert_eq!(written(Form::Json, kind, payload, true), line);
        }
        same(
            Form::Json,
            Kind::Event,
            &[],
            r#"{"time":1700000000000001,"direction":"local","kind":"event","event":{"type":"opened"}}"#,
        );
    }
}
