//! `wsc convert`: one file into another.

mod converter;
mod decoding;
mod each;
mod meter;
mod placing;
mod sockets;

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use script::{MAX_SCRIPT_BYTES, MadeScript, ScriptSink};
use session::atomic_file::{Access, AtomicFile, Existing};
use session::conversation::Choice;
use session::files::redact::{Leftover, Redactor, Rules, SecretSearch, TooManySecrets};
use session::files::{
    Compressor, FileError, FileKind, FileProgress, Format, PROGRAM, Report, Sink, read,
};
use session::replay::OneConnection;

use self::converter::Converter;
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
                  Exit codes: 0 it is written; 2 a file cannot be used; 5 it could not be read or written, or a secret was left in it"
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
        let (parts, told) = self.sockets.parts(paths, &source.input, &source.progress)?;
        for part in &parts {
            self.check_free(&part.to)?;
        }
        let written = match (&*parts, format) {
            ([part], Some(format)) => self.write(part, format, rules.as_ref(), &source)?,
            ([part], None) => self.write_script(part, &source)?,
            (parts, format) => self.write_each(parts, format, rules.as_ref(), &source)?,
        };
        let notes = file_notes::notes(&written.report, written.left_out);
        Ok(notes.into_iter().chain(told).chain(written.notes).collect())
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
        let redactor = self.redactor(rules, source)?;
        let is_of_one = format.kind == FileKind::Session;
        let decoder = self.decoder(part, (format, is_of_one), source)?;
        let mut converter = self.converter(&part.to, format, (redactor, decoder), source)?;
        let report = self.read(part, is_of_one, source, &mut converter);
        converter.meter.end();
        if let Some(error) = converter.failure.take() {
            return Err(cannot_write(&part.to, error));
        }
        let report = report?;
        let placed = converter.place(&part.to, format, &source.progress)?;
        Ok(Written {
            report,
            left_out: placed.left_out,
            notes: placed.notes(rules),
        })
    }

    /// What takes the secrets out of what is read, if they are to be.
    fn redactor(
        &self,
        rules: Option<&Rules>,
        source: &Source,
    ) -> Result<Option<Redactor>, ConvertError> {
        rules
            .map(|rules| self.search(rules.clone(), &source.input, &source.progress))
            .transpose()
    }

    /// Begins a file.
    fn converter(
        &self,
        to: &Path,
        format: Format,
        with: (Option<Redactor>, Option<Decoder>),
        source: &Source,
    ) -> Result<Converter, ConvertError> {
        let out = self.create(to).map_err(|error| cannot_write(to, error))?;
        let compressor = Compressor::new(
            format.compression,
            BufWriter::with_capacity(BATCH_BYTES, out),
        );
        let meter = Meter::new(source.progress.clone(), source.input.size());
        Ok(Converter::new(format, with, compressor, meter))
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
        let mut sink = ScriptSink::default();
        let report = self.read(part, true, source, &mut sink)?;
        let (left_out, too_large) = self.place_script(&part.to, sink)?;
        Ok(Written {
            report,
            left_out,
            notes: too_large_note(too_large).into_iter().collect(),
        })
    }

    /// Writes a test script. Returns how many events are left out, and how many messages, since it would be too large.
    fn place_script(&self, to: &Path, sink: ScriptSink) -> Result<(u64, u64), ConvertError> {
        let cannot_write = |error| cannot_write(to, error);
        let MadeScript {
            script,
            left_out,
            too_large,
            variables,
        } = sink.finish();
        let mut out = self.create(to).map_err(cannot_write)?;
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
        Ok((left_out, too_large))
    }
}

/// What is told of messages for which a script has no room.
fn too_large_note(messages: u64) -> Option<String> {
    (messages > 0).then(|| {
        let messages = counted(messages, "message is", "messages are");
        let limit = MAX_SCRIPT_BYTES >> 20;
        format!("{messages} left out: a test script has at most {limit} MiB")
    })
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
            "# Not in the recording: wsc test --variable {name}=…\n"
        ));
    }
    head + "\n"
}

pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}
