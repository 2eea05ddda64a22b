//! A file that is written beside the one whose place it takes, so that nobody finds half of it.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use tempfile::NamedTempFile;

/// As many links as Linux follows (`MAXSYMLINKS`): more are a circle.
const MAX_LINKS: usize = 40;

/// Those that are being written: who ends the program at once removes them.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file that is being written. Unless it is put in its place, it is gone in the end.
pub(crate) struct BesideFile {
    file: NamedTempFile,
    /// Whose place it takes: where links lead.
    target: PathBuf,
    /// Who may use the file that is there.
    permissions: Option<Permissions>,
}

impl BesideFile {
    /// Begins a file that is to stand at this path. If that is a link, what it leads to is replaced.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let target = follow_links(path)?;
        let permissions = match fs::metadata(&target) {
            Ok(there) if there.is_file() => Some(there.permissions()),
            // It would be replaced by a file.
            Ok(_) => {
                let why = "it is not a regular file";
                return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        // Others may read it where the system says so, as any that is made anew; but not what replaces one that is private.
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        if permissions.is_none() {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(Permissions::from_mode(0o666));
        }
        let mut unfinished = UNFINISHED.lock();
        let file = builder.tempfile_in(folder_of(&target))?;
        unfinished.push(file.path().to_owned());
        drop(unfinished);
        Ok(Self {
            file,
            target,
            permissions,
        })
    }

    /// Opens it once more, for reading.
    pub(crate) fn reopen(&self) -> io::Result<fs::File> {
        self.file.reopen()
    }

    /// Puts it where it belongs; whether in the place of a file, is said.
    pub(crate) fn place(self, replaces: bool) -> io::Result<()> {
        let name = self.file.path().to_owned();
        let placed = self.placed(replaces);
        UNFINISHED.lock().retain(|path| *path != name);
        placed
    }

    fn placed(self, replaces: bool) -> io::Result<()> {
        if let Some(permissions) = self.permissions.filter(|_| replaces) {
            self.file.as_file().set_permissions(permissions)?;
        }
        self.file.as_file().sync_all()?;
        let placed = if replaces {
            self.file.persist(&self.target)
        } else {
            self.file.persist_noclobber(&self.target)
        };
        placed.map(drop).map_err(|error| error.error)
    }
}

impl Write for BesideFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Removes what is being written. To be called right before the program ends without ending its threads.
pub(crate) fn remove_unfinished() {
    for path in UNFINISHED.lock().drain(..) {
        // It may be in its place already.
        fs::remove_file(path).ok();
    }
}

/// The file that is meant, which need not be there.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::symlink_metadata(&path) {
            Ok(there) if there.is_symlink() => {
                // A relative target counts from the folder of the link.
                path = folder_of(&path).join(fs::read_link(&path)?);
            }
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path),
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}
