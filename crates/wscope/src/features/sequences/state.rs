//! The sequence that is open: its text, its file, and what came of it.

use std::path::PathBuf;
use std::sync::Arc;

use connection::SecretValues;
use script::{Script, ScriptError, Setup};

use crate::IN_BROWSER;
use crate::kit::field::{MAX_TYPED, is_long};
use crate::kit::language::Language;

use super::browser::unsupported;
use super::example::Example;
use super::run::Run;
use super::texts::Text;
use super::trouble::Trouble;

/// The longest script that the window edits, in characters: what is longer is carried out by `wsc test`.
pub const MAX_SEQUENCE: usize = MAX_TYPED;

/// The sequence that is open.
#[derive(Default)]
pub struct Sequence {
    /// As it is edited.
    pub text: String,
    /// The name of its file, without its folder.
    pub name: String,
    /// Its file, where it has one that can be written again.
    pub path: Option<PathBuf>,
    /// What is in its file.
    saved: String,
    /// What is wrong with the text `checked`.
    troubles: Vec<Trouble>,
    checked: Option<String>,
    /// What of it is carried out, or was.
    pub run: Option<Run>,
    /// What is not shown wherever it stands.
    pub secrets: SecretValues,
    /// The line that is to be brought into view.
    pub(super) wanted_line: Option<u32>,
}

impl Sequence {
    /// What was read from a file. `None` if it is too long to be edited.
    pub fn of_file(name: String, path: Option<PathBuf>, text: String) -> Option<Self> {
        (!is_long(&text)).then(|| Self {
            saved: text.clone(),
            text,
            name,
            path,
            ..Self::default()
        })
    }

    /// One that comes with the program.
    pub fn of_example(example: Example, language: Language) -> Self {
        let text = example.script(language);
        Self {
            saved: text.clone(),
            text,
            name: example.file_name().to_owned(),
            ..Self::default()
        }
    }

    /// One that was made and not saved. `None` if it is too long to be edited.
    pub fn made(name: String, text: String) -> Option<Self> {
        (!is_long(&text)).then(|| Self {
            text,
            name,
            ..Self::default()
        })
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether it has something that is in no file.
    pub fn is_changed(&self) -> bool {
        self.text != self.saved
    }

    /// It was written to a file, as `text`.
    pub fn note_saved(&mut self, path: PathBuf, text: String) {
        if let Some(name) = path.file_name() {
            self.name = name.to_string_lossy().into_owned();
        }
        self.path = (!IN_BROWSER).then_some(path);
        self.saved = text;
    }

    /// Whether it can be edited: not while lines are being carried out. One that waits for its next step begins anew then.
    pub fn is_editable(&self) -> bool {
        !self.is_running()
    }

    /// Whether it has begun, and is not over.
    pub fn has_begun(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.is_over())
    }

    /// Whether something goes on in it by itself.
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(Run::is_running)
    }

    /// The text was edited: what came of its lines holds no more.
    pub(super) fn edited(&mut self) {
        self.run = None;
    }

    /// Forgets what came of it.
    pub fn reset(&mut self) {
        self.run = None;
    }

    /// What is wrong with it.
    pub fn troubles(&self) -> &[Trouble] {
        &self.troubles
    }

    /// Reads the text, unless that was done already.
    pub fn check(&mut self) {
        if self.checked.as_ref() == Some(&self.text) {
            return;
        }
        self.checked = Some(self.text.clone());
        self.troubles = if self.is_empty() {
            Vec::new()
        } else {
            match self.read() {
                Ok(_script) => Vec::new(),
                Err(troubles) => troubles,
            }
        };
    }

    fn read(&self) -> Result<Script, Vec<Trouble>> {
        let script = Script::parse(&self.text).map_err(of_script)?;
        let refused = if IN_BROWSER {
            unsupported(&script)
        } else {
            Vec::new()
        };
        if refused.is_empty() {
            return Ok(script);
        }
        let refused = refused.into_iter();
        Err(refused
            .map(|(line, what)| Trouble::Browser(line, what))
            .collect())
    }

    /// Begins it, if it is not begun or is over. Says whether there is something to carry out then.
    pub fn begin(&mut self, setup: Setup, secrets: SecretValues) -> bool {
        if self.run.as_ref().is_some_and(|run| !run.is_over()) {
            return true;
        }
        self.run = None;
        self.secrets = secrets;
        self.checked = Some(self.text.clone());
        let run = self
            .read()
            .and_then(|script| Run::new(Arc::new(script), setup).map_err(of_script));
        match run {
            Ok(run) => {
                self.troubles.clear();
                self.run = Some(run);
                true
            }
            Err(troubles) => {
                self.wanted_line = troubles.first().map(|trouble| trouble.place().0);
                self.troubles = troubles;
                false
            }
        }
    }

    /// The same, and whether it has changes that are not in its file.
    pub fn shown_title(&self, language: Language) -> String {
        let title = self.title(language);
        match self.is_changed() {
            true => Text::Changed(&title).say(language).into_owned(),
            false => title,
        }
    }

    /// What it is called.
    pub fn title(&self, language: Language) -> String {
        match &*self.name {
            "" => Text::Untitled.say(language).into_owned(),
            name => name.to_owned(),
        }
    }
}

fn of_script(errors: Vec<ScriptError>) -> Vec<Trouble> {
    errors.into_iter().map(Trouble::Script).collect()
}
