//! Typing on a terminal: a line is edited while what comes is printed above it.
//!
//! `rustyline` edits, and prints what other threads hand to it between two keys. What was rejected: `reedline` (0.52), which waits for
//! keys alone and looks for what is to be printed when none came for a while (100 ms unless told otherwise), and takes four
//! times as many crates.

use std::cell::RefCell;
use std::io::{self, Write};
use std::thread;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, ExternalPrinter, Helper};

use crate::history::History;
use crate::input::{Feed, Input};
use crate::limits::HISTORY_LINES;
use crate::outgoing::{HELP, Typed};
use crate::terminal_mode::TerminalMode;

/// What stands before the line that is typed.
const PROMPT: &str = "> ";

/// What stands on the line, before the cursor and after it: the editor asks for a hint whenever that changes.
#[derive(Default)]
struct Draft(RefCell<(String, String)>);

impl Draft {
    fn take(&self) -> (String, String) {
        self.0.take()
    }
}

impl Hinter for Draft {
    type Hint = String;

    fn hint(&self, line: &str, cursor: usize, _context: &Context<'_>) -> Option<String> {
        let (before, after) = line.split_at_checked(cursor).unwrap_or((line, ""));
        self.0.replace((before.to_owned(), after.to_owned()));
        None
    }
}

impl Completer for Draft {
    type Candidate = String;
}

impl Highlighter for Draft {}

impl Validator for Draft {}

impl Helper for Draft {}

/// A terminal on which lines are edited.
pub(crate) struct Console {
    editor: Editor<Draft, FileHistory>,
    history: History,
    is_binary: bool,
    mode: TerminalMode,
}

impl Console {
    /// The terminal that standard input and output are.
    ///
    /// # Errors
    /// When it cannot be used for that.
    pub(crate) fn open(keeps_history: bool, is_binary: bool) -> io::Result<Self> {
        let config = Config::builder()
            .max_history_size(HISTORY_LINES)
            .and_then(|config| config.history_ignore_dups(true))
            .map_err(from_editor)?
            .history_ignore_space(true)
            .auto_add_history(true)
            .build();
        let mode = TerminalMode::now()?;
        let mut editor = Editor::with_config(config).map_err(from_editor)?;
        editor.set_helper(Some(Draft::default()));
        let history = History::open(keeps_history, &mut editor);
        Ok(Self {
            editor,
            history,
            is_binary,
            mode,
        })
    }

    /// How the terminal is to be when the program ends, whatever the editor was doing.
    pub(crate) fn mode(&self) -> TerminalMode {
        self.mode.clone()
    }

    /// What prints above the line that is typed.
    ///
    /// # Errors
    /// When the terminal cannot do that.
    pub(crate) fn printer(&mut self) -> io::Result<Above<impl ExternalPrinter + Send + use<>>> {
        let printer = self.editor.create_external_printer().map_err(from_editor)?;
        Ok(Above {
            printer,
            text: Vec::new(),
        })
    }

    /// Hands over what is typed, from now on. `interrupt` is called at Ctrl-C.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub(crate) fn read(
        mut self,
        most: Option<u64>,
        wake: impl Fn() + Send + 'static,
        interrupt: impl Fn() + Send + 'static,
    ) -> io::Result<Input> {
        let printer = self.editor.create_external_printer().map_err(from_editor)?;
        let (input, feed) = Input::new(most, wake);
        thread::Builder::new()
            .name("editor".to_owned())
            .spawn(move || self.edit(feed, printer, interrupt))?;
        Ok(input)
    }

    fn edit(mut self, feed: Feed, mut printer: impl ExternalPrinter, interrupt: impl Fn()) {
        let mut draft = (String::new(), String::new());
        let end = loop {
            let initial = (&*draft.0, &*draft.1);
            let line = match self.editor.readline_with_initial(PROMPT, initial) {
                Ok(line) => line,
                Err(ReadlineError::Eof) => break Ok(()),
                Err(ReadlineError::Interrupted) => {
                    interrupt();
                    break Ok(());
                }
                // It gives up what was typed before, and what it has read after.
                Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    draft = self.editor.helper().map(Draft::take).unwrap_or_default();
                    let told = "note: a key that is not UTF-8 was left out, and what came at the same time\n".to_owned();
                    match printer.print(told) {
                        Ok(()) => continue,
                        Err(_gone) => break Ok(()),
                    }
                }
                Err(error) => break Err(from_editor(error).into()),
            };
            draft = Default::default();
            self.history.keep(&mut self.editor);
            // Between two lines the printer writes at once.
            let told = match Typed::parse(line, self.is_binary) {
                Ok(Typed::Send(outgoing)) => {
                    if feed.put(vec![outgoing]) {
                        continue;
                    }
                    break Ok(());
                }
                Ok(Typed::Help) => HELP.to_owned(),
                Err(error) => format!("error: {error}\n"),
            };
            if printer.print(told).is_err() {
                break Ok(());
            }
        };
        // Who prints must not wait for an editor that is gone.
        drop(self);
        feed.end(end);
    }
}

/// Prints above the line that is typed. What was written is printed when it is flushed, as one.
pub(crate) struct Above<P: ExternalPrinter> {
    printer: P,
    text: Vec<u8>,
}

impl<P: ExternalPrinter> Write for Above<P> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.text.is_empty() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&self.text).into_owned();
        self.text.clear();
        // An editor that has just ended takes nothing any more; then nobody types, and the terminal is free.
        self.printer
            .print(text.clone())
            .or_else(|_gone| io::stdout().write_all(text.as_bytes()))
    }
}

/// Up by a line, and down again: nothing to be seen, except on the first line of the screen.
const NOTHING: &str = "\x1b[A\n";

impl<P: ExternalPrinter> Drop for Above<P> {
    /// Waits until what was printed is on the screen: the editor takes one text at a time, so when it takes the second of these,
    /// what came before the first was printed.
    fn drop(&mut self) {
        for _ in 0..2 {
            if self.printer.print(NOTHING.to_owned()).is_err() {
                return;
            }
        }
    }
}

fn from_editor(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        error => io::Error::other(error),
    }
}
