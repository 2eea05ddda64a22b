//! What is sent.

use connection::Message;
use payload::typed::{self, Content};
use wire::RawFrame;

use crate::bytes::{form, words};
use crate::files::Files;
use crate::limits::MAX_FILLED_BYTES;
use crate::syntax::{Bytes, Encoding, Frame, Send};
use crate::template::{Context, Template};
use crate::variables::Variables;

/// What is sent.
#[derive(Clone, Debug)]
pub(super) enum Outgoing {
    Message(Message),
    Frame(RawFrame),
}

/// What a step sends; or why it cannot, in words.
pub(super) fn outgoing(
    send: &Send,
    variables: &Variables,
    files: &dyn Files,
) -> Result<Outgoing, String> {
    Ok(Outgoing::Message(match send {
        Send::Text(text) => Message::Text(fill(text, variables, Context::Plain)?),
        Send::Json(json) => {
            let json = fill(json, variables, Context::Json)?;
            if let Err(flaw) = typed::parse(&json, typed::Form::Json) {
                return Err(format!(
                    "with its variables, it is not JSON: {}",
                    words(&flaw.flaw)
                ));
            }
            Message::Text(json)
        }
        Send::File(path) => {
            let path = fill(path, variables, Context::Plain)?;
            let text = String::from_utf8(read(&path, files)?);
            Message::Text(text.map_err(|_error| {
                format!("{path} is not UTF-8; send binary file {path} sends it as it is")
            })?)
        }
        Send::Binary(value) => Message::Binary(bytes(value, variables, files)?),
        Send::Ping(value) => Message::Ping(bytes(value, variables, files)?),
        Send::Frame(frame) => return raw(frame, variables, files).map(Outgoing::Frame),
    }))
}

fn fill(text: &Template, variables: &Variables, context: Context) -> Result<String, String> {
    text.fill(variables, context)
        .map_err(|error| error.to_string())
}

/// What is in a file, if it can be sent.
fn read(path: &str, files: &dyn Files) -> Result<Vec<u8>, String> {
    let bytes = files.read(path)?;
    match bytes.len() {
        0..=MAX_FILLED_BYTES => Ok(bytes),
        size => Err(format!(
            "{path} has {size} bytes; a message has at most {MAX_FILLED_BYTES}"
        )),
    }
}

/// Bytes of a script.
pub(super) fn bytes(
    bytes: &Bytes,
    variables: &Variables,
    files: &dyn Files,
) -> Result<Vec<u8>, String> {
    let text = fill(&bytes.value, variables, Context::Plain)?;
    let form = match (bytes.encoding, form(bytes.encoding)) {
        (Encoding::File, _) => return read(&text, files),
        (_, None) => return Ok(text.into_bytes()),
        (_, Some(form)) => form,
    };
    match typed::parse(&text, form) {
        Ok(Content::Binary(bytes)) => Ok(bytes),
        Ok(Content::Text(text)) => Ok(text.into_bytes()),
        Err(flaw) => Err(format!(
            "with its variables, the payload cannot be used: {}",
            words(&flaw.flaw)
        )),
    }
}

fn raw(frame: &Frame, variables: &Variables, files: &dyn Files) -> Result<RawFrame, String> {
    Ok(RawFrame {
        is_final: frame.is_final,
        reserved: frame.reserved,
        opcode: frame.opcode,
        masking: frame.masking,
        declared: frame.declared,
        form: frame.form,
        payload: bytes(&frame.payload, variables, files)?,
    })
}
