//! A script that is made of a recorded session.

use std::borrow::Cow;
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
    steps: Vec<Step>,
    /// The size of the script until now, about.
    bytes: usize,
    /// The connection that is recorded now: its first step among `steps`.
    connect: Option<usize>,
    /// Whether that is open.
    is_open: bool,
    left_out: u64,
    /// Variables that stand for what was masked.
    variables: Vec<String>,
}

impl ScriptSink {
    /// The script; how many messages and events are left out, because a script cannot have them, or would be too long; and
    /// the variables that stand for what was masked.
    pub fn finish(self) -> (Script, u64, Vec<String>) {
        (Script::of_steps(self.steps), self.left_out, self.variables)
    }

    fn push(&mut self, action: Action) {
        self.steps.push(Step {
            line: 0,
            connection: None,
            action,
        });
    }

    fn expect(&mut self, awaited: Awaited) {
        self.push(Action::Expect(Expect {
            awaited,
            within: None,
            is_eventual: false,
        }));
    }

    fn message(&mut self, direction: Direction, kind: Kind, payload: &[u8]) {
        // Encoded, bytes take more.
        let bytes = payload.len().saturating_mul(2);
        if !self.is_open || self.bytes.saturating_add(bytes) > MAX_SCRIPT_BYTES {
            self.left_out += 1;
            return;
        }
        match (direction, kind) {
            (Direction::Sent, Kind::Text) => {
                let text = String::from_utf8_lossy(payload);
                let send = match json(&text) {
                    Some(json) => Send::Json(json),
                    None => Send::Text(Template::text(text)),
                };
                self.push(Action::Send(send));
            }
            (Direction::Sent, Kind::Binary) => {
                self.push(Action::Send(Send::Binary(base64(payload))));
            }
            (Direction::Sent, Kind::Ping) => self.push(Action::Send(Send::Ping(base64(payload)))),
            (Direction::Received, Kind::Text | Kind::Binary) => {
                let pattern = Pattern {
                    line: 0,
                    content: content(kind, payload),
                    names: Vec::new(),
                    checks: Vec::new(),
                };
                self.expect(Awaited::Message(pattern));
            }
            // Nobody has to expect control frames.
            _ => return,
        }
        self.bytes += bytes;
    }

    fn event(&mut self, event: &RecordedEvent) {
        match event {
            RecordedEvent::Connecting { address } => self.connecting(address),
            RecordedEvent::Step(ConnectionStep::Requested { head }) => self.requested(head),
            RecordedEvent::Step(ConnectionStep::RawFrame(_)) => self.left_out += 1,
            RecordedEvent::Opened => self.is_open = true,
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
        let subprotocols = self
            .header
            .as_ref()
            .and_then(|header| header.options.as_ref());
        let subprotocols = subprotocols.map(|options| options.subprotocols.clone());
        let subprotocols = subprotocols.unwrap_or_default();
        let connect = Connect {
            address: self.unmasked(address),
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
        if let Some(connect) = self.connect() {
            connect.headers = added;
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
            self.expect(awaited);
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
