//! `send`.

use payload::typed::{self, Form, Malformed};
use wire::{LengthForm, Masking, Opcode};

use super::cursor::{Cursor, Fault, Word};
use super::lines::{Line, Lines};
use super::parts::text_or_block;
use crate::bytes::{form, words};
use crate::error::{Position, Problem};
use crate::syntax::{Bytes, Encoding, Frame, Send};
use crate::template::{Context, Template};

#[derive(Clone, Copy)]
enum What {
    Text,
    Json,
    Binary,
    File,
    Ping,
    Frame,
}

const WHAT: [(&str, What); 6] = [
    ("text", What::Text),
    ("json", What::Json),
    ("binary", What::Binary),
    ("file", What::File),
    ("ping", What::Ping),
    ("frame", What::Frame),
];

const ENCODINGS: [(&str, Encoding); 4] = [
    ("text", Encoding::Text),
    ("hex", Encoding::Hex),
    ("base64", Encoding::Base64),
    ("file", Encoding::File),
];

const FILE: &str = "the name of a file";
const TEXT: &str = "a text, or one on the lines below";
const JSON: &str = "JSON, or JSON on the lines below";
const BYTES: &str = "bytes, or bytes on the lines below";

/// Reads what follows `send`.
pub(super) fn send<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    mut cursor: Cursor<'a>,
) -> Result<Send, Fault> {
    let sent = match cursor.choose("what to send", &WHAT)? {
        What::Text => Send::Text(text_or_block(lines, line, &mut cursor, TEXT)?),
        What::Json => Send::Json(json(lines, line, &mut cursor)?),
        What::File => Send::File(cursor.text(FILE)?),
        What::Binary => Send::Binary(bytes(
            lines,
            line,
            &mut cursor,
            "how the bytes are written",
        )?),
        What::Ping if cursor.is_over() => Send::Ping(Bytes {
            encoding: Encoding::Text,
            value: Template::default(),
        }),
        What::Ping => Send::Ping(bytes(
            lines,
            line,
            &mut cursor,
            "how its payload is written",
        )?),
        What::Frame => Send::Frame(Box::new(frame(&mut cursor)?)),
    };
    cursor.end()?;
    Ok(sent)
}

/// JSON on this line or the lines below it, checked as far as that can be done without its variables.
pub(super) fn json<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
) -> Result<Template, Fault> {
    let json = match cursor.is_over() {
        true => lines.block(line)?,
        false => Some(cursor.raw()?),
    };
    checked_json(json, cursor)
}

/// The same where further lines may follow that are no JSON. How it is written does not matter, so it becomes one line.
pub(super) fn expected_json<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
) -> Result<Template, Fault> {
    let json = match cursor.is_over() {
        true => lines.block_until(line, begins_check)?,
        false => Some(cursor.raw()?),
    };
    Ok(checked_json(json, cursor)?.on_one_line())
}

/// Whether a line says what is to hold for JSON. No JSON begins so.
fn begins_check(line: &str) -> bool {
    line.starts_with(['$', 'c'])
}

fn checked_json(json: Option<Template>, cursor: &Cursor<'_>) -> Result<Template, Fault> {
    let json = json.ok_or_else(|| (cursor.at(), Problem::missing(JSON)))?;
    check_json(&json)?;
    Ok(json)
}

pub(super) fn check_json(json: &Template) -> Result<(), Fault> {
    match typed::parse(&json.sample(Context::Json), Form::Json) {
        Ok(_) => Ok(()),
        Err(flaw) => Err(malformed(json, "the JSON", &flaw)),
    }
}

/// Where a flaw of a text stands in the script: the column only if no variable stands before it.
fn malformed(text: &Template, what: &'static str, flaw: &Malformed) -> Fault {
    let begin = text.at();
    let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let at = match (text.constant(), flaw.line) {
        (None, 1) => begin,
        (_, 1) => Position {
            line: begin.line,
            column: begin.column + narrow(flaw.column) - 1,
        },
        // The lines of a block begin where the first one does.
        (constant, line) => Position {
            line: begin.line + narrow(line) - 1,
            column: begin.column + constant.map_or(0, |_| narrow(flaw.column) - 1),
        },
    };
    (at, Problem::value(what, words(&flaw.flaw)))
}

/// How bytes are written, and the bytes.
pub(super) fn bytes<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
    what: &'static str,
) -> Result<Bytes, Fault> {
    let encoding = cursor.choose(what, &ENCODINGS)?;
    let value = match encoding {
        Encoding::File => cursor.text(FILE)?,
        _ => text_or_block(lines, line, cursor, BYTES)?,
    };
    let bytes = Bytes { encoding, value };
    check_bytes(&bytes)?;
    Ok(bytes)
}

pub(super) fn check_bytes(bytes: &Bytes) -> Result<(), Fault> {
    let (Some(text), Some(form)) = (bytes.value.constant(), form(bytes.encoding)) else {
        return Ok(());
    };
    match typed::parse(text, form) {
        Ok(_) => Ok(()),
        Err(flaw) => Err(malformed(&bytes.value, "the payload", &flaw)),
    }
}

const OPCODES: [(&str, u8); 6] = [
    ("continuation", 0),
    ("text", 1),
    ("binary", 2),
    ("close", 8),
    ("ping", 9),
    ("pong", 10),
];

const FORMS: [(&str, LengthForm); 3] = [
    ("shortest", LengthForm::Shortest),
    ("16", LengthForm::Bits16),
    ("64", LengthForm::Bits64),
];

/// The fields of a frame, in the order in which they are on the wire.
const FIELDS: [&str; 9] = [
    "fin", "rsv1", "rsv2", "rsv3", "opcode", "mask", "length", "form", "payload",
];

fn frame(cursor: &mut Cursor<'_>) -> Result<Frame, Fault> {
    let mut frame = Frame {
        is_final: true,
        reserved: 0,
        opcode: Opcode::Text,
        masking: Masking::Random,
        declared: None,
        form: LengthForm::Shortest,
        payload: Bytes {
            encoding: Encoding::Text,
            value: Template::default(),
        },
    };
    if cursor.is_over() {
        let expected = "fields, as in: send frame opcode=text fin=false payload text hello";
        return Err((cursor.at(), Problem::missing(expected)));
    }
    while let Some(word) = cursor.word() {
        if word.text == "payload" {
            let encoding = cursor.choose("how its payload is written", &ENCODINGS)?;
            let value = cursor.text("bytes")?;
            frame.payload = Bytes { encoding, value };
            check_bytes(&frame.payload)?;
            break;
        }
        field(&mut frame, word)?;
    }
    Ok(frame)
}

fn field(frame: &mut Frame, word: Word<'_>) -> Result<(), Fault> {
    let (name, value) = word.text.split_once('=').unwrap_or((word.text, ""));
    let reserved = |bit: u8, frame: &mut Frame| {
        flag(value).map(|is_set| {
            frame.reserved = frame.reserved & !bit | if is_set { bit } else { 0 };
        })
    };
    let (read, expected) = match name {
        "fin" => (flag(value).map(|fin| frame.is_final = fin), FLAG),
        "rsv1" => (reserved(4, frame), FLAG),
        "rsv2" => (reserved(2, frame), FLAG),
        "rsv3" => (reserved(1, frame), FLAG),
        "opcode" => {
            let read = opcode(value).map(|opcode| frame.opcode = opcode);
            (
                read,
                "text, binary, continuation, close, ping, pong or a number from 0 to 15",
            )
        }
        "mask" => {
            let read = masking(value).map(|masking| frame.masking = masking);
            (read, "random, none or a key of eight hexadecimal digits")
        }
        "length" => {
            let read = value
                .parse()
                .ok()
                .map(|length| frame.declared = Some(length));
            (read, "a number of bytes")
        }
        "form" => {
            let form = FORMS.iter().find(|(name, _)| *name == value);
            (
                form.map(|(_, form)| frame.form = *form),
                "shortest, 16 or 64",
            )
        }
        _ => return Err(word.fault(Problem::unknown(name, "a field of a frame", &FIELDS))),
    };
    let expected = format!("{name}= and {expected}");
    read.ok_or_else(|| word.fault(Problem::expected(expected, word.text)))
}

const FLAG: &str = "true or false";

fn flag(text: &str) -> Option<bool> {
    text.parse().ok()
}

fn opcode(text: &str) -> Option<Opcode> {
    let known = OPCODES.iter().find(|(name, _)| *name == text);
    let bits = known.map_or_else(|| text.parse().ok(), |(_, bits)| Some(*bits));
    bits.filter(|bits| *bits < 16).map(Opcode::from_bits)
}

fn masking(text: &str) -> Option<Masking> {
    match text {
        "random" => Some(Masking::Random),
        "none" => Some(Masking::Unmasked),
        key if key.len() == 8 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            let key = u32::from_str_radix(key, 16).ok()?;
            Some(Masking::Key(key.to_be_bytes()))
        }
        _ => None,
    }
}
