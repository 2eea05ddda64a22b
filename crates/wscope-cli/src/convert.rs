//! `wsc convert`: one file into another.

mod converter;
mod decoding;
mod meter;
mod sockets;

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use script::{MAX_SCRIPT_BYTES, MadeScript, ScriptSink};
use session::atomic_file::{Access, AtomicFile, Existing};
use session::conversation::Choice;
use session::files::redact::{Leftover, Redactor, Rules, SecretSearch, TooManySecrets};
use session::files::{
    Compressor, FileError, FileKind, FileProgress, FileWriter, Format, PROGRAM, Report, Sink, read,
};
use session::replay::OneConnection;

use self::converter::{Converter, Out};
use self::decoding::Recogniser;
pub(crate) use self::meter::Meter;
use self::sockets::{OneSession, Part, SocketArguments, SocketError, several};
use crate::convert_input::Input;
use crate::decoding::{DecodeArguments, DecodeError, Decoder};
use crate::ending::Exit;
use crate::file_notes::{self, counted};
use crate::limits::BATCH_BYTES;
use crate::overwriting::{Overwriting, check_output};
use crate::redaction::{self, RedactArguments, RedactError, Searcher};
use crate::signals;
use crate::telling::{complain, remark};
use crate::test::is_script;

/// Converts a recorded session: between *.wscope.jsonl, HAR and, written only, CSV, with .gz or .zst at the end of a name compressed; or into a test script, *.wstest.
#[derive(Debug, Args)]
#[command(
    after_help = "What a file is that is read is told by its content: a session, what wsc has written, or a HAR. HAR has no place for \
                  what is told of a connection beside its handshake, its messages and its end; how much was left out is said.\n\n\
                  Exit codes: 0 it is written; 2 a file cannot be used; 5 it could not be read or written"
)]
pub(crate) struct ConvertArguments {
    /// The file to read
    #[arg(value_name = "FROM")]
    from: PathBuf,

    /// The file to write; its name tells the format
    #[arg(value_name = "TO")]
    to: PathBuf,

    /// Replace the file that is written, if it exists
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    sockets: SocketArguments,

    #[command(flatten)]
    redact: RedactArguments,

    #[command(flatten)]
    decode: DecodeArguments,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
enum ConvertError {
    #[error(
        "{0}: the name does not tell the format; it has to end with .wscope.jsonl, .har or .csv, and may go on with .gz or .zst; or with .wstest for a test script"
    )]
    Format(String),
    #[error("{0} exists; --force replaces it")]
    Exists(String),
    #[error("{0} is a folder, and no file can take its place: name another one")]
    Folder(String),
    #[error("{path}: {error}")]
    Read { path: String, error: FileError },
    #[error("{path}: the file cannot be written: {error}")]
    Write { path: String, error: io::Error },
    #[error(
        "secrets are replaced in files of sessions alone: convert into a .wscope.jsonl file with --redact, and that one into a test script"
    )]
    ScriptRedacted,
    #[error(
        "what messages say is written into a .wscope.jsonl or .csv file; a {0} has no place for it"
    )]
    NoPlaceForDecoded(&'static str),
    #[error(
        "secrets are replaced before a file is decoded: convert into a .wscope.jsonl file with --redact, and that one with --decode"
    )]
    DecodedRedacted,
    #[error(transparent)]
    Overwriting(#[from] Overwriting),
    #[error(transparent)]
    Sockets(#[from] SocketError),
    #[error("{0}")]
    Decode(#[from] DecodeError),
    #[error("{0}")]
    Redact(#[from] RedactError),
    #[error("{0}")]
    TooManySecrets(#[from] TooManySecrets),
    #[error("{path}: {}", redaction::left(*leftover))]
    Leftover { path: String, leftover: Leftover },
}

impl ConvertError {
    fn exit(&self) -> Exit {
        match self {
            Self::Read { error, .. } | Self::Sockets(SocketError::Read { error, .. }) => {
                Exit::of_reading(error)
            }
            Self::Write { .. } | Self::Leftover { .. } => Exit::InputOutput,
            Self::Format(_)
            | Self::Exists(_)
            | Self::Folder(_)
            | Self::Overwriting(_)
            | Self::ScriptRedacted
            | Self::NoPlaceForDecoded(_)
            | Self::DecodedRedacted
            | Self::Decode(_)
            | Self::Sockets(_)
            | Self::Redact(_)
            | Self::TooManySecrets(_) => Exit::Usage,
        }
    }
}

/// Does it, and says on standard error what was left out.
pub(crate) fn convert(arguments: &ConvertArguments) -> Exit {
    match arguments.run() {
        Ok(notes) => {
            notes.iter().for_each(|note| remark(note));
            Exit::Done
        }
        Err(error) => {
            complain(&error.to_string());
            error.exit()
        }
    }
}

/// What came of a file that was written.
struct Written {
    report: Report,
    /// How much the format has no place for.
    left_out: u64,
    /// What was replaced.
    notes: Vec<String>,
}

/// What is read, and for how long.
struct Source {
    input: Input,
    progress: FileProgress,
    /// In which protocol it is decoded, if it is.
    decode: Option<Choice>,
}

impl ConvertArguments {
    /// Returns what is to be said of it.
    fn run(&self) -> Result<Vec<String>, ConvertError> {
        let rules = self.redact.rules()?;
        self.check_free(&self.to)?;
        if is_script(&self.to) && rules.is_some() {
            return Err(ConvertError::ScriptRedacted);
        }
        let format = match is_script(&self.to) {
            true => None,
            false => {
                let format = Format::of(&self.to);
                Some(format.ok_or_else(|| ConvertError::Format(shown(&self.to)))?)
            }
        };
        let decode = self.decode.choice()?;
        if decode.is_some() {
            check_decoded(format, rules.is_some())?;
        }
        let progress = FileProgress::default();
        let cancelled = progress.clone();
        signals::watch(move || cancelled.cancel())
            .map_err(|error| cannot_write(&self.to, error))?;
        let source = Source {
            input: Input::new(self.from.clone()),
            progress,
            decode,
        };
        let paths = (&*self.from, &*self.to);
        let (parts, note) = self.sockets.parts(paths, &source.input, &source.progress)?;
        for part in &parts {
            self.check_free(&part.to)?;
        }
        let (mut report, mut left_out, mut notes) = (Report::default(), 0, Vec::new());
        for part in &parts {
            let written = match format {
                Some(format) => self.write(part, format, rules.as_ref(), &source)?,
                None => self.write_script(part, &source)?,
            };
            left_out += written.left_out;
            notes.extend(written.notes);
            // It is of the whole file each time.
            report = written.report;
        }
        Ok(file_notes::notes(&report, left_out)
            .into_iter()
            .chain(note)
            .chain(notes)
            .collect())
    }

    /// Whether a file can be written without replacing one that nobody wants replaced.
    fn check_free(&self, to: &Path) -> Result<(), ConvertError> {
        let schemas = self.decode.files().iter().map(PathBuf::as_path);
        let inputs = schemas.chain(self.redact.files()).chain([&*self.from]);
        check_output(to, inputs)?;
        if to.is_dir() {
            return Err(ConvertError::Folder(shown(to)));
        }
        match !self.force && to.exists() {
            true => Err(ConvertError::Exists(shown(to))),
            false => Ok(()),
        }
    }

    /// Reads what is to be written of the file. `is_of_one` says that what is written has room for one session only.
    fn read(
        &self,
        part: &Part,
        is_of_one: bool,
        source: &Source,
        sink: &mut impl Sink,
    ) -> Result<Report, ConvertError> {
        let Source {
            input, progress, ..
        } = source;
        let mut one = OneSession { sink, sessions: 0 };
        let report = match &part.connection {
            Some(connection) => {
                let mut sink = OneConnection::of(connection, one.sink);
                read(|| input.open(), progress, &mut sink)
            }
            None if is_of_one => read(|| input.open(), progress, &mut one),
            None => read(|| input.open(), progress, one.sink),
        };
        if one.sessions > 1 {
            return Err(several(shown(&self.from), input, progress).into());
        }
        report.map_err(|error| ConvertError::Read {
            path: shown(&self.from),
            error,
        })
    }

    fn write(
        &self,
        part: &Part,
        format: Format,
        rules: Option<&Rules>,
        source: &Source,
    ) -> Result<Written, ConvertError> {
        let Source {
            input, progress, ..
        } = source;
        let cannot_write = |error| cannot_write(&part.to, error);
        let out = self.create(&part.to).map_err(cannot_write)?;
        let compressor = Compressor::new(
            format.compression,
            BufWriter::with_capacity(BATCH_BYTES, out),
        );
        let redactor = rules
            .map(|rules| self.search(rules.clone(), input, progress))
            .transpose()?;
        let is_of_one = format.kind == FileKind::Session;
        let decoder = self.decoder(part, (format, is_of_one), source)?;
        let meter = Meter::new(progress.clone(), input.size());
        let mut converter = Converter::new(format, (redactor, decoder), compressor, meter);
        let report = self.read(part, is_of_one, source, &mut converter);
        converter.meter.end();
        if let Some(error) = converter.failure {
            return Err(cannot_write(error));
        }
        let report = report?;
        let Some(writer) = converter.writer else {
            return Ok(Written {
                report,
                left_out: 0,
                notes: Vec::new(),
            });
        };
        let (file, left_out) = finish(writer).map_err(cannot_write)?;
        let mut notes = converter.remarks;
        if let (Some(rules), Some(redactor)) = (rules, converter.redactor) {
            let leftover = redactor.check(format, || file.reopen(), progress);
            let path = shown(&part.to);
            let leftover = leftover.map_err(|error| ConvertError::Read {
                path: path.clone(),
                error,
            })?;
            if !leftover.is_none() {
                return Err(ConvertError::Leftover { path, leftover });
            }
            notes.extend(redaction::told(
                rules,
                redactor.findings(),
                redactor.replaced(),
            ));
            if converter.frames_left_out > 0 {
                let frames = counted(converter.frames_left_out, "frame is", "frames are");
                notes.push(format!(
                    "{frames} left out: what is secret stands in them too"
                ));
            }
        }
        file.place().map_err(cannot_write)?;
        Ok(Written {
            report,
            left_out,
            notes,
        })
    }

    /// What decodes, if that is asked for, and knows already what is spoken.
    fn decoder(
        &self,
        part: &Part,
        (format, is_of_one): (Format, bool),
        source: &Source,
    ) -> Result<Option<Decoder>, ConvertError> {
        let Some(choice) = source.decode else {
            return Ok(None);
        };
        let mut recogniser = Recogniser::new(choice);
        source.progress.add_pass();
        self.read(part, is_of_one, source, &mut recogniser)?;
        let wants_trees = format.kind == FileKind::Session;
        Ok(Some(
            Decoder::new(choice, wants_trees).knowing(recogniser.found()),
        ))
    }

    /// Learns what is secret in the file.
    fn search(
        &self,
        rules: Rules,
        input: &Input,
        progress: &FileProgress,
    ) -> Result<Redactor, ConvertError> {
        let mut searcher = Searcher(SecretSearch::new(rules));
        progress.add_pass();
        read(|| input.open(), progress, &mut searcher).map_err(|error| ConvertError::Read {
            path: shown(&self.from),
            error,
        })?;
        Ok(searcher.0.into_redactor()?)
    }
}

impl ConvertArguments {
    /// Begins a file: nobody finds half of one, whatever happens.
    fn create(&self, path: &Path) -> io::Result<AtomicFile> {
        let existing = match self.force {
            true => Existing::Replace,
            false => Existing::Keep,
        };
        AtomicFile::create(path, Access::AsBefore, existing)
    }

    /// Makes a test script of a session.
    fn write_script(&self, part: &Part, source: &Source) -> Result<Written, ConvertError> {
        let cannot_write = |error| cannot_write(&part.to, error);
        let mut sink = ScriptSink::default();
        let report = self.read(part, true, source, &mut sink)?;
        let MadeScript {
            script,
            left_out,
            too_large,
            variables,
        } = sink.finish();
        let mut out = self.create(&part.to).map_err(cannot_write)?;
        let from = self
            .from
            .file_name()
            .unwrap_or_default()
            .display()
            .to_string();
        let from = from.replace(char::is_control, " ");
        let text = format!("{}{script}", head(&from, &variables));
        out.write_all(text.as_bytes()).map_err(cannot_write)?;
        out.place().map_err(cannot_write)?;
        let note = (too_large > 0).then(|| {
            let messages = counted(too_large, "message is", "messages are");
            let limit = MAX_SCRIPT_BYTES >> 20;
            format!("{messages} left out: a test script has at most {limit} MiB")
        });
        Ok(Written {
            report,
            left_out,
            notes: note.into_iter().collect(),
        })
    }
}

/// Whether what messages say can be written.
fn check_decoded(format: Option<Format>, is_redacted: bool) -> Result<(), ConvertError> {
    match format.map(|format| format.kind) {
        _ if is_redacted => Err(ConvertError::DecodedRedacted),
        None => Err(ConvertError::NoPlaceForDecoded("test script")),
        Some(FileKind::Har) => Err(ConvertError::NoPlaceForDecoded("HAR")),
        Some(FileKind::Session | FileKind::Csv) => Ok(()),
    }
}

fn cannot_write(to: &Path, error: io::Error) -> ConvertError {
    ConvertError::Write {
        path: shown(to),
        error,
    }
}

/// What a script says of itself that was made of a session.
fn head(from: &str, variables: &[String]) -> String {
    let mut head = format!(
        "# Made of {from} by {PROGRAM}.\n\
         # Values that are another each time, such as times and numbers, can be replaced: by capture, exists or a regular expression.\n"
    );
    for name in variables {
        head.push_str(&format!(
            "# This is not recorded: wsc test --variable {name}=…\n"
        ));
    }
    head + "\n"
}

/// Ends the file; returns how much its format has no place for, too.
fn finish(writer: FileWriter<Out>) -> io::Result<(AtomicFile, u64)> {
    let (compressor, left_out) = writer.finish()?;
    let file = compressor
        .finish()?
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    Ok((file, left_out))
}

pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
