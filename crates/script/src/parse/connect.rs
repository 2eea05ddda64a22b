//! `connect`, and the lines below it.

use connection::{Endpoint, Header, Subprotocol};

use super::cursor::{Cursor, Fault};
use super::lines::{Line, Lines};
use super::parts::NAME;
use crate::cause::CauseName;
use crate::error::Problem;
use crate::syntax::{Connect, Response};
use crate::template::Template;
use crate::units::{TIME, parse_time};
use crate::variables::is_name;

#[derive(Clone, Copy)]
enum Word {
    Header,
    Subprotocol,
    Timeout,
    No,
    Expect,
}

const WORDS: [(&str, Word); 5] = [
    ("header", Word::Header),
    ("subprotocol", Word::Subprotocol),
    ("timeout", Word::Timeout),
    ("no", Word::No),
    ("expect", Word::Expect),
];

#[derive(Clone, Copy)]
enum Expected {
    Header,
    Subprotocol,
    Status,
    Failure,
}

const EXPECTED: [(&str, Expected); 4] = [
    ("header", Expected::Header),
    ("subprotocol", Expected::Subprotocol),
    ("status", Expected::Status),
    ("failure", Expected::Failure),
];

const ADDRESS: &str = "an address, such as ws://localhost:4000";
const HEADER: &str = "a header, as in: header Origin: https://example.org";

/// Reads what follows `connect`: the name of the connection, if it has one, and how it is made.
pub(super) fn connect<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    mut cursor: Cursor<'a>,
) -> Result<(Option<String>, Connect), Fault> {
    let name = named(&mut cursor)?;
    let address = cursor.text(ADDRESS)?;
    if let Some(Err(error)) = address.constant().map(Endpoint::parse) {
        return Err((address.at(), Problem::value("the address", error)));
    }
    let mut connect = Connect {
        address,
        ..Connect::default()
    };
    lines.children(Some(line), |_, line| detail(&mut connect, line.cursor()));
    Ok((name, connect))
}

/// `NAME to` before an address.
fn named(cursor: &mut Cursor<'_>) -> Result<Option<String>, Fault> {
    let mut ahead = *cursor;
    let Some(word) = ahead.word() else {
        return Ok(None);
    };
    if !ahead.accept("to") {
        return Ok(None);
    }
    if !is_name(word.text) {
        return Err(word.fault(Problem::expected(NAME, word.text)));
    }
    *cursor = ahead;
    Ok(Some(word.text.to_owned()))
}

fn detail(connect: &mut Connect, mut cursor: Cursor<'_>) -> Result<(), Fault> {
    match cursor.choose("how to connect", &WORDS)? {
        Word::Header => {
            let header = cursor.text(HEADER)?;
            if let Some(Err(error)) = header.constant().map(Header::parse) {
                return Err((header.at(), Problem::value("the header", error)));
            }
            connect.headers.push(header);
        }
        Word::Subprotocol => {
            let names = cursor.text("the name of a subprotocol")?;
            if let Some(Err(error)) = names.constant().map(Subprotocol::parse_list) {
                return Err((names.at(), Problem::value("the subprotocol", error)));
            }
            connect.subprotocols.push(names);
        }
        Word::Timeout => connect.timeout = Some(cursor.value(TIME, parse_time)?),
        Word::No => {
            let expected = "compression, as in: no compression";
            cursor.value(expected, |word| (word == "compression").then_some(()))?;
            connect.is_uncompressed = true;
        }
        Word::Expect => {
            let response = response(&mut cursor)?;
            connect.expected.push(response);
        }
    }
    cursor.end()
}

fn response(cursor: &mut Cursor<'_>) -> Result<Response, Fault> {
    let what = "what to expect of the response";
    Ok(match cursor.choose(what, &EXPECTED)? {
        Expected::Header => {
            let at = cursor.at();
            let colon = cursor.rest().find(':').map(|colon| colon + 1);
            let colon = colon.ok_or((at, Problem::missing(HEADER)))?;
            let name = cursor.split(colon).rest().trim_end_matches(':').to_owned();
            if let Err(error) = Header::new("A", &name).and(Header::new(&format!("X-{name}"), "")) {
                return Err((at, Problem::value("the header", error)));
            }
            let value = match cursor.is_over() {
                true => Template::default(),
                false => cursor.text("a value")?,
            };
            Response::Header { name, value }
        }
        Expected::Subprotocol if cursor.accept("none") => {
            Response::Subprotocol(Template::default())
        }
        Expected::Subprotocol => Response::Subprotocol(cursor.argument("its name, or none")?),
        Expected::Status => {
            let expected = "an HTTP status, such as 401";
            let status = |word: &str| word.parse().ok().filter(|_| word.len() == 3);
            Response::Status(cursor.value(expected, status)?)
        }
        Expected::Failure => Response::Failure(cause(cursor)?),
    })
}

/// The name of a cause, if there is one.
pub(super) fn cause(cursor: &mut Cursor<'_>) -> Result<Option<CauseName>, Fault> {
    let Some(word) = cursor.word() else {
        return Ok(None);
    };
    let cause = CauseName::parse(word.text);
    let unknown = || Problem::unknown(word.text, "a cause", CauseName::ALL);
    cause.map(Some).ok_or_else(|| word.fault(unknown()))
}
