//! Where .proto files are read from, and how much of them.

use std::cell::Cell;
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use protox::Error;
use protox::file::{
    ChainFileResolver, File, FileResolver, GoogleFileResolver, IncludeFileResolver,
};

/// The most that is read, in bytes, with all that is imported: a large service has less than one MiB, and what is compiled takes
/// some twenty times as much memory.
pub const MAX_SCHEMA_BYTES: u64 = 16 * 1024 * 1024;
/// The most files that are read: each import lies on the stack while those within it are read.
pub const MAX_SCHEMA_FILES: usize = 500;

/// Finds files in these folders, and those that come with the language.
pub(super) fn resolver(folders: Vec<PathBuf>) -> ChainFileResolver {
    let budget = Rc::new(Budget {
        bytes: Cell::new(MAX_SCHEMA_BYTES),
        files: Cell::new(MAX_SCHEMA_FILES),
    });
    let mut all = ChainFileResolver::new();
    for folder in folders {
        all.add(Folder {
            files: IncludeFileResolver::new(folder.clone()),
            folder,
            budget: Rc::clone(&budget),
        });
    }
    all.add(GoogleFileResolver::new());
    all
}

/// What may still be read.
struct Budget {
    bytes: Cell<u64>,
    files: Cell<usize>,
}

/// A folder in which files are found.
struct Folder {
    folder: PathBuf,
    files: IncludeFileResolver,
    budget: Rc<Budget>,
}

impl FileResolver for Folder {
    fn resolve_path(&self, path: &Path) -> Option<String> {
        self.files.resolve_path(path)
    }

    fn open_file(&self, name: &str) -> Result<File, Error> {
        let path = self.folder.join(name);
        // Of what is not there the other resolver tells.
        if let Ok(metadata) = path.metadata() {
            self.budget.spend(path, &metadata)?;
        }
        self.files.open_file(name)
    }
}

impl Budget {
    fn spend(&self, path: PathBuf, metadata: &std::fs::Metadata) -> Result<(), Error> {
        // A device or a pipe may have no end.
        if !metadata.is_file() {
            return Err(Error::new(Refused::NotFile(path)));
        }
        let bytes = self.bytes.get().checked_sub(metadata.len());
        let files = self.files.get().checked_sub(1);
        let (Some(bytes), Some(files)) = (bytes, files) else {
            return Err(Error::new(Refused::TooMuch(path)));
        };
        self.bytes.set(bytes);
        self.files.set(files);
        Ok(())
    }
}

/// Why a file is not read.
#[derive(thiserror::Error)]
enum Refused {
    #[error("{}: not a file", .0.display())]
    NotFile(PathBuf),
    #[error(
        "{}: too large: at most {} files of {} MiB together are read, with those that they import",
        .0.display(),
        MAX_SCHEMA_FILES,
        MAX_SCHEMA_BYTES >> 20
    )]
    TooMuch(PathBuf),
}

/// As it is shown: the compiler's errors tell the place only where they are written for debugging.
impl fmt::Debug for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}
