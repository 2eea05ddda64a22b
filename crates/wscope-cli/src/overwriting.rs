//! A file that is read is not written as well: what was in it would be lost.

use std::path::Path;

use session::atomic_file::is_same_file;

/// What was to be written is read as well.
#[derive(Debug, thiserror::Error)]
#[error("{0}: this file is read as well, so it is not written: name another one")]
pub(crate) struct Overwriting(String);

/// Whether a file can be written that is none of these, whatever they are called: names and links may differ.
pub(crate) fn check_output<P: AsRef<Path>>(
    output: &Path,
    inputs: impl IntoIterator<Item = P>,
) -> Result<(), Overwriting> {
    let is_read = inputs
        .into_iter()
        .any(|input| is_same_file(output, input.as_ref()));
    match is_read {
        true => Err(Overwriting(output.display().to_string())),
        false => Ok(()),
    }
}
