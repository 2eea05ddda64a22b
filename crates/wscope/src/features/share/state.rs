//! What is being chosen, and what is known of the session.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::Context;
use parking_lot::Mutex;
use session::files::redact::{FieldName, Keep, RuleError, Rules};
use session::files::{FileCompression, FileKind, Format};

use super::Shared;
use super::choices::Choices;
use super::survey::{Source, Survey};

/// The most patterns and paths: each is looked for in every text.
pub(super) const MAX_LINES: usize = 20;

/// The format that is chosen first: nothing is missing in it.
const FORMAT: Format = Format {
    kind: FileKind::Session,
    compression: FileCompression::None,
};

/// What is chosen and typed: it is there again when the dialog is opened again.
pub struct Draft {
    pub(super) keep: Keep,
    /// The fields that a person has ticked or unticked, by their names in lower case.
    ticked: BTreeMap<String, bool>,
    pub(super) patterns: Lines,
    pub(super) paths: Lines,
    pub(super) format: Format,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            keep: Keep::default(),
            ticked: BTreeMap::new(),
            patterns: Lines::default(),
            paths: Lines::default(),
            format: FORMAT,
        }
    }
}

/// The dialog.
pub struct ShareForm {
    pub(super) draft: Draft,
    /// Whether the first line that is no rule is to come into sight.
    pub(super) shows_problem: bool,
    /// Of the preview, only rows in which something is replaced.
    pub(super) only_replaced: bool,
    pub(super) survey: Survey,
    shared: Arc<Mutex<Option<Shared>>>,
}

/// Some lines that are typed, one below the other.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    next: u64,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Line {
    /// It names the field, whatever stands above.
    pub(super) id: u64,
    pub(super) text: String,
    /// Why it is no rule. It is looked at when it changes: an expression takes its time to be understood.
    pub(super) problem: Option<RuleError>,
}

impl Default for Lines {
    fn default() -> Self {
        let mut lines = Self {
            lines: Vec::new(),
            next: 0,
        };
        lines.add();
        lines
    }
}

impl Lines {
    pub(super) fn add(&mut self) {
        let line = Line {
            id: self.next,
            text: String::new(),
            problem: None,
        };
        self.next += 1;
        self.lines.push(line);
    }

    /// What is typed, without what is no rule.
    fn typed(&self) -> impl Iterator<Item = String> {
        let lines = self.lines.iter().filter(|line| line.problem.is_none());
        let lines = lines.map(|line| line.text.trim());
        lines.filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The number of the first that is no rule, from 0 on.
    pub(super) fn problem_at(&self) -> Option<usize> {
        self.lines.iter().position(|line| line.problem.is_some())
    }
}

/// Why this is no regular expression, if it is something.
pub(super) fn pattern_problem(text: &str) -> Option<RuleError> {
    let text = text.trim();
    let added = (!text.is_empty()).then(|| Rules::default().add_pattern(text));
    added.and_then(Result::err)
}

/// Why this is no `JSONPath`, if it is something.
pub(super) fn path_problem(text: &str) -> Option<RuleError> {
    let text = text.trim();
    let added = (!text.is_empty()).then(|| Rules::default().add_field(text));
    added.and_then(Result::err)
}

impl ShareForm {
    /// A form for this session, which begins to look through it, with what was chosen and typed the last time.
    pub fn new(source: Source, draft: Draft, context: &Context) -> Self {
        Self {
            draft,
            shows_problem: false,
            only_replaced: false,
            survey: Survey::begin(Arc::new(source), Choices::default(), context),
            shared: Arc::default(),
        }
    }

    /// What is chosen.
    pub fn choices(&self) -> Choices {
        let fields = self.survey.fields();
        let mut choices = Choices {
            keep: self.draft.keep,
            fields: Vec::new(),
            public_fields: Vec::new(),
            patterns: self.draft.patterns.typed().collect(),
        };
        for field in fields {
            match (self.is_ticked(field), field.has_credentials) {
                (true, false) => choices.fields.push(field.name.clone()),
                (false, true) => choices.public_fields.push(field.name.clone()),
                // By its name it is replaced anyway, or left.
                (true, true) | (false, false) => {}
            }
        }
        choices.fields.extend(self.draft.paths.typed());
        choices
    }

    /// What is chosen and typed, when the dialog closes.
    pub fn into_draft(self) -> Draft {
        self.draft
    }

    /// Whether closing the dialog would lose what was chosen: not once the file is saved.
    pub fn would_lose(&self) -> bool {
        let mut lines = self
            .draft
            .patterns
            .lines
            .iter()
            .chain(&self.draft.paths.lines);
        let is_chosen = self.draft.keep != Keep::default()
            || self.draft.format != FORMAT
            || !self.draft.ticked.is_empty()
            || lines.any(|line| !line.text.is_empty());
        is_chosen && self.shared.lock().is_none()
    }

    /// In which format it is to be saved.
    pub fn chosen_format(&self) -> Format {
        self.draft.format
    }

    /// Under which name it would be saved.
    pub fn file_name(&self) -> String {
        let kind = match self.draft.format.kind {
            FileKind::Session => "wscope.jsonl",
            FileKind::Har => "har",
            FileKind::Csv => "csv",
        };
        let compression = match self.draft.format.compression {
            FileCompression::None => "",
            FileCompression::Gzip => ".gz",
            FileCompression::Zstd => ".zst",
        };
        format!("shared.{kind}{compression}")
    }

    /// Once a frame, before it is shown.
    pub(super) fn poll(&mut self, context: &Context) {
        self.survey.poll();
        let choices = self.choices();
        self.survey.update(choices, context);
    }

    /// Where it is told what has become of the file.
    pub fn shared(&self) -> &Arc<Mutex<Option<Shared>>> {
        &self.shared
    }

    /// How many rows would be in the file, if that is known.
    pub fn rows_kept(&self) -> Option<u64> {
        let found = self.survey.found().filter(|_| self.survey.is_current());
        found
            .filter(|found| found.looked_at == self.survey.rows())
            .map(|found| found.kept)
    }

    /// Looks through no more of the session.
    pub fn stop(&mut self) {
        self.survey.stop();
    }

    /// Whether the values of a field are to be replaced.
    pub(super) fn is_ticked(&self, field: &FieldName) -> bool {
        let ticked = self.draft.ticked.get(&field.name.to_lowercase());
        ticked.copied().unwrap_or(field.seems_secret)
    }

    pub(super) fn tick(&mut self, name: &str, is_ticked: bool) {
        self.draft.ticked.insert(name.to_lowercase(), is_ticked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_says_why_it_is_none() {
        #[track_caller]
        fn check(why_not: fn(&str) -> Option<RuleError>, text: &str, is_rule: bool) {
            assert_eq!(why_not(text).is_none(), is_rule, "{text}");
        }
        for text in ["", "  ", "a", r"\d+", " x "] {
            check(pattern_problem, text, true);
        }
        for text in ["(", "[", "*", &"(a{1000}){1000}".repeat(3)] {
            check(pattern_problem, text, false);
        }
        for text in ["", "$.a", "$..a[0]", "name"] {
            check(path_problem, text, true);
        }
        for text in ["$.", "$[", "$a"] {
            check(path_problem, text, false);
        }
    }
}
