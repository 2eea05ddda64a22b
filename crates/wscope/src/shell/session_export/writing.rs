//! Writing a session, wherever it is written, and what a person is told of that.

use std::path::Path;

use session::files::{FileCompression, FileKind, Format};

use crate::kit::language::Language;
use crate::shell::pending_export::Remark;
use crate::shell::texts::Text;

/// What a file is by its name; without one that tells, a session. Whether it is compressed, the name always tells.
pub(super) fn format_of(path: &Path) -> Format {
    Format::of(path).unwrap_or(Format {
        kind: FileKind::Session,
        compression: FileCompression::of(path),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_what_is_written() {
        use FileCompression::{Gzip, None, Zstd};

        for (name, kind, compression) in [
            ("x", FileKind::Session, None),
            ("x.txt", FileKind::Session, None),
            ("x.gz", FileKind::Session, Gzip),
            ("x.ZST", FileKind::Session, Zstd),
            ("x.wscope.jsonl", FileKind::Session, None),
            ("x.wscope.jsonl.gz", FileKind::Session, Gzip),
            ("x.har.zst", FileKind::Har, Zstd),
            ("x.csv", FileKind::Csv, None),
        ] {
            let expected = Format { kind, compression };
            assert_eq!(format_of(Path::new(name)), expected, "{name}");
        }
    }
}
