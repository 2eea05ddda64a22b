//! JSON-RPC 2.0 (<https://www.jsonrpc.org/specification>), also as what builds on it: the Language Server Protocol, with its
//! header part or without, the Model Context Protocol, and the Chrome DevTools Protocol, which leaves the version out.

#[cfg(feature = "speaking")]
mod forms;

use super::members::{Members, values};
use super::payload::{Payload, Sender};
use super::summary::words;
use super::{Confidence, Evidence, Fault, Kind, Output, Protocol, Reason, Unit};

/// Subprotocols whose messages are of JSON-RPC.
const SUBPROTOCOLS: [&str; 5] = ["jsonrpc", "json-rpc", "jsonrpc2.0", "mcp", "lsp"];
/// Where a browser that is debugged has its endpoints.
const DEVTOOLS_PATH: &str = "/devtools/";

/// The protocol.
pub struct JsonRpc;

impl Protocol for JsonRpc {
    fn id(&self) -> &'static str {
        "json-rpc"
    }

    fn name(&self) -> &'static str {
        "JSON-RPC 2.0"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        if let Some(subprotocol) = evidence.subprotocol {
            let is_known = SUBPROTOCOLS
                .iter()
                .any(|known| subprotocol.eq_ignore_ascii_case(known));
            if is_known {
                return Some((Confidence::Certain, Reason::Subprotocol));
            }
        }
        if evidence.path.starts_with(DEVTOOLS_PATH) {
            return Some((Confidence::Likely, Reason::Path));
        }
        let first = evidence.first.first()?;
        says_version(first.bytes).then_some((Confidence::Certain, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(message) = parts.first() else {
            return Ok(());
        };
        let body = content(message.bytes);
        match values(body) {
            Some(batch) => {
                for entry in &batch {
                    let members = Members::read(entry.as_bytes());
                    let members =
                        members.ok_or(Fault::new("an entry of the batch is no object"))?;
                    output.unit(unit(&members, message.sender)?);
                }
            }
            None => {
                let members =
                    Members::read(body).ok_or(Fault::new("not a JSON object or array"))?;
                output.unit(unit(&members, message.sender)?);
            }
        }
        if output.tree().is_wanted() {
            // It was read as JSON, which is UTF-8.
            output.tree().json(None, &String::from_utf8_lossy(body));
        }
        Ok(())
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }
}

/// What is left of a message without the header part of the Language Server Protocol.
fn content(bytes: &[u8]) -> &[u8] {
    const HEADER: &[u8] = b"Content-Length:";
    const END: &[u8] = b"\r\n\r\n";
    if !bytes.starts_with(HEADER) {
        return bytes;
    }
    let end = bytes.windows(END.len()).position(|four| four == END);
    end.map_or(bytes, |end| &bytes[end + END.len()..])
}

/// Whether a message says that it is of JSON-RPC 2.0.
fn says_version(bytes: &[u8]) -> bool {
    let body = content(bytes);
    let is_version = |members: Members<'_>| members.string("jsonrpc").is_some_and(|it| it == "2.0");
    match values(body) {
        Some(batch) => batch
            .first()
            .is_some_and(|entry| Members::read(entry.as_bytes()).is_some_and(is_version)),
        None => Members::read(body).is_some_and(is_version),
    }
}

/// What one object says.
fn unit(members: &Members<'_>, sender: Sender) -> Result<Unit, Fault> {
    let id = members.get("id").filter(|id| *id != "null");
    let caller = |unit: Unit, caller| match id {
        Some(id) => unit.paired(caller, id),
        None => unit,
    };
    if let Some(method) = members.string("method") {
        let parameters = members.get("params").unwrap_or_default();
        let kind = if id.is_some() {
            Kind::Call
        } else {
            Kind::Event
        };
        let unit = Unit::new(kind, words(&[&method, parameters])).named(&*method);
        return Ok(caller(unit, sender));
    }
    if let Some(error) = members.get("error") {
        return Ok(caller(
            Unit::new(Kind::Error, error_summary(error)),
            sender.other(),
        ));
    }
    if let Some(result) = members.get("result") {
        let summary = words(&["result", result]);
        return Ok(caller(Unit::new(Kind::Result, summary), sender.other()));
    }
    Err(Fault::new(
        "neither \"method\" nor \"result\" nor \"error\"",
    ))
}

/// An error object in one line: its code and its message, or itself if it is something else.
fn error_summary(error: &str) -> String {
    let members = Members::read(error.as_bytes());
    let summary = members.and_then(|members| {
        let message = members.string("message")?;
        let code = members.get("code").unwrap_or_default();
        Some(words(&["error", code, &message]))
    });
    summary.unwrap_or_else(|| words(&["error", error]))
}

#[cfg(test)]
mod tests;
