//! Frames, one a line: for people, and as JSON.

use std::borrow::Cow;
use std::io::{self, Write};

use data_encoding::{BASE64, HEXLOWER};
use message_log::Direction;
use payload::visible::{hex_preview, text_preview};
use serde::Serialize;
use session::{Fault, FollowedFrame};
use wire::Opcode;

use crate::for_terminals::for_terminals;

/// Writes a frame for people: which way it went, what its head says, how its payload begins, and the rule that it breaks.
pub(crate) fn write_line(out: &mut impl Write, frame: &FollowedFrame) -> io::Result<()> {
    let sign = match frame.direction {
        Direction::Sent => '>',
        Direction::Received | Direction::Local => '<',
    };
    let head = &frame.head;
    let opcode = opcode(head.opcode);
    let fin = if head.is_final { "FIN" } else { "-" };
    let reserved = reserved(frame).map(|bit| format!("RSV{bit}"));
    let reserved = or_dash(reserved.collect::<Vec<_>>().join(","));
    let mask = or_dash(
        head.mask
            .map_or_else(String::new, |key| HEXLOWER.encode(&key)),
    );
    let length = head.length;
    let mut line =
        format!("{sign} {opcode:<12}  {fin:<3}  {reserved:<4}  mask {mask:<8}  {length:>5} B");
    let payload = payload(frame);
    if !payload.is_empty() {
        line.push_str("  ");
        line.push_str(&payload);
    }
    if frame.belonging.is_compressed && !head.opcode.is_control() {
        line.push_str("  (compressed)");
    }
    if !frame.is_whole {
        line.push_str("  (the connection ended within it)");
    }
    if let Some(fault) = frame.fault {
        let (section, what) = (section(fault), what(fault));
        line.push_str(&format!("  ! RFC 6455, section {section}: {what}"));
    }
    writeln!(out, "{line}")
}

fn or_dash(text: String) -> String {
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}

/// How the payload begins, with nothing in it that a terminal obeys.
fn payload(frame: &FollowedFrame) -> String {
    let excerpt = &frame.excerpt;
    if frame.head.opcode == Opcode::Close
        && let Some((code, reason)) = excerpt.split_first_chunk::<2>()
    {
        let code = u16::from_be_bytes(*code);
        let reason = text_preview(reason, &[]).text;
        return format!("{code} {reason}").trim_end().to_owned();
    }
    if frame.belonging.is_text && !frame.belonging.is_compressed {
        return text_preview(excerpt, &[]).text;
    }
    hex_preview(excerpt, &[]).text
}

/// What it is, in one word.
fn opcode(opcode: Opcode) -> Cow<'static, str> {
    Cow::Borrowed(match opcode {
        Opcode::Continuation => "continuation",
        Opcode::Text => "text",
        Opcode::Binary => "binary",
        Opcode::Close => "close",
        Opcode::Ping => "ping",
        Opcode::Pong => "pong",
        Opcode::Reserved(bits) => return Cow::Owned(format!("reserved-{bits}")),
    })
}

/// Which of the bits RSV1, RSV2 and RSV3 are set, by their numbers.
fn reserved(frame: &FollowedFrame) -> impl Iterator<Item = u8> + use<> {
    let bits = frame.head.reserved;
    [(1, 4), (2, 2), (3, 1)]
        .into_iter()
        .filter_map(move |(number, bit)| (bits & bit != 0).then_some(number))
}

fn section(fault: Fault) -> &'static str {
    match fault {
        Fault::Head(fault) => fault.section(),
        Fault::Close(fault) => fault.section(),
    }
}

fn what(fault: Fault) -> String {
    match fault {
        Fault::Head(fault) => format!("a {fault}"),
        Fault::Close(fault) => format!("invalid close frame: {fault}"),
    }
}

/// A frame in JSON.
#[derive(Serialize)]
struct Line<'a> {
    time: u64,
    direction: &'static str,
    kind: &'static str,
    frame: Head<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

#[derive(Serialize)]
struct Head<'a> {
    opcode: &'a str,
    #[serde(rename = "final")]
    is_final: bool,
    reserved: Vec<u8>,
    mask: Option<String>,
    length: u64,
    compressed: bool,
    /// Whether the payload below is its beginning only.
    cut: bool,
    /// Whether the connection did not end within it.
    whole: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<Broken>,
}

/// The rule that it breaks.
#[derive(Serialize)]
struct Broken {
    section: &'static str,
    message: String,
}

/// Writes a frame as one JSON object.
pub(crate) fn write_json(out: &mut impl Write, frame: &FollowedFrame) -> io::Result<()> {
    let head = &frame.head;
    let text = whole_text(frame);
    let line = Line {
        time: frame.at.as_micros(),
        direction: match frame.direction {
            Direction::Sent => "sent",
            Direction::Received | Direction::Local => "received",
        },
        kind: "frame",
        frame: Head {
            opcode: &opcode(head.opcode),
            is_final: head.is_final,
            reserved: reserved(frame).collect(),
            mask: head.mask.map(|key| HEXLOWER.encode(&key)),
            length: head.length,
            compressed: frame.belonging.is_compressed,
            cut: frame.is_cut(),
            whole: frame.is_whole,
            fault: frame.fault.map(|fault| Broken {
                section: section(fault),
                message: what(fault),
            }),
        },
        text,
        base64: text.is_none().then(|| BASE64.encode(&frame.excerpt)),
    };
    writeln!(out, "{}", for_terminals(&serde_json::to_string(&line)?))
}

/// The excerpt, where it is a text. A fragment may end within a character.
fn whole_text(frame: &FollowedFrame) -> Option<&str> {
    let belonging = frame.belonging;
    if !belonging.is_text || belonging.is_compressed || frame.head.opcode.is_control() {
        return None;
    }
    match std::str::from_utf8(&frame.excerpt) {
        Ok(text) => Some(text),
        Err(error) if frame.is_cut() && error.error_len().is_none() => {
            std::str::from_utf8(&frame.excerpt[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    }
}
