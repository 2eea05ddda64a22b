//! How the name of a file ends: one that is typed without an ending gets that of what is saved.

use std::path::{Path, PathBuf};

/// How a name ends that the program offers: with all behind its first dot.
pub fn ending_of(name: &str) -> &str {
    name.split_once('.').map_or("", |(_, ending)| ending)
}

/// The same path with this ending, where it has none; `None` where it has one, or names a folder.
pub fn with_ending(path: &Path, ending: &str) -> Option<PathBuf> {
    let is_folder = path.to_string_lossy().ends_with(std::path::is_separator) || path.is_dir();
    let has_ending = path.extension().is_some_and(|ending| !ending.is_empty());
    if ending.is_empty() || has_ending || is_folder || path.file_name().is_none() {
        return None;
    }
    Some(path.with_extension(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_an_ending_gets_that_of_what_is_offered() {
        #[track_caller]
        fn check(typed: &str, offered: &str, expected: Option<&str>) {
            let completed = with_ending(Path::new(typed), ending_of(offered));
            assert_eq!(completed.as_deref(), expected.map(Path::new), "{typed}");
        }
        check("x", "a.wscope.jsonl", Some("x.wscope.jsonl"));
        check("b.c/x", "a.har.gz", Some("b.c/x.har.gz"));
        check("x.", "flow.svg", Some("x.svg"));
        check(".x", "a.csv", Some(".x.csv"));
        check("x.txt", "a.csv", None);
        check("x", "a", None);
        check("x/", "a.csv", None);
        check("..", "a.csv", None);
        check("", "a.csv", None);
        // It is a folder.
        check(env!("CARGO_MANIFEST_DIR"), "a.csv", None);
    }
}
