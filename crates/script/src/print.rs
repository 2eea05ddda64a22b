//! Writing a script, as it is read.

use std::fmt::{self, Display, Formatter};

use wire::{LengthForm, Masking, Opcode};

use crate::syntax::{
    Action, Awaited, BinaryTest, Bytes, Check, Close, Connect, Content, Encoding, Expect,
    ExpectedClose, Frame, JsonTest, PathTest, Pattern, RegexTemplate, Response, Script, Send, Skip,
    Step, TextTest,
};
use crate::template::Template;
use crate::units::ShownTime;

/// What each line is indented by that belongs to another one.
const INDENT: &str = "  ";

impl Display for Script {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        steps(formatter, &self.steps, 0)
    }
}

impl Display for Step {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        step(formatter, self, 0)
    }
}

fn steps(formatter: &mut Formatter<'_>, steps: &[Step], depth: usize) -> fmt::Result {
    for step in steps {
        self::step(formatter, step, depth)?;
    }
    Ok(())
}

/// Writes lines that belong to a step, with the indentation of that.
struct Lines<'a, 'f> {
    formatter: &'a mut Formatter<'f>,
    depth: usize,
}

impl Lines<'_, '_> {
    fn line(&mut self, depth: usize, text: impl Display) -> fmt::Result {
        for _ in 0..self.depth + depth {
            self.formatter.write_str(INDENT)?;
        }
        writeln!(self.formatter, "{text}")
    }
}

fn step(formatter: &mut Formatter<'_>, step: &Step, depth: usize) -> fmt::Result {
    let name = step.connection.as_deref();
    let prefix = name.map(|name| format!("{name}: ")).unwrap_or_default();
    let mut lines = Lines { formatter, depth };
    match &step.action {
        Action::Connect(connect) => self::connect(&mut lines, name, connect),
        Action::Send(send) => {
            let (head, block) = self::send(send);
            lines.line(0, format_args!("{prefix}send {head}"))?;
            self::block(&mut lines, block)
        }
        Action::Expect(expect) => self::expect(&mut lines, &prefix, expect),
        Action::Ignore(pattern) => {
            self::pattern(&mut lines, 0, &format!("{prefix}ignore "), "", pattern)
        }
        Action::Close(close) => lines.line(0, format_args!("{prefix}{}", self::close(close))),
        Action::Wait(time) => lines.line(0, format_args!("wait {}", ShownTime(*time))),
        Action::Set { name, value } => {
            lines.line(0, format_args!("set {name} = {}", value.shown()))
        }
        Action::Skip(skip) => lines.line(0, self::skip(skip)),
        Action::Repeat { times, steps } => {
            lines.line(0, format_args!("repeat {times} times"))?;
            self::steps(lines.formatter, steps, depth + 1)
        }
    }
}

fn skip(skip: &Skip) -> String {
    let mut text = "skip".to_owned();
    if let Some(condition) = &skip.condition {
        text.push_str(&format!(" {condition}"));
    }
    if skip.reason.constant() != Some("") {
        text.push_str(&format!(" {}", skip.reason.quoted()));
    }
    text
}

fn connect(lines: &mut Lines<'_, '_>, name: Option<&str>, connect: &Connect) -> fmt::Result {
    let name = name.map(|name| format!("{name} to ")).unwrap_or_default();
    lines.line(0, format_args!("connect {name}{}", connect.address.shown()))?;
    for header in &connect.headers {
        lines.line(1, format_args!("header {}", header.shown()))?;
    }
    for names in &connect.subprotocols {
        lines.line(1, format_args!("subprotocol {}", names.shown()))?;
    }
    if let Some(timeout) = connect.timeout {
        lines.line(1, format_args!("timeout {}", ShownTime(timeout)))?;
    }
    if connect.is_uncompressed {
        lines.line(1, "no compression")?;
    }
    for response in &connect.expected {
        lines.line(1, format_args!("expect {}", self::response(response)))?;
    }
    Ok(())
}

fn response(response: &Response) -> String {
    match response {
        Response::Header { name, value } if value.constant() == Some("") => {
            format!("header {name}:")
        }
        Response::Header { name, value } => format!("header {name}: {}", value.shown()),
        Response::Subprotocol(name) if name.constant() == Some("") => "subprotocol none".to_owned(),
        Response::Subprotocol(name) => format!("subprotocol {}", name.quoted()),
        Response::Status(status) => format!("status {status:03}"),
        Response::Failure(None) => "failure".to_owned(),
        Response::Failure(Some(cause)) => format!("failure {cause}"),
    }
}

/// What stands on the line, and what below it.
fn send(send: &Send) -> (String, Option<&Template>) {
    match send {
        Send::Text(text) => (format!("text {}", text.quoted()), None),
        Send::Json(json) => with_json("json".to_owned(), json),
        Send::File(path) => (format!("file {}", path.quoted()), None),
        Send::Binary(bytes) => (format!("binary {}", self::bytes(bytes)), None),
        Send::Ping(bytes) => (format!("ping {}", self::bytes(bytes)), None),
        Send::Frame(frame) => (format!("frame {}", self::frame(frame)), None),
    }
}

/// JSON stands on its line, unless it has several.
fn with_json(head: String, json: &Template) -> (String, Option<&Template>) {
    match json.raw() {
        raw if raw.contains('\n') => (head, Some(json)),
        raw => (format!("{head} {raw}"), None),
    }
}

fn block(lines: &mut Lines<'_, '_>, block: Option<&Template>) -> fmt::Result {
    let Some(block) = block else {
        return Ok(());
    };
    block.raw().split('\n').try_for_each(|line| match line {
        "" => lines.formatter.write_str("\n"),
        line => lines.line(1, line),
    })
}

fn bytes(bytes: &Bytes) -> String {
    let encoding = match bytes.encoding {
        Encoding::Text => "text",
        Encoding::Hex => "hex",
        Encoding::Base64 => "base64",
        Encoding::File => "file",
    };
    format!("{encoding} {}", bytes.value.quoted())
}

fn frame(frame: &Frame) -> String {
    let mut text = format!("fin={}", frame.is_final);
    for (name, bit) in [("rsv1", 4), ("rsv2", 2), ("rsv3", 1)] {
        if frame.reserved & bit != 0 {
            text.push_str(&format!(" {name}=true"));
        }
    }
    let opcode = match frame.opcode {
        Opcode::Continuation => "continuation".to_owned(),
        Opcode::Text => "text".to_owned(),
        Opcode::Binary => "binary".to_owned(),
        Opcode::Close => "close".to_owned(),
        Opcode::Ping => "ping".to_owned(),
        Opcode::Pong => "pong".to_owned(),
        Opcode::Reserved(bits) => bits.to_string(),
    };
    text.push_str(&format!(" opcode={opcode}"));
    match frame.masking {
        Masking::Random => {}
        Masking::Unmasked => text.push_str(" mask=none"),
        Masking::Key(key) => text.push_str(&format!(" mask={:08x}", u32::from_be_bytes(key))),
    }
    if let Some(length) = frame.declared {
        text.push_str(&format!(" length={length}"));
    }
    match frame.form {
        LengthForm::Shortest => {}
        LengthForm::Bits16 => text.push_str(" form=16"),
        LengthForm::Bits64 => text.push_str(" form=64"),
    }
    format!("{text} payload {}", bytes(&frame.payload))
}

fn close(close: &Close) -> String {
    match close.code {
        None => "close none".to_owned(),
        Some(code) if close.reason.constant() == Some("") => format!("close {code:04}"),
        Some(code) => format!("close {code:04} {}", close.reason.quoted()),
    }
}

fn expect(lines: &mut Lines<'_, '_>, prefix: &str, expect: &Expect) -> fmt::Result {
    let mut ending = String::new();
    if expect.is_eventual {
        ending.push_str(" eventually");
    }
    if let Some(within) = expect.within {
        ending.push_str(&format!(" within {}", ShownTime(within)));
    }
    let prefix = format!("{prefix}expect ");
    let optional = |name: &str, bytes: &Option<Bytes>| {
        let payload = bytes
            .as_ref()
            .map(|bytes| format!(" {}", self::bytes(bytes)));
        format!("{name}{}", payload.unwrap_or_default())
    };
    let awaited = match &expect.awaited {
        Awaited::Message(pattern) => {
            return self::pattern(lines, 0, &prefix, &ending, pattern);
        }
        Awaited::AnyOrder(patterns) => {
            lines.line(0, format_args!("{prefix}any order{ending}"))?;
            return patterns
                .iter()
                .try_for_each(|pattern| self::pattern(lines, 1, "", "", pattern));
        }
        Awaited::Ping(bytes) => optional("ping", bytes),
        Awaited::Pong(bytes) => optional("pong", bytes),
        Awaited::Close(close) => expected_close(close),
        Awaited::Lost(None) => "lost".to_owned(),
        Awaited::Lost(Some(cause)) => format!("lost {cause}"),
        Awaited::Silence(time) => format!("silence {}", ShownTime(*time)),
    };
    lines.line(0, format_args!("{prefix}{awaited}{ending}"))
}

fn expected_close(close: &ExpectedClose) -> String {
    match (&close.code, &close.reason) {
        (None, _) => "close".to_owned(),
        (Some(None), _) => "close none".to_owned(),
        (Some(Some(code)), None) => format!("close {code:04}"),
        (Some(Some(code)), Some(reason)) => format!("close {code:04} {}", reason.quoted()),
    }
}

fn pattern(
    lines: &mut Lines<'_, '_>,
    depth: usize,
    prefix: &str,
    ending: &str,
    pattern: &Pattern,
) -> fmt::Result {
    let names = match &*pattern.names {
        [] => String::new(),
        names => format!(" as {}", names.join(", ")),
    };
    let (content, block) = content(&pattern.content);
    lines.line(depth, format_args!("{prefix}{content}{names}{ending}"))?;
    lines.depth += depth;
    self::block(lines, block)?;
    for check in &pattern.checks {
        lines.line(1, self::check(check))?;
    }
    lines.depth -= depth;
    Ok(())
}

/// What stands on the line, and what below it. Names and times stand behind what is on the line.
fn content(content: &Content) -> (String, Option<&Template>) {
    let text = match content {
        Content::Any => "message".to_owned(),
        Content::Text(TextTest::Any) => "text".to_owned(),
        Content::Text(TextTest::Is(text)) => format!("text {}", text.quoted()),
        Content::Text(TextTest::Contains(text)) => format!("text contains {}", text.quoted()),
        Content::Text(TextTest::Matches(regex)) => format!("text matches {}", self::regex(regex)),
        Content::Text(TextTest::Size(amount)) => format!("text size {amount}"),
        Content::Json(JsonTest::Any) => "json".to_owned(),
        Content::Json(JsonTest::Is(json)) => return with_json("json is".to_owned(), json),
        Content::Json(JsonTest::Includes(json)) => {
            return with_json("json includes".to_owned(), json);
        }
        Content::Json(JsonTest::Schema(path)) => format!("json schema {}", path.quoted()),
        Content::Binary(BinaryTest::Any) => "binary".to_owned(),
        Content::Binary(BinaryTest::Is(bytes)) => format!("binary {}", self::bytes(bytes)),
        Content::Binary(BinaryTest::Size(amount)) => format!("binary size {amount}"),
    };
    (text, None)
}

/// The line on which a message stands that is expected, without what stands below it.
pub(crate) fn first_line(pattern: &Pattern) -> String {
    content(&pattern.content).0
}

fn regex(regex: &RegexTemplate) -> String {
    let flag = if regex.ignores_case { "i" } else { "" };
    format!("/{}/{flag}", regex.source.raw())
}

fn check(check: &Check) -> String {
    let path = check.path.raw();
    match &check.test {
        PathTest::Is(value) => format!("{path} is {}", value.raw()),
        PathTest::IsNot(value) => format!("{path} is not {}", value.raw()),
        PathTest::Contains(value) => format!("{path} contains {}", value.raw()),
        PathTest::Compares(how, value) => format!("{path} {} {}", how.sign(), value.raw()),
        PathTest::Exists => format!("{path} exists"),
        PathTest::Missing => format!("{path} missing"),
        PathTest::Count(amount) => format!("{path} count {amount}"),
        PathTest::Capture(name) => format!("capture {path} as {name}"),
        PathTest::Matches(regex, names) => {
            let names = match &**names {
                [] => String::new(),
                names => format!(" as {}", names.join(", ")),
            };
            format!("{path} matches {}{names}", self::regex(regex))
        }
    }
}
