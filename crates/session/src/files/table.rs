//! CSV (RFC 4180): a row for each message and event, for spreadsheets.

use std::io::{self, Write};

use data_encoding::BASE64;
use message_log::Kind;

use super::line::{direction_name, kind_name};
use crate::log::LogMessage;

/// The names of the columns.
const COLUMNS: [&str; 6] = ["number", "time", "direction", "kind", "encoding", "payload"];

/// Writes the rows.
pub(super) struct TableWriter<W: Write> {
    table: csv::Writer<W>,
}

impl<W: Write> TableWriter<W> {
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut table = csv::Writer::from_writer(out);
        table.write_record(COLUMNS)?;
        Ok(Self { table })
    }

    /// A message as text, or in Base64 where it is not; an event as JSON.
    pub(super) fn write(&mut self, message: &LogMessage<'_>, number: u64) -> io::Result<()> {
        let direction = direction_name(message.direction);
        let text = match message.kind {
            Kind::Text => std::str::from_utf8(message.payload).ok(),
            Kind::Binary | Kind::Ping | Kind::Pong | Kind::Event => None,
        };
        let (encoding, payload) = match (text, message.event) {
            (Some(text), _) => ("text", text.to_owned()),
            (None, Some(event)) => ("json", serde_json::to_string(event)?),
            (None, None) => ("base64", BASE64.encode(message.payload)),
        };
        let time = message.at.as_micros().to_string();
        let number = number.to_string();
        let kind = kind_name(message.kind);
        let row = [&*number, &time, direction, kind, encoding, &payload];
        Ok(self.table.write_record(row)?)
    }

    pub(super) fn finish(self) -> io::Result<W> {
        self.table
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
    }
}
