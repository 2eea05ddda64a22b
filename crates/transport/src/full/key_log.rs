//! The secrets of TLS, written where the environment asks for it (`SSLKEYLOGFILE`), so that a capture can be decrypted.
//!
//! rustls has a `KeyLogFile` of its own. It tells nobody when it cannot write, and a file that it creates can be read by all
//! users of the machine.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

/// Names the file, as for browsers and curl.
const VARIABLE: &str = "SSLKEYLOGFILE";

/// The file that the environment names, if any.
pub(crate) fn wanted() -> Option<PathBuf> {
    file_named_by(std::env::var_os(VARIABLE))
}

fn file_named_by(value: Option<OsString>) -> Option<PathBuf> {
    // One that is empty says that there is none.
    value.filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// A file that secrets are appended to. A connection is made whether that succeeds or not.
#[derive(Debug)]
pub(super) struct KeyFile {
    path: PathBuf,
    /// Open, or what went wrong first.
    file: Mutex<Result<File, String>>,
}

impl KeyFile {
    /// Opens or creates the file.
    pub(super) fn open(path: PathBuf) -> Self {
        let file = Mutex::new(open(&path).map_err(|error| error.to_string()));
        Self { path, file }
    }

    /// What is told of it, once the secrets of a channel are known.
    pub(super) fn told(&self) -> connection::KeyLog {
        connection::KeyLog {
            file: self.path.display().to_string(),
            fault: self.file.lock().as_ref().err().cloned(),
        }
    }
}

/// Opens a file to append to, unless opening it could wait for somebody, as with a named pipe.
fn open(path: &Path) -> io::Result<File> {
    match std::fs::metadata(path) {
        Ok(about) if !about.is_file() => return Err(io::Error::other("it is not a file")),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl rustls::KeyLog for KeyFile {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let line = line(label, client_random, secret);
        let mut file = self.file.lock();
        let written = file.as_mut().map(|file| file.write_all(line.as_bytes()));
        if let Ok(Err(error)) = written {
            *file = Err(error.to_string());
        }
    }

    fn will_log(&self, _label: &str) -> bool {
        self.file.lock().is_ok()
    }
}

/// A line of the file, which is written at once: other connections and programs may append to it as well.
fn line(label: &str, client_random: &[u8], secret: &[u8]) -> String {
    let mut line = String::from(label);
    for bytes in [client_random, secret] {
        line.push(' ');
        for byte in bytes {
            // Writing to a string does not fail.
            write!(line, "{byte:02x}").ok();
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use rustls::KeyLog as _;

    use super::*;

    #[test]
    fn a_variable_without_a_value_names_no_file() {
        let named = |value: &str| file_named_by(Some(value.into()));
        assert_eq!(file_named_by(None), None);
        assert_eq!(named(""), None);
        assert_eq!(named("keys.log"), Some(PathBuf::from("keys.log")));
    }

    #[test]
    fn lines_are_appended_to_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.log");
        for secret in [[0x01, 0xab], [0x02, 0xcd]] {
            let file = KeyFile::open(path.clone());
            assert!(file.will_log("CLIENT_RANDOM"));
            file.log("CLIENT_RANDOM", &[0x0f, 0xf0], &secret);
            assert_eq!(file.told().fault, None);
        }
        let expected = "CLIENT_RANDOM 0ff0 01ab\nCLIENT_RANDOM 0ff0 02cd\n";
        assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "secrets are for their owner alone");
        }
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        #[track_caller]
        fn check(path: &Path, expected: &str) {
            let file = KeyFile::open(path.to_owned());
            file.log("CLIENT_RANDOM", &[1], &[2]);
            let told = file.told();
            let fault = told.fault.unwrap_or_default();
            assert!(fault.contains(expected), "{}: {fault}", path.display());
            assert!(!file.will_log("CLIENT_RANDOM"));
        }
        let folder = tempfile::tempdir().unwrap();
        check(folder.path(), "it is not a file");
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        check(&folder.path().join("missing/keys.log"), "os error");
        check(&file.join("keys.log"), "os error");
        #[cfg(unix)]
        check(Path::new("/dev/null"), "it is not a file");
        let closed = KeyFile {
            path: file.clone(),
            // Not open for writing, as a disk that is full.
            file: Mutex::new(Ok(File::open(&file).unwrap())),
        };
        closed.log("CLIENT_RANDOM", &[1], &[2]);
        assert!(closed.told().fault.is_some());
    }
}
