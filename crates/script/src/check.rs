//! What can be known to be wrong before anything is sent.

use std::collections::BTreeSet;

use crate::error::{Position, Problem, ScriptError, nearest};
use crate::files::Files;
use crate::limits::{MAX_ERRORS, MAX_ROUNDS};
use crate::schema;
use crate::syntax::{
    Action, Awaited, BinaryTest, Bytes, Connect, Content, Encoding, Expect, JsonTest, PathTest,
    Pattern, Response, Script, Send, Skip, Step, TextTest,
};
use crate::template::Template;
use crate::variables::{ROUND, Variables};

type Fault = (Position, Problem);

/// Which connections there are, and how often steps are carried out.
pub(crate) fn structure(script: &Script) -> Vec<Fault> {
    let mut walk = Structure::default();
    walk.steps(&script.steps, 1);
    walk.faults
}

#[derive(Default)]
struct Structure {
    connections: BTreeSet<Option<String>>,
    faults: Vec<Fault>,
}

impl Structure {
    fn steps(&mut self, steps: &[Step], rounds: u64) {
        for step in steps {
            self.step(step, rounds);
        }
    }

    fn step(&mut self, step: &Step, rounds: u64) {
        match &step.action {
            Action::Connect(_) => {
                self.connections.insert(step.connection.clone());
            }
            Action::Wait(_) | Action::Set { .. } | Action::Skip(_) => {}
            Action::Repeat { times, steps } => {
                let rounds = rounds.saturating_mul(*times);
                if rounds > MAX_ROUNDS {
                    let limit = format!("a step is carried out at most {MAX_ROUNDS} times");
                    self.tell(step, Problem::Limit(limit.into()));
                }
                self.steps(steps, rounds);
            }
            Action::Send(_) | Action::Expect(_) | Action::Ignore(_) | Action::Close(_) => {
                self.about_connection(step);
            }
        }
    }

    fn about_connection(&mut self, step: &Step) {
        if self.connections.contains(&step.connection) {
            return;
        }
        let known: Vec<String> = self.connections.iter().flatten().cloned().collect();
        let problem = match &step.connection {
            Some(name) => Problem::NoConnection {
                name: name.clone(),
                known,
            },
            None => Problem::WhichConnection { known },
        };
        self.tell(step, problem);
    }

    fn tell(&mut self, step: &Step, problem: Problem) {
        let at = Position {
            line: step.line,
            column: 1,
        };
        self.faults.push((at, problem));
    }
}

impl Script {
    /// What can be known to be wrong before anything is sent, beside what reading it has told.
    ///
    /// # Errors
    /// The variables that are not set when they are needed, and the files that cannot be read.
    pub fn check(&self, variables: &Variables, files: &dyn Files) -> Result<(), Vec<ScriptError>> {
        needs(self, variables, files)
    }
}

/// The variables that are not set when they are needed, and the files that cannot be used, as far as that is known.
fn needs(
    script: &Script,
    variables: &Variables,
    files: &dyn Files,
) -> Result<(), Vec<ScriptError>> {
    let mut walk = Needs {
        variables,
        files,
        set: variables.names().map(str::to_owned).collect(),
        set_by_steps: BTreeSet::new(),
        set_in_any_order: BTreeSet::new(),
        is_in_repeat: false,
        is_skipped: false,
        faults: Vec::new(),
    };
    walk.steps(&script.steps);
    let faults = walk.faults.into_iter().take(MAX_ERRORS);
    let errors: Vec<_> = faults
        .map(|(at, problem)| ScriptError {
            at,
            problem,
            source: script.source_line(at.line),
        })
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

struct Needs<'a> {
    variables: &'a Variables,
    files: &'a dyn Files,
    set: BTreeSet<String>,
    /// Those of which the value is known only when steps were carried out.
    set_by_steps: BTreeSet<String>,
    /// Those that messages in any order set which are being looked at.
    set_in_any_order: BTreeSet<String>,
    is_in_repeat: bool,
    /// Whether it is known that what follows is not carried out.
    is_skipped: bool,
    faults: Vec<Fault>,
}

impl Needs<'_> {
    fn steps(&mut self, steps: &[Step]) {
        for step in steps {
            if self.is_skipped {
                return;
            }
            match &step.action {
                Action::Connect(connect) => self.connect(connect),
                Action::Send(send) => self.send(send),
                Action::Expect(expect) => self.expect(expect),
                Action::Ignore(pattern) => self.pattern(pattern),
                Action::Close(close) => self.text(&close.reason),
                Action::Wait(_) => {}
                Action::Set { name, value } => {
                    self.text(value);
                    self.set.insert(name.clone());
                    self.set_by_steps.insert(name.clone());
                }
                Action::Skip(skip) => {
                    self.text(&skip.reason);
                    self.is_skipped |= self.skips(skip);
                }
                Action::Repeat { steps, .. } => {
                    let was_in_repeat = std::mem::replace(&mut self.is_in_repeat, true);
                    self.steps(steps);
                    self.is_in_repeat = was_in_repeat;
                }
            }
        }
    }

    fn connect(&mut self, connect: &Connect) {
        self.text(&connect.address);
        for text in connect.headers.iter().chain(&connect.subprotocols) {
            self.text(text);
        }
        for response in &connect.expected {
            if let Response::Header { value, .. } | Response::Subprotocol(value) = response {
                self.text(value);
            }
        }
    }

    fn send(&mut self, send: &Send) {
        match send {
            Send::Text(text) | Send::Json(text) => self.text(text),
            Send::File(path) => self.file(path),
            Send::Binary(bytes) | Send::Ping(bytes) => self.bytes(bytes),
            Send::Frame(frame) => self.bytes(&frame.payload),
        }
    }

    fn expect(&mut self, expect: &Expect) {
        match &expect.awaited {
            Awaited::Message(pattern) => self.pattern(pattern),
            Awaited::AnyOrder(patterns) => {
                let names = patterns.iter().flat_map(Pattern::set_names);
                self.set_in_any_order = names.map(str::to_owned).collect();
                // Which of them comes first is not known: so none of them may need what another one sets.
                patterns.iter().for_each(|pattern| self.uses(pattern));
                self.set_in_any_order.clear();
                patterns.iter().for_each(|pattern| self.sets(pattern));
            }
            Awaited::Ping(bytes) | Awaited::Pong(bytes) => {
                bytes.iter().for_each(|bytes| self.bytes(bytes));
            }
            Awaited::Close(close) => {
                close.reason.iter().for_each(|reason| self.text(reason));
            }
            Awaited::Lost(_) | Awaited::Silence(_) => {}
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        self.uses(pattern);
        self.sets(pattern);
    }

    fn uses(&mut self, pattern: &Pattern) {
        match &pattern.content {
            Content::Text(TextTest::Is(text) | TextTest::Contains(text))
            | Content::Json(JsonTest::Is(text) | JsonTest::Includes(text)) => self.text(text),
            Content::Text(TextTest::Matches(regex)) => self.text(&regex.source),
            Content::Json(JsonTest::Schema(path)) => self.schema(path),
            Content::Binary(BinaryTest::Is(bytes)) => self.bytes(bytes),
            Content::Any | Content::Text(_) | Content::Json(_) | Content::Binary(_) => {}
        }
        for check in &pattern.checks {
            self.text(&check.path);
            match &check.test {
                PathTest::Is(value)
                | PathTest::IsNot(value)
                | PathTest::Contains(value)
                | PathTest::Compares(_, value) => self.text(value),
                PathTest::Matches(regex, _) => self.text(&regex.source),
                PathTest::Exists
                | PathTest::Missing
                | PathTest::Count(_)
                | PathTest::Capture(_) => {}
            }
        }
    }

    /// They are set when all of the message fits.
    fn sets(&mut self, pattern: &Pattern) {
        for name in pattern.set_names() {
            self.set.insert(name.to_owned());
            self.set_by_steps.insert(name.to_owned());
        }
    }

    /// Whether it is known that what follows is skipped.
    fn skips(&self, skip: &Skip) -> bool {
        skip.condition.as_ref().is_none_or(|condition| {
            let name = condition.variable();
            !self.set_by_steps.contains(name)
                && condition.skips(self.variables.get(name).as_deref())
        })
    }

    fn bytes(&mut self, bytes: &Bytes) {
        match bytes.encoding {
            Encoding::File => self.file(&bytes.value),
            Encoding::Text | Encoding::Hex | Encoding::Base64 => self.text(&bytes.value),
        }
    }

    fn text(&mut self, text: &Template) {
        for (name, at) in text.variables() {
            let is_round = name == ROUND && self.is_in_repeat;
            if self.set.contains(name) || is_round || self.variables.get(name).is_some() {
                continue;
            }
            let problem = match self.set_in_any_order.contains(name) {
                true => Problem::SetInAnyOrder {
                    name: name.to_owned(),
                },
                false => Problem::Unset {
                    name: name.to_owned(),
                    nearest: nearest(name, self.set.iter().map(|name| &**name)),
                },
            };
            self.faults.push((at, problem));
        }
    }

    fn file(&mut self, path: &Template) {
        self.text(path);
        if let Some(Err(why)) = path.constant().map(|path| self.files.check(path)) {
            self.faults
                .push((path.at(), Problem::value("the file", why)));
        }
    }

    fn schema(&mut self, path: &Template) {
        self.text(path);
        let Some(name) = path.constant() else {
            return;
        };
        let schema = self
            .files
            .read(name)
            .and_then(|bytes| schema::Schema::compile(&bytes));
        if let Err(why) = schema {
            self.faults
                .push((path.at(), Problem::value("the schema", why)));
        }
    }
}

impl Pattern {
    /// The names of the variables that are set by a message that fits.
    pub(crate) fn set_names(&self) -> impl Iterator<Item = &str> {
        let checks = self.checks.iter().flat_map(|check| match &check.test {
            PathTest::Capture(name) => std::slice::from_ref(name),
            PathTest::Matches(_, names) => names,
            _ => &[],
        });
        self.names.iter().chain(checks).map(|name| &**name)
    }
}
