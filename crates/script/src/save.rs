//! A script that is made of a recorded session.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::ops::ControlFlow;

use connection::{CloseFrame, Step as ConnectionStep};
use data_encoding::BASE64;
use message_log::{Direction, Kind};
use session::RecordedEvent;
use session::files::{EntryContent, FileEntry, Header, Sink};

use crate::cause::{CauseName, status};
use crate::limits::MAX_SCRIPT_BYTES;
use crate::syntax::{
    Action, Awaited, BinaryTest, Bytes, Close, Connect, Content, Encoding, Expect, ExpectedClose,
    JsonTest, Pattern, Response, Script, Send, Step, TextTest,
};
use crate::template::Template;
use crate::units::Amount;
use crate::variables::is_name;

/// What stands for a credential where it was masked.
const MASK: &str = "•••";

/// A larger binary message is expected by its size alone, in bytes: more fills a script with what nobody reads.
const MAX_EXPECTED_BYTES: usize = 4 * 1024;

/// Makes a script of what is read from a file of a session: what was sent is sent, and what came is expected.
#[derive(Default)]
pub struct ScriptSink {
    header: Option<Header>,
    /// Where the last attempt went to.
    address: Option<String>,
    steps: Vec<Step>,
    /// The size of the script until now.
    bytes: usize,
    /// The connection that is recorded now: its first step among `steps`.
    connect: Option<usize>,
    /// Whether that is open.
    is_open: bool,
    left_out: u64,
    too_large: u64,
    variables: Vec<String>,
}

/// A script that was made of a session, and what it has not.
#[derive(Debug)]
pub struct MadeScript {
    /// The script.
    pub script: Script,
    /// How many events are left out, because a script cannot have them.
    pub left_out: u64,
    /// How many messages are left out, because the script would be larger than [`MAX_SCRIPT_BYTES`].
    pub too_large: u64,
    /// The variables that stand for what was masked, and for an address that is not recorded.
    pub variables: Vec<String>,
}

impl ScriptSink {
    /// Makes steps for a connection that is open: without a step that connects.
    pub fn of_open_connection() -> Self {
        Self {
            is_open: true,
            ..Self::default()
        }
    }

    /// The script, and what is left out of it.
    pub fn finish(self) -> MadeScript {
        MadeScript {
            script: Script::of_steps(self.steps),
            left_out: self.left_out,
            too_large: self.too_large,
            variables: self.variables,
        }
    }

    fn push(&mut self, action: Action) {
        let (step, bytes) = measured(action);
        self.bytes = self.bytes.saturating_add(bytes);
        self.steps.push(step);
    }

    /// Adds a step for a message, if the script has room for it.
    fn push_message(&mut self, action: Action) {
        let (step, bytes) = measured(action);
        if self.bytes.saturating_add(bytes) > MAX_SCRIPT_BYTES {
            self.too_large += 1;
            return;
        }
        self.bytes += bytes;
        self.steps.push(step);
    }

    /// Adds a step for a message: one that was sent is sent, one that came is expected.
    pub fn message(&mut self, direction: Direction, kind: Kind, payload: &[u8]) {
        self.opened();
        let action = match (direction, kind) {
            (Direction::Sent, Kind::Text) => {
                let text = String::from_utf8_lossy(payload);
                Action::Send(match json(&text) {
                    Some(json) => Send::Json(json),
                    None => Send::Text(Template::text(text)),
                })
            }
            (Direction::Sent, Kind::Binary) => Action::Send(Send::Binary(base64(payload))),
            (Direction::Sent, Kind::Ping) => Action::Send(Send::Ping(base64(payload))),
            (Direction::Received, Kind::Text | Kind::Binary) => {
                expected(Awaited::Message(Pattern {
                    line: 0,
                    content: content(kind, payload),
                    names: Vec::new(),
                    checks: Vec::new(),
                }))
            }
            // Nobody has to expect control frames.
            _ => return,
        };
        self.push_message(action);
    }

    /// The connection is open, or a message went over it: a recording does not have to tell that it was opened, nor where to.
    fn opened(&mut self) {
        if !self.is_open && self.connect.is_none() {
            self.connect_to_last();
        }
        self.is_open = true;
    }

    fn event(&mut self, event: &RecordedEvent) {
        match event {
            RecordedEvent::Connecting { address } => self.connecting(address),
            RecordedEvent::Step(ConnectionStep::Requested { head }) => self.requested(head),
            RecordedEvent::Step(ConnectionStep::RawFrame(_)) => self.left_out += 1,
            RecordedEvent::Opened => self.opened(),
            RecordedEvent::ClosedByUs { frame } => self.closed_by_us(frame.as_ref()),
            RecordedEvent::ClosedByPeer { frame } => {
                let close = expected_close(frame.as_ref());
                self.ended(Awaited::Close(close));
            }
            RecordedEvent::Lost { cause, .. } => {
                self.ended(Awaited::Lost(Some(CauseName::of(cause))));
            }
            RecordedEvent::Failed { cause, .. } => {
                let response = match status(cause) {
                    Some(status) => Response::Status(status),
                    None => Response::Failure(Some(CauseName::of(cause))),
                };
                if let Some(connect) = self.connect() {
                    connect.expected.push(response);
                }
                self.connect = None;
            }
            _ => {}
        }
    }

    fn connecting(&mut self, address: &str) {
        self.address = Some(address.to_owned());
        let address = self.unmasked(address);
        self.connect_with(address);
    }

    /// Connects to where the connection before went, or the session.
    fn connect_to_last(&mut self) {
        let of_session = self.header.as_ref().and_then(|one| one.address.as_ref());
        let address = match self.address.as_ref().or(of_session).cloned() {
            Some(address) => self.unmasked(&address),
            None => {
                let variable = self.variable("address");
                Template::default().then_variable(&variable)
            }
        };
        self.connect_with(address);
    }

    fn connect_with(&mut self, address: Template) {
        let subprotocols = self
            .header
            .as_ref()
            .and_then(|header| header.options.as_ref());
        let subprotocols = subprotocols.map(|options| options.subprotocols.clone());
        let subprotocols = subprotocols.unwrap_or_default();
        let connect = Connect {
            address,
            subprotocols: subprotocols
                .iter()
                .map(|name| self.unmasked(name))
                .collect(),
            ..Connect::default()
        };
        self.connect = Some(self.steps.len());
        self.is_open = false;
        self.push(Action::Connect(Box::new(connect)));
    }

    fn connect(&mut self) -> Option<&mut Connect> {
        match &mut self.steps.get_mut(self.connect?)?.action {
            Action::Connect(connect) => Some(connect),
            _ => None,
        }
    }

    /// The headers that somebody had added stand in the request.
    fn requested(&mut self, head: &str) {
        let options = self
            .header
            .as_ref()
            .and_then(|header| header.options.as_ref());
        let names = options
            .map(|options| options.headers.clone())
            .unwrap_or_default();
        let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let added = lines.filter_map(|(name, value)| {
            // As it was typed; the request may have it in lower case.
            let name = names
                .iter()
                .find(|other| other.eq_ignore_ascii_case(name))?;
            Some((name, value.trim()))
        });
        let added: Vec<_> = added
            .map(|(name, value)| match value.contains(MASK) {
                true => {
                    let variable = self.variable(name);
                    Template::text(format!("{name}: ")).then_variable(&variable)
                }
                false => Template::text(format!("{name}: {value}")),
            })
            .collect();
        for header in added {
            let connect = Connect {
                headers: vec![header.clone()],
                ..Connect::default()
            };
            let (_, bytes) = measured(Action::Connect(Box::new(connect)));
            if self.bytes.saturating_add(bytes) > MAX_SCRIPT_BYTES {
                self.left_out += 1;
            } else if let Some(connect) = self.connect() {
                connect.headers.push(header);
                self.bytes += bytes;
            }
        }
    }

    fn closed_by_us(&mut self, frame: Option<&CloseFrame>) {
        let frame = frame.cloned().unwrap_or(CloseFrame {
            code: Some(1000),
            reason: String::new(),
        });
        if self.is_open && frame.check_sendable().is_ok() {
            self.push(Action::Close(Close {
                code: frame.code,
                reason: Template::text(frame.reason),
            }));
        }
        self.is_open = false;
        self.connect = None;
    }

    fn ended(&mut self, awaited: Awaited) {
        if self.is_open {
            self.push(expected(awaited));
        }
        self.is_open = false;
        self.connect = None;
    }

    /// A text in which variables stand for what was masked. In an address they have the name of its parameter.
    fn unmasked(&mut self, text: &str) -> Template {
        let mut parts = text.split(MASK);
        let mut template = Template::text(parts.next().unwrap_or_default());
        let mut before = text.split(MASK);
        for part in parts {
            let name = before.next().unwrap_or_default();
            let name = name
                .trim_end_matches('=')
                .rsplit(['?', '&', '/', '.', ',', ' '])
                .next();
            let variable = self.variable(name.unwrap_or_default());
            template = template.then_variable(&variable).then_text(part);
        }
        template
    }

    /// A variable for something that is called so.
    fn variable(&mut self, name: &str) -> String {
        let name = name.trim().to_lowercase();
        let name = if is_name(&name) {
            name
        } else {
            "secret".to_owned()
        };
        if !self.variables.contains(&name) {
            self.variables.push(name.clone());
        }
        name
    }
}

impl Sink for ScriptSink {
    fn begin(&mut self, header: Header) {
        self.header = Some(header);
    }

    fn entry(&mut self, entry: FileEntry) -> ControlFlow<()> {
        match &entry.content {
            EntryContent::Message {
                direction,
                kind,
                payload,
            } => self.message(*direction, *kind, payload),
            EntryContent::Event(event) => self.event(event),
        }
        ControlFlow::Continue(())
    }
}

/// A step, and how many bytes it takes in a script.
fn measured(action: Action) -> (Step, usize) {
    let step = Step {
        line: 0,
        connection: None,
        action,
    };
    let mut size = Size(0);
    // Counting cannot fail.
    write!(size, "{step}").ok();
    (step, size.0)
}

/// Counts the bytes that are written.
struct Size(usize);

impl fmt::Write for Size {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

fn expected(awaited: Awaited) -> Action {
    Action::Expect(Expect {
        awaited,
        within: None,
        is_eventual: false,
    })
}

fn expected_close(frame: Option<&CloseFrame>) -> ExpectedClose {
    let Some(frame) = frame else {
        return ExpectedClose::default();
    };
    let has_reason = frame.code.is_some() && !frame.reason.is_empty();
    ExpectedClose {
        code: Some(frame.code),
        reason: has_reason.then(|| Template::text(&*frame.reason)),
    }
}

/// A text as JSON, if it is an object or an array on one line: other texts are told apart better as texts.
fn json(text: &str) -> Option<Template> {
    let is_one = text.starts_with(['{', '[']) && text.ends_with(['}', ']']);
    let is_plain = is_one && !text.contains(char::is_control);
    let is_json = is_plain && serde_json::from_str::<serde_json::Value>(text).is_ok();
    is_json.then(|| Template::text(text))
}

fn base64(payload: &[u8]) -> Bytes {
    Bytes {
        encoding: Encoding::Base64,
        value: Template::text(BASE64.encode(payload)),
    }
}

fn content(kind: Kind, payload: &[u8]) -> Content {
    let text: Cow<'_, str> = String::from_utf8_lossy(payload);
    match (kind, json(&text)) {
        (Kind::Text, Some(json)) => Content::Json(JsonTest::Is(json)),
        (Kind::Text, None) => Content::Text(TextTest::Is(Template::text(text))),
        _ if payload.len() <= MAX_EXPECTED_BYTES => {
            Content::Binary(BinaryTest::Is(base64(payload)))
        }
        _ => Content::Binary(BinaryTest::Size(Amount::exactly(payload.len() as u64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is larger cannot be read again.
    #[test]
    fn headers_are_within_the_size_of_a_script() {
        let mut header = Header::new("a program");
        header.options = Some(session::files::HeaderOptions {
            headers: vec!["A".to_owned(), "B".to_owned()],
            ..Default::default()
        });
        let mut sink = ScriptSink::default();
        sink.begin(header);
        let long = "x".repeat(MAX_SCRIPT_BYTES);
        sink.event(&RecordedEvent::Connecting {
            address: "ws://localhost/".to_owned(),
        });
        let head = format!("GET / HTTP/1.1\r\nA: {long}\r\nB: short\r\n\r\n");
        sink.event(&RecordedEvent::Step(ConnectionStep::Requested { head }));
        let made = sink.finish();
        assert_eq!(made.left_out, 1);
        let written = made.script.to_string();
        assert!(written.contains("B: short") && written.len() < MAX_SCRIPT_BYTES);
    }
}
