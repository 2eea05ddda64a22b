//! What is sent, and what a typed line asks for.

use connection::{CloseFrame, CloseFrameError, MAX_PING_BYTES, Message};

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outgoing {
    /// A message, or a ping.
    Message(Message),
    /// A pong with this payload that nobody asked for.
    Pong(Vec<u8>),
    /// The last of all: the connection is closed with this frame.
    Close(CloseFrame),
}

/// What a line asks for that may be a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    Send(Outgoing),
    /// The commands are to be listed.
    Help,
}

/// Why a command cannot be followed. Its argument is not quoted: it may be anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(
        "there is no such command; // at the beginning of a line sends a text that begins with /"
    )]
    Unknown,
    #[error("the payload has {0} bytes; a ping or pong holds at most {MAX_PING_BYTES}")]
    LargePayload(usize),
    #[error("a close code is a number, such as 1000")]
    Code,
    #[error("{0}")]
    Close(#[from] CloseFrameError),
}

/// The commands, for people.
pub(crate) const HELP: &str = "\
/ping [payload]          send a ping
/pong [payload]          send a pong that answers none
/close [code [reason]]   close the connection; without a code, with 1000
/help                    this list
//text                   send a text that begins with /
Ctrl-C or Ctrl-D         close with 1000 and leave
";

impl Outgoing {
    /// A line as a message.
    pub(crate) fn line(line: String, is_binary: bool) -> Self {
        Self::Message(if is_binary {
            Message::Binary(line.into_bytes())
        } else {
            Message::Text(line)
        })
    }
}

impl Typed {
    /// What a line asks for: a command begins with a slash.
    pub(crate) fn parse(line: String, is_binary: bool) -> Result<Self, CommandError> {
        let Some(command) = line.strip_prefix('/') else {
            return Ok(Self::Send(Outgoing::line(line, is_binary)));
        };
        if command.starts_with('/') {
            let text = command.to_owned();
            return Ok(Self::Send(Outgoing::line(text, is_binary)));
        }
        let (name, rest) = command
            .split_once(char::is_whitespace)
            .unwrap_or((command, ""));
        let rest = rest.trim();
        Ok(Self::Send(match name {
            "ping" => Outgoing::Message(Message::Ping(payload(rest)?)),
            "pong" => Outgoing::Pong(payload(rest)?),
            "close" => Outgoing::Close(close(rest)?),
            "help" => return Ok(Self::Help),
            _ => return Err(CommandError::Unknown),
        }))
    }
}

fn payload(text: &str) -> Result<Vec<u8>, CommandError> {
    if text.len() > MAX_PING_BYTES {
        return Err(CommandError::LargePayload(text.len()));
    }
    Ok(text.as_bytes().to_vec())
}

/// The frame of `[code [reason]]`.
fn close(text: &str) -> Result<CloseFrame, CommandError> {
    let (code, reason) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let code = match code {
        "" => 1000,
        code => code.parse().map_err(|_error| CommandError::Code)?,
    };
    let frame = CloseFrame {
        code: Some(code),
        reason: reason.trim_start().to_owned(),
    };
    frame.check_sendable()?;
    Ok(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_message_or_a_command() {
        #[track_caller]
        fn check(line: &str, expected: Result<Outgoing, CommandError>) {
            let typed = Typed::parse(line.to_owned(), false);
            assert_eq!(typed, expected.map(Typed::Send), "{line}");
        }
        let text = |text: &str| Ok(Outgoing::Message(Message::Text(text.to_owned())));
        let ping = |payload: &str| Ok(Outgoing::Message(Message::Ping(payload.into())));
        let pong = |payload: &str| Ok(Outgoing::Pong(payload.into()));
        let close = |code, reason: &str| {
            Ok(Outgoing::Close(CloseFrame {
                code: Some(code),
                reason: reason.to_owned(),
            }))
        };
        check("", text(""));
        check("hello", text("hello"));
        check(" /ping", text(" /ping"));
        check("//ping", text("/ping"));
        check("//", text("/"));
        check("///", text("//"));
        check("/ping", ping(""));
        check("/ping  two words ", ping("two words"));
        check("/pong x", pong("x"));
        check("/close", close(1000, ""));
        check("/close 4001", close(4001, ""));
        check("/close 4001  see you  soon", close(4001, "see you  soon"));
        check("/close soon", Err(CommandError::Code));
        check("/close 70000", Err(CommandError::Code));
        check("/close 1005", Err(CloseFrameError::NeverSent(1005).into()));
        check(
            &format!("/close 1000 {}", "x".repeat(124)),
            Err(CloseFrameError::LongReason(124).into()),
        );
        check(
            &format!("/ping {}", "x".repeat(126)),
            Err(CommandError::LargePayload(126)),
        );
        for unknown in ["/", "/pin", "/pings", "/ ping", "/etc/passwd"] {
            check(unknown, Err(CommandError::Unknown));
        }
        assert_eq!(Typed::parse("/help".to_owned(), false), Ok(Typed::Help));
        let binary = Typed::parse("//x".to_owned(), true);
        let expected = Outgoing::Message(Message::Binary(b"/x".to_vec()));
        assert_eq!(binary, Ok(Typed::Send(expected)));
    }
}
