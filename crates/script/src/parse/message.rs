//! What a message is to be, and what stands on the lines below it.

use std::time::Duration;

use super::cursor::{Cursor, Fault, raw};
use super::lines::{Line, Lines};
use super::parts::{NAME, name};
use super::send::{bytes, check_json, expected_json};
use crate::error::Problem;
use crate::json_path;
use crate::regular;
use crate::syntax::{
    BinaryTest, Check, Comparison, Content, JsonTest, PathTest, Pattern, RegexTemplate, TextTest,
};
use crate::template::{Context, Template};
use crate::units::{Amount, SIZE, TIME, parse_time};
use crate::variables::is_name;

/// Of which kind a message is to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Text,
    Json,
    Binary,
}

const KINDS: [(&str, Kind); 4] = [
    ("text", Kind::Text),
    ("json", Kind::Json),
    ("binary", Kind::Binary),
    ("message", Kind::Any),
];

/// What may stand at the end of an expectation.
#[derive(Default)]
pub(super) struct Ending {
    pub(super) within: Option<Duration>,
    pub(super) is_eventual: bool,
    pub(super) names: Vec<String>,
}

const ENDINGS: [&str; 3] = ["within", "eventually", "as"];

/// Cuts off `as NAME`, `eventually` and `within TIME` at the end of a line.
pub(super) fn split_ending(mut cursor: Cursor<'_>) -> (Cursor<'_>, Cursor<'_>) {
    let line = cursor.rest();
    let mut end = line.len();
    while let Some(start) = ending_start(&line[..end]) {
        end = line[..start].trim_end().len();
    }
    let before = cursor.split(end);
    (before, cursor)
}

/// Where the last of them begins, if the text ends with one.
fn ending_start(text: &str) -> Option<usize> {
    let (before, last) = split_word(text)?;
    if last == "eventually" {
        return Some(text.len() - last.len());
    }
    let (rest, word) = split_word(before)?;
    if word == "within" && parse_time(last).is_some() {
        return Some(rest.len());
    }
    // Names, with commas between them.
    let (mut before, mut name) = (before, last);
    while is_name(name) {
        let (rest, word) = split_word(before)?;
        if word == "as" {
            return Some(rest.len());
        }
        name = word.strip_suffix(',')?;
        before = rest;
    }
    None
}

/// The last word of a text, and all before it with the blanks.
fn split_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let start = text.rfind(char::is_whitespace)?;
    let start = start + text[start..].chars().next().map_or(1, char::len_utf8);
    Some((&text[..start], &text[start..]))
}

/// `as NAME`, `eventually` and `within TIME`, in any order.
pub(super) fn ending(cursor: &mut Cursor<'_>) -> Result<Ending, Fault> {
    let mut ending = Ending::default();
    while let Some(word) = cursor.word() {
        match word.text {
            "within" => ending.within = Some(cursor.value(TIME, parse_time)?),
            "eventually" => ending.is_eventual = true,
            "as" => ending.names = names(cursor)?,
            other => {
                return Err(word.fault(Problem::unknown(other, "the end of the line", &ENDINGS)));
            }
        }
    }
    Ok(ending)
}

/// Names with commas between them.
fn names(cursor: &mut Cursor<'_>) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    loop {
        let word = cursor.need(NAME)?;
        let name = word.text.trim_end_matches(',');
        if !is_name(name) {
            return Err(word.fault(Problem::expected(NAME, word.text)));
        }
        names.push(name.to_owned());
        if name.len() == word.text.len() {
            return Ok(names);
        }
    }
}

/// The line is over, where everything that may stand at its end was cut off before.
pub(super) fn end(mut cursor: Cursor<'_>) -> Result<(), Fault> {
    let rest = cursor;
    ending(&mut cursor)?;
    rest.end()
}

/// Reads a message that is described without `expect`.
pub(super) fn alone<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: Cursor<'a>,
) -> Result<Pattern, Fault> {
    let (mut cursor, mut tail) = split_ending(cursor);
    let begin = tail.at();
    let ending = ending(&mut tail)?;
    if ending.within.is_some() || ending.is_eventual {
        let found = "within or eventually".to_owned();
        return Err((begin, Problem::Extra { found }));
    }
    let kind = cursor.choose("a message", &KINDS)?;
    pattern(lines, line, kind, cursor, ending.names)
}

/// Reads what a message of a kind is to be.
pub(super) fn pattern<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    kind: Kind,
    mut cursor: Cursor<'a>,
    names: Vec<String>,
) -> Result<Pattern, Fault> {
    let content = match kind {
        Kind::Any => Content::Any,
        Kind::Text => Content::Text(text(lines, line, &mut cursor)?),
        Kind::Json => Content::Json(json_test(lines, line, &mut cursor)?),
        Kind::Binary => Content::Binary(binary(lines, line, &mut cursor)?),
    };
    end(cursor)?;
    if let Content::Text(TextTest::Matches(regex)) = &content {
        check_names(regex, &names)?;
    } else if names.len() > 1 {
        let why = "a message as a whole is kept in one variable";
        return Err((line.at(), Problem::value("the names", why)));
    }
    let checks = match kind {
        Kind::Json => lines.children(Some(line), |_, line| check(line)),
        _ => Vec::new(),
    };
    Ok(Pattern {
        line: line.number,
        content,
        names,
        checks,
    })
}

fn text<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
) -> Result<TextTest, Fault> {
    if cursor.is_quoted() {
        return cursor.quoted().map(TextTest::Is);
    }
    Ok(match cursor.peek().map(|word| word.text) {
        None => lines.block(line)?.map_or(TextTest::Any, TextTest::Is),
        Some("contains") => {
            cursor.word();
            TextTest::Contains(quoted_or_block(lines, line, cursor)?)
        }
        Some("matches") => {
            cursor.word();
            TextTest::Matches(regex(cursor)?)
        }
        Some("size") => TextTest::Size(size(cursor)?),
        Some(word) => {
            let problem = Problem::unknown(word, QUOTED, &["contains", "matches", "size"]);
            return Err((cursor.at(), problem));
        }
    })
}

const QUOTED: &str = "a text between quotes, one on the lines below";

fn quoted_or_block<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
) -> Result<Template, Fault> {
    if cursor.is_quoted() {
        return cursor.quoted();
    }
    let block = if cursor.is_over() {
        lines.block(line)?
    } else {
        None
    };
    block.ok_or_else(|| cursor.missing(QUOTED))
}

fn size(cursor: &mut Cursor<'_>) -> Result<Amount, Fault> {
    cursor.word();
    cursor.value(SIZE, Amount::parse)
}

fn json_test<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
) -> Result<JsonTest, Fault> {
    Ok(match cursor.peek().map(|word| word.text) {
        None => JsonTest::Any,
        Some("includes") => {
            cursor.word();
            JsonTest::Includes(expected_json(lines, line, cursor)?)
        }
        Some("schema") => {
            cursor.word();
            JsonTest::Schema(cursor.text("the name of a file")?)
        }
        Some("is") => {
            cursor.word();
            JsonTest::Is(expected_json(lines, line, cursor)?)
        }
        Some(_) => JsonTest::Is(expected_json(lines, line, cursor)?),
    })
}

fn binary<'a>(
    lines: &mut Lines<'a>,
    line: Line<'a>,
    cursor: &mut Cursor<'a>,
) -> Result<BinaryTest, Fault> {
    Ok(match cursor.peek().map(|word| word.text) {
        None => BinaryTest::Any,
        Some("size") => BinaryTest::Size(size(cursor)?),
        Some(_) => {
            let what = "size, or how the bytes are written";
            BinaryTest::Is(bytes(lines, line, cursor, what)?)
        }
    })
}

/// `/…/` or `/…/i`.
fn regex(cursor: &mut Cursor<'_>) -> Result<RegexTemplate, Fault> {
    let expected = "a regular expression between slashes, such as /^room \\d+$/";
    let at = cursor.at();
    let inner = cursor.rest().strip_prefix('/');
    let inner = inner.ok_or_else(|| cursor.missing(expected))?;
    let mut is_escaped = false;
    let close = inner.find(|c| {
        let closes = c == '/' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        closes
    });
    let close = close.ok_or_else(|| {
        (
            at,
            Problem::value("the regular expression", "it has no / at its end"),
        )
    })?;
    cursor.split_exact(1);
    let (source, begin) = cursor.split_exact(close);
    let source = raw(source, begin)?;
    cursor.split_exact(1);
    let ignores_case = cursor.rest().starts_with('i');
    cursor.split_exact(usize::from(ignores_case));
    if let Some(found) = cursor.peek() {
        return Err(found.fault(Problem::expected("a blank or i after the /", found.text)));
    }
    cursor.skip_blanks();
    let regex = RegexTemplate {
        source,
        ignores_case,
    };
    let sample = regex.source.sample(Context::Regex);
    match regular::compile(&sample, ignores_case) {
        Ok(_) => Ok(regex),
        Err(why) => Err((at, Problem::value("the regular expression", why))),
    }
}

/// Each name needs a group; one alone may stand for all that was matched.
fn check_names(regex: &RegexTemplate, names: &[String]) -> Result<(), Fault> {
    let sample = regex.source.sample(Context::Regex);
    let Ok(compiled) = regular::compile(&sample, regex.ignores_case) else {
        return Ok(());
    };
    let groups = compiled.captures_len() - 1;
    if names.len() <= groups.max(1) {
        return Ok(());
    }
    let why = format!(
        "there are {} of them, and {groups} groups in the regular expression",
        names.len()
    );
    Err((regex.source.at(), Problem::value("the names", why)))
}

const TESTS: [(&str, Test); 11] = [
    ("is", Test::Is),
    ("contains", Test::Contains),
    ("matches", Test::Matches),
    ("exists", Test::Exists),
    ("missing", Test::Missing),
    ("count", Test::Count),
    ("<", Test::Compares(Comparison::Less)),
    ("<=", Test::Compares(Comparison::AtMost)),
    (">", Test::Compares(Comparison::Greater)),
    (">=", Test::Compares(Comparison::AtLeast)),
    ("as", Test::Capture),
];

#[derive(Clone, Copy)]
enum Test {
    Is,
    Contains,
    Matches,
    Exists,
    Missing,
    Count,
    Compares(Comparison),
    Capture,
}

const CHECK: &str = "a JSONPath that begins with $, or: capture $.path as name";

/// One line below `expect json`.
fn check(line: Line<'_>) -> Result<Check, Fault> {
    let mut cursor = line.cursor();
    let is_capture = cursor.accept("capture");
    let at = cursor.at();
    if !cursor.rest().starts_with('$') {
        return Err(cursor.missing(CHECK));
    }
    let length = json_path::length(cursor.rest());
    let path = cursor.split(length);
    let path = raw(path.rest(), at)?;
    if let Err((column, why)) = json_path::compile(&path.sample(Context::Json)) {
        let mut place = at;
        if path.constant().is_some() {
            place.column += u32::try_from(column).unwrap_or_default();
        }
        return Err((place, Problem::value("the JSONPath", why)));
    }
    let test = if is_capture {
        let expected = "as and the name of a variable";
        cursor.value(expected, |word| (word == "as").then_some(()))?;
        PathTest::Capture(name(&mut cursor)?)
    } else {
        path_test(&mut cursor)?
    };
    cursor.end()?;
    Ok(Check {
        line: line.number,
        path,
        test,
    })
}

fn path_test(cursor: &mut Cursor<'_>) -> Result<PathTest, Fault> {
    let value = |cursor: &mut Cursor<'_>| {
        if cursor.is_over() {
            return Err(cursor.missing("a value in JSON, such as \"a\", 1 or true"));
        }
        let value = cursor.raw()?;
        check_json(&value)?;
        Ok(value)
    };
    Ok(match cursor.choose("what is to hold", &TESTS)? {
        Test::Is if cursor.accept("not") => PathTest::IsNot(value(cursor)?),
        Test::Is => PathTest::Is(value(cursor)?),
        Test::Contains => PathTest::Contains(value(cursor)?),
        Test::Compares(comparison) => PathTest::Compares(comparison, value(cursor)?),
        Test::Exists => PathTest::Exists,
        Test::Missing => PathTest::Missing,
        Test::Count => {
            PathTest::Count(cursor.value("a number or a range, such as 3 or 1..", Amount::parse)?)
        }
        Test::Capture => PathTest::Capture(name(cursor)?),
        Test::Matches => {
            let regex = regex(cursor)?;
            let names = match cursor.accept("as") {
                true => names(cursor)?,
                false => Vec::new(),
            };
            check_names(&regex, &names)?;
            PathTest::Matches(regex, names)
        }
    })
}
