//! That something could not be read back from a file: told once.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Why something could not be read back that a file had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadFault {
    /// The file has something else in its place: it was cut or changed.
    Changed,
    /// In the system's words.
    Io(String),
}

/// Of one file: what has gone wrong first.
#[derive(Debug)]
pub(crate) struct FirstFault {
    path: PathBuf,
    fault: OnceLock<ReadFault>,
    is_told: AtomicBool,
}

impl FirstFault {
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            fault: OnceLock::new(),
            is_told: AtomicBool::new(false),
        }
    }

    /// The file.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn note(&self, fault: ReadFault) {
        // The first is told.
        self.fault.set(fault).ok();
    }

    /// What went wrong, and with which file, once.
    pub(crate) fn take(&self) -> Option<(PathBuf, ReadFault)> {
        let fault = self.fault.get()?;
        let is_told = self.is_told.swap(true, Ordering::Relaxed);
        (!is_told).then(|| (self.path.clone(), fault.clone()))
    }
}
