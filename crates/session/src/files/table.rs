//! CSV (RFC 4180): a row for each message and event, for spreadsheets.

use std::borrow::Cow;
use std::io::{self, Write};

use data_encoding::BASE64;

use super::decoded::Decoded;
use super::line::{Payload, direction_name, kind_name};
use crate::log::LogMessage;

/// The names of the columns.
const COLUMNS: [&str; 6] = ["number", "time", "direction", "kind", "encoding", "payload"];
/// Those of what messages say in their protocol.
const DECODED_COLUMNS: [&str; 2] = ["protocol", "decoded"];

/// With these begins what a spreadsheet takes for a formula, and computes: also in their full-width forms.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Writes the rows.
pub(super) struct TableWriter<W: Write> {
    table: csv::Writer<W>,
    is_decoded: bool,
}

impl<W: Write> TableWriter<W> {
    pub(super) fn new(out: W, is_decoded: bool) -> io::Result<Self> {
        let mut table = csv::Writer::from_writer(out);
        let decoded = DECODED_COLUMNS.iter().filter(|_| is_decoded);
        table.write_record(COLUMNS.iter().chain(decoded))?;
        Ok(Self { table, is_decoded })
    }

    /// A message as text, or in Base64 where it is not; an event as JSON.
    pub(super) fn write(
        &mut self,
        message: &LogMessage<'_>,
        number: u64,
        decoded: Option<&Decoded>,
    ) -> io::Result<()> {
        let (encoding, payload) = match (message.event, Payload::of(message)) {
            (Some(event), _) => ("json", Cow::from(serde_json::to_string(event)?)),
            (None, Payload::Text(text)) => ("text", cell(text)),
            (None, Payload::Base64(bytes)) => ("base64", BASE64.encode(bytes).into()),
        };
        let row = [
            &*number.to_string(),
            &message.at.as_micros().to_string(),
            direction_name(message.direction),
            kind_name(message.kind),
            encoding,
            &payload,
        ];
        let decoded = decoded.map_or(["".into(), "".into()], |decoded| {
            [decoded.protocol.into(), cell(&decoded.words)]
        });
        let decoded = decoded.iter().filter(|_| self.is_decoded).map(|it| &**it);
        Ok(self.table.write_record(row.into_iter().chain(decoded))?)
    }

    pub(super) fn finish(self) -> io::Result<W> {
        self.table
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
    }
}

/// A text that a spreadsheet shows and does not compute: with `'` before what would be a formula, as OWASP recommends. That changes the text; a
/// `*.wscope.jsonl` has it as it was.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        for text in ["", "a=1", " =1", "'=1", "1-1", "中文"] {
            assert_eq!(cell(text), text);
        }
    }
}
