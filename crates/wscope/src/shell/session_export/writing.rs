//! Writing a session, wherever it is written, and what a person is told of that.

use std::io;
use std::path::Path;

use session::files::redact::{Scratch, ShareError, Shared, share};
use session::files::{ExportSource, FileCompression, FileKind, Format};

use crate::kit::language::Language;
use crate::shell::pending_export::Remark;
use crate::shell::texts::Text;

/// What a file is by its name; without one that tells, a session.
pub(super) fn format_of(path: &Path) -> Format {
    Format::of(path).unwrap_or(Format {
        kind: FileKind::Session,
        compression: FileCompression::None,
    })
}

/// What a person has to know of a file that lacks so much.
pub(super) fn remark_on(left_out: u64, lost: u64, language: Language) -> Option<Remark> {
    let text = Text::SavedWithout { left_out, lost };
    (left_out > 0 || lost > 0).then(|| Remark {
        text: text.say(language).into_owned(),
        is_bad: true,
    })
}

/// Writes a session without its credentials, once it is known that none is left.
pub(super) fn write_shared<S: Scratch>(
    source: &dyn ExportSource,
    format: Format,
    language: Language,
    scratch: S,
    passed: impl FnOnce(),
) -> io::Result<(S, Remark)> {
    let shared = share(source, format, scratch, passed);
    let (scratch, shared) = shared.map_err(|error| match error {
        ShareError::Io(error) => error,
        ShareError::Left(places) => {
            let text = Text::ShareLeft { places }.say(language);
            io::Error::other(text.into_owned())
        }
        other => io::Error::other(other.to_string()),
    })?;
    let Shared {
        values,
        places,
        unsearched,
        left_out,
    } = shared;
    let text = Text::Shared {
        values,
        places,
        unsearched,
    };
    let mut text = text.say(language).into_owned();
    if let Some(missing) = remark_on(left_out, 0, language) {
        text += &missing.text;
    }
    let remark = Remark {
        text,
        is_bad: unsearched > 0 || left_out > 0,
    };
    Ok((scratch, remark))
}
