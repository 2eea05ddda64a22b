//! A file in the folder that the system keeps for this program: what eframe would write there, a map of texts in RON.
//! eframe still reads it, to open the window where it was; it would write it in place, so it does not write.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use session::atomic_file::{self, Access, Existing};

use super::entries::{Entries, LoadError};

/// The largest file that is read, in bytes: several times what all fields have room for.
const MAX_FILE_BYTES: u64 = 64 << 20;
/// How long another window may take to write, before this one goes on without waiting: a disk that takes longer hangs.
/// What is lost then, at worst, is what the other one was writing.
const LOCK_TIME: Duration = Duration::from_secs(2);
/// How long to wait before the lock is tried again: as long as a write takes.
const LOCK_RETRY: Duration = Duration::from_millis(5);
/// How many unreadable files are kept aside: more are made by something that must be mended.
const MAX_ASIDE: u32 = 100;

/// The file with the settings.
#[derive(Clone, Debug)]
pub struct Place {
    path: PathBuf,
}

impl Place {
    /// The settings lie in this file, which need not be there.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Its path.
    pub(super) fn file(&self) -> Option<String> {
        Some(self.path.display().to_string())
    }

    /// Whether it can be read to its end, or is not there: a pipe would make a reader wait, and a device may have no end.
    pub fn can_be_read(&self) -> bool {
        match fs::metadata(&self.path) {
            Ok(metadata) => metadata.is_file() && metadata.len() <= MAX_FILE_BYTES,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// Keeps other windows from writing until it is dropped. `None` where the system cannot, or one of them hangs.
    pub(super) fn lock(&self) -> Option<File> {
        let path = self.path.with_added_extension("lock");
        // Opening a pipe would wait for somebody who reads from it.
        if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
            return None;
        }
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        let file = options.open(path).ok()?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Some(file),
                Err(TryLockError::WouldBlock) if start.elapsed() < LOCK_TIME => {
                    std::thread::sleep(LOCK_RETRY);
                }
                Err(_) => return None,
            }
        }
    }

    pub(super) fn load(&self) -> Result<Entries, LoadError> {
        match self.read() {
            Ok(None) => Ok(Entries::new()),
            Ok(Some(bytes)) if bytes.len() as u64 > MAX_FILE_BYTES => Err(LoadError::Damaged),
            Ok(Some(bytes)) => ron::de::from_bytes(&bytes).map_err(|_error| LoadError::Damaged),
            Err(error) => Err(LoadError::Unavailable(self.explain(&error))),
        }
    }

    /// `None` where there is no file.
    fn read(&self) -> io::Result<Option<Vec<u8>>> {
        let metadata = match fs::metadata(&self.path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if !metadata.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let file = File::open(&self.path)?;
        make_private(&file, &metadata);
        let mut bytes = Vec::new();
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Gives what is there another name, and says which.
    pub(super) fn set_aside(&self) -> Result<String, String> {
        let target = atomic_file::follow_links(&self.path).map_err(|error| self.explain(&error))?;
        let free = (1..=MAX_ASIDE)
            .map(|number| match number {
                1 => target.with_added_extension("unreadable"),
                _ => target.with_added_extension(format!("unreadable-{number}")),
            })
            .find(|name| fs::symlink_metadata(name).is_err());
        let Some(aside) = free else {
            return Err(format!("{}: unreadable", target.display()));
        };
        fs::rename(&target, &aside).map_err(|error| self.explain(&error))?;
        Ok(aside.display().to_string())
    }

    pub(super) fn save(&self, entries: &Entries) -> Result<(), String> {
        let explain = |error: io::Error| self.explain(&error);
        let text = ron::ser::to_string_pretty(entries, ron::ser::PrettyConfig::default())
            .map_err(|error| error.to_string())?;
        if let Some(folder) = self.path.parent() {
            make_folder(folder).map_err(explain)?;
        }
        atomic_file::write(
            &self.path,
            text.as_bytes(),
            Access::Private,
            Existing::Replace,
        )
        .map_err(explain)
    }

    fn explain(&self, error: &io::Error) -> String {
        format!("{}: {error}", self.path.display())
    }
}

/// They may hold credentials, and earlier versions let everybody read them.
#[cfg(unix)]
fn make_private(file: &File, metadata: &fs::Metadata) {
    use std::os::unix::fs::PermissionsExt as _;

    if metadata.permissions().mode() & 0o077 != 0 {
        // A file of somebody else stays as it is until it is replaced.
        file.set_permissions(fs::Permissions::from_mode(0o600)).ok();
    }
}

/// The folder says who can read it.
#[cfg(not(unix))]
fn make_private(_file: &File, _metadata: &fs::Metadata) {}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
