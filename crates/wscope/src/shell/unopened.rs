//! Why a tab does not show the file that it was opened from.

use std::sync::Arc;

use session::files::FileError;

/// Why a tab does not show its file.
#[derive(Clone, Debug)]
pub enum Unopened {
    /// It cannot be read.
    Fault(Arc<FileError>),
    /// It has other sessions now.
    NoSession,
}
