//! A file that is read more than once, also where it is a pipe.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek as _, Write as _};
use std::path::PathBuf;

/// The file to convert. A HAR is read twice, since it may tell of a socket after its messages, and what is made without secrets is searched
/// first. A pipe can be read only once: what comes is kept in a temporary file.
pub(crate) struct Input {
    path: PathBuf,
    /// What was kept.
    copy: RefCell<Option<File>>,
}

impl Input {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            copy: RefCell::new(None),
        }
    }

    /// Its size in bytes; 0 where that is not known before it is read.
    pub(crate) fn size(&self) -> u64 {
        let metadata = self.path.metadata();
        metadata.map_or(0, |file| if file.is_file() { file.len() } else { 0 })
    }

    /// Opens it from its beginning. What was opened before must not be read any more.
    pub(crate) fn open(&self) -> io::Result<InputReader> {
        if let Some(copy) = &*self.copy.borrow() {
            let mut file = copy.try_clone()?;
            file.rewind()?;
            return Ok(InputReader { file, copy: None });
        }
        let file = File::open(&self.path)?;
        // A folder is told to be one when it is read.
        let is_kept = file
            .metadata()
            .is_ok_and(|file| !file.is_file() && !file.is_dir());
        let copy = is_kept.then(tempfile::tempfile).transpose()?;
        let clone = copy.as_ref().map(File::try_clone).transpose()?;
        *self.copy.borrow_mut() = copy;
        Ok(InputReader { file, copy: clone })
    }
}

/// What reads it, and keeps what it reads of a pipe.
pub(crate) struct InputReader {
    file: File,
    copy: Option<File>,
}

impl Read for InputReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        if let Some(copy) = &mut self.copy {
            copy.write_all(&buffer[..count]).map_err(|error| {
                let why = format!("what comes from the pipe cannot be kept: {error}");
                io::Error::new(error.kind(), why)
            })?;
        }
        Ok(count)
    }
}
