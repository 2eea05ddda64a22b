//! `expect`.

use super::connect::cause;
use super::cursor::{Cursor, Fault};
use super::lines::{Line, Lines};
use super::message::{self, Kind};
use super::parts::{CODE, code};
use super::send::bytes;
use crate::error::Problem;
use crate::limits::MAX_UNORDERED;
use crate::syntax::{Awaited, Bytes, Expect, ExpectedClose, Pattern};
use crate::units::{TIME, parse_time};

#[derive(Clone, Copy)]
enum What {
    Message(Kind),
    AnyOrder,
    Ping,
    Pong,
    Close,
    Lost,
    Silence,
}

const WHAT: [(&str, What); 10] = [
    ("text", What::Message(Kind::Text)),
    ("json", What::Message(Kind::Json)),
    ("binary", What::Message(Kind::Binary)),
    ("message", What::Message(Kind::Any)),
    ("any", What::AnyOrder),
    ("close", What::Close),
    ("lost", What::Lost),
    ("silence", What::Silence),
    ("ping", What::Ping),
    ("pong", What::Pong),
];

/// Reads what follows `expect`.
pub(super) fn expect<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: Cursor<'a>,
) -> Result<Expect, Fault> {
    let (mut cursor, mut tail) = message::split_ending(cursor);
    let begin = tail.at();
    let ending = message::ending(&mut tail)?;
    let what = cursor.choose("what to expect", &WHAT)?;
    if let What::Message(kind) = what {
        let pattern = message::pattern(lines, line, kind, cursor, ending.names)?;
        return Ok(Expect {
            awaited: Awaited::Message(pattern),
            within: ending.within,
            is_eventual: ending.is_eventual,
        });
    }
    if !ending.names.is_empty() {
        let found = format!("as {}", ending.names.join(", "));
        return Err((begin, Problem::Extra { found }));
    }
    let awaited = match what {
        What::AnyOrder => any_order(lines, line, &mut cursor)?,
        What::Close => Awaited::Close(close(&mut cursor)?),
        What::Lost => Awaited::Lost(cause(&mut cursor)?),
        What::Silence => Awaited::Silence(cursor.value(TIME, parse_time)?),
        What::Ping => Awaited::Ping(payload(lines, line, &mut cursor)?),
        What::Pong | What::Message(_) => Awaited::Pong(payload(lines, line, &mut cursor)?),
    };
    message::end(cursor)?;
    let is_silence = matches!(awaited, Awaited::Silence(_));
    if is_silence && (ending.within.is_some() || ending.is_eventual) {
        let found = "within or eventually".to_owned();
        return Err((begin, Problem::Extra { found }));
    }
    Ok(Expect {
        awaited,
        within: ending.within,
        is_eventual: ending.is_eventual,
    })
}

fn payload<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
) -> Result<Option<Bytes>, Fault> {
    if cursor.is_over() {
        return Ok(None);
    }
    bytes(lines, line, cursor, "how its payload is written").map(Some)
}

fn close(cursor: &mut Cursor<'_>) -> Result<ExpectedClose, Fault> {
    if cursor.is_over() {
        return Ok(ExpectedClose::default());
    }
    if cursor.accept("none") {
        return Ok(ExpectedClose {
            code: Some(None),
            reason: None,
        });
    }
    let code = cursor.value(CODE, code)?;
    let reason = match cursor.is_over() {
        true => None,
        false if cursor.is_quoted() => Some(cursor.quoted()?),
        false => return Err(cursor.missing("a reason between quotes")),
    };
    Ok(ExpectedClose {
        code: Some(Some(code)),
        reason,
    })
}

fn any_order<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
) -> Result<Awaited, Fault> {
    let expected = "order, as in: expect any order";
    cursor.value(expected, |word| (word == "order").then_some(()))?;
    cursor.end()?;
    let patterns = lines.children(Some(line), |lines, line| {
        message::alone(lines, line, line.cursor())
    });
    if patterns.is_empty() && !lines.has_errors() {
        let expected = "messages on the lines below, indented, such as: text \"hello\"";
        return Err((cursor.at(), Problem::missing(expected)));
    }
    // Each of them is compared with each message; texts are found by what they say.
    let is_compared = |pattern: &&Pattern| pattern.constant_text().is_none();
    if patterns.iter().filter(is_compared).count() > MAX_UNORDERED {
        let limit = format!(
            "at most {MAX_UNORDERED} messages can be expected in any order, not counting texts without variables"
        );
        return Err((cursor.at(), Problem::Limit(limit.into())));
    }
    Ok(Awaited::AnyOrder(patterns))
}
