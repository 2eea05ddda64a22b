//! The subset of Noto Sans CJK SC with exactly the glyphs of the window's own texts.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::{Result, say};

/// Where the texts are.
const TEXTS: [&str; 4] = [
    "crates/wscope/src/theme.rs",
    "crates/wscope/src/language.rs",
    "crates/wscope/src/language/en.rs",
    "crates/wscope/src/language/zh_cn.rs",
];
const SUBSET: &str = "assets/fonts/NotoSansCJKsc-subset.otf";
/// Place of the simplified Chinese font in the collection.
const FONT_NUMBER: u32 = 2;

/// Makes the subset anew.
pub fn run(source: &Path) -> Result<()> {
    let mut glyphs = BTreeSet::new();
    for file in TEXTS {
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
