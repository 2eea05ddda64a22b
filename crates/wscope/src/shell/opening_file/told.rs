//! What is told of a file that is being read.

use session::files::{FileError, Header, Record, Report};

use crate::kit::language::Language;
use crate::shell::notice::Notice;
use crate::shell::texts::Text;

/// What is told of a file.
pub(crate) enum Told {
    /// A session begins, which is filled from now on.
    Session(Box<Header>, Record),
    /// Nothing more will come.
    Ended(Notice),
    /// Nothing of it can be shown. A page is told in words alone.
    #[cfg(not(target_arch = "wasm32"))]
    Failed(FileError),
}

/// What came of a file.
pub(super) fn opened(name: &str, language: Language, result: &Result<Report, FileError>) -> Notice {
    match result {
        Ok(report) => {
            let text = Text::FileOpened { name, report }.say(language);
            if report.is_whole() {
                Notice::good(text)
            } else {
                Notice::bad(text)
            }
        }
        Err(why) => Notice::bad(Text::FileNotOpened { name, why }.say(language)),
    }
}
