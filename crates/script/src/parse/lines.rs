//! The lines of a script, and which belong to which.

use crate::error::{Position, Problem, ScriptError};
use crate::limits::MAX_ERRORS;
use crate::parse::cursor::{Cursor, Fault};
use crate::template::{Template, TemplateBuilder};

/// A line that says something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) number: u32,
    /// What stands before its text.
    indent: &'a str,
    /// Without the blanks around it.
    text: &'a str,
}

impl<'a> Line<'a> {
    pub(super) fn cursor(&self) -> Cursor<'a> {
        Cursor::new(self.text, self.at())
    }

    pub(super) fn at(&self) -> Position {
        Position {
            line: self.number,
            column: columns(self.indent) + 1,
        }
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    fn says_something(&self) -> bool {
        !self.is_blank() && !self.text.starts_with('#')
    }
}

fn columns(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The lines of a script that were not read yet, and what was wrong with those that were.
pub(super) struct Lines<'a> {
    all: Vec<Line<'a>>,
    sources: Vec<&'a str>,
    next: usize,
    errors: Vec<ScriptError>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(script: &'a str) -> Self {
        let script = script.strip_prefix('\u{feff}').unwrap_or(script);
        let sources: Vec<&str> = script.lines().collect();
        let line = |(index, source): (usize, &&'a str)| {
            let text = source.trim_start();
            Line {
                number: u32::try_from(index + 1).unwrap_or(u32::MAX),
                indent: &source[..source.len() - text.len()],
                text: text.trim_end(),
            }
        };
        Self {
            all: sources.iter().enumerate().map(line).collect(),
            sources,
            next: 0,
            errors: Vec::new(),
        }
    }

    /// The lines as they stand.
    pub(super) fn sources(&self) -> Vec<String> {
        self.sources.iter().map(|line| (*line).to_owned()).collect()
    }

    /// All that was wrong.
    pub(super) fn into_errors(mut self) -> Vec<ScriptError> {
        let left = self.all.get(self.next..).unwrap_or_default();
        let mut left = left.iter().filter(|line| line.says_something());
        if self.errors.len() >= MAX_ERRORS
            && let Some(first) = left.next()
        {
            let why = match left.count() + 1 {
                1 => "after so many mistakes this line was not checked".to_owned(),
                count => {
                    format!(
                        "after so many mistakes the {count} lines from here on were not checked"
                    )
                }
            };
            self.errors.push(ScriptError {
                at: first.at(),
                problem: Problem::Limit(why.into()),
                source: self.sources[first.number as usize - 1].to_owned(),
            });
        }
        self.errors
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    pub(super) fn tell(&mut self, (at, problem): Fault) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        let line = (at.line as usize).checked_sub(1);
        let source = line.and_then(|line| self.sources.get(line));
        self.errors.push(ScriptError {
            at,
            problem,
            source: source.copied().unwrap_or_default().to_owned(),
        });
    }

    fn peek(&mut self) -> Option<Line<'a>> {
        // What is left would only be read to be told nothing of, and may take long.
        if self.errors.len() >= MAX_ERRORS {
            return None;
        }
        while let Some(line) = self.all.get(self.next) {
            if line.says_something() {
                return Some(*line);
            }
            self.next += 1;
        }
        None
    }

    /// Reads the lines that belong to `parent`, or all for `None`. A line that cannot be read is told of, and left out with
    /// what belongs to it.
    pub(super) fn children<T>(
        &mut self,
        parent: Option<Line<'a>>,
        mut read: impl FnMut(&mut Self, Line<'a>) -> Result<T, Fault>,
    ) -> Vec<T> {
        let mut children = Vec::new();
        let mut indent = None;
        while let Some(line) = self.peek() {
            match parent {
                Some(parent) if line.indent.len() <= parent.indent.len() => break,
                _ => {}
            }
            self.next += 1;
            let base = parent.map_or("", |parent| parent.indent);
            let expected = *indent.get_or_insert(line.indent);
            if !line.indent.starts_with(base) || line.indent != expected {
                self.tell((line.at(), Problem::Indentation));
                self.skip_below(line);
                continue;
            }
            match read(self, line) {
                Ok(child) => {
                    children.push(child);
                    self.refuse_below(line);
                }
                Err(fault) => {
                    self.tell(fault);
                    self.skip_below(line);
                }
            }
        }
        children
    }

    fn below(&mut self, line: Line<'_>) -> Option<Line<'a>> {
        let next = self.peek()?;
        (next.indent.len() > line.indent.len()).then_some(next)
    }

    /// What is left below a line belongs to nothing.
    fn refuse_below(&mut self, line: Line<'_>) {
        if let Some(next) = self.below(line) {
            self.tell((next.at(), Problem::TooDeep));
            self.skip_below(line);
        }
    }

    fn skip_below(&mut self, line: Line<'_>) {
        while self.below(line).is_some() {
            self.next += 1;
        }
    }

    /// The text below a line, if there is one: lines as they stand, without the indentation that all of them have.
    pub(super) fn block(&mut self, parent: Line<'_>) -> Result<Option<Template>, Fault> {
        self.block_until(parent, |_| false)
    }

    /// The same, up to a line that begins so.
    pub(super) fn block_until(
        &mut self,
        parent: Line<'_>,
        ends: impl Fn(&str) -> bool,
    ) -> Result<Option<Template>, Fault> {
        let rest = &self.all[self.next.min(self.all.len())..];
        let is_part = |line: &&Line<'_>| {
            line.is_blank() || (line.indent.len() > parent.indent.len() && !ends(line.text))
        };
        let count = rest.iter().take_while(is_part).count();
        let lines = &rest[..count];
        let last = lines.iter().rposition(|line| !line.is_blank());
        let Some(last) = last else {
            return Ok(None);
        };
        let first = lines.iter().position(|line| !line.is_blank());
        let lines = &lines[first.unwrap_or_default()..=last];
        let indent = lines[0].indent;
        let mut builder = TemplateBuilder::new(lines[0].at());
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                builder.push_literal('\n');
            }
            if line.is_blank() {
                continue;
            }
            let source = self.sources[line.number as usize - 1];
            let Some(text) = source.strip_prefix(indent) else {
                return Err((line.at(), Problem::Indentation));
            };
            let at = Position {
                line: line.number,
                column: columns(indent) + 1,
            };
            builder.push_raw(text.trim_end(), at)?;
        }
        self.next += last + 1;
        Ok(Some(builder.finish()?))
    }
}
