//! The files of a folder, and nothing else: whatever is asked for, and whatever links there are in it, no other file is read.
//!
//! Links are followed as long as they stay in the folder. Where one leads is found out first, and then what is found is
//! opened below the folder by the operating system ([`cap_std`]), so that nothing put there in between leads out. Anything
//! but a file is not there: reading a pipe could take for ever.

use std::io::{self, ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tokio::task::spawn_blocking;
use tower_http::services::fs::{Backend, File, Metadata};

use crate::clock;

/// A folder that is served.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    root: Arc<Path>,
}

/// A file of it.
#[derive(Debug)]
pub(super) struct OpenFile {
    file: tokio::fs::File,
    facts: Facts,
}

/// What is told of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    is_dir: bool,
    size: u64,
    /// `None` if HTTP cannot write it.
    modified: Option<SystemTime>,
}

type Later<T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send>>;

impl Folder {
    /// It need not exist: it is looked for each time, since a build may put another one in its place.
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.into() }
    }
}

impl Backend for Folder {
    type File = OpenFile;
    type Metadata = Facts;
    type OpenFuture = Later<OpenFile>;
    type MetadataFuture = Later<Facts>;

    fn open(&self, path: PathBuf) -> Later<OpenFile> {
        let root = self.root.clone();
        beside(move || {
            let (file, facts) = open(&root, &path)?;
            let file = tokio::fs::File::from_std(file);
            Ok(OpenFile { file, facts })
        })
    }

    fn metadata(&self, path: PathBuf) -> Later<Facts> {
        let root = self.root.clone();
        beside(move || look(&root, &path))
    }
}

/// Does something with files on a thread that may wait for a disk. Whatever the reason is that there is no file to be read,
/// there is none.
fn beside<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Later<T> {
    Box::pin(async move {
        let done = spawn_blocking(work).await.map_err(io::Error::other)?;
        done.map_err(|error| {
            if is_about_this_machine(&error) {
                error
            } else {
                ErrorKind::NotFound.into()
            }
        })
    })
}

/// What there is at a path.
fn look(root: &Path, path: &Path) -> io::Result<Facts> {
    let (dir, inside) = find(root, path)?;
    let metadata = dir.metadata(inside)?;
    Ok(Facts {
        is_dir: metadata.is_dir(),
        size: metadata.len(),
        modified: None,
    })
}

/// Opens what there is at a path, if it is a file.
fn open(root: &Path, path: &Path) -> io::Result<(std::fs::File, Facts)> {
    let (dir, inside) = find(root, path)?;
    // Devices may do something when they are opened, so that is not tried.
    if !dir.metadata(&inside)?.is_file() {
        return Err(ErrorKind::NotFound.into());
    }
    let file = dir.open_with(&inside, &read_without_waiting())?.into_std();
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(ErrorKind::NotFound.into());
    }
    let modified = metadata.modified().ok();
    let facts = Facts {
        is_dir: false,
        size: metadata.len(),
        modified: modified.filter(|at| clock::is_http_date(*at)),
    };
    Ok((file, facts))
}

/// The folder, and where in it a path leads in the end.
fn find(root: &Path, path: &Path) -> io::Result<(Dir, PathBuf)> {
    let root = root.canonicalize()?;
    let found = root.join(path).canonicalize()?;
    let inside = found.strip_prefix(&root).map_err(|_| ErrorKind::NotFound)?;
    let inside = if inside.as_os_str().is_empty() {
        Path::new(".")
    } else {
        inside
    };
    let dir = Dir::open_ambient_dir(&root, ambient_authority())?;
    Ok((dir, inside.to_owned()))
}

/// A pipe that was put in the place of a file would be waited for otherwise.
fn read_without_waiting() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt as _;

        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    options
}

/// Whether an error says nothing of the file: there is no memory, no handle, or no disk that answers.
#[cfg(unix)]
fn is_about_this_machine(error: &io::Error) -> bool {
    use rustix::io::Errno;

    let errno = Errno::from_io_error(error);
    matches!(
        errno,
        Some(Errno::MFILE | Errno::NFILE | Errno::NOMEM | Errno::IO)
    )
}

#[cfg(not(unix))]
fn is_about_this_machine(error: &io::Error) -> bool {
    error.kind() == ErrorKind::OutOfMemory
}

impl Metadata for Facts {
    fn is_dir(&self) -> bool {
        self.is_dir
    }

    fn modified(&self) -> io::Result<SystemTime> {
        self.modified.ok_or(ErrorKind::Unsupported.into())
    }

    fn len(&self) -> u64 {
        self.size
    }
}

impl File for OpenFile {
    type Metadata = Facts;
    type MetadataFuture<'a> = std::future::Ready<io::Result<Facts>>;

    fn metadata(&self) -> Self::MetadataFuture<'_> {
        std::future::ready(Ok(self.facts))
    }
}

impl AsyncRead for OpenFile {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.file).poll_read(context, buffer)
    }
}

impl AsyncSeek for OpenFile {
    fn start_seek(mut self: Pin<&mut Self>, position: SeekFrom) -> io::Result<()> {
        Pin::new(&mut self.file).start_seek(position)
    }

    fn poll_complete(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Pin::new(&mut self.file).poll_complete(context)
    }
}
