//! STOMP 1.0 to 1.2: frames of a command, headers and a body.
//!
//! <https://stomp.github.io/stomp-specification-1.2.html>

#[cfg(feature = "speaking")]
mod forms;
mod frame;
#[cfg(feature = "speaking")]
mod heartbeats;
mod pieces;

use std::borrow::Cow;

use super::encodings::value;
use super::payload::{Payload, Sender};
use super::summary::{beginning, words};
use super::{Confidence, Evidence, Fault, Joiner, Kind, Output, Protocol, Reason, Tree, Unit};
use frame::{Frame, Frames};

/// What clients of it ask for; not in the specification, and the same in all implementations.
const SUBPROTOCOLS: [&str; 3] = ["v10.stomp", "v11.stomp", "v12.stomp"];

/// What an end of line between frames is: it only keeps the connection open (section "Heart-beating").
const HEARTBEAT: &str = "heart-beat";

/// The protocol.
pub struct Stomp;

impl Protocol for Stomp {
    fn id(&self) -> &'static str {
        "stomp"
    }

    fn name(&self) -> &'static str {
        "STOMP 1.2"
    }

    fn recognise(&self, evidence: &Evidence<'_>) -> Option<(Confidence, Reason)> {
        if evidence
            .subprotocol
            .is_some_and(|it| SUBPROTOCOLS.contains(&it))
        {
            return Some((Confidence::Certain, Reason::Subprotocol));
        }
        let opens = evidence.first.iter().any(opens);
        opens.then_some((Confidence::Certain, Reason::Messages))
    }

    fn decode(&self, parts: &[Payload<'_>], output: &mut Output) -> Result<(), Fault> {
        let Some(first) = parts.first() else {
            return Ok(());
        };
        let bytes = match parts {
            [one] => Cow::Borrowed(one.bytes),
            several => Cow::Owned(several.iter().flat_map(|it| it.bytes).copied().collect()),
        };
        units(&bytes, first.sender, output)?;
        write(&bytes, output.tree());
        Ok(())
    }

    fn joiner(&self) -> Option<Box<dyn Joiner>> {
        Some(Box::new(pieces::Pieces::default()))
    }

    #[cfg(feature = "speaking")]
    fn forms(&self) -> &'static [super::Form] {
        forms::FORMS
    }

    #[cfg(feature = "speaking")]
    fn heartbeats(&self) -> Option<Box<dyn super::Heartbeats>> {
        Some(Box::new(heartbeats::Agreed::default()))
    }
}

/// What a stream of frames says.
pub(super) fn units(bytes: &[u8], sender: Sender, output: &mut Output) -> Result<(), Fault> {
    if is_heartbeat(bytes) {
        output.unit(Unit::new(Kind::Heartbeat, HEARTBEAT).named(HEARTBEAT));
        return Ok(());
    }
    for frame in Frames::new(bytes) {
        let frame = frame?;
        output.unit_of(|| unit(&frame, sender));
    }
    Ok(())
}

/// Writes frames that were read without a fault.
pub(super) fn write(bytes: &[u8], tree: &mut Tree) {
    if !tree.is_wanted() {
        return;
    }
    if is_heartbeat(bytes) {
        tree.string(None, HEARTBEAT);
        return;
    }
    tree.one_or_several(Frames::new(bytes).take(2).count(), |tree| {
        let frames = Frames::new(bytes).flatten();
        tree.each(frames, |tree, frame| write_frame(&frame, tree));
    });
}

/// Whether a text within a message of another protocol has nothing but whole frames.
pub(super) fn is_stomp(bytes: &[u8]) -> bool {
    let is_whole = |frame: Result<Frame<'_>, Fault>| frame.is_ok_and(|frame| frame.is_complete);
    let mut frames = Frames::new(bytes).peekable();
    is_heartbeat(bytes) || (frames.peek().is_some() && frames.all(is_whole))
}

/// Whether a message has nothing but ends of lines.
fn is_heartbeat(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, b'\n' | b'\r'))
}

/// Whether a message opens a connection.
fn opens(message: &Payload<'_>) -> bool {
    let commands: &[&str] = match message.sender {
        Sender::Client => &["CONNECT", "STOMP"],
        Sender::Server => &["CONNECTED"],
    };
    matches!(Frames::new(message.bytes).next(), Some(Ok(frame)) if commands.contains(&frame.command) && frame.is_complete)
}

/// What a frame is for.
fn unit(frame: &Frame<'_>, sender: Sender) -> Unit {
    let command = frame.command;
    let header = |name| frame.header(name).unwrap_or_default();
    let destination = header("destination");
    let body = beginning(frame.body);
    let (kind, name, detail) = match command {
        "SEND" | "MESSAGE" => (Kind::Event, &*destination, body),
        "SUBSCRIBE" => (Kind::Control, &*destination, Cow::Borrowed("")),
        "ACK" | "NACK" => (Kind::Acknowledgement, command, header("id")),
        "RECEIPT" => (Kind::Acknowledgement, command, header("receipt-id")),
        "ERROR" if header("message").is_empty() => (Kind::Error, command, body),
        "ERROR" => (Kind::Error, command, header("message")),
        "UNSUBSCRIBE" => (Kind::Control, command, header("id")),
        "BEGIN" | "COMMIT" | "ABORT" => (Kind::Control, command, header("transaction")),
        _ => (Kind::Control, command, header("version")),
    };
    let missing = if frame.is_complete {
        ""
    } else {
        "(incomplete)"
    };
    let summary = words(&[command, &destination, &detail, missing]);
    let unit = Unit::new(kind, summary).named(name);
    // Section "Receipt": what a client has sent is answered under the same id. RabbitMQ passes its header on to who has subscribed.
    match (frame.header("receipt"), frame.header("receipt-id")) {
        (Some(id), _) if sender == Sender::Client => Unit {
            kind: Kind::Call,
            ..unit.paired(sender, id)
        },
        (_, Some(id)) => unit.paired(sender.other(), id),
        _ => unit,
    }
}

fn write_frame(frame: &Frame<'_>, tree: &mut Tree) {
    tree.object(None, |tree| {
        tree.string("command", frame.command);
        tree.object("headers", |tree| {
            for (name, value) in frame.headers() {
                tree.string(&*name, &value);
            }
        });
        if !frame.body.is_empty() {
            value(tree, "body", frame.body);
        }
        if !frame.is_complete {
            tree.boolean("complete", false);
        }
    });
}

#[cfg(test)]
mod tests;
