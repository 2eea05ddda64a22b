//! What was typed on the terminal, for the next time.

use std::env;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rustyline::history::FileHistory;
use rustyline::{Editor, Helper};

use crate::telling::remark;

/// The file in the folder of the state.
const FILE: &str = "wsc-history";

/// Where what was typed is kept; nowhere, if that is not wanted or not possible.
pub(crate) struct History(Option<PathBuf>);

impl History {
    /// Reads what is there. If it cannot be kept, that is told once: typing goes on.
    pub(crate) fn open(is_kept: bool, editor: &mut Editor<impl Helper, FileHistory>) -> Self {
        let path = is_kept.then(state_folder).flatten();
        let path = path.map(|folder| folder.join(FILE));
        let Some(path) = path else {
            return Self(None);
        };
        let loaded = make_private(&path).map_err(Into::into);
        match loaded.and_then(|()| editor.load_history(&path)) {
            Ok(()) => Self(Some(path)),
            Err(error) => {
                remark(&format!(
                    "{}: what is typed is not kept for the next time: {error}",
                    path.display()
                ));
                Self(None)
            }
        }
    }

    /// Keeps the line that was typed last, unless it begins with a blank.
    pub(crate) fn keep(&mut self, editor: &mut Editor<impl Helper, FileHistory>) {
        let Some(path) = &self.0 else {
            return;
        };
        // The program may be ended at any time.
        if editor.append_history(path).is_err() {
            // It is told when the next one begins: this one is being typed into.
            self.0 = None;
        }
    }
}

/// Makes sure that there is a file, which this user alone can read.
fn make_private(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

/// The folder for the state of this program: on Unix that of the XDG Base Directory Specification.
fn state_folder() -> Option<PathBuf> {
    let absolute = |name| {
        let path = env::var_os(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let base = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else {
        let home = || Some(absolute("HOME")?.join(".local/state"));
        absolute("XDG_STATE_HOME").or_else(home)
    };
    Some(base?.join("wscope"))
}
