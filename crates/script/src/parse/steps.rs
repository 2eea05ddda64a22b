//! Steps.

use super::cursor::{Cursor, Fault};
use super::lines::{Line, Lines};
use super::parts::{CODE, NAME, code, name, text_or_block};
use super::{connect, expect, message, send};
use crate::error::{Problem, listed};
use crate::limits::{MAX_NESTING, MAX_ROUNDS};
use crate::syntax::{Action, Close, Skip, SkipCondition, Step};
use crate::template::Template;
use crate::units::{TIME, parse_time};
use crate::variables::is_name;

/// What a step begins with.
const WORDS: [(&str, Word); 9] = [
    ("connect", Word::Connect),
    ("send", Word::Send),
    ("expect", Word::Expect),
    ("ignore", Word::Ignore),
    ("close", Word::Close),
    ("wait", Word::Wait),
    ("set", Word::Set),
    ("repeat", Word::Repeat),
    ("skip", Word::Skip),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Connect,
    Send,
    Expect,
    Ignore,
    Close,
    Wait,
    Set,
    Repeat,
    Skip,
}

/// Reads a step, and what belongs to it.
pub(super) fn step<'a>(lines: &mut Lines<'a>, line: Line<'a>, depth: usize) -> Result<Step, Fault> {
    let mut cursor = line.cursor();
    let connection = connection(&mut cursor)?;
    let at = cursor.at();
    let word = cursor.choose("a step", &WORDS)?;
    let has_no_connection = matches!(
        word,
        Word::Connect | Word::Wait | Word::Set | Word::Repeat | Word::Skip
    );
    if has_no_connection && connection.is_some() {
        let of_connection = ["send", "expect", "ignore", "close"];
        let expected = format!("after the name of a connection: {}", listed(&of_connection));
        let found = WORDS.iter().find(|(_, other)| *other == word);
        let found = found.map_or("", |(name, _)| name);
        return Err((at, Problem::expected(expected, found)));
    }
    if word == Word::Connect {
        let (connection, connect) = connect::connect(lines, line, cursor)?;
        let action = Action::Connect(Box::new(connect));
        return Ok(Step {
            line: line.number,
            connection,
            action,
        });
    }
    let action = match word {
        Word::Connect | Word::Send => Action::Send(send::send(lines, line, cursor)?),
        Word::Expect => Action::Expect(expect::expect(lines, line, cursor)?),
        Word::Ignore => Action::Ignore(message::alone(lines, line, cursor)?),
        Word::Close => Action::Close(close(cursor)?),
        Word::Wait => wait(cursor)?,
        Word::Set => set(lines, line, cursor)?,
        Word::Repeat => repeat(lines, line, cursor, depth)?,
        Word::Skip => Action::Skip(skip(cursor)?),
    };
    Ok(Step {
        line: line.number,
        connection,
        action,
    })
}

/// `NAME:` before a step.
fn connection(cursor: &mut Cursor<'_>) -> Result<Option<String>, Fault> {
    let Some(word) = cursor.peek() else {
        return Ok(None);
    };
    let Some(name) = word.text.strip_suffix(':') else {
        return Ok(None);
    };
    if !is_name(name) {
        return Err(word.fault(Problem::expected(NAME, name)));
    }
    cursor.word();
    Ok(Some(name.to_owned()))
}

fn wait(mut cursor: Cursor<'_>) -> Result<Action, Fault> {
    let time = cursor.value(TIME, parse_time)?;
    cursor.end()?;
    Ok(Action::Wait(time))
}

fn set<'a>(lines: &mut Lines<'a>, line: Line<'a>, mut cursor: Cursor<'a>) -> Result<Action, Fault> {
    let name = name(&mut cursor)?;
    let expected = "= and a value, as in: set room = lobby";
    cursor.value(expected, |word| (word == "=").then_some(()))?;
    let value = text_or_block(
        lines,
        line,
        &mut cursor,
        "a value, or one on the lines below",
    )?;
    Ok(Action::Set { name, value })
}

fn skip(mut cursor: Cursor<'_>) -> Result<Skip, Fault> {
    let kind = match cursor.peek().map(|word| word.text) {
        Some("if") => Some(SkipCondition::If as fn(String) -> SkipCondition),
        Some("unless") => Some(SkipCondition::Unless as _),
        _ => None,
    };
    let mut condition = None;
    if let Some(kind) = kind {
        cursor.word();
        let expected = "a variable, as in: skip unless {{token}}";
        let name = |word: &str| {
            let name = word.strip_prefix("{{")?.strip_suffix("}}")?;
            is_name(name).then(|| name.to_owned())
        };
        condition = Some(kind(cursor.value(expected, name)?));
    }
    let reason = match cursor.is_over() {
        true => Template::default(),
        false => cursor.text("a reason")?,
    };
    cursor.end()?;
    Ok(Skip { condition, reason })
}

fn repeat<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    mut cursor: Cursor<'a>,
    depth: usize,
) -> Result<Action, Fault> {
    let expected = "how often, from 1 to 1000000, as in: repeat 10 times";
    let number = |word: &str| {
        word.parse()
            .ok()
            .filter(|times| (1..=MAX_ROUNDS).contains(times))
    };
    let times = cursor.value(expected, number)?;
    cursor.accept("times");
    cursor.end()?;
    if depth >= MAX_NESTING {
        let limit = format!("repeat stands in repeat at most {MAX_NESTING} deep");
        return Err((line.at(), Problem::Limit(limit.into())));
    }
    let steps = lines.children(Some(line), |lines, line| step(lines, line, depth + 1));
    if steps.is_empty() && !lines.has_errors() {
        let expected = "steps on the lines below, indented";
        return Err((cursor.at(), Problem::missing(expected)));
    }
    Ok(Action::Repeat { times, steps })
}

fn close(mut cursor: Cursor<'_>) -> Result<Close, Fault> {
    if cursor.is_over() {
        return Ok(Close {
            code: Some(1000),
            reason: Template::default(),
        });
    }
    let at = cursor.at();
    let code = match cursor.accept("none") {
        true => None,
        false => Some(cursor.value(CODE, code)?),
    };
    let reason = match (cursor.is_over(), code) {
        (true, _) | (_, None) => Template::default(),
        _ => cursor.text("a reason")?,
    };
    cursor.end()?;
    let close = Close { code, reason };
    let frame = close.frame(close.reason.constant().unwrap_or_default().to_owned());
    match frame.check_sendable() {
        Ok(()) => Ok(close),
        Err(error) => Err((at, Problem::value("the close frame", error))),
    }
}
