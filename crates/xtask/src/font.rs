//! Subsets of fonts: of Noto Sans CJK SC with exactly the glyphs of the window's own texts, and of egui's own fonts for
//! the page, where a browser draws all others.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::cargo;
use crate::{Result, say};

/// Where the texts are, wherever a feature has them.
const SOURCES: &str = "crates/wscope/src";
const SUBSET: &str = "assets/fonts/NotoSansCJKsc-subset.otf";
/// Place of the simplified Chinese font in the collection.
const FONT_NUMBER: u32 = 2;

/// What the page's own fonts have: Latin, Greek, Cyrillic, punctuation, currency, arrows, mathematics, and what is drawn with.
/// The rest of egui's fonts are signs that a browser has as well.
const PAGE_RANGES: &str = "U+0020-024F,U+0300-036F,U+0370-03FF,U+0400-045F,U+1E00-1EFF,U+2000-206F,U+20A0-20BF,U+2100-214F,\
                           U+2190-21FF,U+2200-22FF,U+2500-25FF,U+FB00-FB04,U+FFFD";

/// The crate whose fonts egui uses.
const FONT_CRATE: &str = "epaint_default_fonts";

/// Its fonts that the page needs.
const PAGE_FONTS: [&str; 2] = [UBUNTU, "Hack-Regular"];
const UBUNTU: &str = "Ubuntu-Light";

/// The Ubuntu font licence asks for another name of whatever is changed, and for this form of it.
const NEW_NAMES: [(&str, &str); 2] = [
    ("Ubuntu Light", "Ubuntu Light derivative wscope"),
    ("Ubuntu-Light", "Ubuntu-Light-derivative-wscope"),
];

/// Makes the subsets anew.
pub(crate) fn run(source: &Path) -> Result<()> {
    let glyphs = own_glyphs()?;
    subset(
        source,
        SUBSET,
        &[
            &format!("--font-number={FONT_NUMBER}"),
            &format!("--text={glyphs}"),
        ],
    )?;
    let folder = folder_of(FONT_CRATE)?.join("fonts");
    for file in PAGE_FONTS {
        let made = format!("assets/fonts/{file}-subset.ttf");
        let source = folder.join(format!("{file}.ttf"));
        subset(&source, &made, &[&format!("--unicodes={PAGE_RANGES}")])?;
        if file == UBUNTU {
            rename(&made)?;
        }
    }
    Ok(())
}

/// Gives a font another name, by way of its table of names as text.
fn rename(font: &str) -> Result<()> {
    let names = std::env::temp_dir().join(format!("wscope-names-{}.ttx", std::process::id()));
    let renamed = names.with_extension("ttf");
    ttx(&[
        OsStr::new("-t"),
        "name".as_ref(),
        "-o".as_ref(),
        names.as_ref(),
        font.as_ref(),
    ])?;
    let mut text = std::fs::read_to_string(&names)?;
    for (old, new) in NEW_NAMES {
        text = text.replace(old, new);
    }
    std::fs::write(&names, text)?;
    ttx(&[
        OsStr::new("-m"),
        font.as_ref(),
        "-o".as_ref(),
        renamed.as_ref(),
        names.as_ref(),
    ])?;
    std::fs::copy(&renamed, font)?;
    std::fs::remove_file(renamed)?;
    Ok(std::fs::remove_file(names)?)
}

fn ttx(arguments: &[&OsStr]) -> Result<()> {
    let status = Command::new("ttx").arg("-f").args(arguments).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("ttx ended with {status}").into())
    }
}

/// Every glyph of our own texts that is not plain ASCII.
fn own_glyphs() -> Result<String> {
    let mut glyphs = BTreeSet::new();
    glyphs_in(Path::new(SOURCES), &mut glyphs)?;
    Ok(glyphs.into_iter().collect())
}

/// What tests are given may be in any script, and is left out, as it is in the test that looks for missing glyphs.
fn glyphs_in(folder: &Path, glyphs: &mut BTreeSet<char>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            glyphs_in(&path, glyphs)?;
        } else if !path.ends_with("tests.rs") {
            let source = std::fs::read_to_string(&path)?;
            let text = source.split("#[cfg(test)]").next().unwrap_or_default();
            glyphs.extend(text.chars().filter(|c| !c.is_ascii()));
        }
    }
    Ok(())
}

fn subset(source: &Path, made: &str, what: &[&str]) -> Result<()> {
    let status = Command::new("pyftsubset")
        .arg(source)
        .args(what)
        .arg(format!("--output-file={made}"))
        .args([
            "--layout-features=",
            "--no-hinting",
            "--desubroutinize",
            "--name-IDs=0,1,2,4,6,13,14",
        ])
        .status()
        .map_err(|error| {
            format!("pyftsubset cannot be started: {error} (on Debian: apt-get install fonttools)")
        })?;
    if !status.success() {
        return Err(format!("pyftsubset ended with {status}").into());
    }
    say(format_args!(
        "{made} has {} bytes",
        std::fs::metadata(made)?.len()
    ));
    Ok(())
}

/// Where cargo keeps the source of a crate.
fn folder_of(name: &str) -> Result<PathBuf> {
    let output = cargo()
        .args(["metadata", "--format-version", "1"])
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("cargo tells nothing")?;
    let found = packages.iter().find(|package| package["name"] == name);
    let manifest = found.and_then(|package| package["manifest_path"].as_str());
    let manifest = manifest.ok_or_else(|| format!("cargo knows no {name}"))?;
    Ok(Path::new(manifest).parent().ok_or("no folder")?.to_owned())
}
