//! Writing a HAR: an entry for each connection, as it comes; nothing is held but what stands at its end.

use std::io::{self, Write};

use connection::Step;
use data_encoding::BASE64;
use message_log::{Direction, Kind, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use super::model::{GET, HarMessage, OPEN, Pair, WEBSOCKET};
use crate::files::header::Header;
use crate::files::line::Payload;
use crate::log::LogMessage;
use crate::recorded_event::RecordedEvent;

/// Writes the log of a HAR.
pub(in crate::files) struct HarWriter<W: Write> {
    out: W,
    header: Header,
    /// The connection whose messages are being written.
    socket: Option<Socket>,
    /// Whether an entry stands before the next one.
    has_entry: bool,
    /// Messages and events that a HAR has no place for.
    left_out: u64,
}

/// What stands after the messages of an entry.
#[derive(Default)]
struct Socket {
    address: String,
    began: Timestamp,
    request: String,
    response: String,
    waited: u64,
    /// When and how.
    ended: Option<(Timestamp, RecordedEvent)>,
    /// When something was written last.
    last: Timestamp,
    has_message: bool,
    /// Whether it was open, though the answer may not have been recorded.
    was_open: bool,
}

impl<W: Write> HarWriter<W> {
    pub(in crate::files) fn new(mut out: W, header: Header) -> io::Result<Self> {
        let (name, version) = header
            .program
            .split_once(' ')
            .unwrap_or((&header.program, ""));
        let creator = json!({ "name": name, "version": version });
        write!(
            out,
            r#"{{"log":{{"version":"1.2","creator":{creator},"pages":[],"entries":["#
        )?;
        Ok(Self {
            out,
            header,
            socket: None,
            has_entry: false,
            left_out: 0,
        })
    }

    pub(in crate::files) fn write(&mut self, message: &LogMessage<'_>) -> io::Result<()> {
        if let Some(event) = message.event {
            return self.event(event, message.at);
        }
        let opcode = match message.kind {
            Kind::Text => 1,
            Kind::Binary => 2,
            Kind::Ping => 9,
            Kind::Pong => 10,
            Kind::Event => return Ok(()),
        };
        let (opcode, data) = match Payload::of(message) {
            Payload::Text(text) => (opcode, text.to_owned()),
            Payload::Base64(bytes) if opcode == 1 => (2, BASE64.encode(bytes)),
            Payload::Base64(bytes) => (opcode, BASE64.encode(bytes)),
        };
        let kind = match message.direction {
            Direction::Sent => "send",
            Direction::Received => "receive",
            Direction::Local => return Ok(()),
        };
        self.message(
            &HarMessage {
                kind: kind.to_owned(),
                time: seconds(message.at),
                opcode,
                data,
            },
            message.at,
        )
    }

    fn event(&mut self, event: &RecordedEvent, at: Timestamp) -> io::Result<()> {
        match event {
            RecordedEvent::Connecting { address } => {
                self.end_socket()?;
                self.begin_socket(Socket {
                    address: address.clone(),
                    began: at,
                    last: at,
                    ..Socket::default()
                })
            }
            RecordedEvent::Failed { detail, .. } | RecordedEvent::Lost { detail, .. } => {
                let message = HarMessage {
                    kind: "error".to_owned(),
                    time: seconds(at),
                    opcode: -1,
                    data: detail.clone(),
                };
                self.message(&message, at)?;
                self.end_with(event, at);
                Ok(())
            }
            RecordedEvent::ClosedByUs { .. } | RecordedEvent::ClosedByPeer { .. } => {
                self.end_with(event, at);
                Ok(())
            }
            RecordedEvent::Opened => {
                if let Some(socket) = &mut self.socket {
                    socket.was_open = true;
                }
                Ok(())
            }
            RecordedEvent::Step(Step::Requested { head }) => {
                if let Some(socket) = &mut self.socket {
                    socket.request.clone_from(head);
                }
                Ok(())
            }
            RecordedEvent::Step(Step::Answered { head, micros }) => {
                if let Some(socket) = &mut self.socket {
                    socket.response.clone_from(head);
                    socket.waited = *micros;
                }
                Ok(())
            }
            _ => {
                self.left_out += 1;
                Ok(())
            }
        }
    }

    fn end_with(&mut self, event: &RecordedEvent, at: Timestamp) {
        if let Some(socket) = &mut self.socket {
            socket.ended = Some((at, event.clone()));
        }
    }

    fn begin_socket(&mut self, socket: Socket) -> io::Result<()> {
        if self.has_entry {
            self.out.write_all(b",")?;
        }
        self.has_entry = true;
        let kind = json!(WEBSOCKET);
        write!(
            self.out,
            r#"{{"_resourceType":{kind},"_webSocketMessages":["#
        )?;
        self.socket = Some(socket);
        Ok(())
    }

    /// Of a record that begins within a connection, the header tells where that went.
    fn message(&mut self, message: &HarMessage, at: Timestamp) -> io::Result<()> {
        if self.socket.is_none() {
            let began = match self.header.created {
                0 => at,
                created => Timestamp::from_micros(created),
            };
            let socket = Socket {
                address: self.header.address.clone().unwrap_or_default(),
                began,
                ..Socket::default()
            };
            self.begin_socket(socket)?;
        }
        if let Some(socket) = &mut self.socket {
            if socket.has_message {
                self.out.write_all(b",")?;
            }
            socket.has_message = true;
            socket.last = socket.last.max(at);
        }
        serde_json::to_writer(&mut self.out, message)?;
        Ok(())
    }

    fn end_socket(&mut self) -> io::Result<()> {
        let Some(socket) = self.socket.take() else {
            return Ok(());
        };
        self.out.write_all(b"],")?;
        let rest = serde_json::to_string(&socket.rest()?)?;
        // An object within the one that is open: without its brace.
        self.out.write_all(&rest.as_bytes()[1..])
    }

    /// Ends the file; returns what was written to, and how many messages and events a HAR has no place for.
    pub(in crate::files) fn finish(mut self) -> io::Result<(W, u64)> {
        self.end_socket()?;
        self.out.write_all(b"]}}\n")?;
        Ok((self.out, self.left_out))
    }
}

/// What stands in an entry beside its messages. Chrome's importer wants all of these.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rest {
    started_date_time: String,
    time: f64,
    request: Value,
    response: Value,
    cache: Value,
    timings: Value,
    #[serde(rename = "_wscopeEnding", skip_serializing_if = "Option::is_none")]
    ending: Option<Value>,
}

impl Socket {
    fn rest(&self) -> serde_json::Result<Rest> {
        // As a value: what writes an event is large, and is in the program for this already.
        let ended_with = self
            .ended
            .as_ref()
            .map(|(_, event)| serde_json::to_value(event));
        let ended = self.ended.as_ref().map_or(self.last, |(at, _)| *at);
        let waited = self.waited as f64 / 1000.0;
        let time = ended.as_micros().saturating_sub(self.began.as_micros()) as f64 / 1000.0;
        // It is the sum of the times below.
        let time = time.max(waited);
        let (request, request_headers) = split(&self.request);
        let (response, response_headers) = split(&self.response);
        let mut status = response.splitn(3, ' ').skip(1);
        let code = status.next().and_then(|code| code.parse().ok());
        let (code, status_text) = match response {
            "" if self.was_open => OPEN,
            _ => (code.unwrap_or(0), status.next().unwrap_or_default()),
        };
        Ok(Rest {
            started_date_time: date(self.began),
            time,
            request: json!({
                "method": request.split(' ').next().filter(|it| !it.is_empty()).unwrap_or(GET),
                "url": self.address,
                "httpVersion": "HTTP/1.1",
                "headers": request_headers,
                "queryString": [],
                "cookies": [],
                "headersSize": sized(&self.request),
                "bodySize": 0,
            }),
            response: json!({
                "status": code,
                "statusText": status_text,
                "httpVersion": "HTTP/1.1",
                "headers": response_headers,
                "cookies": [],
                "content": { "size": 0, "mimeType": "x-unknown" },
                "redirectURL": "",
                "headersSize": sized(&self.response),
                "bodySize": -1,
            }),
            cache: json!({}),
            timings: json!({ "send": 0, "wait": waited, "receive": time - waited }),
            ending: ended_with.transpose()?,
        })
    }
}

/// The first line of a head, and its headers.
fn split(head: &str) -> (&str, Vec<Pair>) {
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let headers = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some(Pair {
            name: name.to_owned(),
            value: value.trim().to_owned(),
        })
    });
    (first, headers.collect())
}

/// With the empty line that ends it (HAR 1.2, `headersSize`), which a recorded head may have or not; −1 where it is not known.
fn sized(head: &str) -> i64 {
    const END: &str = "\r\n\r\n";
    match head.trim_end_matches(['\r', '\n']).len() {
        0 => -1,
        bytes => i64::try_from(bytes + END.len()).unwrap_or(-1),
    }
}

fn seconds(at: Timestamp) -> f64 {
    at.as_micros() as f64 / 1_000_000.0
}

/// ISO 8601, with microseconds.
fn date(at: Timestamp) -> String {
    let micros = i64::try_from(at.as_micros()).unwrap_or(i64::MAX);
    let date = chrono::DateTime::from_timestamp_micros(micros).unwrap_or_default();
    date.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}
