//! The subset of Noto Sans CJK SC with exactly the glyphs of the window's own texts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, say};

/// Where the texts are.
const TEXTS: [&str; 2] = [
    "crates/wscope/src/theme.rs",
    "crates/wscope/src/language.rs",
];
/// And whatever is in here.
const TEXT_FOLDERS: [&str; 3] = [
    "crates/wscope/src/language",
    "crates/wscope/src/language/en",
    "crates/wscope/src/language/zh_cn",
];
const SUBSET: &str = "assets/fonts/NotoSansCJKsc-subset.otf";
/// Place of the simplified Chinese font in the collection.
const FONT_NUMBER: u32 = 2;

/// Makes the subset anew.
pub fn run(source: &Path) -> Result<()> {
    let mut glyphs = BTreeSet::new();
    let mut files: Vec<PathBuf> = TEXTS.map(PathBuf::from).to_vec();
    for folder in TEXT_FOLDERS {
        for entry in std::fs::read_dir(folder)? {
            files.push(entry?.path());
        }
    }
    for file in files.iter().filter(|file| file.is_file()) {
        let text = std::fs::read_to_string(file)?;
        glyphs.extend(text.chars().filter(|c| !c.is_ascii()));
    }
    let glyphs: String = glyphs.into_iter().collect();
    let status = Command::new("pyftsubset")
        .arg(source)
        .arg(format!("--font-number={FONT_NUMBER}"))
        .arg(format!("--text={glyphs}"))
        .arg(format!("--output-file={SUBSET}"))
        .args([
            "--layout-features=",
            "--no-hinting",
            "--desubroutinize",
            "--name-IDs=0,1,2,13,14",
        ])
        .status()
        .map_err(|error| {
            format!("pyftsubset cannot be started: {error} (on Debian: apt-get install fonttools)")
        })?;
    if !status.success() {
        return Err(format!("pyftsubset ended with {status}").into());
    }
    say(format_args!(
        "{SUBSET} has {} glyphs",
        glyphs.chars().count()
    ));
    Ok(())
}
