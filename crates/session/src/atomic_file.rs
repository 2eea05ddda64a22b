//! Writes a file whole or not at all: into a temporary file beside it, which then takes its place.
//!
//! A program that is killed, a disk that is full or a machine that loses power leaves the old file or the new one, never
//! a part. What a plain rename would change stays as it was: the mode and the owner of a file that is replaced, and a
//! symbolic link, whose target is replaced.
//!
//! A temporary file is locked while it is being written, so that one whose writer was killed can be told from one that is
//! in use: it is removed by the next program that writes into the same folder. A program that ends itself removes its own with
//! [`remove_unfinished`].

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use tempfile::{Builder, NamedTempFile};

/// What the names of temporary files begin with.
const PREFIX: &str = ".wscope-";
/// And what they end with.
const SUFFIX: &str = ".tmp";
/// And how many letters and digits are between, made by chance: a person gives no such name to a file.
const RANDOM: usize = 16;
/// How often a temporary file is made. Each time, another program may take it for a leftover before it is locked.
const ATTEMPTS: usize = 10;
/// As many links as Linux follows (`MAXSYMLINKS`): more are a circle.
const MAX_LINKS: usize = 40;

/// The temporary files that this program is writing.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Who may read the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Those who could read it before; if it is new, those who may read any new file.
    AsBefore,
    /// Its owner only: it may hold secrets.
    Private,
}

/// Whether a file that is there may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It may.
    Replace,
    /// It stays, and nothing is written.
    Keep,
}

/// A file that is being written. Unless it is put in its place, it is removed when it is dropped.
#[derive(Debug)]
pub struct AtomicFile {
    file: NamedTempFile,
    /// Where it belongs: where links lead.
    target: PathBuf,
    /// What it replaces.
    before: Option<Metadata>,
    access: Access,
    existing: Existing,
    unfinished: Unfinished,
}

/// The name of a temporary file, in [`UNFINISHED`].
#[derive(Debug)]
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        UNFINISHED.lock().retain(|path| *path != self.0);
    }
}

impl AtomicFile {
    /// Begins a file that is to stand at this path. If that is a link, what it leads to is meant.
    ///
    /// # Errors
    /// In the system's words; nothing was changed then. [`io::ErrorKind::AlreadyExists`] if there is a file that stays.
    pub fn create(path: &Path, access: Access, existing: Existing) -> io::Result<Self> {
        Self::begin(path, access, existing).map_err(without_name)
    }

    fn begin(path: &Path, access: Access, existing: Existing) -> io::Result<Self> {
        let target = follow_links(path)?;
        let before = match fs::metadata(&target) {
            Ok(_) if existing == Existing::Keep => return Err(io::ErrorKind::AlreadyExists.into()),
            // A rename would put a file where a device or a pipe was.
            Ok(metadata) if !metadata.is_file() => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "not a regular file",
                ));
            }
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let folder = folder_of(&target);
        remove_leftovers(folder);
        // What replaces a file that others may not read is not theirs to read while it is being written.
        let is_private = access == Access::Private || before.is_some();
        let mut unfinished = UNFINISHED.lock();
        let file = temporary(folder, is_private)?;
        unfinished.push(file.path().to_owned());
        drop(unfinished);
        Ok(Self {
            unfinished: Unfinished(file.path().to_owned()),
            file,
            target,
            before,
            access,
            existing,
        })
    }

    /// Opens it once more, for reading.
    ///
    /// # Errors
    /// In the system's words.
    pub fn reopen(&self) -> io::Result<File> {
        self.file.reopen()
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn place(self) -> io::Result<()> {
        let Self {
            file,
            target,
            before,
            access,
            existing,
            unfinished,
        } = self;
        if let Some(before) = &before {
            take_after(file.as_file(), before, access).map_err(without_name)?;
        }
        file.as_file().sync_all()?;
        if cfg!(windows) {
            // It replaces no file that is locked.
            file.as_file().unlock()?;
        }
        let persisted = match existing {
            Existing::Replace => file.persist(&target),
            Existing::Keep => file.persist_noclobber(&target),
        };
        drop(unfinished);
        persisted.map_err(|error| without_name(error.error))?;
        sync_folder(folder_of(&target));
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

/// Writes `content` to `path`.
///
/// # Errors
/// As [`AtomicFile::create`].
pub fn write(path: &Path, content: &[u8], access: Access, existing: Existing) -> io::Result<()> {
    let mut file = AtomicFile::create(path, access, existing)?;
    file.write_all(content)?;
    file.place()
}

/// Whether both exist and are one file: names and links may differ. Terminals and pipes are not replaced when they are written.
#[cfg(unix)]
pub fn is_same_file(left: &Path, right: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let (Ok(left), Ok(right)) = (fs::metadata(left), fs::metadata(right)) else {
        return false;
    };
    left.is_file() && (left.dev(), left.ino()) == (right.dev(), right.ino())
}

/// The same, by their whole paths.
#[cfg(not(unix))]
pub fn is_same_file(left: &Path, right: &Path) -> bool {
    match (fs::canonicalize(left), fs::canonicalize(right)) {
        (Ok(left), Ok(right)) => left == right && left.is_file(),
        _ => false,
    }
}

/// Removes what this program is writing. To be called right before it ends without ending its threads.
pub fn remove_unfinished() {
    let mut unfinished = UNFINISHED.lock();
    for path in unfinished.drain(..) {
        // It may be in its place already.
        fs::remove_file(path).ok();
    }
    // No other is begun until the program ends.
    std::mem::forget(unfinished);
}

/// The name of a temporary file, which tempfile puts behind the system's words, means nothing to a person.
fn without_name(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path ") {
        Some((words, _)) => io::Error::new(error.kind(), words),
        None => error,
    }
}

/// The file that is meant, which need not be there.
///
/// # Errors
/// When links lead in a circle, or the system does not say where one leads.
pub fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => {
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
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg_attr(
    not(unix),
    expect(unused_variables, reason = "the folder says there who can read it")
)]
fn temporary(folder: &Path, is_private: bool) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(RANDOM);
    // Without this only the owner can read it.
    #[cfg(unix)]
    if !is_private {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    for _ in 0..ATTEMPTS {
        let file = builder.tempfile_in(folder)?;
        // Another program may have it for a moment, to see whether it is a leftover, and has removed it then. Where a file system knows
        // no locks, nothing is ever taken for a leftover.
        file.as_file().lock().ok();
        if file.path().exists() {
            return Ok(file);
        }
    }
    Err(io::Error::other("the temporary file was removed"))
}

/// Removes what was being written when its writer was killed. It may hold secrets.
fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let random = name.strip_prefix(PREFIX);
        let random = random.and_then(|name| name.strip_suffix(SUFFIX));
        let is_ours = random.is_some_and(|name| {
            name.len() == RANDOM && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        // A link, a folder or a pipe by such a name is none of ours.
        if !is_ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else {
            continue;
        };
        if file.try_lock().is_ok() {
            // What cannot be removed is tried again the next time.
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// Gives the new file the mode and the owner of the old one, as far as the system allows.
#[cfg(unix)]
fn take_after(file: &File, before: &Metadata, access: Access) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

    let now = file.metadata()?;
    let mut mode = match access {
        Access::AsBefore => before.mode() & 0o777,
        Access::Private => 0o600,
    };
    if now.uid() != before.uid() {
        // Only the administrator may give a file away; then it is ours.
        fchown(file, Some(before.uid()), None).ok();
    }
    if now.gid() != before.gid() && fchown(file, None, Some(before.gid())).is_err() {
        // What one group could read is not for another.
        mode &= !0o070 | ((mode & 0o007) << 3);
    }
    file.set_permissions(fs::Permissions::from_mode(mode))
}

/// The folder says who can read it.
#[cfg(not(unix))]
fn take_after(_file: &File, _before: &Metadata, _access: Access) -> io::Result<()> {
    Ok(())
}

/// After this the new name survives a loss of power. Windows has no such thing.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        // The file is in its place already. Some folders may be written to and not read, and some file systems refuse.
        File::open(folder).and_then(|folder| folder.sync_all()).ok();
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn replace(path: &Path, access: Access) {
        write(path, b"new", access, Existing::Replace).unwrap();
        assert_eq!(fs::read(path).unwrap(), b"new");
    }

    #[test]
    fn a_file_that_is_replaced_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for (before, access, after) in [
            (0o600, Access::AsBefore, 0o600),
            (0o640, Access::AsBefore, 0o640),
            (0o400, Access::AsBefore, 0o400),
            (0o755, Access::AsBefore, 0o755),
            (0o644, Access::Private, 0o600),
            (0o600, Access::Private, 0o600),
        ] {
            fs::remove_file(&path).ok();
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(before)).unwrap();
            replace(&path, access);
            assert_eq!(mode(&path), after, "{before:o} {access:?}");
        }
        assert_eq!(names(folder.path()), ["file"]);
    }

    /// Only the administrator can give a file away, and so try it.
    #[test]
    fn a_file_that_is_replaced_keeps_its_owner() {
        use std::os::unix::fs::chown;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "old").unwrap();
        if chown(&path, Some(1234), Some(5678)).is_err() {
            return;
        }
        for access in [Access::AsBefore, Access::Private] {
            replace(&path, access);
            let after = fs::metadata(&path).unwrap();
            assert_eq!((after.uid(), after.gid()), (1234, 5678), "{access:?}");
        }
    }

    #[test]
    fn a_new_file_is_private_or_as_any_other() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name| folder.path().join(name);
        fs::write(at("any"), "").unwrap();
        replace(&at("new"), Access::AsBefore);
        assert_eq!(mode(&at("new")), mode(&at("any")));
        replace(&at("private"), Access::Private);
        assert_eq!(mode(&at("private")), 0o600);
    }

    #[test]
    fn links_stay_and_their_target_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("inner")).unwrap();
        fs::write(at("inner/target"), "old").unwrap();
        fs::set_permissions(at("inner/target"), fs::Permissions::from_mode(0o600)).unwrap();
        symlink("inner/target", at("link")).unwrap();
        symlink("link", at("link to link")).unwrap();
        symlink("inner/none", at("dangling")).unwrap();
        symlink("circle", at("circle")).unwrap();
        replace(&at("link to link"), Access::AsBefore);
        assert_eq!(fs::read(at("inner/target")).unwrap(), b"new");
        assert_eq!(mode(&at("inner/target")), 0o600);
        replace(&at("dangling"), Access::AsBefore);
        for link in ["link", "link to link", "dangling", "circle"] {
            let metadata = fs::symlink_metadata(at(link)).unwrap();
            assert!(metadata.is_symlink(), "{link}");
        }
        write(&at("circle"), b"", Access::AsBefore, Existing::Replace).unwrap_err();
        assert_eq!(names(&at("inner")), ["none", "target"]);
    }

    #[test]
    fn nothing_is_changed_where_it_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("there"), "old").unwrap();
        fs::create_dir(at("folder")).unwrap();
        let kind = |name: &str, existing| {
            let written = write(&at(name), b"new", Access::AsBefore, existing);
            written.unwrap_err().kind()
        };
        assert_eq!(kind("there", Existing::Keep), io::ErrorKind::AlreadyExists);
        assert_eq!(
            kind("folder", Existing::Replace),
            io::ErrorKind::InvalidInput
        );
        assert_eq!(kind("none/file", Existing::Keep), io::ErrorKind::NotFound);
        // A device stays what it is, also for the administrator.
        let device = Path::new("/dev/full");
        write(device, b"new", Access::AsBefore, Existing::Replace).unwrap_err();
        assert!(!fs::metadata(device).unwrap().is_file());
        assert_eq!(fs::read(at("there")).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["folder", "there"]);
    }

    #[test]
    fn what_a_killed_writer_left_is_removed_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in [
            ".wscope-0123456789abcdef.tmp",
            ".wscope-mine.tmp",
            ".wscope-other",
        ] {
            fs::write(at(name), "secret").unwrap();
        }
        let busy = temporary(folder.path(), true).unwrap();
        replace(&at("file"), Access::Private);
        assert!(busy.path().exists());
        drop(busy);
        let left = [".wscope-mine.tmp", ".wscope-other", "file"];
        assert_eq!(names(folder.path()), left);
    }
}
