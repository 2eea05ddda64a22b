//! What a person who types sees of a connection.

use std::io::{self, Write};

use message_log::{Direction, Kind};
use payload::visible::{hex_preview, text_row, visible};
use session::files::write_line;
use session::{LogMessage, RecordedEvent};

use crate::limits::SHOWN_BYTES;
use crate::lines::without_line_break;

/// How what happens is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// Whether the steps of the handshake, and pings and pongs, are shown.
    pub(crate) tells_steps: bool,
    /// Whether the time that a ping took is shown.
    pub(crate) tells_round_trips: bool,
    pub(crate) has_colors: bool,
}

/// What something is, by its colour: sequences of ECMA-48 (SGR), in colours that can be read on dark and on light ground.
#[derive(Clone, Copy)]
enum Color {
    Received,
    Note,
}

impl Color {
    fn sequence(self) -> &'static str {
        match self {
            Self::Received => "\x1b[34m",
            Self::Note => "\x1b[32m",
        }
    }
}

impl Screen {
    /// Shows a message or an event, if it is to be shown. What was sent was seen when it was typed.
    pub(crate) fn write(self, out: &mut impl Write, message: &LogMessage<'_>) -> io::Result<()> {
        match (message.direction, message.kind) {
            (Direction::Received, Kind::Text) => self.received(out, &text(message.payload)),
            (Direction::Received, Kind::Binary) => self.received(out, &binary(message.payload)),
            (Direction::Received | Direction::Sent, Kind::Ping | Kind::Pong)
                if self.tells_steps =>
            {
                self.json(out, message)
            }
            (Direction::Local, Kind::Event) => self.event(out, message),
            _ => Ok(()),
        }
    }

    /// Shows what a message says that came.
    pub(crate) fn decoded(self, out: &mut impl Write, words: &[u8]) -> io::Result<()> {
        self.received(out, &text(words))
    }

    fn received(self, out: &mut impl Write, text: &str) -> io::Result<()> {
        for (index, line) in text.split('\n').enumerate() {
            // What follows the first line must not look like another message.
            let sign = if index == 0 { '<' } else { ' ' };
            self.line(out, Color::Received, format_args!("{sign} {line}"))?;
        }
        Ok(())
    }

    fn event(self, out: &mut impl Write, message: &LogMessage<'_>) -> io::Result<()> {
        match message.event {
            Some(RecordedEvent::Connecting { address }) => {
                let address = visible(address);
                self.note(out, format_args!("connecting to {address}"))
            }
            Some(RecordedEvent::Opened) => self.note(
                out,
                format_args!("connected; /help lists the commands, Ctrl-D closes"),
            ),
            Some(RecordedEvent::RoundTrip { micros }) if self.tells_round_trips => {
                let millis = *micros as f64 / 1000.0;
                self.note(out, format_args!("pong after {millis:.1} ms"))
            }
            Some(RecordedEvent::ClosedByUs { .. }) => self.note(out, format_args!("closed")),
            Some(RecordedEvent::ClosedByPeer { frame }) => {
                let code = frame.as_ref().and_then(|frame| frame.code);
                let code = code.map(|code| format!(" with code {code}"));
                let code = code.unwrap_or_default();
                let reason = frame.as_ref().map_or("", |frame| &frame.reason);
                let colon = if reason.is_empty() { "" } else { ": " };
                let reason = visible(reason);
                self.note(
                    out,
                    format_args!("closed by the server{code}{colon}{reason}"),
                )
            }
            Some(RecordedEvent::Step(_)) if self.tells_steps => self.json(out, message),
            _ => Ok(()),
        }
    }

    /// For who wants all details, as they are told everywhere else.
    fn json(self, out: &mut impl Write, message: &LogMessage<'_>) -> io::Result<()> {
        let mut line = Vec::new();
        write_line(&mut line, message, Some(message.seq.get()), None)?;
        let line = String::from_utf8_lossy(&line);
        self.note(out, format_args!("{}", line.trim_end()))
    }

    /// Shows something that is no message.
    pub(crate) fn note(
        self,
        out: &mut impl Write,
        text: std::fmt::Arguments<'_>,
    ) -> io::Result<()> {
        self.line(out, Color::Note, text)
    }

    fn line(
        self,
        out: &mut impl Write,
        color: Color,
        text: std::fmt::Arguments<'_>,
    ) -> io::Result<()> {
        if self.has_colors {
            writeln!(out, "{}{text}\x1b[0m", color.sequence())
        } else {
            writeln!(out, "{text}")
        }
    }
}

/// A text with escapes for what a terminal obeys; the end of a long one is its size.
fn text(payload: &[u8]) -> String {
    let (head, is_cut) = match payload.get(..SHOWN_BYTES) {
        Some(head) if payload.len() > SHOWN_BYTES => (whole_characters(head), true),
        _ => (without_line_break(payload), false),
    };
    let lines = head.split(|byte| *byte == b'\n');
    let lines = lines.map(|line| text_row(line.strip_suffix(b"\r").unwrap_or(line), &[]).text);
    let mut text = lines.collect::<Vec<_>>().join("\n");
    if is_cut {
        text.push_str(&format!("… ({} bytes)", payload.len()));
    }
    text
}

/// Without the beginning of a character at the end.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

fn binary(payload: &[u8]) -> String {
    let bytes = hex_preview(payload, &[]).text;
    format!("({} bytes) {bytes}", payload.len())
}

#[cfg(test)]
mod tests {
    use connection::CloseFrame;
    use message_log::{Seq, Timestamp};

    use super::*;

    fn shown(
        kind: Kind,
        payload: &[u8],
        event: Option<&RecordedEvent>,
        has_colors: bool,
    ) -> String {
        let direction = match kind {
            Kind::Event => Direction::Local,
            _ => Direction::Received,
        };
        let message = LogMessage {
            seq: Seq::FIRST,
            direction,
            kind,
            at: Timestamp::default(),
            payload,
            event,
        };
        let screen = Screen {
            tells_steps: false,
            tells_round_trips: true,
            has_colors,
        };
        let mut out = Vec::new();
        screen.write(&mut out, &message).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn messages_are_shown_and_a_terminal_gets_nothing_to_obey() {
        #[track_caller]
        fn check(kind: Kind, payload: &[u8], expected: &str) {
            assert_eq!(shown(kind, payload, None, false), expected);
        }
        check(Kind::Text, b"hello", "< hello\n");
        check(Kind::Text, b"", "< \n");
        check(Kind::Text, b"a\n> b\n", "< a\n  > b\n");
        check(Kind::Text, b"\x1b[2J\r", "< \\u{1b}[2J\n");
        check(Kind::Text, "中文 \u{9b}".as_bytes(), "< 中文 \\u{9b}\n");
        check(Kind::Binary, &[0, 255], "< (2 bytes) 00 ff\n");
        check(Kind::Ping, b"x", "");
        check(Kind::Pong, b"x", "");
        let long = "字".repeat(2000);
        let expected = format!("< {}… (6000 bytes)\n", &long[..SHOWN_BYTES / 3 * 3]);
        check(Kind::Text, long.as_bytes(), &expected);
    }

    #[test]
    fn events_are_notes() {
        #[track_caller]
        fn check(event: &RecordedEvent, expected: &str) {
            assert_eq!(shown(Kind::Event, b"", Some(event), false), expected);
        }
        check(
            &RecordedEvent::RoundTrip { micros: 1234 },
            "pong after 1.2 ms\n",
        );
        let closed = |code, reason: &str| RecordedEvent::ClosedByPeer {
            frame: Some(CloseFrame {
                code,
                reason: reason.to_owned(),
            }),
        };
        check(
            &closed(Some(1000), "see\u{1b}you"),
            "closed by the server with code 1000: see\\u{1b}you\n",
        );
        check(&closed(None, ""), "closed by the server\n");
    }

    #[test]
    fn colors_end_with_the_line() {
        let shown = shown(Kind::Text, b"a\nb", None, true);
        assert_eq!(shown, "\x1b[34m< a\x1b[0m\n\x1b[34m  b\x1b[0m\n");
    }
}
