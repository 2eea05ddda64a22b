//! `wsc diff`: two recorded sessions, side by side.

mod as_json;
mod as_text;
mod found;
mod source;

use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};
use clap::Args;
use session::comparison::{CompareError, RuleError, Rules, Side, compare, find_volatile};
use session::files::FileError;

use self::found::Found;
use self::source::FileSource;
use crate::ending::{Ending, Exit, told};
use crate::file_notes::{counted, notes};
use crate::standard;
use crate::telling::{complain, remark};

/// Compares two recorded sessions: messages by their content, for each direction by itself, and how connections began and ended.
/// Times are not compared.
#[derive(Debug, Args)]
#[command(
    after_help = "JSON is compared by its value. A file may be a session, what wsc has written, or a HAR, and compressed. Where one file does \
                  not tell how a connection ended, as a HAR of a browser, that is no difference.\n\n\
                  Exit codes:\n  \
                  0  nothing differs\n  \
                  1  something differs\n  \
                  2  usage: an argument cannot be used\n  \
                  5  a file cannot be read, or nothing differs in what could be read of it; or the output cannot be written\n\n\
                  Example:\n  wsc diff before.wscope.jsonl after.har --mask '$..id' --mask-pattern '\\d\\d:\\d\\d'"
)]
pub(crate) struct DiffArguments {
    /// The file to compare with
    #[arg(value_name = "A")]
    left: PathBuf,

    /// The file that is compared
    #[arg(value_name = "B")]
    right: PathBuf,

    /// Further recordings of the conversation in A: fields of JSON that differ between them and A are found, listed and left out
    #[arg(long, value_name = "FILE", num_args = 1..)]
    runs: Vec<PathBuf>,

    /// Leave out the fields of JSON that this path names (RFC 9535); may be given several times
    #[arg(long = "mask", value_name = "JSONPATH")]
    paths: Vec<String>,

    /// Leave out what this regular expression matches, in texts and in strings of JSON; may be given several times
    #[arg(long = "mask-pattern", value_name = "REGEX")]
    patterns: Vec<String>,

    /// Compare pings and pongs too, which depend on time
    #[arg(long)]
    control_frames: bool,

    /// Write the differences as one JSON object
    #[arg(long)]
    json: bool,

    /// Write nothing: the exit code tells
    #[arg(long, short, conflicts_with = "json")]
    quiet: bool,
}

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
enum DiffError {
    #[error("nothing can be left out by this: {0}")]
    Rule(#[from] RuleError),
    #[error("{path}: {error}")]
    Compare {
        path: String,
        error: CompareError<FileError>,
    },
}

impl DiffError {
    fn exit(&self) -> Exit {
        match self {
            Self::Rule(_) => Exit::Usage,
            Self::Compare { .. } => Exit::InputOutput,
        }
    }
}

/// Compares, and writes what differs.
pub(crate) fn diff(arguments: &DiffArguments) -> Exit {
    let found = match arguments.run() {
        Ok(found) => found,
        Err(error) => {
            complain(&error.to_string());
            return error.exit();
        }
    };
    if let Err(error) = arguments.write(&found)
        && let exit @ Exit::InputOutput = told(&[Ending::Output(error)])
    {
        return exit;
    }
    match (found.comparison.is_equal(), found.is_incomplete) {
        (false, _) => Exit::Failed,
        (true, true) => Exit::InputOutput,
        (true, false) => Exit::Done,
    }
}

impl DiffArguments {
    fn run(&self) -> Result<Found, DiffError> {
        let mut rules = self.rules()?;
        let mut left = FileSource::new(&self.left);
        let mut right = FileSource::new(&self.right);
        let mut volatile = Vec::new();
        let mut is_incomplete = false;
        for path in &self.runs {
            let mut run = FileSource::new(path);
            let found = find_volatile(&mut left, &mut run, &mut rules);
            let found = found.map_err(|error| named(error, &left, &run))?;
            volatile.extend(found.paths);
            if found.others > 0 {
                remark(&format!(
                    "{}: {} from {} beside the fields that are left out",
                    run.name,
                    counted(found.others, "difference", "differences"),
                    left.name
                ));
            }
            is_incomplete |= tell(&run);
        }
        let comparison = compare(&mut left, &mut right, &rules);
        let comparison = comparison.map_err(|error| named(error, &left, &right))?;
        for source in [&left, &right] {
            is_incomplete |= tell(source);
        }
        Ok(Found {
            left: left.name,
            right: right.name,
            comparison,
            volatile,
            is_incomplete,
        })
    }

    fn rules(&self) -> Result<Rules, RuleError> {
        let mut rules = Rules::default();
        rules.control_frames = self.control_frames;
        for path in &self.paths {
            rules.mask_path(path)?;
        }
        for pattern in &self.patterns {
            rules.mask_pattern(pattern)?;
        }
        Ok(rules)
    }

    fn write(&self, found: &Found) -> io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        let is_coloured = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
        let mut out = BufWriter::new(standard::output()?);
        if self.json {
            as_json::write(&mut out, found)?;
        } else {
            as_text::write(&mut out, found, is_coloured)?;
        }
        out.flush()
    }
}

fn named(error: CompareError<FileError>, left: &FileSource, right: &FileSource) -> DiffError {
    let (CompareError::Source { side, .. } | CompareError::TooMany(side)) = &error;
    let source = match side {
        Side::Left => left,
        Side::Right => right,
    };
    DiffError::Compare {
        path: source.name.clone(),
        error,
    }
}

/// Says what of a file could not be read. Whether that is something.
fn tell(source: &FileSource) -> bool {
    for note in notes(&source.report, 0) {
        remark(&format!("{}: {note}", source.name));
    }
    !source.report.is_whole()
}
