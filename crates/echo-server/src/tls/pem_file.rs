//! Reads a PEM file without waiting and without end: a name may stand for a pipe or a device.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// The largest file that is read, in bytes: hundreds of certificates; a chain has about four.
const MAX_PEM_BYTES: u64 = 1 << 20;

/// What is in the file.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut content = Vec::new();
    file.take(MAX_PEM_BYTES + 1).read_to_end(&mut content)?;
    if content.len() as u64 > MAX_PEM_BYTES {
        let why = format!("larger than {MAX_PEM_BYTES} bytes, as no certificate is");
        return Err(io::Error::other(why));
    }
    Ok(content)
}

/// Opening a pipe would wait for somebody who writes into it.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;

        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}
