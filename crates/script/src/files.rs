//! The files that a script names.

use connection::{SendOnNative, SyncOnNative};

/// Where the files are that a script names.
pub trait Files: SendOnNative + SyncOnNative {
    /// What is in a file.
    ///
    /// # Errors
    /// Why that cannot be read, in words.
    fn read(&self, name: &str) -> Result<Vec<u8>, String>;

    /// Whether a file could be read, without reading it where that can be known so.
    ///
    /// # Errors
    /// Why not, in words.
    fn check(&self, name: &str) -> Result<(), String> {
        self.read(name).map(drop)
    }
}

/// For scripts that name none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _name: &str) -> Result<Vec<u8>, String> {
        Err("a script cannot read files here".to_owned())
    }
}
