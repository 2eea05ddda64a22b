//! Standard input and output, whose errors are told. The types of the standard library take one that is not open for its purpose,
//! as with `0>FILE` and `1<FILE`, for one that is empty or takes everything.
//!
//! One that is closed cannot be told from `/dev/null`: the standard library opens that in its place before the program begins.

use std::io::{self, Read, Write};

#[cfg(unix)]
pub(crate) fn input() -> io::Result<impl Read + Send + 'static> {
    file(&io::stdin())
}

#[cfg(unix)]
pub(crate) fn output() -> io::Result<impl Write + Send + 'static> {
    file(&io::stdout())
}

#[cfg(unix)]
fn file(standard: &impl std::os::fd::AsFd) -> io::Result<std::fs::File> {
    Ok(standard.as_fd().try_clone_to_owned()?.into())
}

/// A console needs the standard library.
#[cfg(not(unix))]
pub(crate) fn input() -> io::Result<impl Read + Send + 'static> {
    Ok(io::stdin())
}

#[cfg(not(unix))]
pub(crate) fn output() -> io::Result<impl Write + Send + 'static> {
    Ok(io::stdout())
}
