//! Where .proto files are read from, and how much of them.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use protox::Error;
use protox::file::{
    ChainFileResolver, File, FileResolver, GoogleFileResolver, IncludeFileResolver,
};

/// The most that is read, in bytes, with all that is imported: a large service has less than one MiB. What is compiled takes up to some
/// 300 times as much memory: 600 MiB were measured for 2 MiB of short fields.
pub const MAX_SCHEMA_BYTES: u64 = 2 * 1024 * 1024;
/// Editors on Windows begin a file with it.
const BYTE_ORDER_MARK: char = '\u{feff}';
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
        let metadata = path.metadata().map_err(|error| match error.kind() {
            // It is looked for in the next folder.
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::file_not_found(name),
            _ => Error::new(Refused::Unreadable(path.clone(), error)),
        })?;
        self.budget.spend(&path, &metadata)?;
        let text = text(&path, metadata.len())?;
        let file = match text.strip_prefix(BYTE_ORDER_MARK) {
            Some(text) => File::from_source(name, text),
            // So the compiler knows the path too, and tells when another file of this name is in its way.
            None => self.files.open_file(name),
        };
        file.map_err(|error| match reworded(&error, &text) {
            Some(told) => Error::new(Refused::Text(told)),
            None => error,
        })
    }
}

/// The text of a file, of which so many bytes may be read.
fn text(path: &Path, length: u64) -> Result<String, Error> {
    let unreadable = |error| Error::new(Refused::Unreadable(path.to_owned(), error));
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(length)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes[..] {
        return Err(Error::new(Refused::Utf16(path.to_owned())));
    }
    String::from_utf8(bytes).map_err(|_error| Error::new(Refused::NotUtf8(path.to_owned())))
}

/// What the compiler says, where its words mislead: they are kept up to the place, which is `file:line:column`.
fn reworded(error: &Error, text: &str) -> Option<String> {
    let told = format!("{error:?}");
    let message = error.to_string();
    let place = told.strip_suffix(&message)?.strip_suffix(": ")?;
    let mut numbers = place.rsplitn(3, ':');
    let column: usize = numbers.next()?.parse().ok()?;
    let line: usize = numbers.next()?.parse().ok()?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let line = text.lines().nth(line.checked_sub(1)?)?;
    let mut at_place = line.chars().skip(column.checked_sub(1)?);
    // So it calls what is wrong with the name of a file as well, which stands in quotes.
    if message == "invalid group name" && matches!(at_place.next(), Some('"' | '\'')) {
        return Some(format!(
            "{place}: an import is a relative path with `/`: it neither begins with `/` nor has `\\`, `//`, `.` or `..` in it"
        ));
    }
    let is_edition = message.ends_with("but found 'edition'");
    is_edition.then(|| {
        format!("{place}: editions are not supported: proto2 and proto3 are (syntax = \"proto3\";)")
    })
}

impl Budget {
    fn spend(&self, path: &Path, metadata: &std::fs::Metadata) -> Result<(), Error> {
        // A device or a pipe may have no end.
        if !metadata.is_file() {
            return Err(Error::new(Refused::NotFile(path.to_owned())));
        }
        let bytes = self.bytes.get().checked_sub(metadata.len());
        let files = self.files.get().checked_sub(1);
        let (Some(bytes), Some(files)) = (bytes, files) else {
            return Err(Error::new(Refused::TooMuch(path.to_owned())));
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
    #[error("{}: {}", .0.display(), .1)]
    Unreadable(PathBuf, io::Error),
    #[error("{}: UTF-16: .proto files are written in UTF-8", .0.display())]
    Utf16(PathBuf),
    #[error("{}: not valid UTF-8", .0.display())]
    NotUtf8(PathBuf),
    /// What is wrong with a text, with its place.
    #[error("{0}")]
    Text(String),
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
