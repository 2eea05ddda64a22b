//! The scripts, and the files that they name.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use connection::{MAX_MESSAGE_BYTES, Options};
use parking_lot::Mutex;
use script::limits::MAX_SCRIPT_BYTES;
use script::{Files, Script, ScriptError, Variables};

use super::run::Job;

/// How the names of scripts end.
const SUFFIX: &str = "wstest";

/// Why scripts cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum SourceError {
    #[error("{path}: the script cannot be read: {error}")]
    Read { path: String, error: io::Error },
    #[error("{0}: there is no *.{SUFFIX} file in this folder")]
    Empty(String),
    #[error("{}", shown(.0))]
    Scripts(Vec<(String, ScriptError)>),
}

/// Each error with its line of the script.
fn shown(errors: &[(String, ScriptError)]) -> String {
    let shown = errors
        .iter()
        .map(|(path, error)| format!("{path}:{error}\n{}", error.excerpt()));
    shown.collect::<Vec<_>>().join("\n")
}

/// How far scripts are looked at when they are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Checks {
    /// Whatever can be known to be wrong before anything is sent.
    All,
    /// The language alone: nothing is to be sent.
    Language,
}

/// Reads all scripts, and checks them. Gives the files that are read too: the scripts, and what they name as far as they are checked.
pub(super) fn load(
    paths: &[PathBuf],
    checks: Checks,
    options: &Options,
    variables: &Variables,
) -> Result<(Vec<Job>, Vec<PathBuf>), SourceError> {
    let mut jobs = Vec::new();
    let mut inputs = Vec::new();
    let mut errors = Vec::new();
    for path in found(paths)? {
        let name = path.display().to_string();
        let bytes = read(&path, MAX_SCRIPT_BYTES);
        let bytes = bytes.map_err(|error| SourceError::Read {
            path: name.clone(),
            error,
        })?;
        let files = Folder::of(&path);
        let script = Script::parse_bytes(&bytes).and_then(|script| match checks {
            Checks::All => script.check(variables, &files).map(|()| script),
            Checks::Language => Ok(script),
        });
        inputs.extend(files.named.lock().iter().cloned());
        inputs.push(path);
        match script {
            Ok(script) => jobs.push(Job {
                name,
                script: Arc::new(script),
                options: options.clone(),
                variables: variables.clone(),
                files: Arc::new(files),
            }),
            Err(found) => errors.extend(found.into_iter().map(|error| (name.clone(), error))),
        }
    }
    match errors.is_empty() {
        true => Ok((jobs, inputs)),
        false => Err(SourceError::Scripts(errors)),
    }
}

/// The files that are meant: of a folder, those in it.
fn found(paths: &[PathBuf]) -> Result<Vec<PathBuf>, SourceError> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let name = path.display().to_string();
        let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = entries.map_err(|error| SourceError::Read {
            path: name.clone(),
            error,
        })?;
        let entries = entries.into_iter().map(|entry| entry.path());
        let mut inside: Vec<PathBuf> = entries.filter(|path| is_script(path)).collect();
        if inside.is_empty() {
            return Err(SourceError::Empty(name));
        }
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}

/// Whether a file is a script by its name.
pub(crate) fn is_script(path: &Path) -> bool {
    let suffix = path.extension();
    suffix.is_some_and(|suffix| suffix.eq_ignore_ascii_case(SUFFIX))
}

/// A file, and its size in bytes. What is no file, as a pipe, might never open, or never end.
fn checked(path: &Path) -> io::Result<(&Path, u64)> {
    let metadata = fs::metadata(path)?;
    match metadata.is_file() {
        true => Ok((path, metadata.len())),
        false => Err(io::Error::other("it is not a file")),
    }
}

/// What is in a file of at most so many bytes.
fn read(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let (path, size) = checked(path)?;
    if size > limit as u64 {
        return Err(io::Error::other(format!(
            "it has {size} bytes, and at most {limit} are read"
        )));
    }
    fs::read(path)
}

/// The files that a script names: relative to the folder in which it is.
struct Folder {
    folder: PathBuf,
    /// The paths of those that were asked for.
    named: Mutex<BTreeSet<PathBuf>>,
}

impl Folder {
    fn of(script: &Path) -> Self {
        Self {
            folder: script.parent().map(Path::to_owned).unwrap_or_default(),
            named: Mutex::default(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.folder.join(name);
        self.named.lock().insert(path.clone());
        path
    }
}

impl Files for Folder {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        read(&self.path(name), MAX_MESSAGE_BYTES).map_err(|error| format!("{name}: {error}"))
    }

    fn check(&self, name: &str) -> Result<(), String> {
        let opened = checked(&self.path(name)).and_then(|(path, _)| fs::File::open(path));
        opened.map(drop).map_err(|error| format!("{name}: {error}"))
    }
}
